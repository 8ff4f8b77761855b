//! Whole exchanges, for `--verbose`: request line, headers, body; status, headers, body.

use std::sync::Arc;

use super::super::layout::Tone;
use super::super::page::Page;
use super::super::{clean, words};
use crate::exchange::{Exchange, NotJson, Payload};

/// Bodies that are not JSON are cut here; a server that answers with megabytes of HTML is proven by less.
const LONGEST_TEXT: usize = 16 * 1024;

/// Writes every exchange of a step.
pub(super) fn write(page: &mut Page<'_>, exchanges: &[Arc<Exchange>], read_backs: &[Arc<Exchange>]) {
    for exchange in exchanges {
        exchange_as_sent(page, exchange, "");
    }
    for exchange in read_backs {
        exchange_as_sent(page, exchange, "  (read back by scimulate)");
    }
}

/// One exchange: request line, headers, body; status, headers, body, or why there is no answer.
pub(in crate::report) fn exchange_as_sent(page: &mut Page<'_>, exchange: &Exchange, note: &str) {
    let layout = page.layout;
    let request = clean::line(&format!("{} {}", exchange.call.method, exchange.call.target())).into_owned();
    page.ready(&format!(
        "      > {}{}",
        layout.paint(Tone::Strong, &request),
        layout.paint(Tone::Faint, note)
    ));
    headers(page, '>', &exchange.call.headers);
    match &exchange.call.body {
        None => {}
        Some(Payload::Json(body)) => json(page, body),
        Some(Payload::Raw(body)) => text(page, body),
    }
    let took = words::duration(exchange.timing.total);
    match &exchange.result {
        Ok(answer) => {
            let status = format!("{} {}", answer.status, answer.reason());
            let tone = if answer.is_success() { Tone::Good } else { Tone::Bad };
            let status = layout.paint(tone, status.trim_end());
            page.ready(&format!("      < {status}  {}", layout.paint(Tone::Faint, &took)));
            headers(page, '<', &answer.headers);
            match &answer.content.json {
                Ok(body) => json(page, body),
                Err(NotJson::Empty) => {}
                Err(_) => text(page, &answer.content.text()),
            }
        }
        Err(failure) => {
            let said = clean::line(&failure.message).into_owned();
            let head = layout.paint(Tone::Bad, &format!("no answer: {said}"));
            page.ready(&format!("      < {head}  {}", layout.paint(Tone::Faint, &took)));
        }
    }
    page.gap();
}

fn headers(page: &mut Page<'_>, direction: char, headers: &[(String, String)]) {
    for (name, value) in headers {
        // The sender keeps credentials out of exchanges; should a scenario or a server bring some, they stop here.
        let value = if is_credential(name) { "(redacted)" } else { value };
        let line = format!("      {direction} {}: {}", clean::line(name), clean::line(value));
        page.ready(&line);
    }
}

/// Whether a header carries credentials by its very meaning.
pub(in crate::report) fn is_credential(name: &str) -> bool {
    ["authorization", "proxy-authorization", "cookie", "set-cookie"]
        .iter()
        .any(|credential| name.eq_ignore_ascii_case(credential))
}

fn json(page: &mut Page<'_>, body: &serde_json::Value) {
    lines(page, &format!("{body:#}"));
}

fn text(page: &mut Page<'_>, body: &str) {
    if body.len() <= LONGEST_TEXT {
        return lines(page, body);
    }
    let end = (0..=LONGEST_TEXT).rev().find(|end| body.is_char_boundary(*end)).unwrap_or(0);
    lines(page, &body[..end]);
    page.ready(&format!("        {} {} more bytes", page.layout.ellipsis(), body.len() - end));
}

fn lines(page: &mut Page<'_>, text: &str) {
    for line in text.lines() {
        page.ready(&format!("        {}", clean::line(line)));
    }
}
