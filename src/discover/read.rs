//! Reads one file of text, or says why not. Size and kind are known before the first byte is read.

use std::fs::{File, FileType, Metadata};
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::trouble::{Cause, Special};

/// The text of a file that the walk has seen as a regular one. `room` is where its bytes are looked at: who reads many
/// files gives the same one again.
pub(super) fn regular(path: &Path, limit: u64, room: &mut Vec<u8>) -> Result<Box<str>, Cause> {
    let mut file = File::open(path).map_err(|error| cause(&error))?;
    let metadata = file.metadata().map_err(|error| cause(&error))?;
    refuse(&metadata, limit)?;
    text(bytes(&mut file, metadata.len(), room)?)
}

/// The text of any path, links followed. A pipe is never opened: that would wait for its writer.
pub(super) fn any(path: &Path, limit: u64) -> Result<Box<str>, Cause> {
    let metadata = std::fs::metadata(path).map_err(|error| cause(&error))?;
    refuse(&metadata, limit)?;
    regular(path, limit, &mut Vec::new())
}

fn refuse(metadata: &Metadata, limit: u64) -> Result<(), Cause> {
    if metadata.is_dir() {
        return Err(Cause::Directory);
    }
    if !metadata.is_file() {
        return Err(Cause::Special(special(metadata.file_type())));
    }
    match metadata.len() {
        size if size > limit => Err(Cause::TooLarge { size, limit }),
        _ => Ok(()),
    }
}

/// The whole file, for which room is made first, so that one read is enough. A file that shrinks meanwhile gives what is
/// left; what is added meanwhile is not read.
fn bytes<'r>(file: &mut File, size: u64, room: &'r mut Vec<u8>) -> Result<&'r [u8], Cause> {
    let size = size as usize;
    if room.len() < size {
        room.resize(size, 0);
    }
    let mut filled = 0;
    while filled < size {
        match file.read(&mut room[filled..size]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(cause(&error)),
        }
    }
    Ok(&room[..filled])
}

/// The bytes as text, when they are text.
fn text(bytes: &[u8]) -> Result<Box<str>, Cause> {
    // Most bytes of Chinese or Japanese pages are not ASCII, and then the standard library looks at them one by one.
    let text = match simdutf8::compat::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            return Err(Cause::Encoding { offset: error.valid_up_to(), likely: likely_encoding(bytes) });
        }
    };
    if let Some(offset) = memchr::memchr(0, bytes) {
        return Err(match utf16(bytes) {
            Some(likely) => Cause::Encoding { offset, likely },
            None => Cause::Nul(offset),
        });
    }
    // Most pages begin with a visible character, so this looks at one byte.
    if text.trim_start_matches('\u{feff}').trim_start().is_empty() {
        return Err(Cause::Empty);
    }
    Ok(text.into())
}

/// How much of a file is looked at to name its encoding.
const SAMPLE: usize = 64 * 1024;

/// The encoding that bytes which are not UTF-8 are most likely in.
fn likely_encoding(bytes: &[u8]) -> &'static str {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if sample.starts_with(&[0xff, 0xfe]) {
        return "UTF-16LE";
    }
    if sample.starts_with(&[0xfe, 0xff]) {
        return "UTF-16BE";
    }
    if let Some(encoding) = utf16(sample) {
        return encoding;
    }
    if memchr::memchr(0, sample).is_some() {
        return "a binary file";
    }
    if is_gb18030(sample) { "GB18030 (GBK)" } else { "Latin-1 or Windows-1252" }
}

/// UTF-16 without a byte order mark: of Latin text, every other byte is NUL.
fn utf16(bytes: &[u8]) -> Option<&'static str> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let nul = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (nul(0), nul(1));
    let half = sample.len() / 2;
    match () {
        () if half > 0 && odd * 5 >= half * 2 && even * 10 <= half => Some("UTF-16LE"),
        () if half > 0 && even * 5 >= half * 2 && odd * 10 <= half => Some("UTF-16BE"),
        () => None,
    }
}

/// True when every byte above ASCII is part of a pair, or of a group of four, of GB18030.
fn is_gb18030(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => return true,
            [0..=0x7f, rest @ ..] => rest,
            [0x81..=0xfe, 0x40..=0x7e | 0x80..=0xfe, rest @ ..] => rest,
            [0x81..=0xfe, 0x30..=0x39, 0x81..=0xfe, 0x30..=0x39, rest @ ..] => rest,
            // The sample may cut the last character.
            [0x81..=0xfe] => return bytes.len() == SAMPLE,
            _ => return false,
        };
    }
}

/// What an error of the system means.
pub(super) fn cause(error: &std::io::Error) -> Cause {
    match error.kind() {
        ErrorKind::NotFound => Cause::Vanished,
        _ if is_loop(error) => Cause::LinkLoop,
        _ => Cause::Unreadable(reason(error)),
    }
}

/// The words of the system without its number.
pub(super) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

/// Links that go round in a circle; the standard library has no stable name for this kind.
pub(super) fn is_loop(error: &std::io::Error) -> bool {
    error.to_string().to_lowercase().contains("symbolic link")
}

#[cfg(unix)]
fn special(kind: FileType) -> Special {
    use std::os::unix::fs::FileTypeExt;
    match () {
        () if kind.is_fifo() => Special::Fifo,
        () if kind.is_socket() => Special::Socket,
        () if kind.is_block_device() || kind.is_char_device() => Special::Device,
        () => Special::Other,
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> Special {
    Special::Other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_named() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let marked = [vec![0xff, 0xfe], utf16("发布 1.20")].concat();
        let rows: [(&[u8], Cause); 7] = [
            (&marked, Cause::Encoding { offset: 0, likely: "UTF-16LE" }),
            (&utf16("# Release 1.20\n"), Cause::Encoding { offset: 1, likely: "UTF-16LE" }),
            (b"# \xb7\xa2\xb2\xbc 1.20\n", Cause::Encoding { offset: 2, likely: "GB18030 (GBK)" }),
            (b"caf\xe9 au lait\n", Cause::Encoding { offset: 3, likely: "Latin-1 or Windows-1252" }),
            (b"a long line of text with one\0byte", Cause::Nul(28)),
            (b"", Cause::Empty),
            (b"\xef\xbb\xbf \r\n\t", Cause::Empty),
        ];
        for (bytes, cause) in rows {
            assert_eq!(text(bytes), Err(cause), "{bytes:?}");
        }
        assert_eq!(text(b"\xef\xbb\xbfx").as_deref(), Ok("\u{feff}x"));
    }
}
