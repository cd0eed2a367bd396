//! What git knows of a site: which files differ from a revision or in the index, and their texts there. Git is called
//! without a shell; names come and go between NUL bytes; nothing of the repository's configuration can run a program.

use std::collections::BTreeMap;
#[cfg(unix)]
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::complaint::Complaint;
use crate::report::one_line;
use crate::words::{Tongue, say};

/// The object id that stands for "no such object" and for a file of the work tree that is not in the index as it is.
fn is_null(id: &str) -> bool {
    id.bytes().all(|byte| byte == b'0')
}

/// A work tree.
#[derive(Debug)]
pub(super) struct Repository {
    /// Its top folder.
    pub(super) top: PathBuf,
    folder: PathBuf,
    tongue: Tongue,
}

/// A file that differs between two states.
#[derive(Debug)]
pub(super) struct Change {
    /// The file, below the top folder; the new name when it was renamed.
    pub(super) path: PathBuf,
    /// The id of its old text, when it had one.
    pub(super) old: Option<String>,
    /// It is there no more.
    pub(super) deleted: bool,
}

impl Repository {
    /// The work tree that holds `folder`.
    pub(super) fn find(folder: &Path, tongue: Tongue) -> Result<Self, Complaint> {
        // A hook is run with `GIT_DIR` set and at the top of its work tree: from anywhere else git would see another one.
        let folder = match std::env::var_os("GIT_DIR") {
            Some(_) => PathBuf::from("."),
            None => folder.to_path_buf(),
        };
        let mut repository = Self { top: PathBuf::new(), folder, tongue };
        let top = repository.run(&["rev-parse", "--show-toplevel"]).map_err(|reason| match reason {
            Failure::Refused(reason) if !reason.contains("dubious") => {
                repository.complaint("git-none", &[("reason", &reason)])
            }
            failure => repository.failed(failure),
        })?;
        let top = path_of(top.strip_suffix(b"\n").unwrap_or(&top));
        repository.top = dunce::canonicalize(&top).unwrap_or(top);
        // From there git lists all files, by names that count from there.
        if std::env::var_os("GIT_DIR").is_none() {
            repository.folder = repository.top.clone();
        }
        Ok(repository)
    }

