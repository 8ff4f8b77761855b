//! `scimulate clean`: removes what a killed run left on a target.

use super::output::print;
use super::plan::Mistake;
use super::surface::{Colour, Surface};
use super::{Context, Exit, state, target};
use crate::outcome::LeftBehind;
use crate::runner::RunId;
use crate::runner::clean::{self, Cleaned};

/// Arguments of `clean`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Only what this run left; without a journal its resources are searched for by name.
    #[arg(long, value_name = "ID")]
    run_id: Option<String>,
    #[command(flatten)]
    target: target::Arguments,
}

const EXAMPLES: &str = "\
A run notes what it creates before it creates it, and removes it at its end. A
run that was killed leaves its notes; this command removes what they name, each
resource only if it still carries the run's name. Runs that still live are left
alone.

Examples:
  scimulate clean --target staging
  scimulate clean --target staging --run-id k3f9x2ab";

/// Cleans, and lists what is still there.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    let surface = Surface::new(context, Colour::Auto, false);
    match clean(arguments, context) {
        Ok(cleaned) => {
            let done = cleaned.left.is_empty() && cleaned.unreadable.is_empty();
            print(&told(&cleaned));
            if done { Exit::Passed } else { Exit::Findings }
        }
        Err(mistake) => surface.mistake(&mistake),
    }
}

fn clean(arguments: &Arguments, context: &Context) -> Result<Cleaned, Mistake> {
    let run = arguments.run_id.as_deref().map(RunId::parse).transpose().map_err(Mistake::plain)?;
    let Some(target) = arguments.target.resolve(context)? else {
        return Err(Mistake::plain(
            "nothing to clean without a target\n  help: give --target URL or a name of scimulate.yaml",
        ));
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Mistake::plain(format!("cannot start: {error}")))?;
    runtime.block_on(async {
        let journals = state::journals(context);
        let mut cleaned = clean::journals(&journals, &target.target, run.as_ref())
            .await
            .map_err(|error| Mistake::plain(error.to_string()))?;
        // A journal knows exactly what to look for; the walk is for when it is lost.
        if let Some(run) = run.filter(|_| cleaned.is_empty()) {
            cleaned =
                clean::walk(&run, &target.target).await.map_err(|error| Mistake::plain(error.to_string()))?;
        }
        Ok(cleaned)
    })
}

fn told(cleaned: &Cleaned) -> String {
    let mut text = String::new();
    for path in &cleaned.alive {
        text.push_str(&format!(
            "{} belongs to a run that still lives, or to a clean at work; left alone\n",
            path.display()
        ));
    }
    for (path, url) in &cleaned.elsewhere {
        text.push_str(&format!("{} is about another target, {url}; left alone\n", path.display()));
    }
    for reason in &cleaned.unreadable {
        text.push_str(&format!("not read: {reason}\n"));
    }
    for (reason, resources) in LeftBehind::by_reason(&cleaned.left) {
        let list: Vec<String> = resources.iter().map(|left| left.named()).collect();
        text.push_str(&format!("still there because {reason}: {}\n", list.join(", ")));
    }
    let deactivated = match cleaned.deactivated {
        0 => String::new(),
        count => format!(", {count} could only be deactivated"),
    };
    let put_back = match cleaned.put_back {
        0 => String::new(),
        1 => "1 fixture is as it was found, ".to_owned(),
        count => format!("{count} fixtures are as they were found, "),
    };
    text.push_str(&format!(
        "{put_back}{} removed or gone{deactivated}, {} still there\n",
        cleaned.gone,
        cleaned.left.len()
    ));
    text
}
