//! Check kind `alias-conflict`: addresses that several pages claim.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::corpus::Corpus;
use crate::corpus::facts::{ClaimKind, Contest, Facts};
use crate::text::{Location, SourceId, Span};

use super::alias_shadow::{AliasPlaces, places_of};
use super::check::{Case, CorpusCheck, Page};
use super::expressions::Expressions;
use super::findings::{Finding, Findings};

/// Reports addresses that are claimed more than once. What an alias takes from a page is another check's business.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AliasConflict {
    /// Aliases that the site gives to several pages on purpose, without language.
    #[serde(default)]
    shared: Expressions,
}

/// The most pages that are named beside the first.
const MOST_OTHERS: usize = 8;

/// `default`: two aliases. `page`: two pages are published at the address.
static CASES: &[Case] = &[
    Case::new("default", &["alias", "page"]).with_related(&["other"]),
    Case::new("page", &["path", "page"]).with_related(&["other"]),
];

impl CorpusCheck for AliasConflict {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, corpus: &Corpus, facts: &Facts, findings: &mut Findings<'_>) {
        let contested = facts.pages.contested();
        let mut places = Places::default();
        // Where the originals contest an address, their translations do not add anything to it.
        let known: FxHashSet<(SourceId, &str)> = contested
            .iter()
            .filter(|contest| contest.language == corpus.site.original)
            .flat_map(|contest| contest.claims.iter().map(|(id, _)| (*id, contest.path)))
            .collect();
        for contest in &contested {
            let Contest { language, path, claims } = contest;
            let copied =
                |id: SourceId| facts.pages.original_of(id).is_some_and(|original| known.contains(&(original, path)));
            let told = *language != corpus.site.original && claims.iter().all(|(id, _)| copied(*id));
            // An alias in the wrong language has a check of its own.
            let own = claims.iter().filter(|(id, _)| facts.pages.language_of(*id) == Some(*language)).count();
            if !told && own > 1 && !self.shared.fit(&format!("/{path}")) {
                report(corpus, facts, contest, &mut places, findings);
            }
        }
    }
}

/// Where the aliases of contested addresses are written, page by page as they are needed.
#[derive(Default)]
struct Places(FxHashMap<SourceId, AliasPlaces>);

impl Places {
    fn of(&mut self, corpus: &Corpus, facts: &Facts, id: SourceId, contest: &Contest<'_>) -> (Location, String) {
        let places = self.0.entry(id).or_insert_with(|| places_of(&Page::new(corpus, facts, id)));
        let found = places.get(&(contest.language, contest.path.into())).cloned();
        let (span, text) = found.unwrap_or((Span::at(0), String::new()));
        (Location { source: id, span }, text)
    }
}

fn report(corpus: &Corpus, facts: &Facts, contest: &Contest<'_>, places: &mut Places, findings: &mut Findings<'_>) {
    let Contest { language, path, claims } = contest;
    let published = claims.iter().filter(|(_, kind)| *kind == ClaimKind::Published).count();
    // An alias against a page is the alias's fault.
    let kind = match published {
        0 => ClaimKind::Alias,
        1 => return,
        _ => ClaimKind::Published,
    };
    let own = |id: &SourceId| facts.pages.language_of(*id) == Some(*language);
    let of_kind = claims.iter().filter(|(_, own)| *own == kind).map(|(id, _)| *id);
    let mut of_kind: Vec<SourceId> = of_kind.filter(own).collect();
    of_kind.sort_unstable();
    let [first, others @ ..] = &of_kind[..] else { return };
    let mut place = |id: SourceId| match kind {
        ClaimKind::Alias => places.of(corpus, facts, id, contest),
        _ => (Location { source: id, span: Span::at(0) }, String::new()),
    };
    let (at, alias) = place(*first);
    let other = others.first().map_or("", |id| &*corpus.source(*id).path);
    let mut finding = match kind {
        ClaimKind::Alias => Finding::at(at).value("alias", alias),
        _ => Finding::at(at).case("page").value("path", format!("/{path}")),
    };
    finding = finding.value("page", other);
    for other in others.iter().take(MOST_OTHERS) {
        finding = finding.related(place(*other).0, "other");
    }
    findings.report(finding);
}
