//! `integration:`: settings of the app.

use super::Lowering;
use crate::scenario::form::{INTEGRATION, MAPPED_ATTRIBUTE};
use crate::scenario::suggest;
use crate::source::{Node, NodeKind, Spanned};

impl Lowering<'_> {
    /// Reads the settings. Names come out with hyphens, whatever the file prefers.
    pub(super) fn integration(&mut self, node: &Node) -> Vec<(Spanned<String>, Node)> {
        let Some(entries) = self.map(node, "`integration`") else { return Vec::new() };
        let mut settings: Vec<(Spanned<String>, Node)> = Vec::new();
        for (name, value) in entries {
            let plain = match name.value.replace('_', "-") {
                // The box has this name where a scenario requires it and where a target supports it.
                groups if groups == "groups" => "push-groups".to_owned(),
                other => other,
            };
            let Some(key) = INTEGRATION.key(&plain) else {
                let help = suggest::help(&plain, "settings", INTEGRATION.names().collect::<Vec<_>>());
                self.wrong(name.span, format!("the integration has no setting `{}`", name.value), help);
                continue;
            };
            if settings.iter().any(|(other, _)| other.value == plain) {
                self.wrong(name.span, format!("the setting `{plain}` stands twice"), "keep one of them");
                continue;
            }
            let fits = if plain == "mapping" {
                self.mapping(value)
            } else {
                self.fits(value, key.shape, &format!("`{plain}`"))
            };
            if fits {
                let mut value = value.clone();
                if plain == "cleared-as" && value.is_null() {
                    // `cleared-as: null` means the word.
                    value.kind = NodeKind::String("null".to_owned());
                }
                settings.push((Spanned { value: plain, span: name.span }, value));
            }
        }
        settings
    }

    fn mapping(&mut self, node: &Node) -> bool {
        let before = self.mistakes.len();
        for (name, value) in self.map(node, "`mapping`").unwrap_or_default() {
            match &value.kind {
                NodeKind::Null | NodeKind::String(_) => {}
                NodeKind::Mapping(_) => {
                    if let Some(fields) = self.fields(value, MAPPED_ATTRIBUTE) {
                        for part in ["name", "namespace"] {
                            if let Some(text) = fields.get(part) {
                                self.text(text, &format!("the {part} of `{}`", name.value));
                            }
                        }
                    }
                }
                _ => self.wrong(
                    value.span,
                    format!(
                        "`{}` is mapped to a name, or to name and namespace, and this is {}",
                        name.value,
                        value.describe()
                    ),
                    "write `external`, or `{ name: external, namespace: \"urn:…\" }`",
                ),
            }
        }
        self.mistakes.len() == before
    }
}
