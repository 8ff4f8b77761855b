//! The scenario file: parsed, validated, every node with its place.

pub mod model;
