//! `tidings check --external`: asks other sites before the rules run.

use super::complaint::Complaint;
use crate::project::Project;
use crate::text::SourceId;
use crate::words::{Tongue, say};

/// Asks the addresses of the selected pages and hands the answers to the rules.
#[cfg(feature = "net")]
pub(super) fn ask(
    project: &mut Project,
    selected: impl Fn(SourceId) -> bool,
    progress: bool,
    tongue: Tongue,
) -> Result<(), Complaint> {
    use std::io::{self, Write};

    use crate::network;
    use crate::report::Shown;

    let addresses = project.addresses(selected);
    let addresses = addresses.iter().map(String::as_str);
    let asked = network::ask(addresses, &project.external, Some(&project.root), progress).map_err(|reason| {
        let what = say(tongue, "external-failed", &[("reason", &reason)]);
        // As in a container that holds nothing but the program.
        let bare = reason.contains("No CA certificates");
        Complaint::new(what, bare.then(|| say(tongue, "external-certificates-cure", &[])))
    })?;
    let mut err = io::stderr().lock();
    // When even the standard error is closed there is nobody left to tell.
    for reason in &asked.troubles {
        let said = say(tongue, "external-cache-failed", &[("reason", reason)]);
        let _ = writeln!(err, "{} {}", say(tongue, "error", &[]), Shown(&said));
    }
    if asked.stopped {
        let (done, pages) = (asked.done.to_string(), asked.pages.to_string());
        let _ = writeln!(err, "{}", say(tongue, "external-stopped", &[("done", &done), ("pages", &pages)]));
    }
    project.facts.external = asked.answers;
    project.facts.external.stopped = asked.stopped;
    Ok(())
}

/// Says that this build opens no connections.
#[cfg(not(feature = "net"))]
pub(super) fn ask(_: &mut Project, _: impl Fn(SourceId) -> bool, _: bool, tongue: Tongue) -> Result<(), Complaint> {
    let cure = say(tongue, "external-not-built-cure", &[]);
    Err(Complaint::new(say(tongue, "external-not-built", &[]), Some(cure)))
}
