//! Canned answers: what a server would have to say, said without one.
//!
//! | file | what it owns |
//! | --- | --- |
//! | `canned` | an answer as data: for which requests, and what |
//! | `shelf` | the resources that answers show, by name: created, changed, shown again |
//! | `book` | which answer is next for a request, and what was never asked or never answered |
//! | `desk` | the port, and which front stands behind it |
//! | `plain` | the front for whole answers and delays: wiremock |
//! | `broken` | the front for answers that do not arrive whole: a bare TCP listener |
//!
//! [`Desk`] opens a free port on the loopback interface and answers from its [`Book`] until it is dropped. There is one
//! base URL and one front behind it. wiremock cannot reset a connection, end one in the middle of a body or say what is
//! no HTTP, so where one answer of a book does that, the bare listener answers all of that book's requests; it speaks
//! just enough HTTP for our own sender. It must not know what a scenario is, nor what a client makes of an answer.

mod book;
mod broken;
mod canned;
mod desk;
mod plain;
mod shelf;
#[cfg(test)]
mod tests;

pub use book::{Asked, Book, Remarks};
pub use canned::{Answer, Canned, Content, Cut};
pub use desk::Desk;
pub use shelf::Shelf;
