//! The front for answers that do not arrive whole: a bare TCP listener.
//!
//! It reads one request from each connection and closes it after the answer. What it reads comes from our own sender,
//! which gives every body a Content-Length; so that is all the HTTP that it understands.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::AbortHandle;

use super::book::{Asked, Book, Sendable};
use super::canned::Cut;
use super::desk::below_base;
use crate::exchange::Method;

/// The longest head and the longest body that are read: a request of ours is far below.
const LONGEST: usize = 16 << 20;

/// What is said instead of HTTP: the greeting of a mail server.
const NO_HTTP: &[u8] = b"220 mail.example.com ESMTP\r\n";

/// The listening task; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Front(AbortHandle);

impl Front {
    pub(super) fn open(listener: TcpListener, book: Arc<Book>) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let book = Arc::clone(&book);
                tokio::spawn(async move {
                    // A client that hangs up in between has its own error; here is nobody to tell.
                    let _ = serve(stream, &book).await;
                });
            }
        });
        Ok(Front(listening.abort_handle()))
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn serve(mut stream: TcpStream, book: &Book) -> io::Result<()> {
    let Some(request) = read(&mut stream).await? else { return Ok(()) };
    let (path, query) = match request.target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (request.target.as_str(), None),
    };
    let method = Method::parse(&request.method);
    let sendable = book.answer(Asked { method, path: below_base(path), query, body: &request.body });
    if let Some(delay) = sendable.delay {
        tokio::time::sleep(delay).await;
    }
    let bytes = whole(&sendable, method == Some(Method::Head));
    match sendable.cut {
        None => stream.write_all(&bytes).await?,
        Some(Cut::Truncate) => {
            stream.write_all(&bytes[..bytes.len() - sendable.body.len().div_ceil(2)]).await?
        }
        Some(Cut::Malformed) => stream.write_all(NO_HTTP).await?,
        Some(Cut::Empty) => {}
        // Closing without lingering is a reset.
        Some(Cut::Reset) => return stream.set_zero_linger(),
    }
    stream.shutdown().await
}

struct Request {
    method: String,
    target: String,
    body: Vec<u8>,
}

/// Reads one request; `None` when the client had nothing (more) to say.
async fn read(stream: &mut TcpStream) -> io::Result<Option<Request>> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if bytes.len() > LONGEST || stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let mut lines = text.lines();
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0_usize)
        .min(LONGEST);
    while bytes.len() < head + length {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    }
    let body = bytes[head..head + length].to_vec();
    Ok(Some(Request { method: method.to_owned(), target: target.to_owned(), body }))
}

/// The answer as bytes, all of it.
fn whole(sendable: &Sendable, head_only: bool) -> Vec<u8> {
    let reason =
        http::StatusCode::from_u16(sendable.status).ok().and_then(|status| status.canonical_reason());
    let mut head = format!("HTTP/1.1 {} {}\r\n", sendable.status, reason.unwrap_or_default());
    for (name, value) in &sendable.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !matches!(sendable.status, 204 | 304) {
        head.push_str(&format!("content-length: {}\r\n", sendable.body.len()));
    }
    head.push_str("connection: close\r\n\r\n");
    let mut bytes = head.into_bytes();
    if !head_only {
        bytes.extend_from_slice(&sendable.body);
    }
    bytes
}
