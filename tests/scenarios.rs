//! Every shipped scenario, with each of its clients, against the embedded provider (a vendor's own against the provider
//! behaving like that vendor): one trial each.
//!
//! Stricter than a run: on our own server not even a warning may be found.

use std::process::ExitCode;

use scimulate::judge::Level;
use scimulate::{Trials, trials};

fn main() -> ExitCode {
    let snapshots = concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots");
    trials(Trials::embedded().vendors().snapshots(snapshots).fail_on(Level::Warning))
}
