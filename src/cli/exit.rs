//! Exit codes: a public interface, documented in the README.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: everything passed.
    Passed,
    /// 1: a finding reached the failing level, or a snapshot changed.
    Findings,
    /// 2: wrong usage, configuration or scenario file, so that nothing was sent; or a file that cannot be written.
    Usage,
    /// 3: the target cannot be reached, or refused the credentials.
    Unreachable,
    /// 4: nothing ran.
    NothingRan,
    /// 130: interrupted.
    Interrupted,
}

impl Exit {
    /// The number that the shell sees.
    pub const fn code(self) -> u8 {
        match self {
            Exit::Passed => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Unreachable => 3,
            Exit::NothingRan => 4,
            Exit::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}
