//! What the server holds already, and how it names things.

use std::sync::Arc;
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Standing, Variant};
use crate::provider::deviation::{Deviation, Make};
use crate::provider::handle::Provider;
use crate::provider::message::Request;
use crate::provider::settings::{Ids, Settings};

pub(super) const VARIANTS: &[Variant] = &[
    Variant {
        name: "300-users-before",
        title: "300 users and 30 groups are there already",
        standing: Standing::Legal,
        source: "any server in use",
        make: Make::Fresh(|| Arc::new(Populated::default())),
    },
    Variant {
        name: "numeric-looking-ids",
        title: "ids are strings of digits",
        standing: Standing::Legal,
        source: "RFC 7643 §3.1: an id is an opaque string",
        make: Make::Settings(numeric_ids),
    },
    Variant {
        name: "odd-ids",
        title: "ids hold characters that a URL has to encode",
        standing: Standing::Legal,
        source: "RFC 7643 §3.1: an id is an opaque string",
        make: Make::Settings(odd_ids),
    },
    Variant {
        name: "page-cap-20",
        title: "a page holds at most 20 resources, whatever count says",
        standing: Standing::Legal,
        source: "RFC 7644 §3.4.2.4: a server may return fewer than count",
        make: Make::Settings(|settings| settings.limits.results = 20),
    },
];

/// A store with somebody in it.
#[derive(Debug)]
struct Populated {
    once: Once,
}

impl Default for Populated {
    fn default() -> Self {
        Populated { once: Once::new() }
    }
}

impl Deviation for Populated {
    fn request(&self, provider: &Provider, _: &mut Request) {
        self.once.call_once(|| {
            // Made-up users have names of their own; that they are refused would be a defect of the provider, and
            // then the store stays as empty as it is.
            let _ = provider.seed(300, 30);
        });
    }
}

fn numeric_ids(settings: &mut Settings) {
    let last = AtomicU64::new(1000);
    settings.ids = Ids::new(move || last.fetch_add(1, Ordering::Relaxed).to_string());
}

fn odd_ids(settings: &mut Settings) {
    let last = AtomicU64::new(0);
    settings.ids = Ids::new(move || format!("u+{}=é/ %41", last.fetch_add(1, Ordering::Relaxed)));
}
