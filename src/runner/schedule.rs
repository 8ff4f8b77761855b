//! Plays many passes: so many at once, events in plan order, everything removed at the end.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::config::{Config, Destination};
use super::destination::Reach;
use super::interrupt::Interrupt;
use super::line;
use super::name::RunId;
use super::pass;
use super::remains::Remains;
use super::task::{Ended, Slot, Task};
use crate::judge::Finding;
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
        slots: (0..jobs).map(Slot::new).rev().collect(),
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
        let ended = task.play(Slot::new(number)).await;
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
