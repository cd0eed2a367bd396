//! Processor time: what other programs do on the machine is no part of it.

use std::time::Duration;

pub(crate) use rustix::time::ClockId;

/// The processor time that this thread, or this process, has had.
pub(crate) fn processor_time(of: ClockId) -> Duration {
    let now = rustix::time::clock_gettime(of);
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}
