//! `external:` of `tidings.yaml`: how links to other sites are asked. Nothing here opens a connection.

// From `core`: these are values, nothing is connected to.
use core::net::{IpAddr, SocketAddr};
use std::collections::BTreeMap;
use std::time::Duration;

use ipnet::IpNet;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::error::refusal;
use super::folder::normalize;
use super::values::{Pattern, Size};

/// `external:`
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct External {
    /// Addresses that fit one of these are not asked.
    pub exclude: Vec<Pattern>,
    /// Statuses that are fine besides 200 to 299.
    pub accept: Vec<Status>,
    /// What an address becomes before it is asked: a regular expression and what takes its place.
    pub remap: Vec<Remap>,
    /// Hosts and networks that may be asked although they are not public.
    pub allow: Vec<Allowed>,
    /// Where a host lies, instead of asking the name service: `{docs.test: "127.0.0.1:8080"}`.
    pub resolve: BTreeMap<String, Place>,
    /// What single hosts need. `*.example.com` is for every host below `example.com`.
    pub hosts: BTreeMap<String, Host>,
    /// How many requests run at the same time in all, 64 unless said.
    pub concurrency: Option<Count>,
    /// How many of them at one host, 4 unless said.
    pub per_host: Option<Count>,
    /// How long a host is left alone between two requests, 100 ms unless said.
    pub interval: Option<Period>,
    /// How long a connection may take, 10 s unless said.
    pub connect_timeout: Option<Period>,
    /// How long a server may be silent, 15 s unless said.
    pub read_timeout: Option<Period>,
    /// How long all requests for an address may take together, 30 s unless said.
    pub timeout: Option<Period>,
    /// How long the run may take, 10 min unless said. What is not asked by then is unknown.
    pub deadline: Option<Period>,
    /// How often a request is made again that failed for a reason that may pass, 2 unless said.
    pub retries: Option<u32>,
    /// The longest `Retry-After` that is waited for, 60 s unless said.
    pub retry_after: Option<Period>,
    /// After how many failed requests in a row a host is asked no more, 8 unless said.
    pub give_up: Option<Count>,
    /// How many redirects are followed, 10 unless said.
    pub redirects: Option<u32>,
    /// False when fragments (`#…`) are not looked for in pages.
    pub fragments: Option<bool>,
    /// How much of a page is read to find a fragment, 1 MiB unless said.
    pub page_size: Option<Size>,
    /// How requests are signed.
    pub user_agent: Option<String>,
    /// A file that keeps what was fine, relative to the site's folder.
    pub cache: Option<FileInside>,
    /// How long that holds, one day unless said.
    pub cache_age: Option<Period>,
}

/// What one host needs.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Host {
    /// Headers of requests; `${NAME}` is what the environment says.
    pub headers: BTreeMap<String, String>,
    /// Statuses that are fine here.
    pub accept: Vec<Status>,
    /// How many requests at the same time.
    pub per_host: Option<Count>,
    /// How long it is left alone between two requests.
    pub interval: Option<Period>,
    /// False when its pages make their fragments in the browser.
    pub fragments: Option<bool>,
    /// The request to begin with: `false` for servers that do not know HEAD.
    pub head: Option<bool>,
}

/// A status of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status(pub u16);

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let status = text.parse().ok().filter(|status| (100..=999).contains(status)).map(Status);
        status.ok_or_else(|| D::Error::custom(refusal("config-bad-status", &[("status", &text)])))
    }
}

/// A number from 1 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count(pub usize);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let count = text.parse().ok().filter(|count| (1..=1000).contains(count)).map(Count);
        count.ok_or_else(|| D::Error::custom(refusal("config-bad-count", &[("count", &text)])))
    }
}

/// A length of time: `500ms`, `20s`, `10 min`, `1d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period(pub Duration);

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_period(&text)
            .map(Period)
            .ok_or_else(|| D::Error::custom(refusal("config-bad-period", &[("period", &text)])))
    }
}

