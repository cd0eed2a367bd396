//! What other sites answer when their addresses are asked. Nothing here asks: `network` does, and hands the answers in.

use rustc_hash::FxHashMap;

/// The answers to the addresses that a run has asked; empty when nobody was asked.
#[derive(Debug, Default)]
pub struct Answers {
    known: FxHashMap<Box<str>, Verdict>,
    /// A person has stopped it before all were asked.
    pub stopped: bool,
}

impl Answers {
    /// True when nobody was asked.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// How many addresses have an answer.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// What is known of an address, written as [`super::links::addresses`] gives it.
    pub fn of(&self, address: &str) -> Option<&Verdict> {
        self.known.get(address)
    }

    /// Every address with its answer, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Verdict)> {
        self.known.iter().map(|(address, verdict)| (&**address, verdict))
    }

    /// Notes an answer.
    pub fn insert(&mut self, address: impl Into<Box<str>>, verdict: Verdict) {
        self.known.insert(address.into(), verdict);
    }
}

impl FromIterator<(Box<str>, Verdict)> for Answers {
    fn from_iter<I: IntoIterator<Item = (Box<str>, Verdict)>>(answers: I) -> Self {
        Self { known: answers.into_iter().collect(), stopped: false }
    }
}

/// What came of asking an address.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is there.
    Ok,
    /// It is there, and its server says that it has moved for good.
    Redirected {
        /// Where to.
        to: Box<str>,
    },
    /// A reader who follows the link finds nothing.
    Broken(Cause),
    /// The page is there; the place in it that the fragment names is not.
    FragmentGone,
    /// It could not be found out. That says nothing of the link.
    Unknown(Cause),
    /// It is not asked, for it would be unwise to.
    Refused(Cause),
}

/// Why.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The status of the answer.
    Status(u16),
    /// The name service knows no such host.
    NoHost,
    /// The name service does not answer.
    NameService,
    /// The certificate has expired or belongs to another host.
    Certificate,
    /// The certificate cannot be verified from here.
    CertificateUnverified,
    /// What answers does not speak the protocol.
    Protocol,
    /// Redirects lead round in a circle.
    RedirectLoop,
    /// More redirects than are followed.
    TooManyRedirects,
    /// A redirect that names no address.
    BadRedirect,
    /// No connection.
    Connection,
    /// No answer in time.
    Timeout,
    /// The server asks to come back much later.
    RetryLater,
    /// The host has failed too often.
    GivenUp,
    /// The time for the run was over.
    Deadline,
    /// The page does not hold its fragments: its scripts may make them.
    Fragment,
    /// More of the page than is read stands before the place.
    PageSize,
    /// A login page stands before it.
    Login,
    /// Not an address.
    Invalid,
    /// The address belongs to a machine or network that is not public.
    Private,
    /// There is a name or password in the address.
    Credentials,
    /// Leads to an address that is not of the web.
    Scheme,
}

impl Cause {
    /// The id of its sentence in `words`.
    pub fn word(&self) -> &'static str {
        match self {
            Cause::Status(404) => "external-not-found",
            Cause::Status(410) => "external-gone",
            Cause::Status(429) => "external-too-many-requests",
            Cause::Status(_) => "external-status",
            Cause::NoHost => "external-no-host",
            Cause::NameService => "external-name-service",
            Cause::Certificate => "external-certificate",
            Cause::CertificateUnverified => "external-certificate-unverified",
            Cause::Protocol => "external-protocol",
            Cause::RedirectLoop => "external-redirect-loop",
            Cause::TooManyRedirects => "external-too-many-redirects",
            Cause::BadRedirect => "external-bad-redirect",
            Cause::Connection => "external-connection",
            Cause::Timeout => "external-timeout",
            Cause::RetryLater => "external-retry-later",
            Cause::GivenUp => "external-given-up",
            Cause::Deadline => "external-deadline",
            Cause::Fragment => "external-fragment",
            Cause::PageSize => "external-page-size",
            Cause::Login => "external-login",
            Cause::Invalid => "external-invalid",
            Cause::Private => "external-private",
            Cause::Credentials => "external-credentials",
            Cause::Scheme => "external-scheme",
        }
    }

    /// The status in digits, for its sentence.
    pub fn status(&self) -> String {
        match self {
            Cause::Status(status) => status.to_string(),
            _ => String::new(),
        }
    }
}
