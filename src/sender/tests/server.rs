//! A server that says exactly the bytes it is told to.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A 200 with a JSON object.
pub(super) const FINE: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\nContent-Length: 2\r\n\r\n{}";

/// Starts a server; `script` gets each connection with its number from 0. Returns the server's URL.
pub(super) async fn serve<F, R>(script: F) -> String
where
    F: Fn(TcpStream, usize) -> R + Send + Sync + 'static,
    R: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let script = Arc::new(script);
    let number = AtomicUsize::new(0);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (script, number) = (Arc::clone(&script), number.fetch_add(1, Ordering::SeqCst));
            tokio::spawn(async move { script(stream, number).await });
        }
    });
    url
}

/// Starts a server that answers every request with these bytes and closes.
pub(super) async fn say(bytes: impl Into<Vec<u8>>) -> String {
    let bytes = Arc::new(bytes.into());
    serve(move |mut stream, _| {
        let bytes = Arc::clone(&bytes);
        async move {
            request(&mut stream).await;
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
    })
    .await
}

/// Starts a server that answers with a head and this body, of that encoding if any.
pub(super) async fn say_body(encoding: Option<&str>, body: &[u8]) -> String {
    let encoding = encoding.map(|name| format!("Content-Encoding: {name}\r\n")).unwrap_or_default();
    let mut bytes =
        format!("HTTP/1.1 200 OK\r\n{encoding}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    say(bytes).await
}

/// Reads one request: its head, and as much body as the head announces. Empty when the client closed.
pub(super) async fn request<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|line| line.split_once(": "))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, value)| value.parse().unwrap());
            if body.len() >= length {
                return text.into_owned();
            }
        }
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return String::new(),
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
        }
    }
}

/// Closes with a reset instead of a proper end.
pub(super) fn reset(stream: TcpStream) {
    socket2::SockRef::from(&stream).set_linger(Some(std::time::Duration::ZERO)).unwrap();
    drop(stream);
}
