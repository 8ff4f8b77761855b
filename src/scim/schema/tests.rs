//! Schemas against the RFC.
