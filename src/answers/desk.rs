//! The port at which canned answers are given out.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use super::book::Book;
use super::{broken, plain};

/// Where a SCIM service begins below the host.
const BASE: &str = "/scim/v2";

/// An open port on the loopback interface. Dropping it closes it.
#[derive(Debug)]
pub struct Desk {
    address: SocketAddr,
    book: Arc<Book>,
    // Held for its end: the port is open for as long as the front lives.
    _front: Front,
}

#[derive(Debug)]
enum Front {
    Plain(#[expect(dead_code, reason = "held for its end")] plain::Front),
    Broken(#[expect(dead_code, reason = "held for its end")] broken::Front),
}

impl Desk {
    /// Opens a port. `cuts` says whether some answer of the book is cut. The book may be filled later, up to the first
    /// request.
    ///
    /// # Errors
    /// No port can be had.
    pub async fn open(book: Arc<Book>, cuts: bool) -> io::Result<Desk> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let front = if cuts {
            Front::Broken(broken::Front::open(listener, Arc::clone(&book))?)
        } else {
            Front::Plain(plain::Front::open(listener, Arc::clone(&book)).await)
        };
        Ok(Desk { address, book, _front: front })
    }

    /// The base URL, without a slash at its end.
    pub fn base_url(&self) -> String {
        format!("http://{}{BASE}", self.address)
    }

    /// The book that it answers from.
    pub fn book(&self) -> &Arc<Book> {
        &self.book
    }
}

/// The path below the base URL; what is elsewhere stays as it is, and no answer fits it.
pub(super) fn below_base(path: &str) -> &str {
    path.strip_prefix(BASE).unwrap_or(path)
}
