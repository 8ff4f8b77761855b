//! The judges.
mod finding;
pub use finding::{Finding, Level};