fn parse_period(text: &str) -> Option<Duration> {
    if text.trim() == "0" {
        return Some(Duration::ZERO);
    }
    let span: jiff::Span = text.trim().parse().ok()?;
    let length = span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).ok()?;
    Duration::try_from(length).ok().filter(|length| *length <= Duration::from_secs(366 * 86_400))
}

/// The path of a file below the site's folder: a configuration cannot make tidings write elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInside(pub String);

impl<'de> Deserialize<'de> for FileInside {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let inside = normalize(&text).filter(|path| !path.is_empty() && !text.ends_with('/'));
        let refused = || D::Error::custom(refusal("config-outside-site", &[("path", &text)]));
        inside.map(FileInside).ok_or_else(refused)
    }
}

/// A regular expression and what takes its place; `$1` is its first group.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Remap(pub Pattern, pub String);

/// A host or a network that may be asked although it is not public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// A network, or one address.
    Network(IpNet),
    /// A name, in lower case; `*.example.com` for every name below.
    Name(String),
}

impl<'de> Deserialize<'de> for Allowed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let name = text.strip_prefix("*.").unwrap_or(&text);
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_'));
        match (text.parse::<IpNet>(), text.parse::<IpAddr>()) {
            (Ok(network), _) => Ok(Allowed::Network(network)),
            (_, Ok(address)) => Ok(Allowed::Network(address.into())),
            _ if is_name => Ok(Allowed::Name(text.to_lowercase())),
            _ => Err(D::Error::custom(refusal("config-bad-network", &[("network", &text)]))),
        }
    }
}

/// An address with or without a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The address.
    pub ip: IpAddr,
    /// The port instead of that of the link.
    pub port: Option<u16>,
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match (text.parse::<SocketAddr>(), text.parse::<IpAddr>()) {
            (Ok(socket), _) => Ok(Place { ip: socket.ip(), port: Some(socket.port()) }),
            (_, Ok(ip)) => Ok(Place { ip, port: None }),
            _ => Err(D::Error::custom(refusal("config-bad-address", &[("address", &text)]))),
        }
    }
}

/// True when `pattern` (a name, or `*.` and a name) fits `host`; both in lower case.
pub fn fits_host(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(above) => host.strip_suffix(above).is_some_and(|rest| rest.ends_with('.')),
        None => pattern.eq_ignore_ascii_case(host),
    }
}

impl External {
    /// What `hosts` says of a host: its own entry, else the longest pattern that fits.
    pub fn host(&self, host: &str) -> Option<&Host> {
        let exact = self.hosts.iter().find(|(name, _)| name.eq_ignore_ascii_case(host));
        let below = || {
            let fitting = self.hosts.iter().filter(|(name, _)| fits_host(&name.to_lowercase(), host));
            fitting.max_by_key(|(name, _)| name.len())
        };
        exact.or_else(below).map(|(_, host)| host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_written_as_people_do() {
        for (text, millis) in [
            ("500ms", Some(500)),
            ("20s", Some(20_000)),
            ("10 min", Some(600_000)),
            ("1d", Some(86_400_000)),
            ("1h 30m", Some(5_400_000)),
            ("0", Some(0)),
            ("20", None),
            ("-1s", None),
            ("", None),
            ("soon", None),
            ("9999d", None),
        ] {
            assert_eq!(parse_period(text), millis.map(Duration::from_millis), "{text}");
        }
    }

    #[test]
    fn the_longest_pattern_of_a_host_counts() {
        let host = |accept| Host { accept: vec![Status(accept)], ..Host::default() };
        let hosts = [("a.io", 1), ("*.a.io", 2), ("*.x.a.io", 3)].map(|(name, n)| (name.to_owned(), host(n)));
        let external = External { hosts: hosts.into(), ..External::default() };
        for (name, accept) in
            [("a.io", Some(1)), ("b.a.io", Some(2)), ("y.x.a.io", Some(3)), ("x.a.io", Some(2)), ("ba.io", None)]
        {
            assert_eq!(external.host(name).map(|host| host.accept[0].0), accept, "{name}");
        }
    }
}
