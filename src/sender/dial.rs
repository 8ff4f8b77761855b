//! Whether a request went out on a new connection, and since when that one stands.
//!
//! The HTTP client does not tell, and two questions hang on it: whether a server that closed the connection had
//! seen the request at all, and from when on the read timeout runs.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

tokio::task_local! {
    static DIAL: Arc<Dial>;
}

/// What one request knows of its connection.
#[derive(Debug, Default)]
pub(super) struct Dial {
    stage: Mutex<Stage>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// No connection was begun: one was taken from the pool.
    #[default]
    Reused,
    /// A connection is being made.
    Begun,
    /// The request goes over a connection made for it.
    Made(Instant),
}

impl Dial {
    /// Runs a request so that connections made for it are noted here.
    pub(super) async fn watch<F: Future>(self: &Arc<Self>, request: F) -> F::Output {
        DIAL.scope(Arc::clone(self), request).await
    }

    /// Whether the request's connection had been used before.
    ///
    /// A connection that is still being made belongs to the pool: the request got a free one meanwhile.
    pub(super) fn was_reused(&self) -> bool {
        !matches!(self.stage(), Stage::Made(_))
    }

    /// Whether a connection is still being made.
    pub(super) fn is_begun(&self) -> bool {
        self.stage() == Stage::Begun
    }

    /// Since when the connection made for the request stands.
    pub(super) fn made(&self) -> Option<Instant> {
        match self.stage() {
            Stage::Made(at) => Some(at),
            Stage::Reused | Stage::Begun => None,
        }
    }

    fn stage(&self) -> Stage {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn note(stage: Stage) {
    // Outside a watched request (the client finishes a connection for its pool in the background) nobody asks.
    let _ = DIAL.try_with(|dial| *dial.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage);
}

/// Wraps the making of one connection.
pub(super) async fn noted<F, C, E>(connecting: F) -> Result<C, E>
where
    F: Future<Output = Result<C, E>>,
{
    note(Stage::Begun);
    let connection = connecting.await?;
    note(Stage::Made(Instant::now()));
    Ok(connection)
}
