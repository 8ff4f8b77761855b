//! What the Push Groups tab shows (okta.md §2.1, PUSH; §2.2 G1–G7).

use jiff::fmt::rfc2822;

use super::{banner, syslog};
use crate::exchange::Exchange;
use crate::idp::alert::UNABLE_TO_UPDATE;
use crate::idp::org::Group;
use crate::idp::{Alert, Verdict};

/// `Unable to update Group Push mapping target App group Analysts: …`
pub(super) fn line(group: &str, inner: &str) -> String {
    format!("{UNABLE_TO_UPDATE}{group}: {inner}")
}

/// `Failed on 03-26-2020 03:49:35PM UTC`, from the date in the target's answer. This room has no clock, so without an
/// answer there is no time.
pub(super) fn failed_on(exchange: &Exchange) -> Option<String> {
    let date = exchange.answer()?.header("date")?;
    let at = rfc2822::parse(date).ok()?.with_time_zone(jiff::tz::TimeZone::UTC);
    Some(format!("Failed on {} UTC", at.strftime("%m-%d-%Y %I:%M:%S%p")))
}

/// Completes a failure of a group push: the whole line, what the log entry is about, and, where the group to which one
/// was linked is gone, the line above the mapping.
pub(in crate::idp::okta) fn frame(verdict: Verdict, group: &Group, app: &str, missing: bool) -> Verdict {
    let Verdict::Failure(mut alert) = verdict else { return verdict };
    let Alert { task, text, banner, event, .. } = &mut *alert;
    task.clone_from(text);
    if missing {
        *banner = Some(banner::linked_group_missing(app));
    }
    if let Some(event) = event {
        event.target = syslog::about_group(group, app);
    }
    Verdict::Failure(alert)
}

/// The text for a group that could not be read. It ends with Okta's own record of the group, a Java object with its
/// address in memory and ids of Okta's; what cannot be known of it is drawn from the id, so that it stays the same.
pub(super) fn unreadable(group: &str, id: &str, okta_id: &str) -> String {
    // FNV-1a, 32 bit: any value in the form of an address will do.
    let address =
        id.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!(
        "Error while trying to get the group {group} with the externalId {id} and id \
         com.saasure.db.dto.platform.entity.AppGroup@{address:08x}[status=ACTIVE,name={group},description=<null>,\
         externalId={id},appInstanceId=0oa{address:017x},userGroupId={okta_id},oktaMastered=true,pushed=false,\
         changeStatus=<null>,data=<null>,objectClass=]"
    )
}

#[cfg(test)]
mod tests {
    use crate::exchange::{Answer, Call, Content, Evidence, Exchange, Method, Purpose, Timing};

    fn answered(date: &str) -> Exchange {
        let headers = vec![("date".to_owned(), date.to_owned())];
        Exchange {
            call: Call::new(Method::Post, "/Groups", Evidence::Documented, Purpose::Act),
            url: String::new(),
            result: Ok(Answer { status: 400, headers, content: Content::new("".into()) }),
            timing: Timing::default(),
            repeats: Vec::new(),
        }
    }

    // The two times of published messages.
    #[test]
    fn the_time_stands_in_oktas_form() {
        let on = |date: &str| super::failed_on(&answered(date));
        assert_eq!(
            on("Thu, 26 Mar 2020 15:49:35 GMT").as_deref(),
            Some("Failed on 03-26-2020 03:49:35PM UTC")
        );
        assert_eq!(
            on("Mon, 14 Jun 2021 00:16:29 GMT").as_deref(),
            Some("Failed on 06-14-2021 12:16:29AM UTC")
        );
        assert_eq!(on("yesterday"), None);
    }
}
