//! Plays scenarios: one pass, then many, and everything that keeps a target safe meanwhile.
//!
//! From the outside in:
//! - [`run`]: test the connection, play the plan, tidy up, sum up; every result goes out as an event
//! - `schedule`: so many passes at once, results in plan order; `task`: one pass with everything around it;
//!   `destination`: how passes reach the target or the embedded provider
//! - `pass`, `step`: one scenario with one client; `act`, `raw`: from the written act to the played one; `stage` and
//!   `scope`: who is there, and what `${…}` stands for
//! - [`unmapped`]: what a cast says that is never pushed
//! - `read_back`, `expectation`, `bystander`, `conversation`: what is handed to the judges
//! - [`Guard`] before every write, `ledger` and [`journal`] for what was created, [`clean`] for what a killed run left
//! - `line`: pacing, 429, a target that died; [`Clock`]: the only clock of the crate
//!
//! The runner decides what is played and when. What a client sends is the IdP's business, what an answer is worth
//! the judges'.

mod act;
mod bystander;
mod canned;
pub mod clean;
mod clock;
mod config;
mod conversation;
mod declared;
mod destination;
pub mod dry_run;
mod expectation;
mod guard;
mod interrupt;
pub mod journal;
mod ledger;
mod line;
mod location;
mod name;
mod pass;
pub mod preflight;
mod raw;
mod read_back;
mod remains;
mod run;
mod schedule;
mod scope;
mod setting;
mod stage;
mod step;
mod task;
mod tidy;
mod together;
mod unmapped;

pub use clock::Clock;
pub use config::{App, Config, Destination, Fixture, OwnRequests, Snapshots};
pub use guard::Guard;
pub use interrupt::{Interrupt, Interrupter, interrupt};
pub use ledger::{Holding, Ledger};
pub use line::Line;
pub use name::RunId;
pub use run::{Error, run};
pub use unmapped::unmapped;
