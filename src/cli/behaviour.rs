//! Flags that make the embedded provider behave unlike a correct server, shared by `run` and `provider`.

use crate::provider::Behaviour;
use crate::provider::fault::{self, Fault};
use crate::provider::variant::{self, Variant};
use crate::scenario::nearest;

/// How the embedded provider behaves.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "The embedded provider")]
#[group(skip)]
pub(super) struct Arguments {
    /// Put a known defect into the embedded provider (can be given several times); `scimulate faults` lists them.
    #[arg(long = "fault", value_name = "NAME", value_parser = fault)]
    faults: Vec<&'static Fault>,
    /// Make the embedded provider differ in a way that is no defect (can be given several times).
    #[arg(long = "variant", value_name = "NAME", value_parser = variant)]
    variants: Vec<&'static Variant>,
}

impl Arguments {
    /// The behaviour that was asked for.
    pub(super) fn behaviour(&self) -> Behaviour {
        Behaviour { faults: self.faults.clone(), variants: self.variants.clone(), knobs: Vec::new() }
    }
}

fn fault(name: &str) -> Result<&'static Fault, String> {
    let names = || fault::registry().map(|fault| fault.name);
    fault::named(name).ok_or_else(|| unknown("fault", name, names(), "`scimulate faults` lists them"))
}

fn variant(name: &str) -> Result<&'static Variant, String> {
    let names = || variant::registry().map(|variant| variant.name);
    variant::named(name)
        .ok_or_else(|| unknown("variant", name, names(), "`scimulate faults --variants` lists them"))
}

fn unknown(what: &str, name: &str, names: impl Iterator<Item = &'static str>, list: &str) -> String {
    match nearest(name, names) {
        Some(near) => format!("there is no such {what}; did you mean {near}?"),
        None => format!("there is no such {what}; {list}"),
    }
}
