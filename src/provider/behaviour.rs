//! How an embedded provider behaves: correct, or with faults and variants put in.

use std::sync::Arc;

use super::fault::Fault;
use super::knob::{self, Setting};
use super::settings::Settings;
use super::variant::Variant;

/// What makes one provider unlike the correct one. The default is the correct one.
#[derive(Debug, Clone, Default)]
pub struct Behaviour {
    /// Named defects.
    pub faults: Vec<&'static Fault>,
    /// Named differences that are no defects.
    pub variants: Vec<&'static Variant>,
    /// Knobs with their values, as a vendor profile gives them.
    pub knobs: Vec<Setting>,
    /// Whose behaviour it is, when a profile says so.
    pub like: Option<String>,
}

impl Behaviour {
    /// Puts the behaviour into the settings of one provider. Each provider gets deviations of its own, since some of
    /// them remember what they have seen.
    #[must_use]
    pub fn settings(&self, mut settings: Settings) -> Settings {
        for variant in &self.variants {
            variant.apply(&mut settings);
        }
        for fault in &self.faults {
            fault.apply(&mut settings);
        }
        if !self.knobs.is_empty() {
            settings.deviations.push(Arc::new(knob::control::Control));
        }
        for setting in &self.knobs {
            setting.add_to(&mut settings);
        }
        settings
    }

    /// The same behaviour with a knob set to another value, or taken out.
    #[must_use]
    pub fn turned(mut self, knob: &'static knob::Knob, setting: Option<Setting>) -> Self {
        let place = self.knobs.iter().position(|other| other.knob().name == knob.name);
        match (place, setting) {
            (Some(place), Some(setting)) => self.knobs[place] = setting,
            (Some(place), None) => _ = self.knobs.remove(place),
            (None, setting) => self.knobs.extend(setting),
        }
        self
    }

    /// What a token begins with here; `None` where it does not matter that there is one.
    pub fn token_prefix(&self) -> Option<&str> {
        let setting = self.knobs.iter().find(|setting| setting.knob().name == "token")?;
        Some(knob::token_prefix(setting.value()))
    }
}
