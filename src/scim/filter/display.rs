//! Filters as text: reading it again gives the same tree.

use std::fmt::{Display, Formatter, Result};

use super::{Filter, Op};

impl Display for Op {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(self.as_str())
    }
}

impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            // `Value` prints as compact JSON, which is what the grammar wants.
            Filter::Compare { attr, op, value } => write!(f, "{attr} {op} {value}"),
            Filter::Present(attr) => write!(f, "{attr} pr"),
            Filter::Within { attr, filter } => write!(f, "{attr}[{filter}]"),
            Filter::Not(filter) => write!(f, "not ({filter})"),
            Filter::And(operands) => {
                chain(f, " and ", operands, |operand| matches!(operand, Filter::And(_) | Filter::Or(_)))
            }
            Filter::Or(operands) => chain(f, " or ", operands, |operand| matches!(operand, Filter::Or(_))),
        }
    }
}

fn chain(f: &mut Formatter<'_>, link: &str, operands: &[Filter], grouped: fn(&Filter) -> bool) -> Result {
    for (index, operand) in operands.iter().enumerate() {
        if index > 0 {
            f.write_str(link)?;
        }
        if grouped(operand) {
            write!(f, "({operand})")?;
        } else {
            write!(f, "{operand}")?;
        }
    }
    Ok(())
}
