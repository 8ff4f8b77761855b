//! The `scimulate` program: hands the process to the library and ends with its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    let context = scimulate::cli::Context::from_process();
    scimulate::cli::run(&context).into()
}
