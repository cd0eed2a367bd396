//! What files have on some systems and not on others: owners, modes and several names.

use std::fs::{File, Metadata, Permissions};

use super::beside::Readers;

/// How many names a file has.
#[cfg(unix)]
pub(super) fn names(file: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(file)
}

#[cfg(not(unix))]
pub(super) fn names(_: &Metadata) -> u64 {
    1
}

/// The permissions of a new file, when they are not those that only its owner has.
#[cfg(unix)]
pub(super) fn permissions(readers: Readers) -> Option<Permissions> {
    (readers == Readers::Everybody).then(|| std::os::unix::fs::PermissionsExt::from_mode(0o666))
}

#[cfg(not(unix))]
pub(super) fn permissions(_: Readers) -> Option<Permissions> {
    None
}

/// Gives a new file the owner and the group of an old one. False when that is not allowed.
#[cfg(unix)]
pub(super) fn give_owner(old: &Metadata, new: &File) -> bool {
    use std::os::unix::fs::{MetadataExt, fchown};
    let wanted = (old.uid(), old.gid());
    let has = |new: &Metadata| (new.uid(), new.gid()) == wanted;
    new.metadata().is_ok_and(|new| has(&new)) || fchown(new, Some(wanted.0), Some(wanted.1)).is_ok()
}

#[cfg(not(unix))]
pub(super) fn give_owner(_: &Metadata, _: &File) -> bool {
    true
}
