//! From addresses as they are written to pages that are to be asked, each once.

use std::collections::{BTreeMap, BTreeSet};

use url::{Host, Url};

use super::address::is_reserved_name;
use super::limits::Limits;
use super::visit::wanted;
use crate::config::External;
use crate::config::external::{Allowed, fits_host};
use crate::corpus::{Cause, Verdict};

/// What is to be asked, and what is clear before anybody is asked.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The pages, without fragments, with the places in them that links name; in the order of their addresses.
    pub(super) pages: Vec<Page>,
    /// Which page each address leads to.
    pub(super) addresses: Vec<Address>,
    /// What is known already.
    pub(super) known: Vec<(Box<str>, Verdict)>,
}

/// A page to ask for.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) url: Url,
    pub(super) fragments: BTreeSet<String>,
}

/// An address as it is written.
#[derive(Debug)]
pub(super) struct Address {
    pub(super) written: Box<str>,
    /// Index into the pages.
    pub(super) page: usize,
    /// The place in the page, when there is one to look for.
    pub(super) place: Option<String>,
    /// All that stands behind `#`.
    pub(super) fragment: Option<String>,
    /// It was asked under another name: where that one has moved to says nothing of this one.
    pub(super) remapped: bool,
}

/// What becomes of an address.
enum Fate {
    Ask(Url, bool),
    Known(Verdict),
    /// An example, or excluded: nothing is said of it.
    Skip,
}

impl Plan {
    pub(super) fn new<'a>(addresses: impl IntoIterator<Item = &'a str>, settings: &External, limits: &Limits) -> Self {
        let distinct: BTreeSet<&str> = addresses.into_iter().collect();
        let mut plan = Self::default();
        let mut pages: BTreeMap<Url, (BTreeSet<String>, Vec<usize>)> = BTreeMap::new();
        for written in distinct {
            let (mut url, remapped) = match fate(written, settings) {
                Fate::Ask(url, remapped) => (url, remapped),
                Fate::Known(verdict) => {
                    plan.known.push((written.into(), verdict));
                    continue;
                }
                Fate::Skip => continue,
            };
            let fragment = url.fragment().map(str::to_owned);
            url.set_fragment(None);
            let own = settings.host(url.host_str().unwrap_or_default()).and_then(|host| host.fragments);
            let looks = own.unwrap_or(limits.fragments);
            let place = wanted(fragment.as_deref()).filter(|_| looks).map(str::to_owned);
            let (fragments, users) = pages.entry(url).or_default();
            fragments.extend(place.clone());
            users.push(plan.addresses.len());
            plan.addresses.push(Address { written: written.into(), page: 0, place, fragment, remapped });
        }
        for (index, (url, (fragments, users))) in pages.into_iter().enumerate() {
            users.into_iter().for_each(|user| plan.addresses[user].page = index);
            plan.pages.push(Page { url, fragments });
        }
        plan
    }
}

fn fate(written: &str, settings: &External) -> Fate {
    if settings.exclude.iter().any(|pattern| pattern.0.is_match(written)) {
        return Fate::Skip;
    }
    let remap = settings.remap.iter().find(|remap| remap.0.0.is_match(written));
    let asked = remap.map_or(written.into(), |remap| remap.0.0.replace(written, remap.1.as_str()));
    let url = match Url::parse(&asked) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url,
        Ok(_) => return Fate::Known(Verdict::Refused(Cause::Scheme)),
        // `https://<host>/` and `https://${HOST}/` are there for readers to fill in.
        Err(_) if has_gap(&asked) => return Fate::Skip,
        Err(_) => return Fate::Known(Verdict::Broken(Cause::Invalid)),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Fate::Known(Verdict::Refused(Cause::Credentials));
    }
    match url.host() {
        Some(Host::Domain(host)) if !is_named(host, settings) && (is_local(host) || has_gap(host)) => Fate::Skip,
        Some(Host::Ipv4(ip)) if is_example(ip.into()) && !is_allowed(ip.into(), settings) => Fate::Skip,
        Some(Host::Ipv6(ip)) if is_example(ip.into()) && !is_allowed(ip.into(), settings) => Fate::Skip,
        _ => Fate::Ask(url, remap.is_some()),
    }
}

