//! Plays many passes: so many at once, events in plan order, everything removed at the end.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::task::JoinSet;

use super::bystander::Bystanders;
use super::config::{Config, Destination};
use super::destination::{Reach, Route};
use super::guard::Guard;
use super::interrupt::Interrupt;
use super::ledger::Ledger;
use super::line;
use super::name::RunId;
use super::pass::{self, Pass};
use super::remains::Remains;
use crate::idp::okta::Client;
use crate::judge::Finding;
use crate::judge::drift::Attributes;
use crate::outcome::{Causes, Event, Notice, Outcome, PassResult};

/// Plays every pass of the plan. Returns the results' counts; the results themselves went out as events.
pub(super) async fn play_all(
    config: &Arc<Config>,
    reach: &Arc<Reach>,
    run: &RunId,
    random: &mut fastrand::Rng,
    interrupt: &Interrupt,
    emit: &mut dyn FnMut(Event),
) -> Played {
    let jobs = jobs(config);
    let mut schedule = Schedule {
        config,
        reach,
        run,
        interrupt,
        jobs,
        slots: (0..jobs).map(|number| Slot { number, bystanders: None, tried: false }).rev().collect(),
        running: JoinSet::new(),
        waiting: BTreeMap::new(),
        next_out: 0,
        played: Played::default(),
        failed: 0,
        bystanders_missing: None,
        has_said_stop: false,
    };
    schedule.drive(random, emit).await;
    schedule.finish(emit).await
}

/// What is left to say when every pass has been reported.
#[derive(Debug, Default)]
pub(super) struct Played {
    /// Passes by outcome.
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
    pub(super) not_run: usize,
    pub(super) snapshots_changed: usize,
    pub(super) snapshots_missing: usize,
    /// The defects behind the findings.
    pub(super) causes: Causes,
    /// What could not be removed, and what could only be deactivated.
    pub(super) remains: Remains,
    /// Requests sent for acts, and for the harness itself, where lines are not shared by all passes.
    pub(super) requests: usize,
    pub(super) own_requests: usize,
}

/// A place for one running pass; its bystanders serve one pass after the other.
#[derive(Debug)]
struct Slot {
    number: usize,
    bystanders: Option<Bystanders>,
    tried: bool,
}

struct Schedule<'a> {
    config: &'a Arc<Config>,
    reach: &'a Arc<Reach>,
    run: &'a RunId,
    interrupt: &'a Interrupt,
    /// Passes at once.
    jobs: usize,
    slots: Vec<Slot>,
    running: JoinSet<Ended>,
    /// Results that wait for an earlier one, or for the confirmation of a suspicion.
    waiting: BTreeMap<usize, Ended>,
    next_out: usize,
    played: Played,
    failed: usize,
    bystanders_missing: Option<String>,
    /// Whether it was said that the run was interrupted.
    has_said_stop: bool,
}

/// A pass that ended, and the slot that it gives back.
struct Ended {
    slot: Option<Slot>,
    result: PassResult,
    /// What changed about the bystanders while it ran.
    suspicion: Vec<Finding>,
    remains: Remains,
    requests: (usize, usize),
    bystanders_missing: Option<String>,
}

/// Passes at once: the configured number, else as many as there are cores where that disturbs nobody.
fn jobs(config: &Config) -> usize {
    let polite = match &config.destination {
        Destination::Embedded(_) | Destination::InProcess(_) => false,
        Destination::Target { target, .. } => !target.is_loopback(),
    };
    let fallback = || if polite { 1 } else { std::thread::available_parallelism().map_or(1, usize::from) };
    config.jobs.unwrap_or_else(fallback).max(1)
}

