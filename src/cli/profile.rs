//! `tidings check --profile`: where the time goes, on the standard error beside the report.

use std::fmt::Write;
use std::time::Duration;

use super::fixing::err_line;
use crate::engine::Profile;
use crate::words::{Tongue, say};

/// Says what the phases took on the clock, and the rules on all threads together.
pub(super) fn print(profile: &Profile, tongue: Tongue) {
    err_line(table(profile, tongue).trim_end());
}

fn table(profile: &Profile, tongue: Tongue) -> String {
    let word = |id: &str| say(tongue, id, &[]);
    let mut out = String::new();
    let mut line = |time: Duration, rest: &str| {
        writeln!(out, "{:>9.1} ms  {rest}", time.as_secs_f64() * 1000.0).expect("a string takes any text");
    };
    let phases = profile.phases();
    for (phase, time) in &phases {
        line(*time, &word(phase.id()));
    }
    line(phases.iter().map(|(_, time)| *time).sum(), &word("profile-all"));
    let rules = profile.rules();
    line(rules.iter().map(|(_, spent)| spent.time).sum(), &word("profile-rules"));
    for (rule, spent) in &rules {
        line(spent.time, &format!("  {rule} ({})", spent.runs));
    }
    out
}
