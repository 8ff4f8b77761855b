//! Ctrl-C, as something that a run can wait for.

use tokio::sync::watch;

/// Asks a run to end: passes stop where they are, what was created is removed.
#[derive(Debug)]
pub struct Interrupter(watch::Sender<bool>);

/// The other end.
#[derive(Debug, Clone)]
pub struct Interrupt(watch::Receiver<bool>);

/// Both ends.
pub fn interrupt() -> (Interrupter, Interrupt) {
    let (sender, receiver) = watch::channel(false);
    (Interrupter(sender), Interrupt(receiver))
}

impl Interrupter {
    /// Interrupts. Returns whether it was the first time.
    pub fn interrupt(&self) -> bool {
        !self.0.send_replace(true)
    }
}

impl Interrupt {
    /// Whether it happened.
    pub fn happened(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it happens; for ever if it cannot any more.
    pub async fn wait(&mut self) {
        if self.0.wait_for(|interrupted| *interrupted).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
