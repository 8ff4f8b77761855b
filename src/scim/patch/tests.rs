//! PATCH against the RFC.
