//! What Okta makes up: ids and passwords. All of it comes from a generator that the caller seeds, so that a pass can
//! be repeated.

use fastrand::Rng;

/// An id in Okta's form: the prefix (`00u` user, `00g` group) and random characters, 20 in all.
pub fn random_okta_id(random: &mut Rng, prefix: &str) -> String {
    let mut id = prefix.to_owned();
    id.extend(std::iter::repeat_with(|| random.alphanumeric()).take(20_usize.saturating_sub(prefix.len())));
    id
}

/// The random password that stands in every create, whether or not Sync Password is ticked: 8 lower-case letters and
/// digits, like the `1mz050nq` of Okta's documentation.
pub(super) fn random_password(random: &mut Rng) -> String {
    std::iter::repeat_with(|| random.digit(36)).take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::{random_okta_id, random_password};

    #[test]
    fn ids_and_passwords_have_oktas_form_and_follow_the_seed() {
        let mut random = fastrand::Rng::with_seed(7);
        let (id, password) = (random_okta_id(&mut random, "00u"), random_password(&mut random));
        assert!(id.starts_with("00u") && id.len() == 20, "{id}");
        assert!(
            password.len() == 8 && password.chars().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase()),
            "{password}"
        );
        let mut again = fastrand::Rng::with_seed(7);
        assert_eq!(random_okta_id(&mut again, "00u"), id);
    }
}
