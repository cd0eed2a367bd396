//! A file that must stay the same file cannot take a new text in one step. So what is about to be written lies beside it
//! first; when the run is killed amid writing, the next one ends its work.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::beside::{New, Readers};
use super::{Page, bytes};

/// How the names of such files end.
pub(super) const SUFFIX: &str = ".redo";

const HEAD: &str = "tidings redo 1";
const END: &str = "\nend\n";

/// Writes over the text of `target`. When that fails the old text is written back.
pub(super) fn overwrite(target: &Path, page: &Page<'_>) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(target)?;
    let note = note(target, page)?;
    let written = grow(&mut file, page).and_then(|()| fill(&mut file, page.new.as_bytes()));
    let written = written.or_else(|error| fill(&mut file, page.old.as_bytes()).and(Err(error)));
    drop(note);
    written
}

/// Says what is about to be written, on the disk.
fn note(target: &Path, page: &Page<'_>) -> io::Result<New> {
    let folder = target.parent().unwrap_or(target);
    let name = target.file_name().and_then(|name| name.to_str()).ok_or(io::ErrorKind::InvalidFilename)?;
    let mut note = New::make(folder, SUFFIX, Readers::Owner)?;
    let text = format!("{HEAD}\n{}\n{}\n{name}\n{}{}{END}", page.old.len(), page.new.len(), page.old, page.new);
    note.file().write_all(text.as_bytes())?;
    note.file().sync_all()?;
    note.show()?;
    // The next run finds the note by its name, after a power failure, too.
    drop(File::open(folder).and_then(|folder| folder.sync_all()));
    Ok(note)
}

/// Makes the file as long as the new text, with blank lines behind the old one: after that a full disk stops nothing.
fn grow(file: &mut File, page: &Page<'_>) -> io::Result<()> {
    let (old, new) = (page.old.len(), page.new.len());
    if new > old {
        file.seek(SeekFrom::Start(old as u64))?;
        file.write_all(&vec![b'\n'; new - old])?;
        file.sync_all()?;
    }
    Ok(())
}

fn fill(file: &mut File, text: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    file.write_all(text)?;
    file.set_len(text.len() as u64)?;
    file.sync_all()
}

/// Ends the work of a run that was killed: gives the file whose text was neither the old nor the new one, and has its old
/// text again.
pub(super) fn restore(note: &Path) -> Option<PathBuf> {
    let content = bytes(note).ok()?;
    let (name, old, new) = read(std::str::from_utf8(&content).ok()?)?;
    let target = note.parent()?.join(name);
    let now = bytes(&target).ok()?;
    // Whatever else stands there now was written by somebody else since.
    if now == old || now == new || !is_between(&now, old, new) {
        return None;
    }
    let regular = fs::symlink_metadata(&target).ok()?.is_file();
    let mut file = OpenOptions::new().write(true).open(&target).ok().filter(|_| regular)?;
    fill(&mut file, old).ok()?;
    Some(target)
}

/// The name, the old and the new text of a complete note.
fn read(content: &str) -> Option<(&str, &[u8], &[u8])> {
    let mut parts = content.splitn(5, '\n');
    if parts.next()? != HEAD {
        return None;
    }
    let old: usize = parts.next()?.parse().ok()?;
    let new: usize = parts.next()?.parse().ok()?;
    let name = parts.next().filter(|name| !name.contains(['/', '\\']) && !matches!(*name, "" | "." | ".."))?;
    let texts = parts.next()?.strip_suffix(END)?;
    (texts.len() == old.checked_add(new)?).then(|| {
        let (old, new) = texts.as_bytes().split_at(old);
        (name, old, new)
    })
}

/// True for what stands in the file between the steps of [`overwrite`]: the beginning of the new text, then what was
/// there before it, which ends in blank lines when the new text is longer.
fn is_between(now: &[u8], old: &[u8], new: &[u8]) -> bool {
    let was = |at: usize| old.get(at).copied().unwrap_or(b'\n');
    let begun = now.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rest = (begun..now.len()).all(|at| now[at] == was(at));
    rest && now.len() >= old.len() && now.len() <= old.len().max(new.len())
}

#[cfg(test)]
mod tests {
    use super::super::PREFIX;
    use super::*;

    #[test]
    fn what_was_half_written_is_restored_and_what_somebody_wrote_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.md");
        let left = folder.path().join(format!("{PREFIX}x{SUFFIX}"));
        for (old, new) in [("one two three\n", "one 2 three\n"), ("a\n", "something longer\n")] {
            let page = Page { path: "a.md", old, new };
            fs::write(&target, old).unwrap();
            fs::copy(note(&target, &page).unwrap().show().unwrap(), &left).unwrap();
            let padded = format!("{old}{}", "\n".repeat(new.len().saturating_sub(old.len())));
            for written in 0..=new.len() {
                let rest = padded.as_bytes().get(written..).unwrap_or_default();
                let now = [&new.as_bytes()[..written], rest].concat();
                fs::write(&target, &now).unwrap();
                let half = now != old.as_bytes() && now != new.as_bytes();
                assert_eq!(restore(&left).is_some(), half, "{:?}", String::from_utf8_lossy(&now));
                let text = fs::read_to_string(&target).unwrap();
                assert!(text == old || text == new, "{text:?}");
            }
            fs::write(&target, "mine\n").unwrap();
            assert_eq!(restore(&left), None);
            assert_eq!(fs::read_to_string(&target).unwrap(), "mine\n");
            overwrite(&target, &Page { path: "a.md", old: "mine\n", new }).unwrap();
            assert_eq!(fs::read_to_string(&target).unwrap(), new);
        }
        // A note that was not finished says nothing: nothing had been written to the page then.
        let whole = fs::read(&left).unwrap();
        fs::write(&left, &whole[..whole.len() - 3]).unwrap();
        fs::write(&target, "so\n").unwrap();
        assert_eq!(restore(&left), None);
    }
}
