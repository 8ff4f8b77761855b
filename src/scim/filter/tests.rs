//! Filters against the RFC.
