//! Which finding leads: the one that explains the others.

use std::cmp::Reverse;
use std::sync::Arc;

use super::{Finding, rule};

/// Puts the most important finding first; the rest follows from it, or is less grave.
///
/// The level decides, then the damage: what touched a stranger, then lost or wrong state, then what the author
/// expected, then the form of answers. Equal ones keep their order. A rule that saw in the answer what a read-back
/// confirmed takes over the read-back as its proof; the same finding twice is kept once.
pub fn order(findings: &mut Vec<Finding>) {
    drop_refuted(findings);
    lend_proof(findings);
    drop_repeated(findings);
    findings.sort_by_key(|finding| (Reverse(finding.level), damage(finding.rule.id)));
}

/// How much a kind of finding hurts, least number first.
fn damage(rule: &str) -> u8 {
    let family = rule.split('.').next().unwrap_or(rule);
    match (rule, family) {
        (_, "guard") => 0,
        // Whatever else was found follows from the answer that was not there.
        ("answers.unmatched", _) => 1,
        ("exchange.answered", _) => 1,
        ("drift.gone" | "drift.id", _) => 2,
        ("list.filter-applied" | "resource.id-stable", _) => 3,
        // It has the rule's explanation, and with a read-back also the proof.
        ("user.deactivation-takes-effect" | "user.activation-takes-effect", _) => 4,
        ("status.accepted", _) => 5,
        ("drift.active", _) => 6,
        (_, "drift") => 7,
        (_, "bystander") => 8,
        // These explain an expectation that was missed for their sake.
        ("create.body" | "user.schemas" | "list.integers" | "list.shape", _) => 9,
        (_, "expect") => 10,
        _ => 11,
    }
}

/// A read has shown that a write did take effect and that only its answer is stale: what rules concluded from that
/// answer is not so.
fn drop_refuted(findings: &mut Vec<Finding>) {
    let stale: Vec<_> =
        findings.iter().filter(|finding| finding.rule == &rule::ANSWER_IS_CURRENT).cloned().collect();
    let concluded =
        [rule::DEACTIVATION_TAKES_EFFECT.id, rule::ACTIVATION_TAKES_EFFECT.id, rule::USER_NAME_KEPT.id];
    findings.retain(|finding| {
        !concluded.contains(&finding.rule.id) || !stale.iter().any(|other| same_exchange(other, finding))
    });
}

/// The answer showed it and the read-back confirmed it: the rule's finding then shows both.
fn lend_proof(findings: &mut [Finding]) {
    let rules = [rule::DEACTIVATION_TAKES_EFFECT.id, rule::ACTIVATION_TAKES_EFFECT.id];
    for at in 0..findings.len() {
        if !rules.contains(&findings[at].rule.id) || findings[at].read_back.is_some() {
            continue;
        }
        let proof = findings
            .iter()
            .filter(|other| other.rule == "drift.active" && same_exchange(other, &findings[at]))
            .find_map(|other| other.read_back.clone());
        findings[at].read_back = proof;
    }
}

fn same_exchange(one: &Finding, other: &Finding) -> bool {
    matches!((&one.exchange, &other.exchange), (Some(one), Some(other)) if Arc::ptr_eq(one, other))
}

/// An answer and the read-back after it may show the same thing under the same rule.
fn drop_repeated(findings: &mut Vec<Finding>) {
    let mut at = 0;
    while at < findings.len() {
        let (before, rest) = findings.split_at(at);
        let repeated = before.iter().any(|known| {
            let here = &rest[0];
            known.rule == here.rule
                && known.span == here.span
                && known.expected == here.expected
                && known.found == here.found
                && known.pointer == here.pointer
                && (known.message == here.message || same_exchange(known, here))
        });
        if repeated {
            findings.remove(at);
        } else {
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::order;
    use crate::exchange::Method;
    use crate::judge::fixture::Told;
    use crate::judge::{Finding, Level};

    fn rules(findings: &[Finding]) -> Vec<&str> {
        findings.iter().map(|finding| finding.rule.id).collect()
    }

    #[test]
    fn the_gravest_level_leads_and_then_the_greatest_damage() {
        let mut findings = vec![
            Finding::of("media.type", Level::Warning, "a"),
            Finding::of("expect.remote", Level::Error, "b"),
            Finding::of("drift.active", Level::Error, "c"),
            Finding::of("error.status", Level::Violation, "d"),
            Finding::of("guard.foreign-resource", Level::Error, "e"),
        ];
        order(&mut findings);
        assert_eq!(
            rules(&findings),
            ["guard.foreign-resource", "drift.active", "expect.remote", "error.status", "media.type"]
        );
    }

    #[test]
    fn a_rule_takes_the_read_back_that_confirms_it() {
        let write = Told::new(Method::Patch, "/Users/1").answer(200);
        let read = Told::new(Method::Get, "/Users/1").answer(200);
        let mut seen = Finding::of("user.deactivation-takes-effect", Level::Error, "a");
        seen.exchange = Some(Arc::clone(&write));
        let mut drift = Finding::of("drift.active", Level::Error, "b");
        drift.exchange = Some(write);
        drift.read_back = Some(Arc::clone(&read));
        let mut findings = vec![drift, seen];
        order(&mut findings);
        assert_eq!(rules(&findings), ["user.deactivation-takes-effect", "drift.active"]);
        assert!(Arc::ptr_eq(findings[0].read_back.as_ref().unwrap(), &read));
    }

    #[test]
    fn a_stale_answer_proves_nothing() {
        let write = Told::new(Method::Patch, "/Users/1").answer(200);
        let mut seen = Finding::of("user.deactivation-takes-effect", Level::Error, "a");
        seen.exchange = Some(Arc::clone(&write));
        let mut stale = Finding::of("update.answer-is-current", Level::Violation, "b");
        stale.exchange = Some(write);
        let mut findings = vec![seen, stale];
        order(&mut findings);
        assert_eq!(rules(&findings), ["update.answer-is-current"]);
    }

    #[test]
    fn the_same_finding_twice_is_kept_once() {
        let one = || Finding::of("user.user-name-case", Level::Warning, "a");
        let mut findings = vec![one(), one(), Finding::of("user.user-name-case", Level::Warning, "b")];
        order(&mut findings);
        assert_eq!(findings.len(), 2);
    }
}
