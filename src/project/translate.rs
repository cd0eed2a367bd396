//! Translations to begin with: where they lie, and what stands in them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Project, Wanted};
use crate::corpus::LanguageId;
use crate::corpus::align::{self, Lengths, UnitKind};
use crate::diagnostic::{Applicability, Diagnostic};
use crate::engine::fix;
use crate::rules::Check;
use crate::scaffold::{self, Marks, Side};
use crate::syntax;
use crate::text::SourceId;
use crate::words::Tongue;

/// How often links are looked at again after they were changed: fixes that touch each other take turns.
const ROUNDS: usize = 4;

/// The place of a translation.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its language.
    pub language: LanguageId,
    /// The path relative to the site's root, with `/`.
    pub path: Box<str>,
    /// The page that lies there.
    pub existing: Option<SourceId>,
}

/// A translation with what changed in its original.
#[derive(Debug, Clone)]
pub struct Update {
    /// The new text.
    pub text: String,
    /// Blocks and fields that the original has got.
    pub new: usize,
    /// Blocks and fields that it has otherwise.
    pub changed: usize,
    /// Blocks that it has no longer.
    pub gone: usize,
}

impl Project {
    /// The language with this tag, in any case.
    pub fn language(&self, tag: &str) -> Option<LanguageId> {
        let languages = &self.corpus.site.languages;
        let found = languages
            .iter()
            .position(|known| known.tag.eq_ignore_ascii_case(tag) || known.bcp47.eq_ignore_ascii_case(tag));
        found.map(|index| LanguageId(index as u16))
    }

    /// Where the translation of a page lies, or would lie; `None` when the site has no place for it.
    pub fn target(&self, original: SourceId, language: LanguageId) -> Option<Target> {
        let translations = self.corpus.set_of(original).map(|set| &set.translations);
        if let Some(&existing) = translations.and_then(|all| all.get(&language)) {
            return Some(Target {
                language,
                path: self.corpus.source(existing).path.clone(),
                existing: Some(existing),
            });
        }
        let path = self.corpus.site.layout.path_for(language, &self.corpus.source(original).key)?;
        let existing = self.corpus.find(&path);
        Some(Target { language, path: path.into(), existing })
    }

    /// The translation of a page as it begins: front matter and ids as the site wants them, links and aliases of its
    /// language, texts still those of the original. Afterwards the page is part of the site in memory.
    pub fn scaffold(&mut self, original: SourceId, target: &Target, tongue: Tongue) -> String {
        let text = self.raw_scaffold(original, target.language, tongue);
        match target.existing {
            Some(id) => self.replace(vec![(id, text.into())]),
            None => self.add(vec![(target.path.clone(), text.into())]),
        }
        let Some(page) = self.corpus.find(&target.path) else { return String::new() };
        self.localise(page, tongue);
        self.corpus.source(page).text.to_string()
    }

    /// Turns the links and aliases of a new page into those of its language. What another rule then says of them, such as
    /// that a linked page is not translated yet, is no reason to leave them as they are.
    fn localise(&mut self, page: SourceId, tongue: Tongue) {
        for _ in 0..ROUNDS {
            let found = self.check(tongue, |id| id == page).diagnostics;
            let localises = |d: &&Diagnostic| {
                d.primary.source == page && self.rules.get(&d.rule).is_some_and(|rule| rule.check.localises())
            };
            let applied = fix::apply(&self.corpus, found.iter().filter(localises), Applicability::Unsafe);
            let texts: Vec<(SourceId, Box<str>)> =
                applied.texts.into_iter().filter(|(id, _)| *id == page).map(|(id, text)| (id, text.into())).collect();
            if texts.is_empty() {
                return;
            }
            self.replace(texts);
        }
    }

    fn raw_scaffold(&self, original: SourceId, language: LanguageId, tongue: Tongue) -> String {
        let texts: Vec<&str> =
            self.rules.rules().iter().flat_map(|rule| rule.check.texts()).map(String::as_str).collect();
        scaffold::page(&self.corpus, &self.facts, original, language, &texts, self.marks(language, tongue))
    }

    fn marks(&self, language: LanguageId, tongue: Tongue) -> Marks<'_> {
        let site = &self.corpus.site;
        Marks { tongue, language: &site.language(language).tag, mdx: site.dialect.mdx }
    }

    /// Makes the fixes of some checks in one page.
    fn fix_page(&mut self, page: SourceId, least: Applicability, wanted: fn(&Check) -> bool, tongue: Tongue) {
        let rules = self.rules.rules().iter().filter(|rule| wanted(&rule.check)).map(|rule| rule.id.clone());
        let rules: BTreeSet<Arc<str>> = rules.collect();
        self.fix(Wanted { tongue, least, rules: Some(&rules), selected: &|id| id == page });
    }

    /// An existing translation with what changed in the original since `base`, the original's text at that time. The page
    /// in memory is the new one afterwards.
    pub fn update(&mut self, original: SourceId, target: &Target, base: Option<&str>, tongue: Tongue) -> Update {
        let Some(page) = target.existing else {
            return Update { text: String::new(), new: 0, changed: 0, gone: 0 };
        };
        let old = self.corpus.source(page).text.clone();
        let scaffold = self.scaffold(original, target, tongue);
        self.replace(vec![(page, old)]);
        let merged = self.merged(original, page, (&scaffold, base), target.language, tongue);
        self.replace(vec![(page, merged.text.as_str().into())]);
        self.fix_page(page, Applicability::Safe, Check::completes, tongue);
        let text = self.corpus.source(page).text.to_string();
        Update { text, new: merged.new, changed: merged.changed, gone: merged.gone }
    }

    fn merged(
        &self,
        original: SourceId,
        page: SourceId,
        (scaffold, base): (&str, Option<&str>),
        language: LanguageId,
        tongue: Tongue,
    ) -> scaffold::Merged {
        let site = &self.corpus.site;
        let (source, target) = (site.language(site.original), site.language(language));
        let parsed = |text: &str, prefix: &str| {
            let document = syntax::parse(text, &site.dialect);
            let units = Arc::new(align::units(text, &document, prefix));
            (document, units)
        };
        let side = |id: SourceId| {
            let page = self.corpus.source(id);
            Side { text: &page.text, document: &page.document, units: page.units(site) }
        };
        let (document, units) = parsed(scaffold, &target.prefix);
        let scaffold = Side { text: scaffold, document: &document, units };
        let base = base.map(|text| (text, parsed(text, &source.prefix)));
        let base = base.as_ref().map(|(text, (document, units))| Side { text, document, units: units.clone() });
        let lengths = Lengths::between(&source.bcp47, &target.bcp47);
        let marks = self.marks(language, tongue);
        scaffold::merge(base.as_ref(), &side(original), &scaffold, &side(page), lengths, marks)
    }

    /// How many blocks of text the page at `target` has.
    pub fn blocks_to_translate(&self, target: &Target) -> usize {
        let Some(page) = self.corpus.find(&target.path) else { return 0 };
        let units = self.corpus.source(page).units(&self.corpus.site);
        units.units.iter().filter(|unit| !matches!(unit.kind, UnitKind::Code | UnitKind::Rule)).count()
    }
}
