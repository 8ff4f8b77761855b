//! A SCIM server on a loopback port that a test can make wrong: a correct provider behind it, and a behaviour before
//! it that sees every request first.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use scimulate::exchange::Method;
use scimulate::provider::{Headers, Provider, Request, Response, Settings};
use serde_json::Value;

/// The path under which the server speaks SCIM.
const BASE: &str = "/scim/v2";

/// What to do with a request.
pub(crate) enum Reply {
    /// Answer properly.
    Answer(Response),
    /// Send these bytes and close the connection.
    Bytes(Vec<u8>),
    /// Send the first bytes, then the others for as long as somebody reads.
    Endless(Vec<u8>, Vec<u8>),
    /// Close the connection without a word.
    Close,
    /// Reset the connection.
    Reset,
    /// Reset this connection and never accept another.
    Die,
}

/// What a test sees of a request.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// 1 for the first.
    pub(crate) number: usize,
    pub(crate) method: Method,
    /// Path and query below the base.
    pub(crate) target: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    /// Whether it is this method on this collection or something in it.
    pub(crate) fn is(&self, method: Method, endpoint: &str) -> bool {
        self.method == method && self.target.starts_with(endpoint)
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The correct answer to a request, for behaviours that only change it.
pub(crate) struct Correct<'a> {
    provider: &'a Provider,
    base: String,
}

impl Correct<'_> {
    /// What the provider answers.
    pub(crate) fn answer(&self, seen: &Seen) -> Response {
        self.answer_to(seen, &seen.target)
    }

    /// What the provider answers to the same request on another target.
    pub(crate) fn answer_to(&self, seen: &Seen, target: &str) -> Response {
        let (path, query) =
            target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        let mut headers = Headers::default();
        for (name, value) in &seen.headers {
            headers.set(name, value);
        }
        self.provider.handle(&Request {
            method: seen.method,
            base: self.base.clone(),
            path: path.to_owned(),
            query: query.map(str::to_owned),
            headers,
            body: seen.body.clone().into(),
        })
    }
}

type Behaviour = dyn Fn(&Seen, &Correct<'_>) -> Reply + Send + Sync;

struct Shared {
    provider: Provider,
    behaviour: Box<Behaviour>,
    base: String,
    seen: Mutex<Vec<Seen>>,
    dead: AtomicBool,
    address: SocketAddr,
}

/// The server. It serves until the test process ends.
pub(crate) struct Server(Arc<Shared>);

impl Server {
    /// A correct server with five users and two groups in it.
    pub(crate) fn correct() -> Self {
        Server::behaving(|seen, correct| Reply::Answer(correct.answer(seen)))
    }

    /// The same server with something wrong about it.
    pub(crate) fn behaving(behaviour: impl Fn(&Seen, &Correct<'_>) -> Reply + Send + Sync + 'static) -> Self {
        let provider = Provider::new(Settings::default());
        provider.seed(5, 2).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            provider,
            behaviour: Box::new(behaviour),
            base: format!("http://{address}{BASE}"),
            seen: Mutex::default(),
            dead: AtomicBool::new(false),
            address,
        });
        let accepting = Arc::clone(&shared);
        std::thread::spawn(move || accept(&listener, &accepting));
        Server(shared)
    }

    /// Its base URL.
    pub(crate) fn url(&self) -> String {
        self.0.base.clone()
    }

    /// Everything that is in it: users, then groups, in the order of the store.
    pub(crate) fn contents(&self) -> Vec<Value> {
        ["/Users", "/Groups"].iter().flat_map(|endpoint| self.list(endpoint)).collect()
    }

    /// Puts a resource into it.
    pub(crate) fn post(&self, endpoint: &str, body: &[u8]) {
        let mut headers = Headers::default();
        headers.set("content-type", "application/scim+json");
        let answer = self.0.provider.handle(&Request {
            method: Method::Post,
            base: self.0.base.clone(),
            path: endpoint.to_owned(),
            query: None,
            headers,
            body: body.to_vec().into(),
        });
        assert_eq!(answer.status, 201);
    }

    fn list(&self, endpoint: &str) -> Vec<Value> {
        let mut found = Vec::new();
        loop {
            let request = Request {
                method: Method::Get,
                base: self.0.base.clone(),
                path: endpoint.to_owned(),
                query: Some(format!("startIndex={}&count=100", found.len() + 1)),
                headers: Headers::default(),
                body: Vec::new().into(),
            };
            let page: Value = serde_json::from_slice(&self.0.provider.handle(&request).body).unwrap();
            let resources = page.get("Resources").and_then(Value::as_array).cloned().unwrap_or_default();
            if resources.is_empty() {
                return found;
            }
            found.extend(resources);
        }
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.0.seen.lock().unwrap().clone()
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.dead.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        std::thread::spawn(move || {
            // A client that goes away in the middle is no business of the test's.
            let _ = serve(&stream, &shared);
        });
    }
}

fn serve(stream: &TcpStream, shared: &Shared) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let correct = Correct { provider: &shared.provider, base: shared.base.clone() };
    while let Some(mut seen) = read(&mut reader)? {
        {
            let mut all = shared.seen.lock().unwrap();
            seen.number = all.len() + 1;
            all.push(seen.clone());
        }
        let reply = if shared.dead.load(Ordering::SeqCst) {
            Reply::Reset
        } else {
            (shared.behaviour)(&seen, &correct)
        };
        match reply {
            Reply::Answer(response) => write(stream, &seen, &response)?,
            Reply::Bytes(bytes) => {
                let mut stream = stream;
                stream.write_all(&bytes)?;
                return stream.shutdown(Shutdown::Write);
            }
            Reply::Endless(first, more) => {
                let mut stream = stream;
                stream.write_all(&first)?;
                loop {
                    stream.write_all(&more)?;
                }
            }
            Reply::Close => return Ok(()),
            Reply::Reset => return reset(stream),
            Reply::Die => {
                shared.dead.store(true, Ordering::SeqCst);
                // Wakes the accepting thread, which then drops its listener.
                let _ = TcpStream::connect_timeout(&shared.address, Duration::from_secs(5));
                return reset(stream);
            }
        }
    }
    Ok(())
}

fn reset(stream: &TcpStream) -> std::io::Result<()> {
    socket2::SockRef::from(stream).set_linger(Some(Duration::ZERO))
}

/// One request; `None` at the end of the connection.
fn read(reader: &mut BufReader<&TcpStream>) -> std::io::Result<Option<Seen>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let method = words.next().and_then(Method::parse).unwrap_or(Method::Options);
    let path = words.next().unwrap_or_default();
    let target = path.strip_prefix(BASE).unwrap_or(path).to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some(Seen { number: 0, method, target, headers, body }))
}

fn write(mut stream: &TcpStream, seen: &Seen, response: &Response) -> std::io::Result<()> {
    let mut bytes = format!("HTTP/1.1 {} Status\r\n", response.status).into_bytes();
    for (name, value) in &response.headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    if response.status != 204 {
        bytes.extend_from_slice(format!("content-length: {}\r\n", response.body.len()).as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    if seen.method != Method::Head {
        bytes.extend_from_slice(&response.body);
    }
    stream.write_all(&bytes)
}

/// A SCIM error.
pub(crate) fn refusal(status: u16, detail: &str) -> Response {
    let body = serde_json::json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": status.to_string(),
        "detail": detail,
    });
    Response::json(status, body.to_string().into_bytes())
}

/// A complete answer with this body.
pub(crate) fn http(head: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}
