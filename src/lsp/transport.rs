//! Frames on a pipe: a header with the length, then the body. Headers that lie cost the message they belong to, never
//! the connection, and no memory that did not arrive.

use std::io::{self, BufRead, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::de::IgnoredAny;

use super::message::{Failure, INVALID_REQUEST, Message, PARSE_ERROR};

/// The largest body that is read; more is answered with an error and skipped.
const LARGEST: u64 = 64 << 20;
/// The longest line of a header.
const LONGEST_LINE: u64 = 4096;

/// What stands before the length in a header, in lower case.
const LENGTH: &[u8] = b"content-length:";

/// Reads messages until the input ends. `give` says whether anybody still listens. While more of them are on their way,
/// `more` is true.
pub(super) fn read_all(input: impl Read, more: &AtomicBool, mut give: impl FnMut(Result<Message, Failure>) -> bool) {
    let mut frames = Frames { input: io::BufReader::with_capacity(1 << 16, input), pushed_back: Vec::new() };
    while let Some(frame) = frames.next(more) {
        let message = frame.and_then(|body| frames.message(body));
        more.store(!frames.input.buffer().is_empty() || !frames.pushed_back.is_empty(), Ordering::Relaxed);
        if !give(message) {
            return;
        }
    }
}

struct Frames<R> {
    input: io::BufReader<R>,
    /// Bytes that were read as part of a body and are none of it.
    pushed_back: Vec<u8>,
}

impl<R: Read> Frames<R> {
    /// The body of the next frame; `None` at the end of the input.
    fn next(&mut self, more: &AtomicBool) -> Option<Result<Vec<u8>, Failure>> {
        let mut length = None;
        let mut garbage = false;
        loop {
            let line = self.line()?;
            let text = line.trim_ascii();
            if text.is_empty() {
                match length {
                    Some(length) => {
                        more.store(true, Ordering::Relaxed);
                        return self.body(length);
                    }
                    // Empty lines between frames are nobody's fault.
                    None if !garbage => continue,
                    None => return Some(Err(Failure::new(PARSE_ERROR, "a header without `Content-Length`"))),
                }
            }
            match length_of(text) {
                Some(Some(found)) => length = Some(found),
                Some(None) => garbage = true,
                None => garbage |= !is_header(text),
            }
        }
    }

    fn body(&mut self, length: u64) -> Option<Result<Vec<u8>, Failure>> {
        if length > LARGEST {
            let reason = format!("a body of {length} bytes is more than {LARGEST}");
            return Some(Err(Failure::new(INVALID_REQUEST, reason)));
        }
        let mut body = Vec::new();
        let read = self.take(length).read_to_end(&mut body);
        match read {
            Ok(read) if read as u64 == length => Some(Ok(body)),
            Ok(0) | Err(_) => None,
            Ok(_) => Some(Err(Failure::new(PARSE_ERROR, "the input ended inside a body"))),
        }
    }

    /// The message in a body. What follows a whole JSON text in it was given too great a length, and is read again as
    /// part of the frame that it is.
    fn message(&mut self, mut body: Vec<u8>) -> Result<Message, Failure> {
        let read = Message::read(&body);
        match read {
            Err(failure) if failure.code == PARSE_ERROR => {
                let mut values = serde_json::Deserializer::from_slice(&body).into_iter::<IgnoredAny>();
                let Some(Ok(_)) = values.next() else { return Err(failure) };
                let mut rest = body.split_off(values.byte_offset());
                rest.append(&mut self.pushed_back);
                self.pushed_back = rest;
                Message::read(&body)
            }
            read => read,
        }
    }

    /// A line with its end; what is left of one that is too long counts as the next line.
    fn line(&mut self) -> Option<Vec<u8>> {
        let mut line = Vec::new();
        while !line.ends_with(b"\n") && (line.len() as u64) < LONGEST_LINE {
            let left = LONGEST_LINE - line.len() as u64;
            let mut byte = Vec::new();
            if self.pushed_back.is_empty() {
                match (&mut self.input).take(left).read_until(b'\n', &mut byte) {
                    Ok(0) | Err(_) => break,
                    Ok(_) => line.append(&mut byte),
                }
            } else {
                let end = memchr::memchr(b'\n', &self.pushed_back).map_or(self.pushed_back.len(), |at| at + 1);
                line.extend(self.pushed_back.drain(..end.min(left as usize)));
            }
        }
        (!line.is_empty()).then_some(line)
    }

    fn take(&mut self, length: u64) -> impl Read + '_ {
        let before = (self.pushed_back.len() as u64).min(length);
        let first: Vec<u8> = self.pushed_back.drain(..before as usize).collect();
        io::Cursor::new(first).chain((&mut self.input).take(length - before))
    }
}

