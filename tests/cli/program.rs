//! Starts the program, waits for it, and keeps what it said.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// After this long a program counts as hung. Only a broken one ever comes near it.
const HUNG: Duration = Duration::from_secs(120);

/// A directory to work in, and an environment.
pub(crate) struct Program {
    directory: tempfile::TempDir,
    environment: BTreeMap<String, String>,
}

impl Program {
    /// An empty directory, and an environment that holds only where journals go.
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let state = directory.path().join("state").display().to_string();
        std::fs::create_dir(directory.path().join("work")).unwrap();
        Program { directory, environment: BTreeMap::from([("SCIMULATE_STATE_DIR".to_owned(), state)]) }
    }

    /// With one more variable.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// With one more file in the working directory.
    pub(crate) fn file(self, path: &str, text: &str) -> Self {
        self.write(path, text);
        self
    }

    /// Writes a file in the working directory.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// A path in the working directory.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.directory.path().join("work").join(path)
    }

    /// A file of the working directory.
    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Journals that are still there, with their text.
    pub(crate) fn journals(&self) -> Vec<(PathBuf, String)> {
        let directory = self.directory.path().join("state/journals");
        files(&directory).into_iter().map(|path| (path.clone(), text(&path))).collect()
    }

    /// Names that the journals still answer for: intended, and not settled.
    pub(crate) fn open_names(&self) -> Vec<String> {
        let mut open = BTreeMap::new();
        for (path, text) in self.journals() {
            for line in text.lines().skip(1) {
                let entry: serde_json::Value = serde_json::from_str(line).unwrap();
                if let Some(intent) = entry.get("intent") {
                    let name = intent["name"].as_str().unwrap().to_owned();
                    open.insert((path.clone(), intent["number"].as_u64()), name);
                } else if let Some(settled) = entry.get("settled") {
                    open.remove(&(path.clone(), settled["number"].as_u64()));
                }
            }
        }
        open.into_values().collect()
    }

    /// Every file below the working directory, by relative path.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, String> {
        let root = self.path("");
        files(&root)
            .into_iter()
            .map(|path| (path.strip_prefix(&root).unwrap().to_owned(), text(&path)))
            .collect()
    }

    /// Runs it to its end.
    pub(crate) fn run<S: AsRef<str>>(&self, arguments: &[S]) -> Ended {
        self.start(arguments).wait()
    }

    /// Runs it to its end, with a text on standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Ended {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Running::of(child).wait()
    }

    /// Starts it.
    pub(crate) fn start<S: AsRef<str>>(&self, arguments: &[S]) -> Running {
        Running::of(self.command(arguments).spawn().unwrap())
    }

    /// Runs it to its end where no file can grow beyond so many bytes, as on a disk that is full.
    pub(crate) fn run_on_a_small_disk(&self, bytes: usize, arguments: &[&str]) -> Ended {
        // Whoever ignores SIGXFSZ gets an error from the write instead of dying; the limit counts in 512 bytes.
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", bytes / 512);
        let inner = self.command(arguments);
        let mut command = Command::new("sh");
        command
            .args(["-c", &script])
            .arg(inner.get_program())
            .args(inner.get_args())
            .env_clear()
            .envs(&self.environment)
            .current_dir(self.path(""))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Running::of(command.spawn().unwrap()).wait()
    }

    /// The command, for tests that handle the streams themselves.
    pub(crate) fn command<S: AsRef<str>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scimulate"));
        command
            .args(arguments.iter().map(AsRef::as_ref))
            .env_clear()
            .envs(&self.environment)
            .current_dir(self.path(""))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn text(path: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()
}

/// A program that runs. Dropping it ends it.
pub(crate) struct Running {
    child: Child,
    stdout: Option<JoinHandle<String>>,
    stderr: Option<JoinHandle<String>>,
}

impl Running {
    fn of(mut child: Child) -> Self {
        let stdout = child.stdout.take().map(collect);
        let stderr = child.stderr.take().map(collect);
        Running { child, stdout, stderr }
    }

    /// Waits for its end.
    pub(crate) fn wait(mut self) -> Ended {
        let status = wait(&mut self.child).unwrap_or_else(|| {
            let _ = self.child.kill();
            let _ = self.child.wait();
            panic!("the program does not end by itself:\n{}", self.output());
        });
        let output = |stream: &mut Option<JoinHandle<String>>| {
            stream.take().map_or_else(String::new, |stream| stream.join().unwrap())
        };
        let (stdout, stderr) = (output(&mut self.stdout), output(&mut self.stderr));
        Ended { code: status.code(), stdout, stderr }
    }

    fn output(&mut self) -> String {
        let mut text = String::new();
        for stream in [self.stdout.take(), self.stderr.take()].into_iter().flatten() {
            text.push_str(&stream.join().unwrap());
        }
        text
    }

    /// Sends a signal: `INT` is Ctrl-C.
    pub(crate) fn signal(&self, name: &str) {
        let (option, pid) = (format!("-{name}"), self.child.id().to_string());
        assert!(Command::new("kill").args([&option, &pid]).status().unwrap().success());
    }

    /// Ctrl-C, again and again, until it ends: one signal may swallow another that nobody has heard yet.
    pub(crate) fn interrupt_until_it_ends(mut self) -> Ended {
        let began = Instant::now();
        while began.elapsed() < HUNG && self.child.try_wait().unwrap().is_none() {
            self.signal("INT");
            std::thread::sleep(Duration::from_millis(100));
        }
        self.wait()
    }

    /// kill -9: it gets no chance to tidy up.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits for a child's end; `None` if it hangs.
pub(crate) fn wait(child: &mut Child) -> Option<ExitStatus> {
    let began = Instant::now();
    while began.elapsed() < HUNG {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    None
}

fn collect(mut stream: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// A program that ended.
pub(crate) struct Ended {
    /// The exit code; `None` after a signal.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// Both streams.
    pub(crate) fn text(&self) -> String {
        format!("{}\n{}", self.stdout, self.stderr)
    }

    /// Fails the test, and shows everything, unless the code is this one.
    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "\nstdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Both streams as one line: where a long line is broken is no business of most tests.
    fn flowing(&self) -> String {
        self.text().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Fails the test unless a stream says this.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.flowing().contains(text), "nothing says {text:?}:\n{}", self.text());
        self
    }

    /// Fails the test unless both streams say this once, and only once.
    #[track_caller]
    pub(crate) fn says_once(self, text: &str) -> Self {
        let count = self.flowing().matches(text).count();
        assert_eq!(count, 1, "{text:?} is said {count} times:\n{}", self.text());
        self
    }

    /// Fails the test if a stream says this.
    #[track_caller]
    pub(crate) fn hides(self, text: &str) -> Self {
        let all = self.text();
        assert!(!all.contains(text), "{text:?} must not be there:\n{all}");
        self
    }
}