fn is_named(host: &str, settings: &External) -> bool {
    let named = |allowed: &Allowed| matches!(allowed, Allowed::Name(name) if fits_host(name, host));
    settings.resolve.keys().any(|name| name.eq_ignore_ascii_case(host)) || settings.allow.iter().any(named)
}

fn is_allowed(ip: std::net::IpAddr, settings: &External) -> bool {
    settings.allow.iter().any(|allowed| matches!(allowed, Allowed::Network(network) if network.contains(&ip)))
}

/// True for names that only mean something inside a network: a cluster, a home, an example.
fn is_local(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    let inside = ["local", "internal", "lan", "home.arpa", "intranet", "corp"];
    let below = |top: &str| host.strip_suffix(top).is_some_and(|rest| rest.ends_with('.'));
    is_reserved_name(host) || !host.contains('.') || inside.into_iter().any(below)
}

/// True for signs with which texts mark what readers fill in.
fn has_gap(address: &str) -> bool {
    address.contains(['{', '}', '<', '>', '$', '*', '[', '…', ' '])
        || address.contains("...")
        || address.contains("%7B")
}

/// True for the reader's own machine, and for addresses that are set aside for documentation.
fn is_example(ip: std::net::IpAddr) -> bool {
    match ip {
        std::net::IpAddr::V4(ip) => ip.is_loopback() || ip.is_unspecified() || ip.is_documentation(),
        std::net::IpAddr::V6(ip) => ip.is_loopback() || ip.is_unspecified() || ip.segments()[..2] == [0x2001, 0xdb8],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::external::Remap;

    fn plan(addresses: &[&str], settings: &External) -> Plan {
        Plan::new(addresses.iter().copied(), settings, &Limits::new(settings))
    }

    #[test]
    fn each_page_is_asked_once() {
        let addresses = ["https://a.io/x#b", "https://A.io/x", "https://a.io/x#a", "https://a.io:443/x#:~:text=t"];
        let plan = plan(&addresses, &External::default());
        assert_eq!(plan.pages.len(), 1);
        assert_eq!(plan.pages[0].fragments, ["a", "b"].map(str::to_owned).into());
        assert_eq!(plan.addresses.len(), 4);
    }

    #[test]
    fn examples_and_gaps_are_left_alone() {
        let skipped = [
            "http://localhost:8080/x",
            "http://127.0.0.1/",
            "https://[::1]/",
            "https://shop.example.com/",
            "http://0.0.0.0:80",
            "http://prometheus:9090/",
            "http://x.svc.cluster.local/",
            "https://{host}/x",
            "https://<host>/x",
            "https://$HOST/x",
            "http://192.0.2.7/",
            "https://.../x",
            "http://metadata.google.internal/",
        ];
        let plan = plan(&skipped, &External::default());
        assert!(plan.pages.is_empty() && plan.known.is_empty(), "{plan:?}");
    }

    #[test]
    fn some_things_are_known_without_asking() {
        let addresses = ["https://a.io:99999/", "https://u:p@a.io/"];
        let known = plan(&addresses, &External::default()).known;
        let verdicts: Vec<Verdict> = known.into_iter().map(|(_, verdict)| verdict).collect();
        assert_eq!(verdicts, [Verdict::Broken(Cause::Invalid), Verdict::Refused(Cause::Credentials)]);
    }

    #[test]
    fn the_configuration_excludes_remaps_and_allows() {
        let pattern = |text: &str| crate::config::Pattern(regex::Regex::new(text).unwrap());
        let settings = External {
            exclude: vec![pattern("^https://x\\.io/")],
            remap: vec![Remap(pattern("^https://old\\.io/(.*)"), "https://new.io/$1".to_owned())],
            allow: vec![Allowed::Name("localhost".to_owned()), Allowed::Network("127.0.0.0/8".parse().unwrap())],
            ..External::default()
        };
        let plan = plan(&["https://x.io/a", "https://old.io/p#f", "http://localhost/", "http://127.0.0.2/"], &settings);
        let urls: Vec<&str> = plan.pages.iter().map(|page| page.url.as_str()).collect();
        assert_eq!(urls, ["http://127.0.0.2/", "http://localhost/", "https://new.io/p"]);
        let old = plan.addresses.iter().find(|address| &*address.written == "https://old.io/p#f").unwrap();
        assert!(old.remapped && old.place.as_deref() == Some("f"));
    }
}
