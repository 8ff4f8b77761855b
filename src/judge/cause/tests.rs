//! Relations between findings, told as small passes.
