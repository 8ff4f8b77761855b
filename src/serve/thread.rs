//! The thread that serves, and its life.

use std::future::IntoFuture as _;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use tokio::sync::watch;

use super::bridge;
use super::site::Site;

/// How long a request that is under way may delay the end.
const PATIENCE: Duration = Duration::from_secs(1);

/// A server under way. Dropping it stops it, after the requests that it is answering.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    stop: Option<watch::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Serves a site on a listener until told to stop.
///
/// # Errors
/// When the listener cannot be used by the runtime, or no thread can be had.
pub fn start(listener: TcpListener, site: Site) -> io::Result<Running> {
    let address = listener.local_addr()?;
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    let listener = {
        let _entered = runtime.enter();
        tokio::net::TcpListener::from_std(listener)?
    };
    let (stop, mut stopped) = watch::channel(());
    let mut given_up = stopped.clone();
    let serve = move || {
        runtime.block_on(async move {
            // An answer leaves in one piece; waiting to fill a packet would only delay it.
            let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
            let router = Router::new().fallback(bridge::answer).with_state(site);
            // Both wake when told to stop, and when the handle is gone.
            let server = axum::serve(listener, router)
                .with_graceful_shutdown(async move { drop(stopped.changed().await) });
            let too_slow = async move {
                drop(given_up.changed().await);
                tokio::time::sleep(PATIENCE).await;
            };
            tokio::select! {
                // Serving ends with an error only if accepting does, and then there is nobody to tell.
                _ = server.into_future() => {}
                () = too_slow => {}
            }
        });
    };
    let thread = std::thread::Builder::new().name("scim-provider".to_owned()).spawn(serve)?;
    Ok(Running { address, stop: Some(stop), thread: Some(thread) })
}

impl Running {
    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The origin of its URLs: `http://127.0.0.1:8080`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops it and waits until it has ended.
    pub fn shutdown(mut self) {
        self.stop();
    }

    fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It may have ended by itself.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            // A panic in it was printed when it happened.
            let _ = thread.join();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}
