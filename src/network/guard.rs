//! Which hosts may be connected to, and at which addresses. Every name is resolved here, once in a run, and a
//! connection goes to an address that was looked at or nowhere: a name that changes its mind in between gains nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::OnceCell;
use url::{Host, Url};

use super::address::is_public;
use crate::config::External;
use crate::config::external::{Allowed, Place, fits_host};
use crate::corpus::Cause;

/// Why a host is not connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Denied {
    /// None of its addresses is public or allowed.
    Private,
    /// The name service knows no such name.
    NoHost,
    /// The name service does not answer.
    NameService,
}

impl Denied {
    pub(super) fn cause(self) -> Cause {
        match self {
            Denied::Private => Cause::Private,
            Denied::NoHost => Cause::NoHost,
            Denied::NameService => Cause::NameService,
        }
    }
}

impl std::fmt::Display for Denied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Denied {}

type Lookup = Result<Vec<SocketAddr>, Denied>;

/// Looks names up and addresses over.
#[derive(Debug)]
pub(super) struct Guard {
    allow: Vec<Allowed>,
    /// Names in lower case.
    resolve: BTreeMap<String, Place>,
    /// The hosts of proxies that the environment names: they may lie anywhere.
    proxies: BTreeSet<String>,
    patience: Duration,
    known: Mutex<HashMap<String, Arc<OnceCell<Lookup>>>>,
    resolved: AtomicBool,
}

impl Guard {
    pub(super) fn new(settings: &External, proxies: BTreeSet<String>, patience: Duration) -> Self {
        Self {
            allow: settings.allow.clone(),
            resolve: settings.resolve.iter().map(|(name, place)| (name.to_lowercase(), *place)).collect(),
            proxies,
            patience,
            known: Mutex::default(),
            resolved: AtomicBool::new(false),
        }
    }

    /// True when any name at all was resolved: without it a name that is not known says more of this machine.
    pub(super) fn has_resolved(&self) -> bool {
        self.resolved.load(Ordering::Relaxed)
    }

    /// True for an address that is public or allowed.
    pub(super) fn permits(&self, ip: IpAddr) -> bool {
        let holds = |allowed: &Allowed| matches!(allowed, Allowed::Network(network) if network.contains(&ip));
        is_public(ip) || self.allow.iter().any(holds)
    }

    /// Whether an address of the web may be asked. Literal addresses are judged here, for no resolver ever sees them.
    pub(super) async fn admit(&self, url: &Url) -> Result<(), Denied> {
        let permits = |ip| if self.permits(ip) { Ok(()) } else { Err(Denied::Private) };
        match url.host() {
            Some(Host::Ipv4(ip)) => permits(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => permits(IpAddr::V6(ip)),
            Some(Host::Domain(name)) => match self.lookup(name).await {
                // Behind a proxy the names of the world may be known to the proxy alone.
                Err(Denied::NoHost | Denied::NameService) if !self.proxies.is_empty() => Ok(()),
                found => found.map(|_| ()),
            },
            None => Err(Denied::NoHost),
        }
    }

    /// The addresses of a name that may be connected to.
    async fn lookup(&self, name: &str) -> Lookup {
        let name = name.to_lowercase();
        let cell = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.entry(name.clone()).or_default().clone()
        };
        cell.get_or_init(|| self.look_up(name)).await.clone()
    }

    async fn look_up(&self, name: String) -> Lookup {
        let found = match self.resolve.get(&name) {
            // Port 0 stands for the port of the link.
            Some(place) => vec![SocketAddr::new(place.ip, place.port.unwrap_or(0))],
            None => self.ask_system(&name).await?,
        };
        self.resolved.store(true, Ordering::Relaxed);
        let free = self.proxies.contains(&name) || self.allow_name(&name);
        let permitted: Vec<SocketAddr> = found.into_iter().filter(|at| free || self.permits(at.ip())).collect();
        if permitted.is_empty() { Err(Denied::Private) } else { Ok(permitted) }
    }

    fn allow_name(&self, name: &str) -> bool {
        self.allow.iter().any(|allowed| matches!(allowed, Allowed::Name(known) if fits_host(known, name)))
    }

    async fn ask_system(&self, name: &str) -> Lookup {
        let mut last = Denied::NameService;
        for wait in [Duration::ZERO, Duration::from_millis(300)] {
            tokio::time::sleep(wait).await;
            match tokio::time::timeout(self.patience, tokio::net::lookup_host((name, 0))).await {
                Ok(Ok(found)) => {
                    let found: Vec<SocketAddr> = found.collect();
                    return if found.is_empty() { Err(Denied::NoHost) } else { Ok(found) };
                }
                Ok(Err(error)) if is_unknown_name(&error) => return Err(Denied::NoHost),
                Ok(Err(_)) => last = Denied::NameService,
                Err(_) => return Err(Denied::NameService),
            }
        }
        Err(last)
    }
}

/// True when the name service says that there is no such name. The error has no kind of its own for it: these are the
/// words of glibc, musl, macOS and the number of Windows.
fn is_unknown_name(error: &std::io::Error) -> bool {
    let said = error.to_string();
    error.raw_os_error() == Some(11_001)
        || ["not known", "does not resolve", "No address associated"].iter().any(|words| said.contains(words))
}

/// The guard as the HTTP client sees it.
#[derive(Debug, Clone)]
pub(super) struct Door(pub(super) Arc<Guard>);

impl Resolve for Door {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.0.clone();
        Box::pin(async move {
            let found = guard.lookup(name.as_str()).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
