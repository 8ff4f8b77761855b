//! The smallest HTTP/1.1 client that keeps a connection: the sender's library belongs to another room.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

use super::{Running, TOKEN};

pub(super) struct Client {
    connection: BufReader<TcpStream>,
    host: String,
    base: String,
    pub(super) authorization: String,
    pub(super) content_type: &'static str,
}

pub(super) struct Reply {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    pub(super) body: Value,
}

impl Client {
    pub(super) fn new(running: &Running, base: &str) -> Self {
        let stream = TcpStream::connect(running.address()).unwrap();
        Client {
            connection: BufReader::new(stream),
            host: running.address().to_string(),
            base: base.to_owned(),
            authorization: format!("Bearer {TOKEN}"),
            content_type: "application/scim+json; charset=utf-8",
        }
    }

    pub(super) fn get(&mut self, target: &str) -> Reply {
        self.send("GET", target, None)
    }

    /// Sends a request with the headers that Okta sends, over the one connection.
    pub(super) fn send(&mut self, method: &str, target: &str, body: Option<Value>) -> Reply {
        let body = body.map(|body| body.to_string());
        let mut head = format!(
            "{method} {}{target} HTTP/1.1\r\nHost: {}\r\nAccept: application/scim+json\r\nAccept-Charset: utf-8\r\n\
             User-Agent: Okta SCIM Client 1.0.0\r\nAuthorization: {}\r\nConnection: Keep-Alive\r\n\
             Accept-Encoding: gzip,deflate\r\n",
            self.base, self.host, self.authorization
        );
        if let Some(body) = &body {
            let length = body.len();
            head.push_str(&format!("Content-Type: {}\r\nContent-Length: {length}\r\n", self.content_type));
        }
        self.raw(&format!("{head}\r\n{}", body.unwrap_or_default()))
    }

    /// Sends these bytes and reads one answer.
    pub(super) fn raw(&mut self, text: &str) -> Reply {
        self.connection.get_mut().write_all(text.as_bytes()).unwrap();
        let mut line = String::new();
        self.connection.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        let mut headers = Vec::new();
        loop {
            line.clear();
            self.connection.read_line(&mut line).unwrap();
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let mut bytes = vec![0; length.map_or(0, |(_, length)| length.parse().unwrap())];
        self.connection.read_exact(&mut bytes).unwrap();
        let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
        Reply { status, headers, body }
    }

    /// Whether the server has closed the connection.
    pub(super) fn is_closed(&mut self) -> bool {
        matches!(self.connection.read(&mut [0]), Ok(0) | Err(_))
    }
}

impl Reply {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
