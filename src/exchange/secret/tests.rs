//! No form of a credential survives the redactor.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;

use super::{Redactor, Secret};
use crate::exchange::encode_component;

fn redactor(secret: &str) -> Redactor {
    Redactor::new([&Secret::new(secret)])
}

#[test]
fn a_secret_prints_as_redacted() {
    let secret = Secret::new("s3cr3t");
    assert_eq!(format!("{secret} {secret:?} {:?}", Some(&secret)), "(redacted) (redacted) Some((redacted))");
    assert!(!format!("{:?}", redactor("s3cr3t")).contains("s3cr3t"));
}

#[test]
fn the_scheme_stays_readable_and_the_credential_goes() {
    let redactor = redactor("s3cr3t/token+x");
    assert_eq!(
        redactor.redact("Authorization: Bearer s3cr3t/token+x\n"),
        "Authorization: Bearer (redacted)\n"
    );
    let basic = STANDARD.encode("ada:s3cr3t/token+x");
    let pair = Redactor::new([&Secret::new("s3cr3t/token+x"), &Secret::new("ada:s3cr3t/token+x")]);
    assert_eq!(pair.redact(&format!("Basic {basic}")), "Basic (redacted)");
    assert_eq!(pair.redact("https://ada:s3cr3t%2ftoken%2Bx@host/"), "https://(redacted)@host/");
}

#[test]
fn text_without_a_secret_is_not_copied() {
    let redactor = redactor("s3cr3t-token");
    assert!(matches!(redactor.redact("GET /Users?startIndex=1"), std::borrow::Cow::Borrowed(_)));
}

#[test]
fn an_empty_secret_hides_nothing() {
    let redactor = redactor("");
    assert_eq!(redactor.redact("abc"), "abc");
    assert_eq!(Redactor::default().redact("abc"), "abc");
}

#[test]
fn a_very_short_secret_is_only_hidden_behind_its_scheme() {
    let secret = Secret::new("1");
    assert!(secret.is_too_short_to_hide());
    let redactor = Redactor::new([&secret]);
    assert_eq!(redactor.redact("startIndex=1, Bearer 1, Bearer 12"), "startIndex=1, (redacted), Bearer 12");
}

#[test]
fn the_longer_of_two_secrets_goes_first() {
    let redactor = Redactor::new([&Secret::new("token"), &Secret::new("token-of-ada")]);
    assert_eq!(redactor.redact("<token-of-ada> <token>"), "<(redacted)> <(redacted)>");
}

#[test]
fn escapes_go_with_the_character_that_they_escape() {
    let redactor = redactor("a\"b\\c/d'e&f");
    assert_eq!(redactor.redact(r#"{"t":"a\"b\\c\/d'e&f"}"#), r#"{"t":"(redacted)"}"#);
    assert_eq!(redactor.redact(r"a\u0022b\u005Cc/d\u0027e\u0026f"), "(redacted)");
    assert_eq!(redactor.redact("a&quot;b\\c/d&apos;e&amp;f"), "(redacted)");
}

#[test]
fn letters_outside_ascii_are_found_in_every_spelling() {
    let redactor = redactor("pässwörd🔑");
    for form in ["pässwörd🔑", "p%C3%A4ssw%c3%b6rd%F0%9F%94%91", r"p\u00e4ssw\u00F6rd\ud83d\udd11"] {
        assert_eq!(redactor.redact(form), "(redacted)", "{form}");
    }
}

#[test]
fn a_token_of_several_kilobytes_is_hidden_too() {
    let token: String = "eyJhbGciOiJSUzI1NiJ9.".repeat(200);
    let redactor = redactor(&token);
    assert_eq!(redactor.redact(&format!("<{token}>")), "<(redacted)>");
    for engine in [STANDARD, URL_SAFE] {
        assert_eq!(redactor.redact(&format!("<{}>", engine.encode(&token))), "<(redacted)>");
        let inside = format!("<{}>", engine.encode(format!("ada:{token}!")));
        assert_eq!(redactor.redact(&inside), "<YWRhOm(redacted)>", "{inside}");
    }
}

/// As `application/x-www-form-urlencoded` leaves it.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_').remove(b' ');
const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'\'');

fn lower_hex(encoded: &str) -> String {
    let mut text = String::new();
    let mut rest = encoded;
    while let Some(at) = rest.find('%') {
        text.push_str(&rest[..at]);
        text.push_str(&rest[at..at + 3].to_lowercase());
        rest = &rest[at + 3..];
    }
    text + rest
}

fn forms(secret: &str) -> Vec<String> {
    let json = serde_json::to_string(secret).unwrap();
    let json = json[1..json.len() - 1].to_owned();
    let component = encode_component(secret);
    let form = utf8_percent_encode(secret, FORM).to_string().replace(' ', "+");
    let mut forms = vec![
        secret.to_owned(),
        json,
        lower_hex(&component),
        lower_hex(&form),
        component,
        form,
        utf8_percent_encode(secret, QUERY).to_string(),
    ];
    for engine in [STANDARD, URL_SAFE, STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
        forms.push(engine.encode(secret));
        forms.push(encode_component(&engine.encode(secret)));
    }
    forms
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn no_form_survives(secret in "[ -~äß€🔑]{4,40}", before in "[ -~]{0,9}", after in "[ -~]{0,9}") {
        prop_assume!(!super::MARK.contains(&secret));
        let redactor = redactor(&secret);
        for form in forms(&secret) {
            let text = format!("{before}{form}{after}");
            let redacted = redactor.redact(&text);
            prop_assert!(!redacted.contains(&form), "{form} in {redacted}");
        }
    }

    #[test]
    fn no_secret_can_be_decoded_from_longer_base64(secret in "[ -~]{6,40}", before in "[ -~]{0,9}", after in "[ -~]{0,9}") {
        let redactor = redactor(&secret);
        for engine in [STANDARD, URL_SAFE_NO_PAD] {
            let encoded = engine.encode(format!("{before}{secret}{after}"));
            let redacted = redactor.redact(&encoded).into_owned();
            prop_assert!(redacted.contains(super::MARK), "{encoded}");
        }
    }
}
