//! Check kind `external-link`: what other sites answered, told at the places that name them.

use std::borrow::Cow;

use url::Url;

use crate::corpus::links::{Address, addresses};
use crate::corpus::{Cause, Verdict};
use crate::diagnostic::{Applicability, Edit, Severity};
use crate::text::Span;
use crate::words::say;

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};

/// Reports addresses of other sites that do not lead where they should. It is silent unless they were asked.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExternalLink {}

/// `default`: broken. `fragment`: the page is there, the place in it is not. `redirected`: moved for good. `unknown`:
/// it could not be found out. `refused`: it is not asked.
static CASES: &[Case] = &[
    Case::new("default", &["found", "cause"]),
    Case::new("fragment", &["found", "fragment"]),
    Case::new("redirected", &["found", "expected"]),
    Case::new("unknown", &["found", "cause"]),
    Case::new("refused", &["found", "cause"]),
];

impl PageCheck for ExternalLink {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let answers = &page.facts.external;
        if answers.is_empty() {
            return;
        }
        for address in addresses(page.site, page.source) {
            if let Some(verdict) = answers.of(&address.url) {
                report(page, &address, verdict, findings);
            }
        }
    }
}

fn report(page: &Page<'_>, address: &Address<'_>, verdict: &Verdict, findings: &mut Findings<'_>) {
    let tongue = findings.tongue();
    let found = without_credentials(&address.url);
    let finding = Finding::at(page.at(address.span)).value("found", found);
    let cause = |cause: &Cause| say(tongue, cause.word(), &[("status", &cause.status())]);
    match verdict {
        Verdict::Ok => {}
        Verdict::Broken(why) => findings.report(finding.value("cause", cause(why))),
        Verdict::FragmentGone => {
            let fragment = address.url.split_once('#').map_or("", |(_, fragment)| fragment);
            findings.report(finding.case("fragment").value("fragment", fragment));
        }
        // What a server says of the future, and what nobody knows, breaks no build.
        Verdict::Redirected { to } => {
            let finding = finding.case("redirected").value("expected", &**to).at_most(Severity::Info);
            let (applicability, edits) = fix(page, address, to);
            findings.report(finding.fix(applicability, edits));
        }
        Verdict::Unknown(why) => {
            findings.report(finding.case("unknown").value("cause", cause(why)).at_most(Severity::Info));
        }
        Verdict::Refused(why) => {
            findings.report(finding.case("refused").value("cause", cause(why)).at_most(Severity::Info));
        }
    }
}

/// The new address in place of the old one: safe where it is the same page under another name, else worth a look.
fn fix(page: &Page<'_>, address: &Address<'_>, to: &str) -> (Applicability, Vec<Edit>) {
    let written = address.span.of(page.text);
    // An address with escapes or a YAML block round it is left to people.
    let Some(at) = written.find(&*address.url) else { return (Applicability::Manual, Vec::new()) };
    let start = address.span.start as usize + at;
    let span = Span::new(start, start + address.url.len());
    let edit = Edit::replace(page.id, span, markdown_safe(to));
    let applicability = match (Url::parse(&address.url), Url::parse(to)) {
        (Ok(old), Ok(new)) if same_page(&old, &new) => Applicability::Safe,
        (Ok(old), Ok(new)) if leads_home(&old, &new) => Applicability::Manual,
        _ => Applicability::Unsafe,
    };
    (applicability, vec![edit])
}

/// True when the two differ in nothing but the scheme, `www.` and a slash at the end.
fn same_page(old: &Url, new: &Url) -> bool {
    let host = |url: &Url| url.host_str().map(|host| host.strip_prefix("www.").unwrap_or(host).to_owned());
    let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
    host(old) == host(new) && path(old) == path(new) && old.query() == new.query() && new.scheme() == "https"
}

/// True for a page that now leads to a front page: what it said is probably gone.
fn leads_home(old: &Url, new: &Url) -> bool {
    new.path().trim_matches('/').is_empty() && !old.path().trim_matches('/').is_empty()
}

/// Signs that end a destination or a cell of a table are encoded.
fn markdown_safe(url: &str) -> Cow<'_, str> {
    let balanced = url.matches('(').count() == url.matches(')').count();
    if !url.contains('|') && balanced {
        return url.into();
    }
    url.replace('|', "%7C").replace('(', "%28").replace(')', "%29").into()
}

/// The address without a name and password in it, which belong in no report.
fn without_credentials(url: &str) -> Cow<'_, str> {
    let Some(start) = url.find("//").map(|at| at + 2) else { return url.into() };
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |at| start + at);
    match url[start..end].rfind('@') {
        Some(at) => format!("{}…{}", &url[..start], &url[start + at..]).into(),
        None => url.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_not_shown() {
        assert_eq!(without_credentials("https://a:b@c.io/x@y"), "https://…@c.io/x@y");
        assert_eq!(without_credentials("https://a@b:c@d.io?x"), "https://…@d.io?x");
        assert_eq!(without_credentials("https://c.io/@x"), "https://c.io/@x");
    }

    #[test]
    fn a_page_under_another_name_is_the_same_page() {
        let same = |old, new| same_page(&Url::parse(old).unwrap(), &Url::parse(new).unwrap());
        assert!(same("http://a.io/x", "https://www.a.io/x/"));
        assert!(!same("http://a.io/x", "https://a.io/y"));
        assert!(!same("https://a.io/x?a=1", "https://a.io/x"));
        assert!(!same("https://a.io/x", "http://a.io/x/"));
    }

    #[test]
    fn new_addresses_do_not_end_their_link() {
        assert_eq!(markdown_safe("https://a.io/x_(y)"), "https://a.io/x_(y)");
        assert_eq!(markdown_safe("https://a.io/x)y|z"), "https://a.io/x%29y%7Cz");
    }
}
