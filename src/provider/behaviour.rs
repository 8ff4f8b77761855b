//! How an embedded provider behaves: correct, or with faults and variants put in.

use super::fault::Fault;
use super::settings::Settings;
use super::variant::Variant;

/// What makes one provider unlike the correct one. The default is the correct one.
#[derive(Debug, Clone, Default)]
pub struct Behaviour {
    /// Named defects.
    pub faults: Vec<&'static Fault>,
    /// Named differences that are no defects.
    pub variants: Vec<&'static Variant>,
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
        settings
    }

    /// Whether it is the correct server.
    pub fn is_correct(&self) -> bool {
        self.faults.is_empty() && self.variants.is_empty()
    }
}
