//! The standard output: locked and buffered, in colour where that is wanted, quiet when nobody reads any more.

use std::io::{self, BufWriter, ErrorKind, Write};

use super::Exit;
use super::args::Color;
use super::complaint::Complaint;

/// Bytes that are gathered before they are written.
const BUFFER: usize = 64 * 1024;

/// Where reports go.
#[derive(Debug)]
pub(super) struct Output {
    /// Colours may be written.
    pub(super) color: bool,
    /// Write to the standard error: the standard output holds something else.
    pub(super) to_stderr: bool,
    /// The reader has gone away.
    pub(super) closed: bool,
}

impl Output {
    /// The standard output of the process.
    pub(super) fn stdout(color: Color) -> Self {
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            // Knows about terminals, `NO_COLOR`, `CLICOLOR_FORCE` and `TERM=dumb`.
            Color::Auto => anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
        };
        Self { color, to_stderr: false, closed: false }
    }

    /// Lets `write` write, and ends with `exit`. A reader that went away, as in `| head`, changes nothing.
    pub(super) fn write(
        &mut self,
        exit: Exit,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<Exit, Complaint> {
        let stream: Box<dyn Write> =
            if self.to_stderr { Box::new(io::stderr().lock()) } else { Box::new(io::stdout().lock()) };
        let mut out = BufWriter::with_capacity(BUFFER, stream);
        let written = write(&mut out).and_then(|()| out.flush());
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Complaint::output(&error)),
            Err(_) => {
                // Dropping the buffer would try to write the rest again.
                let _ = out.into_parts();
                self.closed = true;
                Ok(exit)
            }
            Ok(()) => Ok(exit),
        }
    }
}
