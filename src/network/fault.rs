//! What went wrong with a request, out of the chain of errors that the HTTP client gives.

use std::error::Error;
use std::io;

use rustls::{CertificateError, Error as Tls};

use super::guard::Denied;
use crate::corpus::{Cause, Verdict};

/// A request without an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) verdict: Verdict,
    /// It may be better next time.
    pub(super) passing: bool,
}

impl Fault {
    pub(super) fn timeout() -> Self {
        Self { verdict: Verdict::Unknown(Cause::Timeout), passing: true }
    }

    /// What an error of the client means.
    pub(super) fn of(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::timeout();
        }
        let mut link: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(cause) = link {
            if let Some(fault) = known(cause) {
                return fault;
            }
            // An error of the system hides the one that it was made of from `source`; one may lie in another.
            let within = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
            link = within.map_or_else(|| cause.source(), |within| Some(within));
        }
        Self { verdict: Verdict::Unknown(Cause::Connection), passing: true }
    }
}

/// An error with all of its reasons, for people.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut said = error.to_string();
    let mut link = error.source();
    while let Some(cause) = link {
        said.push_str(": ");
        said.push_str(&cause.to_string());
        link = cause.source();
    }
    said
}

fn known(error: &(dyn Error + 'static)) -> Option<Fault> {
    if let Some(denied) = error.downcast_ref::<Denied>() {
        return Some(of_denied(*denied));
    }
    error.downcast_ref::<Tls>().map(of_tls)
}

/// A host that the guard lets nobody connect to.
pub(super) fn of_denied(denied: Denied) -> Fault {
    let verdict = match denied {
        Denied::Private => Verdict::Refused(denied.cause()),
        Denied::NoHost => Verdict::Broken(denied.cause()),
        Denied::NameService => Verdict::Unknown(denied.cause()),
    };
    Fault { verdict, passing: false }
}

/// Browsers fetch certificates that a server forgets to send, and machines differ in whom they trust. So only
/// a certificate that no reader can accept breaks the link.
fn of_tls(error: &Tls) -> Fault {
    use CertificateError::{Expired, ExpiredContext, NotValidForName, NotValidForNameContext};
    let verdict = match error {
        Tls::InvalidCertificate(Expired | ExpiredContext { .. } | NotValidForName | NotValidForNameContext { .. }) => {
            Verdict::Broken(Cause::Certificate)
        }
        Tls::InvalidCertificate(_) => Verdict::Unknown(Cause::CertificateUnverified),
        _ => Verdict::Unknown(Cause::Protocol),
    };
    Fault { passing: verdict == Verdict::Unknown(Cause::Protocol), verdict }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hopeless_certificates_break_a_link() {
        let broken = Verdict::Broken(Cause::Certificate);
        assert_eq!(of_tls(&Tls::InvalidCertificate(CertificateError::Expired)).verdict, broken);
        assert_eq!(of_tls(&Tls::InvalidCertificate(CertificateError::NotValidForName)).verdict, broken);
        let unknown = Verdict::Unknown(Cause::CertificateUnverified);
        assert_eq!(of_tls(&Tls::InvalidCertificate(CertificateError::UnknownIssuer)).verdict, unknown);
        assert!(of_tls(&Tls::HandshakeNotComplete).passing);
    }
}
