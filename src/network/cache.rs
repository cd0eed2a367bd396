//! Keeps what was fine, so that the next run need not ask again. A failure is never kept: it may be gone tomorrow, or
//! have been ours.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::fragment::Place;
use super::plan::Page;
use super::visit::Found;
use crate::corpus::{Cause, Verdict};
use crate::save;

/// The format; a file of any other is not read.
const VERSION: u32 = 1;
/// A larger file is no cache of ours.
const MOST_BYTES: u64 = 64 << 20;

#[derive(Debug, Default, Serialize, Deserialize)]
struct File {
    version: u32,
    /// By address without fragment.
    pages: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// Seconds since 1970.
    at: u64,
    status: u16,
    /// Where it has moved to for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moved: Option<Box<str>>,
    /// Places that were there.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    places: BTreeSet<String>,
}

/// What earlier runs have found to be fine.
#[derive(Debug)]
pub(super) struct Cache {
    path: Option<PathBuf>,
    /// The folder that the file must lie in, whatever links there are on the way.
    root: PathBuf,
    pages: BTreeMap<String, Entry>,
    now: u64,
    age: u64,
    changed: bool,
}

impl Cache {
    /// Reads the file (folder and path in it); one that is missing, broken or of another version is empty. Without
    /// a file nothing is kept.
    pub(super) fn open(file: Option<(&Path, &str)>, age: Duration) -> Self {
        let root = file.map(|(root, _)| root.to_path_buf()).unwrap_or_default();
        let path = file.map(|(root, path)| root.join(path));
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let age = age.as_secs();
        let small = |path: &&PathBuf| fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= MOST_BYTES);
        let bytes = path.as_ref().filter(small).and_then(|path| fs::read(path).ok()).unwrap_or_default();
        let file: File = serde_json::from_slice(&bytes).unwrap_or_default();
        let mut pages = if file.version == VERSION { file.pages } else { BTreeMap::new() };
        // A time in the future is that of a clock that went wrong.
        pages.retain(|_, entry| entry.at <= now && now - entry.at < age);
        Self { path, root, pages, now, age, changed: false }
    }

    /// What is known of a page, when that is all that is asked. `is_fine` says whether a status still counts.
    pub(super) fn get(&self, page: &Page, is_fine: impl Fn(u16) -> bool) -> Option<Found> {
        let entry = self.pages.get(page.url.as_str()).filter(|entry| is_fine(entry.status))?;
        let place = |fragment: &String| entry.places.contains(fragment).then(|| (fragment.clone(), Place::Found));
        let places: Option<BTreeMap<String, Place>> = page.fragments.iter().map(place).collect();
        let verdict = match &entry.moved {
            Some(to) => Verdict::Redirected { to: to.clone() },
            None => Verdict::Ok,
        };
        Some(Found { verdict, status: entry.status, places: places?, unsure: Cause::Fragment })
    }

    /// Keeps what was found when all of it was fine.
    pub(super) fn put(&mut self, page: &Page, found: &Found) {
        let moved = match &found.verdict {
            Verdict::Ok => None,
            Verdict::Redirected { to } => Some(to.clone()),
            _ => return,
        };
        let is_there = |(fragment, place): (&String, &Place)| (*place == Place::Found).then(|| fragment.clone());
        let mut places: BTreeSet<String> = found.places.iter().filter_map(is_there).collect();
        if self.path.is_none() || self.age == 0 || places.len() < found.places.len() {
            return;
        }
        // Fragments that need not be looked for are there as well.
        places.extend(page.fragments.iter().cloned());
        self.pages.insert(page.url.as_str().into(), Entry { at: self.now, status: found.status, moved, places });
        self.changed = true;
    }

    /// Writes the file, whole or not at all.
    pub(super) fn save(&self) -> Result<(), String> {
        let Some(path) = self.path.as_ref().filter(|_| self.changed) else { return Ok(()) };
        let said = |error: std::io::Error| format!("{}: {error}", path.display());
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.map_or_else(|| PathBuf::from("."), PathBuf::from);
        fs::create_dir_all(&folder).map_err(said)?;
        let real = |folder: &Path| dunce::canonicalize(folder).map_err(said);
        let place = if path.exists() { path } else { &folder };
        if !real(place)?.starts_with(real(&self.root)?) {
            return Err(format!("{}: a link leads out of the site", path.display()));
        }
        let kept = File { version: VERSION, pages: self.pages.clone() };
        let bytes = serde_json::to_vec(&kept).map_err(|error| format!("{}: {error}", path.display()))?;
        save::put(path, |out| out.write_all(&bytes)).map_err(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(url: &str, fragments: &[&str]) -> Page {
        let fragments = fragments.iter().map(|&fragment| fragment.to_owned()).collect();
        Page { url: url::Url::parse(url).unwrap(), fragments }
    }

    fn found(verdict: Verdict, places: &[(&str, Place)]) -> Found {
        let places = places.iter().map(|(name, place)| ((*name).to_owned(), *place)).collect();
        Found { verdict, status: 200, places, unsure: Cause::Fragment }
    }

    const DAY: Duration = Duration::from_secs(86_400);

    #[test]
    fn what_was_fine_is_kept_and_failures_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("below/cache.json");
        let file = Some((folder.path(), "below/cache.json"));
        let mut cache = Cache::open(file, DAY);
        let moved = Verdict::Redirected { to: "https://a.io/n".into() };
        cache.put(&page("https://a.io/ok", &["x"]), &found(Verdict::Ok, &[("x", Place::Found)]));
        cache.put(&page("https://a.io/moved", &[]), &found(moved.clone(), &[]));
        for verdict in
            [Verdict::Broken(Cause::Status(404)), Verdict::Unknown(Cause::Timeout), Verdict::Refused(Cause::Private)]
        {
            cache.put(&page("https://a.io/bad", &[]), &found(verdict, &[]));
        }
        cache.put(&page("https://a.io/gone", &["y"]), &found(Verdict::Ok, &[("y", Place::Gone)]));
        cache.save().unwrap();
        let cache = Cache::open(file, DAY);
        let fine = |status| status == 200;
        assert_eq!(cache.pages.len(), 2);
        assert_eq!(cache.get(&page("https://a.io/ok", &["x"]), fine).unwrap().verdict, Verdict::Ok);
        assert_eq!(cache.get(&page("https://a.io/moved", &[]), fine).unwrap().verdict, moved);
        assert_eq!(cache.get(&page("https://a.io/ok", &["other"]), fine), None, "another place was not looked for");
        assert_eq!(cache.get(&page("https://a.io/ok", &[]), |_| false), None, "the status counts no more");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left beside the file");
    }

    #[test]
    fn old_broken_and_foreign_files_are_empty() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache.json");
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let entry =
            |at: u64| format!("{{\"version\":1,\"pages\":{{\"https://a.io/\":{{\"at\":{at},\"status\":200}}}}}}");
        for (text, kept) in [
            (entry(now - 10), 1),
            (entry(now - 90_000), 0),
            (entry(now + 90_000), 0),
            (entry(now - 10).replace("\"version\":1", "\"version\":9"), 0),
            (entry(now - 10)[..40].to_owned(), 0),
            ("\u{0}\u{0}garbage".to_owned(), 0),
            (String::new(), 0),
        ] {
            fs::write(&path, &text).unwrap();
            assert_eq!(Cache::open(Some((folder.path(), "cache.json")), DAY).pages.len(), kept, "{text}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link_out_of_the_site() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(outside.path(), folder.path().join("out")).unwrap();
        let mut cache = Cache::open(Some((folder.path(), "out/cache.json")), DAY);
        cache.put(&page("https://a.io/", &[]), &found(Verdict::Ok, &[]));
        assert!(cache.save().unwrap_err().contains("out of the site"));
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
        let (target, link) = (outside.path().join("other"), folder.path().join("cache.json"));
        fs::write(&target, "theirs").unwrap();
        std::os::unix::fs::symlink(&target, link).unwrap();
        let mut cache = Cache::open(Some((folder.path(), "cache.json")), DAY);
        cache.put(&page("https://a.io/", &[]), &found(Verdict::Ok, &[]));
        assert!(cache.save().unwrap_err().contains("out of the site"));
        assert_eq!(fs::read_to_string(&target).unwrap(), "theirs");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_said() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let mut cache = Cache::open(Some((folder.path(), "file/cache.json")), DAY);
        cache.put(&page("https://a.io/", &[]), &found(Verdict::Ok, &[]));
        assert!(cache.save().unwrap_err().contains("cache.json"));
    }
}
