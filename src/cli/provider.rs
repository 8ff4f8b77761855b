//! `scimulate provider`: the embedded SCIM server, started by hand.

use std::io;
use std::net::{TcpListener, ToSocketAddrs};
use std::sync::Arc;

use super::output::{complain, print};
use super::{Context, Exit, behaviour};
use crate::exchange::Secret;
use crate::provider::{Access, Behaviour, Clock, Ids, Provider, Settings};
use crate::serve::{self, Running, Site};

/// Run the embedded SCIM server by hand.
///
/// It keeps users and groups in memory; ending it forgets them.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// The bearer token that callers must present; without it, one is made up and printed.
    #[arg(long)]
    token: Option<String>,
    /// How many made-up users to start with.
    #[arg(long, value_name = "N", default_value_t = 0)]
    users: usize,
    /// How many made-up groups to start with.
    #[arg(long, value_name = "N", default_value_t = 0)]
    groups: usize,
    #[command(flatten)]
    behaviour: behaviour::Arguments,
}

/// Serves until interrupted.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    if arguments.token.as_ref().is_some_and(|token| token.trim().is_empty()) {
        complain("error: the token is empty\nhelp: leave --token out to have one made up\n");
        return Exit::Usage;
    }
    let behaviour = match arguments.behaviour.resolve(context) {
        Ok(asked) => asked.behaviour,
        Err(mistake) => {
            complain(&mistake.text(context.colour_on_stderr()));
            return mistake.exit();
        }
    };
    let made_up = || {
        let prefix = behaviour.token_prefix().unwrap_or_default();
        format!("{prefix}{}", uuid::Uuid::new_v4().simple())
    };
    let token = arguments.token.clone().unwrap_or_else(made_up);
    match start(arguments, &behaviour, &token) {
        Ok(running) => {
            let made_up = arguments.token.is_none().then_some(token.as_str());
            print(&greeting(&running.origin(), made_up));
            wait_for_interrupt();
            running.shutdown();
            Exit::Passed
        }
        Err(problem) => {
            complain(&format!("{problem}\n"));
            Exit::Usage
        }
    }
}

/// How to call the server. A token that the caller gave is not printed: it may be a real one.
fn greeting(origin: &str, made_up: Option<&str>) -> String {
    let base = format!("{origin}/scim/v2");
    let token = made_up.unwrap_or("$SCIM_TOKEN");
    let note = if made_up.is_some() { "made up for this time" } else { "the one given with --token" };
    format!(
        "SCIM provider at {base}\n  \
         token   {token}  ({note})\n  \
         try     curl -H \"Authorization: Bearer {token}\" \"{base}/Users?count=2\"\n  \
         test    scimulate run --target {base} --token {token}\n\
         Ctrl-C ends it and forgets everything.\n"
    )
}

fn start(arguments: &Arguments, behaviour: &Behaviour, token: &str) -> Result<Running, String> {
    let host = arguments.host.as_str();
    let addresses: Vec<_> = (host, arguments.port)
        .to_socket_addrs()
        .map_err(|error| format!("error: {host} is no address to listen on: {error}"))?
        .collect();
    let listener = TcpListener::bind(&*addresses).map_err(|error| explain(&error, host, arguments.port))?;
    let settings = Settings {
        access: Access::Bearer(Secret::new(token)),
        clock: Clock::new(jiff::Timestamp::now),
        ids: Ids::random(),
        ..Settings::default()
    };
    let provider = Provider::new(behaviour.settings(settings));
    provider.seed(arguments.users, arguments.groups).map_err(|error| format!("error: {error}"))?;
    serve::start(listener, Site::Single(Arc::new(provider)))
        .map_err(|error| format!("error: the server cannot start: {error}"))
}

fn explain(error: &io::Error, host: &str, port: u16) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "error: port {port} on {host} is in use\nhelp: choose another with --port, or --port 0 for any free one"
        ),
        io::ErrorKind::PermissionDenied => format!(
            "error: port {port} on {host} is not allowed for this user\nhelp: choose one above 1023 with --port"
        ),
        _ => format!("error: cannot listen on {host}:{port}: {error}"),
    }
}

/// Returns on Ctrl-C. Where signals cannot be had, it serves until the process is ended from outside.
fn wait_for_interrupt() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
    let heard = runtime.and_then(|runtime| runtime.block_on(tokio::signal::ctrl_c()));
    if heard.is_err() {
        loop {
            std::thread::park();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::{Arguments, greeting, start};
    use crate::provider::Behaviour;

    fn arguments(host: &str, port: u16) -> Arguments {
        Arguments {
            port,
            host: host.to_owned(),
            token: None,
            users: 2,
            groups: 1,
            behaviour: super::behaviour::Arguments::default(),
        }
    }

    #[test]
    fn a_port_in_use_is_said_with_what_to_do() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let problem = start(&arguments("127.0.0.1", port), &Behaviour::default(), "t").unwrap_err();
        assert_eq!(
            problem,
            format!(
                "error: port {port} on 127.0.0.1 is in use\nhelp: choose another with --port, or --port 0 for any free one"
            )
        );
    }

    #[test]
    fn a_free_port_is_taken_on_request_and_an_unknown_host_is_refused() {
        let running = start(&arguments("127.0.0.1", 0), &Behaviour::default(), "t").unwrap();
        assert_ne!(running.address().port(), 0);
        running.shutdown();
        let problem = start(&arguments("no such host", 0), &Behaviour::default(), "t").unwrap_err();
        assert!(problem.starts_with("error: no such host is no address to listen on"), "{problem}");
    }

    #[test]
    fn a_token_is_shown_when_it_was_made_up_and_only_then() {
        assert!(greeting("http://127.0.0.1:1", Some("abc")).contains("Authorization: Bearer abc"));
        let given = greeting("http://127.0.0.1:1", None);
        assert!(
            given.contains("http://127.0.0.1:1/scim/v2/Users") && given.contains("$SCIM_TOKEN"),
            "{given}"
        );
    }
}
