//! The difference between two conversations.

use std::time::Duration;

use similar::{Algorithm, TextDiff};

/// The unified diff, three lines of context. Empty when the texts are equal.
pub fn unified(approved: &str, new: &str) -> String {
    // Two long texts with nothing in common would take minutes to compare; after a while a coarser answer will do.
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Myers)
        .timeout(Duration::from_secs(2))
        .diff_lines(approved, new);
    diff.unified_diff().context_radius(3).missing_newline_hint(false).header("approved", "new").to_string()
}