    /// The commit to compare with so that only what was done since `revision` shows: where the history of `HEAD` left
    /// that of `revision`.
    pub(super) fn base(&self, revision: &str) -> Result<String, Complaint> {
        let commit = format!("{revision}^{{commit}}");
        let found = self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]);
        let commit = match found {
            Ok(id) => text_of(&id),
            Err(Failure::Refused(_)) if self.is_shallow() => {
                return Err(self.complaint("git-shallow", &[("revision", revision)]));
            }
            Err(Failure::Refused(_)) => return Err(self.complaint("git-revision", &[("revision", revision)])),
            Err(failure) => return Err(self.failed(failure)),
        };
        match self.run(&["merge-base", &commit, "HEAD"]) {
            Ok(base) => Ok(text_of(&base)),
            Err(Failure::Refused(_)) if self.is_shallow() => {
                Err(self.complaint("git-shallow", &[("revision", revision)]))
            }
            // No common history: everything that differs was done since.
            Err(Failure::Refused(_)) => Ok(commit),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    fn is_shallow(&self) -> bool {
        self.run(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|answer| text_of(&answer) == "true")
    }

    /// The last commit that changed a file; `None` when there is none, or nobody can say.
    pub(super) fn last_change(&self, file: &Path) -> Option<String> {
        let path = self.below_top(file)?;
        let out = self.run(&["log", "-1", "--format=%H", "--", &path]).ok()?;
        Some(text_of(&out)).filter(|commit| !commit.is_empty())
    }

    /// The commit that is checked out.
    pub(super) fn head(&self) -> Option<String> {
        let out = self.run(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).ok()?;
        Some(text_of(&out))
    }

    /// How many commits up to `head` changed `original` since the last one that changed `translation`; `None` when the
    /// history at hand does not say. Nothing is fetched for it.
    pub(super) fn behind(&self, head: &str, original: &Path, translation: &Path) -> Option<usize> {
        let (original, translation) = (self.below_top(original)?, self.below_top(translation)?);
        let ask = |arguments: &[&str]| {
            let output = self.command(arguments).env("GIT_NO_LAZY_FETCH", "1").output().ok()?;
            output.status.success().then(|| text_of(&output.stdout))
        };
        let last = ask(&["log", "-1", "--format=%H", head, "--", &translation]).filter(|last| !last.is_empty())?;
        let newer = ask(&["rev-list", &format!("{last}..{head}"), "--", &original])?;
        // Where a shallow clone ends, a commit seems to have made every file.
        let ends = ask(&["rev-parse", "--git-path", "shallow"]).map(|file| self.folder.join(file))?;
        let ends = std::fs::read_to_string(ends).unwrap_or_default();
        let is_end = |commit: &str| ends.lines().any(|end| end == commit);
        let sure = !is_end(&last) && !newer.lines().any(is_end);
        sure.then(|| newer.lines().count())
    }

    /// The text that a file had in a commit; `None` when it was not there, or was no text.
    pub(super) fn text_at(&self, commit: &str, file: &Path) -> Option<String> {
        let path = self.below_top(file)?;
        let out = self.run(&["cat-file", "blob", &format!("{commit}:{path}")]).ok()?;
        String::from_utf8(out).ok()
    }

    /// The path of a file from the top of the work tree, with `/`; links in its folders do not count.
    fn below_top(&self, file: &Path) -> Option<String> {
        let real = dunce::canonicalize(file).ok()?;
        let top = dunce::canonicalize(&self.top).ok()?;
        Some(real.strip_prefix(top).ok()?.to_str()?.replace(std::path::MAIN_SEPARATOR, "/"))
    }

    /// Files of the work tree that differ from `commit`.
    pub(super) fn changed_since(&self, commit: &str) -> Result<Vec<Change>, Complaint> {
        self.diff(&["--find-renames", commit])
    }

    /// Files that the index has otherwise than the last commit.
    pub(super) fn staged(&self) -> Result<Vec<Change>, Complaint> {
        self.diff(&["--find-renames", "--cached"])
    }

    /// Files of the work tree that differ from the index.
    pub(super) fn unstaged(&self) -> Result<Vec<Change>, Complaint> {
        self.diff(&["--no-renames"])
    }

    fn diff(&self, what: &[&str]) -> Result<Vec<Change>, Complaint> {
        let fixed = [
            "diff",
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-ext-diff",
            "--no-textconv",
            "--no-color",
            "--no-relative",
            "--ignore-submodules=all",
        ];
        let arguments: Vec<&str> = fixed.into_iter().chain(what.iter().copied()).chain(["--"]).collect();
        let out = self.run(&arguments).map_err(|failure| self.failed(failure))?;
        Ok(changes(&out))
    }

    /// Files that git does not know and does not ignore.
    pub(super) fn untracked(&self) -> Result<Vec<PathBuf>, Complaint> {
        let arguments = ["ls-files", "--others", "--exclude-standard", "-z"];
        let out = self.run(&arguments).map_err(|failure| self.failed(failure))?;
        Ok(out.split(|&byte| byte == 0).filter(|name| !name.is_empty()).map(path_of).collect())
    }

    /// The texts of objects, by id; those that are not there or not UTF-8 are left out.
    pub(super) fn texts(&self, ids: &[&str]) -> Result<BTreeMap<String, String>, Complaint> {
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let failed = |error: std::io::Error| self.failed(Failure::Refused(error.to_string()));
        let mut child = self
            .command(&["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| self.failed(Failure::from(error)))?;
        let asked: String = ids.iter().map(|id| format!("{id}\n")).collect();
        let input = child.stdin.take();
        // Git answers while it is asked: somebody has to listen meanwhile.
        let writer = std::thread::spawn(move || input.map(|mut input| input.write_all(asked.as_bytes())));
        let output = child.stdout.take().map(BufReader::new);
        let read = output.map_or_else(|| Ok(BTreeMap::new()), |output| objects(output).map_err(failed));
        // The answer says all there is to know; a question that could not be asked has no answer.
        let _ = writer.join();
        let _ = child.wait();
        read
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.folder);
        command
            .args(["-c", "core.fsmonitor=false"])
            .args(arguments)
            .env("LC_ALL", "C")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_LITERAL_PATHSPECS", "1")
            .env("GIT_TERMINAL_PROMPT", "0");
        command.env_remove("GIT_EXTERNAL_DIFF").stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
        let output = self.command(arguments).output().map_err(Failure::from)?;
        match output.status.success() {
            true => Ok(output.stdout),
            false => Err(Failure::Refused(one_line(String::from_utf8_lossy(&output.stderr).trim(), 300))),
        }
    }

    fn failed(&self, failure: Failure) -> Complaint {
        match failure {
            Failure::NoGit(reason) => self.complaint("git-missing", &[("reason", &reason)]),
            Failure::Refused(reason) => Complaint::new(say(self.tongue, "git-failed", &[("reason", &reason)]), None),
        }
    }

    fn complaint(&self, id: &str, values: &[(&str, &str)]) -> Complaint {
        Complaint::new(say(self.tongue, id, values), Some(say(self.tongue, &format!("{id}-cure"), values)))
    }
}

/// Why git gave no answer.
enum Failure {
    /// It could not be started.
    NoGit(String),
    /// It said no.
    Refused(String),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Failure::NoGit(error.to_string()),
            _ => Failure::Refused(error.to_string()),
        }
    }
}

/// Reads `:oldmode newmode oldid newid status`, NUL, path, NUL, and a second path after a rename or copy.
fn changes(out: &[u8]) -> Vec<Change> {
    let mut fields = out.split(|&byte| byte == 0);
    let mut changes = Vec::new();
    while let Some(head) = fields.next().and_then(|head| head.strip_prefix(b":")) {
        let head = String::from_utf8_lossy(head).into_owned();
        let parts: Vec<&str> = head.split(' ').collect();
        let (&[_, mode, old, _, status], Some(first)) = (parts.as_slice(), fields.next()) else { break };
        let renamed = status.starts_with(['R', 'C']);
        let Some(path) = (if renamed { fields.next() } else { Some(first) }) else { break };
        // A submodule is no file of this repository.
        if mode == "160000" {
            continue;
        }
        let known = |id: &str| (!is_null(id)).then(|| id.to_owned());
        changes.push(Change { path: path_of(path), old: known(old), deleted: status == "D" });
    }
    changes
}

/// Reads `id type size`, line end, content, line end, for each object.
fn objects(mut output: BufReader<impl std::io::Read>) -> std::io::Result<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    let mut head = String::new();
    while output.read_line(&mut head)? > 0 {
        let mut words = head.split_whitespace();
        if let (Some(id), Some("blob"), Some(Ok(size))) = (words.next(), words.next(), words.next().map(str::parse)) {
            let size: u64 = size;
            let mut bytes = Vec::new();
            output.by_ref().take(size + 1).read_to_end(&mut bytes)?;
            bytes.pop();
            if let Ok(text) = String::from_utf8(bytes) {
                texts.insert(id.to_owned(), text);
            }
        }
        head.clear();
    }
    Ok(texts)
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    OsStr::from_bytes(bytes).into()
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}
