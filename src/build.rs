//! Rebuilds the crate when a file is added to or removed from a directory that it embeds.

fn main() {
    for directory in ["scenarios", "snapshots"] {
        println!("cargo::rerun-if-changed={directory}");
    }
}
