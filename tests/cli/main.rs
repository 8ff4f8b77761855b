//! The program from outside: the real binary, in directories of its own, against servers that behave and servers that
//! do not.
//!
//! `program` starts it with an environment that holds nothing but what a test says; `server` is the other end: a
//! correct provider behind a socket of our own, which a test can make wrong in any way. Nothing here asserts on time;
//! a program that hangs is ended after two minutes, and its test fails.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod program;
mod server;

mod answers;
mod approval;
mod dead_target;
mod dry_run;
mod golden;
mod groundwork;
mod members_asked;
mod midway;
mod removal;
mod reproduce;
mod screen;
mod secrets;
mod strangers;
mod vendors;
mod waiting;
mod wrong_files;
mod wrong_flags;
