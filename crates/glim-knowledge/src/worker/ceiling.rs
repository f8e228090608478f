//! What the system itself keeps a worker to. Where it cannot, the limits of the readers and the clock of the parent
//! are what there is.

use crate::extract::Limits;

/// Limits this process for good: address space, and no core files of other people's documents.
#[cfg(unix)]
pub(super) fn set(limits: &Limits) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let lower = |resource: Resource, wanted: u64| {
        let allowed = getrlimit(resource).maximum;
        let wanted = allowed.map_or(wanted, |allowed| allowed.min(wanted));
        let limit = Rlimit {
            current: Some(wanted),
            maximum: Some(wanted),
        };
        // Some systems (macOS) refuse a limit on address space; the other bounds still hold.
        let _ = setrlimit(resource, limit);
    };
    lower(Resource::As, limits.memory_bytes);
    lower(Resource::Core, 0);
}

/// Windows would need a job object, which needs unsafe code; its limit is the clock.
#[cfg(not(unix))]
pub(super) fn set(_limits: &Limits) {}
