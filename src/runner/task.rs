//! One pass with everything around it: its way to the target, its guard, the bystanders of its slot, and the removal
//! of what it made.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;

use super::bystander::Bystanders;
use super::config::Config;
use super::destination::{Reach, Route};
use super::guard::Guard;
use super::interrupt::Interrupt;
use super::ledger::Ledger;
use super::name::RunId;
use super::pass::{self, Pass};
use super::remains::Remains;
use crate::idp::okta::Client;
use crate::judge::Finding;
use crate::judge::drift::Attributes;
use crate::outcome::PassResult;

/// A place for one running pass; its bystanders serve one pass after the other.
#[derive(Debug)]
pub(super) struct Slot {
    number: usize,
    pub(super) bystanders: Option<Bystanders>,
    tried: bool,
}

impl Slot {
    /// A place that nobody has taken yet.
    pub(super) const fn new(number: usize) -> Self {
        Slot { number, bystanders: None, tried: false }
    }
}

/// A pass that ended, and the slot that it gives back.
pub(super) struct Ended {
    pub(super) slot: Option<Slot>,
    pub(super) result: PassResult,
    /// What changed about the bystanders while it ran.
    pub(super) suspicion: Vec<Finding>,
    pub(super) remains: Remains,
    /// Requests for acts and for the harness itself, where the line is not shared.
    pub(super) requests: (usize, usize),
    /// Why there are no bystanders.
    pub(super) bystanders_missing: Option<String>,
}

impl Ended {
    /// One that was not played.
    pub(super) fn without_slot(result: PassResult) -> Self {
        Ended {
            slot: None,
            result,
            suspicion: Vec::new(),
            remains: Remains::default(),
            requests: (0, 0),
            bystanders_missing: None,
        }
    }
}

/// One pass with everything around it, owned, so that it can run on any thread.
pub(super) struct Task {
    pub(super) config: Arc<Config>,
    pub(super) reach: Arc<Reach>,
    pub(super) run: RunId,
    pub(super) interrupt: Interrupt,
    /// Of the pass in the plan.
    pub(super) index: usize,
    pub(super) random: fastrand::Rng,
}

impl Task {
    /// Plays it, catches what goes wrong in it, and removes what it made.
    pub(super) async fn play(self, mut slot: Slot) -> Ended {
        let canned = self.is_canned();
        let scenario = &self.config.plays[self.index].scenario;
        let route = match self.reach.route(self.index, slot.number, scenario).await {
            Ok(route) => route,
            Err(error) => {
                let mut ended =
                    Ended::without_slot(pass::not_run(&self.config, self.index, error.to_string()));
                ended.slot = Some(slot);
                return ended;
            }
        };
        let ledger = Ledger::default();
        let mut remains = Remains::default();
        let missing = Box::pin(self.prepare_bystanders(&mut slot, &route, &mut remains)).await;
        let config = Arc::clone(&self.config);
        let pass = Pass {
            config: &config,
            index: self.index,
            guard: if canned {
                Guard::asleep(Arc::clone(&route.line), self.run.clone())
            } else {
                Guard::new(Arc::clone(&route.line), ledger.clone(), route.journal.clone(), self.run.clone())
            },
            book: route.book(),
            run: self.run.clone(),
            random: self.random.clone(),
            per_pass_store: canned || self.reach.has_store_per_pass(),
            declared: self.declared(&route).await,
            features: self.features(&route).await,
        };
        let mut interrupt = self.interrupt.clone();
        let outcome = tokio::select! {
            biased;
            () = interrupt.wait() => Err("the run was interrupted".to_owned()),
            // A panic is a bug of ours; what the pass created must go all the same.
            result = AssertUnwindSafe(pass.play()).catch_unwind() => result.map_err(|panic| panic_text(&*panic)),
        };
        let result = match outcome {
            Ok(result) => result,
            Err(reason) if interrupt.happened() => pass::not_run(&config, self.index, reason),
            Err(reason) => pass::broken(&config, self.index, &reason),
        };
        let suspicion = match &mut slot.bystanders {
            Some(bystanders) if !canned && !interrupt.happened() => Box::pin(bystanders.after()).await,
            _ => Vec::new(),
        };
        remains.extend(Box::pin(self.reach.tidy(&route, &ledger, &self.run, config.keep)).await);
        if self.reach.has_store_per_pass() {
            slot.bystanders = None;
        }
        let requests = self.reach.leave(route);
        Ended { slot: Some(slot), result, suspicion, remains, requests, bystanders_missing: missing }
    }

    /// Declared attributes only grade what a read-back finds.
    async fn declared(&self, route: &Route) -> Option<Arc<Attributes>> {
        if self.config.own_requests.read_backs && !self.is_neutral() && !self.is_canned() {
            self.reach.declared(route).await
        } else {
            None
        }
    }

    /// Discovery decides only for the neutral client, and only where a scenario needs a feature.
    async fn features(&self, route: &Route) -> Option<Arc<serde_json::Value>> {
        let needs = !self.is_canned() && !self.config.plays[self.index].scenario.requires.is_empty();
        if needs && self.is_neutral() { self.reach.features(route).await } else { None }
    }

    /// Whether canned answers stand in for the target, so that nothing is there to be watched or asked.
    fn is_canned(&self) -> bool {
        self.config.plays[self.index].scenario.answers.is_some()
    }

    fn is_neutral(&self) -> bool {
        Client::parse(&self.config.plays[self.index].client).is_none()
    }

    /// Makes the slot's bystanders when they are first needed, and looks at them. Returns why there are none.
    async fn prepare_bystanders(
        &self,
        slot: &mut Slot,
        route: &Route,
        remains: &mut Remains,
    ) -> Option<String> {
        let scenario = &self.config.plays[self.index].scenario;
        // A scenario that counts what is there must find a store with nothing else in it.
        let counts = self.reach.has_store_per_pass() && scenario.tags.iter().any(|tag| tag == "exclusive");
        if !self.config.own_requests.bystanders
            || self.is_canned()
            || counts
            || (slot.tried && slot.bystanders.is_none() && !self.reach.has_store_per_pass())
        {
            return None;
        }
        if slot.bystanders.is_none() {
            slot.tried = true;
            let ledger = Ledger::default();
            let guard =
                Guard::new(Arc::clone(&route.line), ledger.clone(), route.journal.clone(), self.run.clone());
            let slot_id = format!("{}-s{}", self.run.as_str(), slot.number);
            match Bystanders::make(guard, &slot_id, &self.config.app.user_domain).await {
                Ok(bystanders) => slot.bystanders = Some(bystanders),
                Err(reason) => {
                    // The user may be there already when the group was refused.
                    remains.extend(self.reach.tidy(route, &ledger, &self.run, self.config.keep).await);
                    return Some(reason);
                }
            }
        }
        if let Some(bystanders) = &mut slot.bystanders {
            bystanders.before().await;
        }
        None
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}
