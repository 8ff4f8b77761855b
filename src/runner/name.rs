//! The run id, and the unique names that carry it.
//!
//! Everything that a run creates on a target carries the run id in its name. That is how a later `clean` recognises
//! it, and how the guard tells our resources from strangers.

/// How many characters a run id has: 36^8 ids make two runs that meet on one target a matter of never.
const LENGTH: usize = 8;

/// Identifies one run: eight characters of `a-z0-9`, the first a letter and one of the others a digit, so that no word
/// is one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RunId(String);

impl RunId {
    /// A new random id.
    pub fn random(random: &mut fastrand::Rng) -> Self {
        loop {
            let mut id = String::with_capacity(LENGTH);
            id.push(random.lowercase());
            id.extend((1..LENGTH).map(|_| random.digit(36)));
            if has_digit(&id) {
                return RunId(id);
            }
        }
    }

    /// The id that a person typed.
    ///
    /// # Errors
    /// The text is not a run id; the message says what one looks like.
    pub fn parse(text: &str) -> Result<Self, String> {
        let well_formed = text.len() == LENGTH
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            && text.as_bytes()[0].is_ascii_lowercase()
            && has_digit(text);
        if well_formed {
            Ok(RunId(text.to_owned()))
        } else {
            Err(format!("`{text}` is not a run id (eight characters of a-z and 0-9, such as `k3f9x2ab`)"))
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of one pass: what `${run}` stands for in it. Passes of one run share the target, so their names must
    /// differ too.
    pub fn of_pass(&self, index: usize) -> String {
        format!("{}-{index:x}", self.0)
    }

    /// Whether a name on the target is one of this run's. Servers may change the case of names.
    pub fn marks(&self, name: &str) -> bool {
        name.len() >= self.0.len()
            && name.as_bytes().windows(self.0.len()).any(|part| part.eq_ignore_ascii_case(self.0.as_bytes()))
    }

    /// Whether a name has the very form that a run gives: the id as a word of its own, and the number of a pass or a slot
    /// behind it (`ada.k3f9x2ab-1f@example.com`). For an id that a person typed, whose letters may stand in other names too.
    pub fn signs(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        name.match_indices(&self.0).any(|(at, id)| {
            let is_word = name[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
            let pass = name[at + id.len()..].strip_prefix('-').unwrap_or_default();
            // Bystanders carry the number of a slot.
            let pass = pass.strip_prefix('s').unwrap_or(pass);
            let rest = pass.trim_start_matches(|digit: char| digit.is_ascii_hexdigit());
            is_word
                && rest.len() < pass.len()
                && rest.chars().next().is_none_or(|after| !after.is_alphanumeric())
        })
    }
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// The displayName of a group: its written name and the pass id, so that it is unique on the target.
pub(super) fn display_name(written: &str, pass_id: &str) -> String {
    format!("{written} {pass_id}")
}

#[cfg(test)]
mod tests {
    use super::RunId;

    #[test]
    fn a_random_id_parses_and_marks_names_in_any_case() {
        let id = RunId::random(&mut fastrand::Rng::with_seed(7));
        assert_eq!(RunId::parse(id.as_str()), Ok(id.clone()));
        assert!(id.marks(&format!("ADA.{}@EXAMPLE.COM", id.of_pass(3).to_uppercase())));
        assert!(!id.marks("ada@example.com"));
    }

    #[test]
    fn a_run_signs_with_its_id_as_a_word_and_the_number_of_a_pass() {
        let id = RunId::parse("k3f9x2ab").unwrap();
        for name in ["ada.k3f9x2ab-0@example.com", "ANALYSTS K3F9X2AB-1F", "a+k3f9x2ab-s12", "k3f9x2ab-0"] {
            assert!(id.signs(name), "{name}");
        }
        for name in
            ["k3f9x2ab", "ada.k3f9x2ab@x.org", "bk3f9x2ab-0", "k3f9x2ab-", "k3f9x2ab-east", "k3f9x2abc-0"]
        {
            assert!(!id.signs(name), "{name}");
        }
    }

    #[test]
    fn what_is_not_a_run_id_is_refused() {
        for text in ["", "short", "UPPERCAS", "1bcdefgh", "abcdefghi", "everyone"] {
            assert!(RunId::parse(text).is_err(), "{text}");
        }
    }
}
