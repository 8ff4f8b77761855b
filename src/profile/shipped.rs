//! The profiles inside the binary: one per vendor, beside the vendor's scenarios.

use std::path::Path;

use super::{Profile, read};
use crate::scenario::{self, Problems};

/// The names of the shipped vendors, sorted.
pub fn vendors() -> Vec<String> {
    scenario::profiles().into_iter().map(|(name, _)| name).collect()
}

/// The profile of a vendor; `None` when there is no such vendor.
///
/// # Errors
/// The shipped file has mistakes: a test holds that none has.
pub fn vendor(name: &str) -> Option<Result<Profile, Box<Problems>>> {
    let (_, path) = scenario::profiles().into_iter().find(|(vendor, _)| vendor == name)?;
    let text = scenario::shipped_text(path).unwrap_or_default().to_owned();
    Some(read(&Path::new(scenario::SHIPPED).join(path), text))
}

/// The directory of names of a vendor's scenarios.
pub fn scenarios(vendor: &str) -> String {
    format!("{}{vendor}", scenario::VENDORS)
}
