//! scimulate.
pub mod cli;
pub mod exchange;
pub mod idp;
pub mod judge;
pub mod outcome;
pub mod provider;
pub mod report;
pub mod runner;
pub mod scenario;
pub mod scim;
pub mod sender;
pub mod serve;
pub mod snapshot;
pub mod source;
