//! `each:`: one pass per row.

use indexmap::{IndexMap, IndexSet};

use super::Lowering;
use crate::scenario::model::Row;
use crate::source::{Node, NodeKind, Spanned};

impl Lowering<'_> {
    /// Reads the rows; their values are in the scope afterwards.
    pub(super) fn rows(&mut self, node: &Node) -> Vec<Row> {
        let mut rows = Vec::new();
        match &node.kind {
            NodeKind::Sequence(items) => {
                for item in items {
                    if let Some(values) = self.row(item) {
                        rows.push(Row { label: String::new(), values, span: item.span });
                    }
                }
                number(&mut rows);
            }
            NodeKind::Mapping(entries) => {
                for (label, row) in entries {
                    if !is_label(label) {
                        self.wrong(
                            label.span,
                            format!("`{}` cannot be the name of a row", label.value),
                            "it becomes part of file names: letters, digits and `._+=-`, at most 40",
                        );
                    } else if let Some(values) = self.row(row) {
                        rows.push(Row { label: label.value.clone(), values, span: label.span });
                    }
                }
            }
            _ => self.wrong(
                node.span,
                format!("`each` is a list of rows or a map of named rows, and this is {}", node.describe()),
                "write `[{ name: value }, { name: other }]`",
            ),
        }
        if node.as_sequence().is_some_and(<[_]>::is_empty) || node.as_mapping().is_some_and(<[_]>::is_empty) {
            self.wrong(
                node.span,
                "`each` has no rows, so nothing would be played",
                "write a row, or leave `each` out for one pass",
            );
        }
        let mut names: IndexMap<String, usize> = IndexMap::new();
        for row in &rows {
            for (name, _) in &row.values {
                *names.entry(name.value.clone()).or_default() += 1;
            }
        }
        self.scope.each = names.into_iter().map(|(name, count)| (name, count == rows.len())).collect();
        rows
    }

    fn row(&mut self, node: &Node) -> Option<Vec<(Spanned<String>, Node)>> {
        let entries = self.map(node, "a row of `each`")?;
        if entries.is_empty() {
            self.wrong(node.span, "a row of `each` needs at least one value", "write `{ name: value }`");
        }
        for (name, value) in entries {
            self.name(name, "the name of a value");
            self.tree(value);
        }
        Some(entries.to_vec())
    }
}

/// Names rows of one scalar by it (`userType=Admin`), all others by their number.
fn number(rows: &mut [Row]) {
    let mut taken = IndexSet::new();
    for (index, row) in rows.iter_mut().enumerate() {
        let label = match row.values.as_slice() {
            [(name, value)] => match &value.kind {
                NodeKind::String(text) => format!("{}={text}", name.value),
                NodeKind::Number(number) => format!("{}={number}", name.value),
                NodeKind::Bool(value) => format!("{}={value}", name.value),
                NodeKind::Null => format!("{}=null", name.value),
                _ => String::new(),
            },
            _ => String::new(),
        };
        row.label =
            if is_label(&label) && taken.insert(label.clone()) { label } else { (index + 1).to_string() };
    }
}

/// Whether a text can stand in a pass's name and in a file's name.
fn is_label(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "._+=-".contains(c))
        && !text.starts_with('.')
}