/// The length that a header line gives: `None` for another line, `Some(None)` for a length that is no number. A line
/// that ends with a length behind something else is what is left of a body that was longer than its header said.
fn length_of(line: &[u8]) -> Option<Option<u64>> {
    let at = line.windows(LENGTH.len()).rposition(|part| part.eq_ignore_ascii_case(LENGTH))?;
    let digits = line[at + LENGTH.len()..].trim_ascii();
    Some(std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()))
}

fn is_header(line: &[u8]) -> bool {
    let name = line.split(|&byte| byte == b':').next().unwrap_or_default();
    name.len() < line.len() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

/// Writes one message.
///
/// # Errors
/// Those of `out`: then nobody reads any more.
pub(super) fn write(out: &mut impl Write, body: &str) -> io::Result<()> {
    write!(out, "Content-Length: {}\r\n\r\n", body.len())?;
    out.write_all(body.as_bytes())?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    /// Methods of the messages that are read, and codes of the errors.
    fn read(input: &[u8]) -> Vec<String> {
        let mut all = Vec::new();
        read_all(input, &AtomicBool::new(false), |message| {
            all.push(match message {
                Ok(Message::Notification { method, .. }) => method,
                Ok(other) => format!("{other:?}"),
                Err(failure) => failure.code.to_string(),
            });
            true
        });
        all
    }

    #[test]
    fn frames_follow_each_other() {
        let (a, b) = (frame(r#"{"method":"a"}"#), frame(r#"{"method":"b"}"#).to_lowercase());
        let c = format!("Content-Type: x\r\n{}", frame(r#"{"method":"c"}"#)).replace("\r\n", "\n");
        assert_eq!(read(format!("{a}{b}{c}").as_bytes()), ["a", "b", "c"]);
    }

    #[test]
    fn bad_frames_cost_themselves_only() {
        let good = frame(r#"{"method":"good"}"#);
        let parse = PARSE_ERROR.to_string();
        for (bad, expected) in [
            (frame("{"), vec![parse.clone()]),
            ("Content-Length: x\r\n\r\n".to_owned(), vec![parse.clone()]),
            ("Content-Length: 99999999999999\r\n\r\n".to_owned(), vec![INVALID_REQUEST.to_string()]),
            ("hello\r\n\r\n".to_owned(), vec![parse.clone()]),
            // Too short: the rest of the body stands before the next header.
            ("Content-Length: 5\r\n\r\n{\"method\":\"bad\"}".to_owned(), vec![parse.clone()]),
            // Too long: the body holds the beginning of the next frame.
            ("Content-Length: 30\r\n\r\n{\"method\":\"bad\"}".to_owned(), vec!["bad".to_owned()]),
            (format!("{}\r\n\r\n", "x".repeat(10_000)), vec![parse.clone()]),
            ("\r\n\r\n".to_owned(), vec![]),
        ] {
            let mut expected = expected;
            expected.push("good".to_owned());
            assert_eq!(read(format!("{bad}{good}").as_bytes()), expected, "{bad:.60}");
        }
        let mut bytes = frame("{\"method\":\"??\"}").replace("??", "\u{7f}\u{7f}").into_bytes();
        let at = bytes.iter().position(|&byte| byte == 0x7f).unwrap();
        bytes[at] = 0xff;
        bytes.extend(good.bytes());
        assert_eq!(read(&bytes), [parse.as_str(), "good"]);
        assert_eq!(read(b"Content-Length: 50\r\n\r\n{\"method\""), [parse.as_str()]);
    }
}
