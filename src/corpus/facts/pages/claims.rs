//! Which pages claim a path.

use crate::text::SourceId;

/// By what right a page claims a path. The order is that in which claims are granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimKind {
    /// It is published there.
    Published,
    /// Its file lies there, so that links by file name and references find it.
    File,
    /// The path is one of its aliases.
    Alias,
    /// Its file lies there, but it is part of another page and has no address of its own.
    Part,
}

/// A claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Claim {
    pub(super) kind: ClaimKind,
    pub(super) id: SourceId,
}

/// The claims to one path, sorted. Nearly every path has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Claims {
    One(Claim),
    Many(Vec<Claim>),
}

impl Claims {
    pub(super) fn all(&self) -> &[Claim] {
        match self {
            Claims::One(claim) => std::slice::from_ref(claim),
            Claims::Many(claims) => claims,
        }
    }

    pub(super) fn first(&self) -> Claim {
        match self {
            Claims::One(claim) => *claim,
            Claims::Many(claims) => claims[0],
        }
    }

    pub(super) fn add(&mut self, claim: Claim) {
        match self {
            Claims::One(first) => {
                let mut both = vec![*first, claim];
                both.sort_unstable();
                *self = Claims::Many(both);
            }
            Claims::Many(claims) => {
                let at = claims.partition_point(|other| *other <= claim);
                claims.insert(at, claim);
            }
        }
    }

    /// Takes a claim back; false when none is left.
    pub(super) fn remove(&mut self, claim: Claim) -> bool {
        match self {
            Claims::One(first) => *first != claim,
            Claims::Many(claims) => {
                if let Some(at) = claims.iter().position(|other| *other == claim) {
                    claims.remove(at);
                }
                if let [only] = claims[..] {
                    *self = Claims::One(only);
                }
                true
            }
        }
    }
}
