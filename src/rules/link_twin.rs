//! Check kind `link-twin`: addresses of sites that have the same page in the language of the page.

use std::collections::BTreeMap;

use crate::corpus::links::{
    External, LanguageMarks, Target, bare, is_same_language, resolve, strip_address, strip_bare,
};
use crate::diagnostic::{Applicability, Edit};

use super::check::{Case, Page, PageCheck};
use super::destinations::destinations;
use super::findings::{Finding, Findings};

/// Reports links of translated pages to sites that are known to have a twin in their language.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkTwin {
    /// Addresses and their twins, by language. The addresses that the site itself names come first.
    #[serde(default)]
    hosts: BTreeMap<String, Vec<(String, String)>>,
}

static CASES: &[Case] = &[Case::new("default", &["found", "expected"])];

impl PageCheck for LinkTwin {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let Some(language) = page.language().filter(|_| !page.is_original()) else { return };
        // Addresses of other sites have a host.
        let mut destinations = destinations(page, &[]);
        destinations.retain(|(_, written)| written.contains("//"));
        if destinations.is_empty() {
            return;
        }
        let tag = &*language.tag;
        let fits = |twin: &str| twin.split(['/', '.', '=']).any(|part| is_same_language(part, tag));
        let of_site = page.site.urls.hosts.iter().filter(|(_, twin)| fits(twin));
        let known = self.hosts.iter().filter(|(key, _)| is_same_language(key, tag)).flat_map(|(_, hosts)| hosts);
        let hosts = of_site.chain(known).map(|(host, twin)| (bare(host).trim_end_matches('/'), twin));
        let hosts: Vec<(&str, &String)> = hosts.collect();
        if hosts.is_empty() {
            return;
        }
        let marks = LanguageMarks { original: &page.site.language(page.site.original).tag, translation: tag };
        for (span, written) in destinations {
            let address = bare(written);
            let found = hosts.iter().find_map(|&(host, twin)| Some((strip_bare(address, host)?, twin)));
            let Some((rest, twin)) = found else { continue };
            if !matches!(resolve(page.site, page.source, written), Target::External(_)) {
                continue;
            }
            if External::new(written, marks, &[]).localised || strip_address(written, twin).is_some() {
                continue;
            }
            let expected = format!("{}{rest}", twin.trim_end_matches('/'));
            let finding =
                Finding::at(page.at(span)).value("found", span.of(page.text)).value("expected", expected.clone());
            findings.report(finding.fix(Applicability::Unsafe, vec![Edit::replace(page.id, span, expected)]));
        }
    }
}
