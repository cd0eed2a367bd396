//! Check kind `page-missing`: originals without a translation, in languages that translate such pages.

use std::collections::BTreeMap;

use crate::corpus::facts::Facts;
use crate::corpus::{Corpus, LanguageId, Source};
use crate::text::{Location, Span};

use super::check::{Case, CorpusCheck};
use super::findings::{Finding, Findings};

/// Reports originals that a language lacks although it translates most pages of the same section.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PageMissing {
    /// From how many translated pages of a hundred on a language translates a section.
    #[serde(default = "half")]
    coverage: u32,
}

fn half() -> u32 {
    50
}

static CASES: &[Case] = &[Case::new("default", &["languages"])];

/// The section of a page: the first part of its path.
fn section(source: &Source) -> &str {
    source.key.split_once('/').map_or("", |(section, _)| section)
}

impl CorpusCheck for PageMissing {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, corpus: &Corpus, facts: &Facts, findings: &mut Findings<'_>) {
        let site = &corpus.site;
        let published = corpus.sets().iter().filter_map(|set| Some((set.original?, set)));
        let originals: Vec<_> = published.filter(|(id, _)| facts.pages.is_published(*id)).collect();
        let mut counts: BTreeMap<&str, (usize, BTreeMap<LanguageId, usize>)> = BTreeMap::new();
        for (id, set) in &originals {
            let (all, each) = counts.entry(section(corpus.source(*id))).or_default();
            *all += 1;
            set.translations.keys().for_each(|language| *each.entry(*language).or_default() += 1);
        }
        for (id, set) in originals {
            let (all, each) = &counts[section(corpus.source(id))];
            let covered = |count: &usize| count * 100 >= all * self.coverage as usize;
            let lacking =
                each.iter().filter(|(language, count)| covered(count) && !set.translations.contains_key(language));
            let tags: Vec<&str> = lacking.map(|(language, _)| &*site.language(*language).tag).collect();
            if !tags.is_empty() {
                let at = Location { source: id, span: Span::at(0) };
                findings.report(Finding::at(at).value("languages", tags.join(", ")));
            }
        }
    }
}
