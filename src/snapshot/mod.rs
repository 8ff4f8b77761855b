//! The conversation of a pass as stable text, and its comparison with the approved one.
//!
//! [`conversation`] prints what was said, with every value that changes from run to run replaced by a name that
//! says what it is (`<ada.id>`, `<run>`, `<datetime>`); the [`NameTable`] tells it which value plays which role.
//! [`Store`] keeps one file per scenario and client, `<root>/<target>/<scenario>/<client>.snap`, in insta's format:
//! insta reads it, we compare and write it, so no `INSTA_*` variable and no `insta.yaml` can change a verdict.
//! [`pending`] lists what waits for approval, accepts it and rejects it.
//!
//! `cargo insta review` works on the same files. `cargo insta test --unreferenced=delete` must not be used on them: no
//! insta assertion refers to them, so it would delete them all.
//!
//! This room is the only one that knows insta, and touches only files under the snapshot directory. It must not
//! print, read the environment, or know what an IdP is.

mod address;
mod approved;
mod body;
mod conversation;
mod difference;
mod file;
mod list;
mod names;
pub mod pending;
mod place;
mod sight;
mod store;
mod text;

pub use conversation::{ActTrace, conversation};
pub use difference::unified;
pub use file::Error;
pub use names::NameTable;
pub use store::{ANSWERS, Comparison, Mode, PROVIDER, Store, Subject, USUAL, directory_as_named};

#[cfg(test)]
mod tests;
