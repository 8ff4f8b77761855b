//! The lines of a journal.

use serde::{Deserialize, Serialize};

/// The version of the format that this program writes.
pub const VERSION: u32 = 1;

/// The first line of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Format version.
    pub journal: u32,
    /// The run id.
    pub run: String,
    /// The target's base URL, without credentials.
    pub url: String,
    /// The target's name in the configuration, if it has one.
    pub target: Option<String>,
    /// When the run began.
    pub started: String,
}

/// Every further line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    /// A creating call is about to go out.
    Intent(Intent),
    /// A writable fixture is about to be written to; this is how it was found.
    Borrowed(Borrowed),
    /// Its answer gave the resource an id.
    Created {
        /// The intent's number.
        number: u64,
        /// The id on the target.
        id: String,
    },
    /// The resource is gone, was deactivated for good, or was never made.
    Settled {
        /// The intent's number.
        number: u64,
    },
}

/// A resource that the run is about to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// Number within the journal, from 1.
    pub number: u64,
    /// The endpoint: `/Users`, `/Groups`.
    pub endpoint: String,
    /// The attribute that holds the unique name: `userName` or `displayName`.
    pub attribute: String,
    /// The unique name, which carries the run id unless a scenario wrote out another.
    pub name: String,
    /// For a name without the run id: the ids of those who had it before. Without them nothing is known to be the
    /// run's by such a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Vec<String>>,
}

/// A resource of the target's owner that the run may change, and has to put back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Borrowed {
    /// Number within the journal, from 1.
    pub number: u64,
    /// The endpoint: `/Users`.
    pub endpoint: String,
    /// The id on the target.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// The resource as it was found.
    pub found: serde_json::Value,
}