impl Schedule<'_> {
    async fn drive(&mut self, random: &mut fastrand::Rng, emit: &mut dyn FnMut(Event)) {
        let mut next = 0;
        let plays = &self.config.plays;
        let mut interrupt = self.interrupt.clone();
        loop {
            self.say_stop(emit);
            while next < plays.len() && self.may_start(next) {
                if let Some(reason) = self.reason_not_to_start(next) {
                    let result = pass::not_run(self.config, next, reason);
                    self.waiting.insert(next, Ended::without_slot(result));
                    self.flush(emit);
                } else if let Some(slot) = self.slots.pop() {
                    self.start(next, slot, random, emit);
                    if self.is_exclusive(next) {
                        next += 1;
                        break;
                    }
                }
                next += 1;
            }
            let ended = tokio::select! {
                ended = self.running.join_next() => ended,
                // Every running pass sees the interrupt too and ends by itself; here it only wakes the loop.
                () = interrupt.wait(), if !interrupt.happened() => continue,
            };
            match ended {
                Some(Ok(ended)) => self.take_in(ended, emit),
                // Passes catch their own panics, and nobody aborts them.
                Some(Err(error)) => emit(Event::Notice(Notice { warning: true, text: error.to_string() })),
                None if next >= plays.len() => return,
                None => {}
            }
        }
    }

    /// Removing what was made can take a while; whoever pressed Ctrl-C should know that it was heard.
    fn say_stop(&mut self, emit: &mut dyn FnMut(Event)) {
        if self.interrupt.happened() && !std::mem::replace(&mut self.has_said_stop, true) {
            let text =
                "interrupted: what was made is being removed; a second Ctrl-C leaves it behind".to_owned();
            emit(Event::Notice(Notice { warning: false, text }));
        }
    }

    /// An exclusive pass waits until it is alone, and everybody waits for it. The embedded provider has a store for
    /// each pass, so nothing is exclusive there.
    fn may_start(&self, next: usize) -> bool {
        if self.slots.is_empty() {
            return false;
        }
        if self.is_exclusive(next) { self.running.is_empty() } else { true }
    }

    fn is_exclusive(&self, index: usize) -> bool {
        !self.reach.has_store_per_pass()
            && self.config.plays[index].scenario.answers.is_none()
            && self.config.plays[index].scenario.tags.iter().any(|tag| tag == "exclusive")
    }

    fn reason_not_to_start(&self, next: usize) -> Option<String> {
        if self.interrupt.happened() {
            return Some("the run was interrupted".to_owned());
        }
        if let Some(limit) = self.config.max_fail
            && self.failed >= limit
        {
            return Some(format!("{limit} {} failed before it", if limit == 1 { "pass" } else { "passes" }));
        }
        if self.config.plays[next].scenario.answers.is_some() {
            return None;
        }
        self.reach.dead().map(|_| line::LOST.to_owned())
    }

    fn start(&mut self, index: usize, slot: Slot, random: &mut fastrand::Rng, emit: &mut dyn FnMut(Event)) {
        let play = &self.config.plays[index];
        emit(Event::PassStarted { index, scenario: play.name(), client: play.client.clone() });
        let task = Task {
            config: Arc::clone(self.config),
            reach: Arc::clone(self.reach),
            run: self.run.clone(),
            interrupt: self.interrupt.clone(),
            index,
            random: random.fork(),
        };
        // Boxed: the runtime moves what it is given several times, and this is large.
        self.running.spawn(Box::pin(task.play(slot)));
    }

    fn take_in(&mut self, mut ended: Ended, emit: &mut dyn FnMut(Event)) {
        self.slots.extend(ended.slot.take());
        self.played.remains.extend(std::mem::take(&mut ended.remains));
        self.played.requests += ended.requests.0;
        self.played.own_requests += ended.requests.1;
        self.bystanders_missing = self.bystanders_missing.take().or(ended.bystanders_missing.take());
        if ended.result.outcome == Outcome::Failed {
            self.failed += 1;
        }
        self.waiting.insert(ended.result.index, ended);
        self.flush(emit);
    }

    /// Sends out what is next in plan order.
    fn flush(&mut self, emit: &mut dyn FnMut(Event)) {
        let others_ran = self.others_ran();
        while let Some(entry) = self.waiting.first_entry()
            && *entry.key() == self.next_out
        {
            // Who else was running may have done it: the suspect is played alone at the end.
            if !entry.get().suspicion.is_empty() && others_ran {
                return;
            }
            let mut ended = entry.remove();
            let suspicion = std::mem::take(&mut ended.suspicion);
            self.send_out(ended.result, suspicion, emit);
        }
    }

    fn others_ran(&self) -> bool {
        !self.reach.has_store_per_pass() && self.jobs > 1
    }

    fn send_out(&mut self, mut result: PassResult, suspicion: Vec<Finding>, emit: &mut dyn FnMut(Event)) {
        pass::add_findings(&mut result, suspicion, self.config);
        let played = &mut self.played;
        match result.outcome {
            Outcome::Passed => played.passed += 1,
            Outcome::Failed => played.failed += 1,
            Outcome::Skipped(_) => played.skipped += 1,
            Outcome::NotRun(_) => played.not_run += 1,
        }
        match result.snapshot {
            crate::outcome::SnapshotState::Changed { .. } => played.snapshots_changed += 1,
            crate::outcome::SnapshotState::Missing { .. } => played.snapshots_missing += 1,
            _ => {}
        }
        self.next_out += 1;
        self.played.causes.take(&mut result);
        emit(Event::PassFinished(Arc::new(result)));
    }

    /// Confirms suspicions one by one, sends out what waited, and removes the bystanders.
    async fn finish(mut self, emit: &mut dyn FnMut(Event)) -> Played {
        while let Some((index, mut ended)) = self.waiting.pop_first() {
            let suspicion = std::mem::take(&mut ended.suspicion);
            let confirmed = if suspicion.is_empty() || self.interrupt.happened() {
                suspicion
            } else {
                self.confirm(index, emit).await
            };
            self.send_out(ended.result, confirmed, emit);
        }
        for slot in std::mem::take(&mut self.slots) {
            if let Some(bystanders) = slot.bystanders {
                self.played.remains.extend(bystanders.remove(self.config.keep, self.run).await);
            }
        }
        // Without a target there is nothing to watch; that is said already.
        if let Some(reason) = self.bystanders_missing.take().filter(|_| self.reach.dead().is_none()) {
            let text = format!("bystanders are not checked: they could not be made ({reason})");
            emit(Event::Notice(Notice { warning: true, text }));
        }
        self.played
    }

    /// Plays the suspect alone, with bystanders of its own.
    async fn confirm(&mut self, index: usize, emit: &mut dyn FnMut(Event)) -> Vec<Finding> {
        let name = self.config.plays[index].name();
        let task = Task {
            config: Arc::clone(self.config),
            reach: Arc::clone(self.reach),
            run: self.run.clone(),
            interrupt: self.interrupt.clone(),
            index,
            random: fastrand::Rng::new(),
        };
        let number = self.config.plays.len() + index;
        let ended = task.play(Slot { number, bystanders: None, tried: false }).await;
        self.played.remains.extend(ended.remains);
        if let Some(bystanders) = ended.slot.and_then(|slot| slot.bystanders) {
            self.played.remains.extend(bystanders.remove(self.config.keep, self.run).await);
        }
        if ended.suspicion.is_empty() {
            let text =
                format!("a bystander changed while {name} ran among others, but not when it ran alone");
            emit(Event::Notice(Notice { warning: true, text }));
        }
        ended.suspicion
    }
}

impl Ended {
    fn without_slot(result: PassResult) -> Self {
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
struct Task {
    config: Arc<Config>,
    reach: Arc<Reach>,
    run: RunId,
    interrupt: Interrupt,
    index: usize,
    random: fastrand::Rng,
}

impl Task {
    async fn play(self, mut slot: Slot) -> Ended {
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

/// How often a difference is read again while it may still settle.
pub(super) const SETTLE_PAUSE: Duration = Duration::from_millis(100);
