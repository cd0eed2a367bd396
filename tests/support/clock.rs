//! Processor time: what other programs do on the machine is no part of it.

use std::time::Duration;

#[cfg(unix)]
pub(crate) use rustix::time::ClockId;

/// Which clock; elsewhere both are the one on the wall.
#[cfg(not(unix))]
#[derive(Debug, Clone, Copy)]
#[allow(dead_code, reason = "not every program of tests asks for both")]
pub(crate) enum ClockId {
    ThreadCPUTime,
    ProcessCPUTime,
}

/// The processor time that this thread, or this process, has had.
#[cfg(unix)]
pub(crate) fn processor_time(of: ClockId) -> Duration {
    let now = rustix::time::clock_gettime(of);
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}

/// The time since the first call.
#[cfg(not(unix))]
pub(crate) fn processor_time(_: ClockId) -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}
