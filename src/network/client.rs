//! The HTTP client: its settings, its headers, and one request. It follows no redirect, keeps no cookie, and connects
//! only where the guard lets it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, NoProxy, Proxy, Response};
use url::Url;

use super::fault::Fault;
use super::github;
use super::guard::{Door, Guard};
use super::limits::Limits;
use crate::config::External;

const ACCEPTED: &str = "text/html,application/xhtml+xml,*/*;q=0.8";
const USER_AGENT: &str = concat!("tidings/", env!("CARGO_PKG_VERSION"), " (link check)");

/// Sends requests.
#[derive(Debug)]
pub(super) struct Asker {
    client: Client,
    /// Headers by host or pattern.
    headers: BTreeMap<String, HeaderMap>,
    settings: External,
    token: Option<HeaderValue>,
}

/// The proxies that the environment names.
#[derive(Debug, Default)]
pub(super) struct Proxies {
    http: Option<Url>,
    https: Option<Url>,
}

impl Proxies {
    pub(super) fn of_environment() -> Self {
        let read = |names: &[&str]| {
            let value = names.iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty())?;
            let value = if value.contains("://") { value } else { format!("http://{value}") };
            Url::parse(&value).ok()
        };
        Self {
            http: read(&["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]),
            https: read(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
        }
    }

    /// The names of their hosts.
    pub(super) fn hosts(&self) -> BTreeSet<String> {
        let urls = self.http.iter().chain(&self.https);
        urls.filter_map(|url| url.host_str()).map(str::to_lowercase).collect()
    }
}

impl Asker {
    pub(super) fn new(
        settings: &External,
        limits: &Limits,
        guard: Arc<Guard>,
        proxies: &Proxies,
    ) -> Result<Self, String> {
        // Without a provider the client would panic. When somebody has installed one it serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .user_agent(settings.user_agent.as_deref().unwrap_or(USER_AGENT))
            .connect_timeout(limits.connect)
            .read_timeout(limits.read)
            .pool_max_idle_per_host(limits.per_host)
            .pool_idle_timeout(Duration::from_secs(10))
            .dns_resolver(Door(guard));
        // Hosts whose place the configuration gives are not the proxy's business.
        let own: Vec<&str> = settings.resolve.keys().map(String::as_str).collect();
        let environment = ["no_proxy", "NO_PROXY"].iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default();
        let around = NoProxy::from_string(&format!("{environment},{}", own.join(",")));
        let said = |error: reqwest::Error| super::fault::chain(&error);
        if let Some(proxy) = &proxies.http {
            builder = builder.proxy(Proxy::http(proxy.as_str()).map_err(said)?.no_proxy(around.clone()));
        }
        if let Some(proxy) = &proxies.https {
            builder = builder.proxy(Proxy::https(proxy.as_str()).map_err(said)?.no_proxy(around));
        }
        let client = builder.build().map_err(said)?;
        let mut headers = BTreeMap::new();
        for (name, host) in &settings.hosts {
            headers.insert(name.clone(), header_map(name, &host.headers)?);
        }
        Ok(Self { client, headers, settings: settings.clone(), token: github::token().and_then(bearer) })
    }

    /// True when requests can be signed as a member of GitHub.
    pub(super) fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Sends one request and gives its answer as soon as the headers are there.
    pub(super) async fn send(&self, method: Method, url: &Url, time: Duration) -> Result<Response, Fault> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(ACCEPTED));
        if let Some(token) = self.token.as_ref().filter(|_| github::takes_token(url)) {
            headers.insert(AUTHORIZATION, token.clone());
        }
        let host = url.host_str().unwrap_or_default();
        let named = self.settings.hosts.keys().find(|name| name.eq_ignore_ascii_case(host));
        let fitting = || {
            let fits = |name: &&String| crate::config::external::fits_host(&name.to_lowercase(), host);
            self.settings.hosts.keys().filter(fits).max_by_key(|name| name.len())
        };
        if let Some(own) = named.or_else(fitting).and_then(|name| self.headers.get(name)) {
            headers.extend(own.clone());
        }
        let request = self.client.request(method, url.clone()).headers(headers).timeout(time);
        request.send().await.map_err(|error| Fault::of(&error))
    }
}

fn bearer(token: String) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(&format!("Bearer {token}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// The headers of a host; `${NAME}` in a value is what the environment says. An error names the header, never its
/// value, which may be a secret.
fn header_map(host: &str, written: &BTreeMap<String, String>) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (name, value) in written {
        let key = HeaderName::from_bytes(name.as_bytes());
        let key = key.map_err(|_| format!("external.hosts.{host}.headers: `{name}` is not the name of a header"))?;
        let value = expanded(value)
            .map_err(|missing| format!("external.hosts.{host}.headers.{name}: the environment has no `{missing}`"))?;
        let mut value = HeaderValue::from_str(&value)
            .map_err(|_| format!("external.hosts.{host}.headers.{name}: the value cannot stand in a header"))?;
        value.set_sensitive(true);
        headers.insert(key, value);
    }
    Ok(headers)
}

/// A value with `${NAME}` filled in, or the name that the environment lacks.
fn expanded(value: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = value;
    while let Some(start) = rest.find("${") {
        let Some(end) = rest[start..].find('}') else { break };
        let name = &rest[start + 2..start + end];
        out.push_str(&rest[..start]);
        out.push_str(&std::env::var(name).map_err(|_| name.to_owned())?);
        rest = &rest[start + end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_from_the_environment() {
        assert_eq!(expanded("plain $x {y}").as_deref(), Ok("plain $x {y}"));
        let manifest = std::env::var("CARGO_PKG_NAME").unwrap();
        assert_eq!(expanded("Bearer ${CARGO_PKG_NAME}!"), Ok(format!("Bearer {manifest}!")));
        assert_eq!(expanded("${NO_SUCH_NAME_HERE}"), Err("NO_SUCH_NAME_HERE".to_owned()));
    }

    #[test]
    fn errors_in_headers_name_no_values() {
        let headers = |name: &str, value: &str| header_map("a.io", &[(name.to_owned(), value.to_owned())].into());
        assert!(headers("X-Key", "secret").is_ok());
        let error = headers("X-Key", "sec\nret").unwrap_err();
        assert!(error.contains("X-Key") && !error.contains("ret"), "{error}");
        assert!(headers("X Key", "secret").unwrap_err().contains("X Key"));
    }
}
