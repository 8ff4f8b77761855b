//! Flags that make the embedded provider behave unlike a correct server, shared by `run` and `provider`.

use std::path::{Path, PathBuf};

use super::Context;
use super::plan::Mistake;
use crate::profile::{self, Profile};
use crate::provider::Behaviour;
use crate::provider::fault::{self, Fault};
use crate::provider::variant::{self, Variant};
use crate::scenario::nearest;
use crate::source;

/// How the embedded provider behaves.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "The embedded provider")]
#[group(skip)]
pub(super) struct Arguments {
    /// Behave like this vendor; `run` plays the vendor's scenarios. `scimulate vendors` lists them.
    #[arg(long, value_name = "NAME", value_parser = vendor, conflicts_with = "profile")]
    pub(super) vendor: Option<String>,
    /// Behave as this profile file says.
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// Turn one knob (can be given several times): `page-size=50`, `user-name={change: fork}`, `no-groups=off`.
    #[arg(long = "knob", value_name = "NAME=VALUE")]
    knobs: Vec<String>,
    /// Put a known defect into the embedded provider (can be given several times); `scimulate faults` lists them.
    #[arg(long = "fault", value_name = "NAME", value_parser = fault)]
    faults: Vec<&'static Fault>,
    /// Make the embedded provider differ in a way that is no defect (can be given several times).
    #[arg(long = "variant", value_name = "NAME", value_parser = variant)]
    variants: Vec<&'static Variant>,
}

/// What was asked for.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The profile, a vendor's or the user's own.
    pub(super) profile: Option<Profile>,
    /// How the embedded provider then behaves.
    pub(super) behaviour: Behaviour,
}

impl Arguments {
    /// Whether something is asked that only the embedded provider can do, a profile aside.
    pub(super) const fn turns(&self) -> bool {
        !self.faults.is_empty() || !self.variants.is_empty() || !self.knobs.is_empty()
    }

    /// The profile and the behaviour that were asked for.
    pub(super) fn resolve(&self, context: &Context) -> Result<Asked, Mistake> {
        let profile = self.profile(context)?;
        let mut behaviour = profile.as_ref().map(Profile::behaviour).unwrap_or_default();
        behaviour.faults.extend(&self.faults);
        behaviour.variants.extend(&self.variants);
        for knob in &self.knobs {
            behaviour = profile::one_knob(behaviour, knob).map_err(Mistake::Knob)?;
        }
        Ok(Asked { profile, behaviour })
    }

    fn profile(&self, context: &Context) -> Result<Option<Profile>, Mistake> {
        if let Some(name) = &self.vendor {
            return profile::vendor(name).transpose().map_err(Mistake::Profile);
        }
        let Some(path) = &self.profile else { return Ok(None) };
        let text = source::read(&context.directory.join(path), Path::new(path))
            .map_err(|error| Mistake::plain(error.to_string()))?;
        profile::read(Path::new(path), text).map(Some).map_err(Mistake::Profile)
    }
}

fn vendor(name: &str) -> Result<String, String> {
    let vendors = profile::vendors();
    if vendors.iter().any(|vendor| vendor == name) {
        return Ok(name.to_owned());
    }
    Err(match nearest(name, vendors.iter().map(String::as_str)) {
        Some(near) => format!("there is no such vendor; did you mean {near}?"),
        None => format!("there is no such vendor; there are {}", vendors.join(", ")),
    })
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
