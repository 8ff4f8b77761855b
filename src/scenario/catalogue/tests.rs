//! Which files are found, and what is said of those that are wrong.

use std::path::{Path, PathBuf};

use super::{Catalogue, LoadError, Places};

const RIGHT: &str = "title: t\nsteps: [test-connection]\n";

struct Project(tempfile::TempDir);

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let project = Project(tempfile::tempdir().unwrap());
        for (path, text) in files {
            let path = project.0.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        project
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn load(&self, shipped: bool, roots: &[&str], wanted: &[&str]) -> Result<Catalogue, LoadError> {
        let places = Places {
            directory: self.path().to_path_buf(),
            shipped,
            roots: roots.iter().map(PathBuf::from).collect(),
        };
        let wanted: Vec<String> = wanted.iter().map(|name| (*name).to_owned()).collect();
        Catalogue::load(&places, &wanted)
    }

    fn names(&self, roots: &[&str], wanted: &[&str]) -> Vec<String> {
        let catalogue = self.load(false, roots, wanted).unwrap_or_else(|error| panic!("{error}"));
        catalogue.scenarios.iter().map(|scenario| scenario.name.clone()).collect()
    }
}

#[test]
fn the_shipped_set_is_there_without_any_file() {
    let catalogue = Project::new(&[]).load(true, &[], &["okta/users/create"]).unwrap();
    assert_eq!(catalogue.scenarios[0].name, "okta/users/create");
    let shown = catalogue.sources.get(catalogue.scenarios[0].source).path.clone();
    assert_eq!(shown, PathBuf::from("<shipped>/okta/users/create.yaml"));
}

#[test]
fn a_file_of_the_same_name_takes_the_shipped_ones_place() {
    let project = Project::new(&[("scenarios/okta/users/create.yaml", RIGHT), ("scenarios/mine.yml", RIGHT)]);
    let catalogue = project.load(true, &["scenarios"], &[]).unwrap();
    assert_eq!(
        catalogue.notices,
        ["scenarios/okta/users/create.yaml takes the place of the shipped scenario okta/users/create"]
    );
    let create = catalogue.scenarios.iter().find(|scenario| scenario.name == "okta/users/create").unwrap();
    assert!(!create.shipped);
    assert!(catalogue.scenarios.iter().any(|scenario| scenario.name == "mine"));
    assert!(catalogue.scenarios.len() > 2);
}

#[test]
fn names_directories_globs_and_paths_choose() {
    let project = Project::new(&[
        ("scenarios/a/one.yaml", RIGHT),
        ("scenarios/a/two.yaml", RIGHT),
        ("scenarios/a/b/three.yaml", RIGHT),
        ("scenarios/fragments/f.yaml", "steps: []"),
        ("other/four.yaml", RIGHT),
    ]);
    let names = |wanted: &[&str]| project.names(&["scenarios"], wanted);
    assert_eq!(names(&[]), ["a/b/three", "a/one", "a/two"]);
    assert_eq!(names(&["a/one"]), ["a/one"]);
    assert_eq!(names(&["a/b"]), ["a/b/three"]);
    assert_eq!(names(&["a/*"]), ["a/one", "a/two"]);
    assert_eq!(names(&["**/t*"]), ["a/b/three", "a/two"]);
    assert_eq!(names(&["scenarios/a/one.yaml"]), ["a/one"]);
    assert_eq!(names(&["./scenarios/a/b/"]), ["a/b/three"]);
    assert_eq!(names(&["scenarios"]), ["a/b/three", "a/one", "a/two"]);
    assert_eq!(names(&["other/four.yaml"]), ["other/four"]);
    assert_eq!(names(&["other"]), ["other/four"]);
    assert_eq!(names(&["a/one", "a"]), ["a/b/three", "a/one", "a/two"]);
}

#[test]
fn a_name_that_means_nothing_gets_a_suggestion() {
    let project = Project::new(&[("scenarios/a/create.yaml", RIGHT)]);
    for (wanted, words) in [
        ("create", "did you mean `a/create`?"),
        ("a/creat", "did you mean `a/create`?"),
        ("zzz", "scimulate list"),
        ("a/[", "scimulate list"),
    ] {
        let error = project.load(false, &["scenarios"], &[wanted]).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn what_cannot_be_read_is_said_with_its_path() {
    let project = Project::new(&[("scenarios/a.yaml", RIGHT)]);
    let error = project.load(false, &["scenarios"], &["none.yaml"]).unwrap_err();
    assert!(error.to_string().contains("none.yaml"), "{error}");
    assert!(matches!(project.load(false, &["nowhere"], &[]), Err(LoadError::Unreadable(_))));
}

#[test]
fn mistakes_of_all_files_come_together_and_unwanted_files_do_not_matter() {
    let project = Project::new(&[
        ("scenarios/a.yaml", "title: t\nsteps: [nonsense]\n"),
        ("scenarios/b.yaml", "title: [\n"),
        ("scenarios/c.yaml", RIGHT),
    ]);
    let Err(LoadError::Wrong(problems)) = project.load(false, &["scenarios"], &[]) else { panic!() };
    assert_eq!(problems.diagnostics.len(), 2);
    assert_eq!(project.names(&["scenarios"], &["c"]), ["c"]);
}

#[test]
#[cfg(unix)]
fn a_file_that_cannot_be_read_is_one_mistake_among_others() {
    let project = Project::new(&[("scenarios/a.yaml", "title: t\nsteps: [nonsense]\n")]);
    std::fs::write(project.path().join("scenarios/b.yaml"), b"title: t\nabout: a\xffb\n").unwrap();
    std::os::unix::fs::symlink("nowhere", project.path().join("scenarios/c.yaml")).unwrap();
    let Err(LoadError::Wrong(problems)) = project.load(false, &["scenarios"], &[]) else { panic!() };
    let rendered = crate::source::render(&problems.sources, &problems.diagnostics, false);
    for words in [
        "scenarios/a.yaml:2:9",
        "error: the file is not UTF-8 text\n --> scenarios/b.yaml:2:9\n",
        "error: the file cannot be read: it is not there, or a link that leads nowhere\n--> scenarios/c.yaml:1:1\n",
    ] {
        assert!(rendered.contains(words), "{words}:\n{rendered}");
    }
    assert!(!rendered.contains(project.path().to_str().unwrap()), "{rendered}");
}
