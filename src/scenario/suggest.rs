//! "Did you mean": the nearest of the names that would have been right.

/// The candidate nearest to a text, if it is near enough to be a slip of the keys.
pub(crate) fn nearest<'c>(text: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let lower = text.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance * 3 <= candidate.chars().count().max(lower.chars().count()))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `did you mean `x`?`, or the list of what there is.
pub(crate) fn help<'c>(
    text: &str,
    what: &str,
    candidates: impl IntoIterator<Item = &'c str> + Clone,
) -> String {
    if let Some(candidate) = nearest(text, candidates.clone()) {
        return format!("did you mean `{candidate}`?");
    }
    let names: indexmap::IndexSet<String> = candidates.into_iter().map(|name| format!("`{name}`")).collect();
    let names: Vec<String> = names.into_iter().collect();
    if names.is_empty() { format!("there are no {what}") } else { format!("{what}: {}", names.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::{help, nearest};

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        let acts = ["deactivate", "activate-push", "push-now", "update"];
        assert_eq!(nearest("deactivat", acts), Some("deactivate"));
        assert_eq!(nearest("push_now", acts), Some("push-now"));
        assert_eq!(nearest("UPDATE", acts), Some("update"));
        assert_eq!(nearest("probe", acts), None);
        assert_eq!(help("x", "users", ["ada", "bob"]), "users: `ada`, `bob`");
        assert_eq!(help("x", "users", []), "there are no users");
    }
}
