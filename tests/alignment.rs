//! Deletes, moves, merges and splits blocks of translations and sees whether alignment says exactly that.

#![allow(clippy::print_stdout, reason = "tests say what they skip and what they measured")]

#[path = "support/shared.rs"]
mod shared;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use shared::shared;
use tidings::corpus::align::{Alignment, Bead, Gap, Lengths, UnitKind, Units, align, units};
use tidings::document::{BlockKind, Document};
use tidings::syntax::{Dialect, HugoVersion, Slugger, parse};
use tidings::text::Span;

/// A translation beside its original, parsed.
struct Pages {
    path: String,
    dialect: Dialect,
    language: String,
    original: Arc<Units>,
    original_text: String,
    text: String,
    document: Document,
    translation: Arc<Units>,
}

impl Pages {
    fn read(site: &Path, original: &str, translation: &str, language: &str, dialect: &Dialect) -> Option<Self> {
        let original_text = std::fs::read_to_string(site.join(original)).ok()?;
        let original = Arc::new(units(&original_text, &parse(&original_text, dialect), ""));
        let text = std::fs::read_to_string(site.join(translation)).ok()?;
        let document = parse(&text, dialect);
        let translation_units = Arc::new(units(&text, &document, &prefix(language)));
        Some(Self {
            path: translation.to_owned(),
            dialect: dialect.clone(),
            language: language.to_owned(),
            original,
            original_text,
            text,
            document,
            translation: translation_units,
        })
    }

    fn align(&self, translation: &Arc<Units>) -> Alignment {
        align(self.original.clone(), translation.clone(), Lengths::between("en", &self.language))
    }

    fn units_of(&self, text: &str) -> Arc<Units> {
        Arc::new(units(text, &parse(text, &self.dialect), &prefix(&self.language)))
    }

    /// Blocks that can be taken out as a reader would: items with all that is in them, rows but the first.
    fn deletions(&self) -> Vec<Deletion> {
        let units = &self.translation.units;
        let whole =
            |span: Span| units.iter().enumerate().filter(|(_, u)| span.contains(u.span)).map(|(k, _)| k).collect();
        let deletion = |unit: &tidings::corpus::align::Unit| {
            let mut span = unit.span;
            let mut kind = format!("{:?}", unit.kind);
            if let Some(container) = unit.container {
                let container = &self.document.blocks[container.0 as usize];
                let first = units.iter().find(|other| container.span.contains(other.span));
                if container.kind == BlockKind::Item && first.is_some_and(|first| first.span == unit.span) {
                    (span, kind) = (container.span, "Item".to_owned());
                }
            }
            let head = BlockKind::Row { head: true };
            (self.document.blocks[unit.block.0 as usize].kind != head).then(|| Deletion {
                kind,
                span,
                units: whole(span),
            })
        };
        units.iter().filter_map(deletion).collect()
    }

    /// Headings with all that stands below them.
    fn sections(&self) -> Vec<Deletion> {
        let units = &self.translation.units;
        let level = |k: usize| match units[k].kind {
            UnitKind::Heading(level) if units[k].container.is_none() => Some(level),
            _ => None,
        };
        let section = |from: usize| {
            let own = level(from)?;
            let to = (from + 1..units.len()).find(|&k| level(k).is_some_and(|other| other <= own));
            let end = to.map_or(self.text.len(), |to| units[to].span.start as usize);
            let span = Span::new(units[from].span.start as usize, end);
            let kind = "Section".to_owned();
            Some(Deletion { kind, span, units: (from..to.unwrap_or(units.len())).collect() })
        };
        (0..units.len()).filter_map(section).collect()
    }

    /// The text without the lines of a span and the blank ones after it.
    fn without(&self, span: Span) -> String {
        let from = self.text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let mut to = self.text[span.end as usize..].find('\n').map_or(self.text.len(), |at| span.end as usize + at + 1);
        if span.end > 0 && self.text.as_bytes()[span.end as usize - 1] == b'\n' {
            to = span.end as usize;
        }
        while self.text[to..].starts_with('\n') {
            to += 1;
        }
        format!("{}{}", &self.text[..from], &self.text[to..])
    }

    /// Aligns the page without a part; `None` when taking it out changes what the rest is.
    fn judge(&self, deletion: &Deletion) -> Option<Verdict> {
        let text = self.without(deletion.span);
        let changed = self.units_of(&text);
        let rest = self.translation.units.iter().enumerate().filter(|(k, _)| !deletion.units.contains(k));
        let same = |((_, a), b): ((_, &tidings::corpus::align::Unit), &tidings::corpus::align::Unit)| {
            a.kind == b.kind && a.nested_like(b)
        };
        if changed.units.len() + deletion.units.len() != self.translation.units.len()
            || !rest.zip(&changed.units).all(same)
        {
            return None;
        }
        let alignment = self.align(&changed).settled(&self.original_text, &text);
        let gaps =
            alignment.beads.iter().filter_map(|bead| if let Bead::Missing(gap) = bead { Some(gap) } else { None });
        let known = |gap: &Gap| gap.confidence >= 1.0 || gap.rivals.is_empty();
        let (named, known): (Vec<usize>, Vec<bool>) = gaps.map(|gap| (gap.unit, known(gap))).unzip();
        let others = alignment.beads.iter().all(|bead| matches!(bead, Bead::Match { .. } | Bead::Missing(_)));
        let sure = known.contains(&true);
        Some(match (others && named == deletion.units, sure) {
            (true, true) => Verdict::Named,
            (true, false) => Verdict::Unsure,
            (false, false) => Verdict::Vague,
            (false, true) => Verdict::Wrong,
        })
    }
}

fn prefix(language: &str) -> String {
    format!("/{language}")
}

struct Deletion {
    kind: String,
    span: Span,
    units: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// Exactly what was taken out, and sure of it.
    Named,
    /// Exactly what was taken out, but something else is as likely.
    Unsure,
    /// Something else, and not sure of it.
    Vague,
    /// Something else, and sure of it.
    Wrong,
}

/// Every Markdown file below a folder, relative to it, in the order of their names.
fn pages_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == "md") {
                found.push(entry.strip_prefix(folder).expect("below the folder").to_owned());
            }
        }
    }
    found.sort();
    found
}

fn pairs(site: &Path, language: &str, dialect: &Dialect) -> Vec<Pages> {
    let read = |page: PathBuf| {
        let page = page.to_str().expect("a UTF-8 path");
        let (original, translation) = (format!("content/en/{page}"), format!("content/{language}/{page}"));
        Pages::read(site, &original, &translation, language, dialect)
    };
    pages_below(&site.join("content").join(language)).into_iter().filter_map(read).collect()
}

#[test]
fn every_single_deletion_from_the_clean_fixture_is_named() {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lantern-clean");
    let mut tried = 0;
    for language in ["zh", "uk"] {
        for pages in pairs(&site, language, &Dialect::default()) {
            assert!(pages.align(&pages.translation).is_one_to_one(), "{} differs from its original", pages.path);
            for deletion in pages.deletions().into_iter().chain(pages.sections()) {
                let Some(verdict) = pages.judge(&deletion) else { continue };
                let gone = deletion.span.of(&pages.text);
                assert_eq!(verdict, Verdict::Named, "{}: {} {gone:?}", pages.path, deletion.kind);
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "only {tried} blocks were taken out");
}

/// A generator of numbers that is the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

fn corpora() -> Option<Vec<(String, Vec<Pages>)>> {
    let (istio, kubernetes) = (shared("corpus/istio.io")?, shared("corpus/kubernetes")?);
    let mut all = vec![("istio.io zh".to_owned(), pairs(&istio, "zh", &Dialect::default()))];
    let dialect = Dialect { slugger: Slugger::HugoBlackfriday(HugoVersion::CURRENT), ..Dialect::default() };
    for language in ["zh-cn", "ja", "ko", "uk"] {
        all.push((format!("kubernetes {language}"), pairs(&kubernetes, language, &dialect)));
    }
    Some(all)
}

/// Prints what became of deletions, and returns how many of a hundred were named.
fn report(title: &str, verdicts: &BTreeMap<(String, Verdict), usize>) -> f64 {
    let mut kinds: Vec<&String> = verdicts.keys().map(|(kind, _)| kind).collect();
    kinds.dedup();
    let count = |kind: Option<&String>, verdict: Verdict| -> usize {
        verdicts.iter().filter(|((k, v), _)| kind.is_none_or(|kind| kind == k) && *v == verdict).map(|(_, n)| n).sum()
    };
    let row = |kind: Option<&String>| {
        let [named, unsure, vague, wrong] =
            [Verdict::Named, Verdict::Unsure, Verdict::Vague, Verdict::Wrong].map(|verdict| count(kind, verdict));
        let all = named + unsure + vague + wrong;
        let share = 100.0 * named as f64 / all.max(1) as f64;
        let name = kind.map_or("all", String::as_str);
        println!("{title:20} {name:12} {all:6} named {share:6.2} % unsure {unsure:4} vague {vague:4} wrong {wrong:4}");
        share
    };
    for kind in kinds {
        row(Some(kind));
    }
    row(None)
}

#[test]
fn deletions_from_real_pages_are_named() {
    let Some(corpora) = corpora() else { return };
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let mut random = Random(seed);
    for (title, pages) in &corpora {
        let clean: Vec<&Pages> = pages.iter().filter(|pages| pages.align(&pages.translation).is_one_to_one()).collect();
        println!("{title}: {} pairs, {} one to one", pages.len(), clean.len());
        let mut verdicts: BTreeMap<(String, Verdict), usize> = BTreeMap::new();
        let mut sections: BTreeMap<(String, Verdict), usize> = BTreeMap::new();
        for pages in &clean {
            if pages.translation.units.len() < 4 {
                continue;
            }
            let one = |mut all: Vec<Deletion>, random: &mut Random| {
                (!all.is_empty()).then(|| all.swap_remove(random.below(all.len())))
            };
            let tries = [(pages.deletions(), &mut verdicts), (pages.sections(), &mut sections)];
            for (all, counts) in tries {
                let Some(deletion) = one(all, &mut random) else { continue };
                let Some(verdict) = pages.judge(&deletion) else { continue };
                if verdict != Verdict::Named && std::env::var_os("SHOW").is_some() {
                    let line = pages.text[..deletion.span.start as usize].lines().count() + 1;
                    println!("  {verdict:?} {} {}:{line} units {:?}", deletion.kind, pages.path, deletion.units);
                }
                *counts.entry((deletion.kind, verdict)).or_default() += 1;
            }
        }
        let share = report(title, &verdicts);
        report(title, &sections);
        let enough = verdicts.values().sum::<usize>() >= 40;
        assert!(!enough || share >= 94.0, "{title}: {share:.2} %");
    }
}

#[test]
fn aligning_real_pages_is_fast() {
    let Some(corpora) = corpora() else { return };
    for (title, pages) in &corpora {
        let best = |run: &dyn Fn()| {
            let time = |_| {
                let start = Instant::now();
                run();
                start.elapsed()
            };
            (0..5).map(time).min().unwrap_or(Duration::ZERO)
        };
        let features = best(&|| {
            for pages in pages {
                std::hint::black_box(units(&pages.text, &pages.document, &prefix(&pages.language)));
            }
        });
        let aligning = best(&|| {
            for pages in pages {
                std::hint::black_box(pages.align(&pages.translation));
            }
        });
        println!("{title}: {} pairs, units of the translations {features:?}, alignment {aligning:?}", pages.len());
    }
}

/// Lists without marks, whose words stand in paragraphs of the same page.
const LIST: (&str, &str) = (
    "# Beacons\n\nThe queue holds letters. Nobody leaves the queue before noon.\n\n\
     Every harbour has a beacon (of stone). The beacon is lit at night.\n\n\
     A letter waits in the harbour. Read the letter twice.\n\n\
     Two people look after the queue and the harbour.\n\n\
     Whoever writes a letter is answered by letter.\n\n## Steps\n\n\
     - Clear the queue.\n- Light the beacon.\n- Enter the harbour.\n- Answer the letter.\n",
    "# 灯标\n\n队列存放信件。中午之前没有人离开队列。\n\n\
     每个港口都有一座灯标（石制）。灯标在夜间点亮。\n\n\
     信件在港口等候。请把信件读两遍。\n\n\
     有两个人照看队列和港口。\n\n写信件的人会收到信件答复。\n\n## 步骤\n\n\
     - 清空队列。\n- 点亮灯标。\n- 进入港口。\n- 回复信件。\n",
);

#[test]
fn words_of_the_page_say_which_item_of_a_plain_list_is_missing() {
    let dialect = Dialect::default();
    let of = |text: &str, prefix: &str| Arc::new(units(text, &parse(text, &dialect), prefix));
    let (original, translation) = LIST;
    let mut in_doubt = 0;
    for (at, line) in translation.lines().filter(|line| line.starts_with("- ")).enumerate() {
        let text = translation.replace(&format!("{line}\n"), "");
        let alignment = align(of(original, ""), of(&text, "/zh"), Lengths::between("en", "zh"));
        let doubt = |bead: &Bead| matches!(bead, Bead::Missing(gap) if !gap.rivals.is_empty());
        in_doubt += usize::from(alignment.beads.iter().any(doubt));
        let settled = alignment.settled(original, &text);
        let gaps: Vec<&Gap> = settled
            .beads
            .iter()
            .filter_map(|bead| if let Bead::Missing(gap) = bead { Some(gap) } else { None })
            .collect();
        let [gap] = gaps[..] else { panic!("{:?}", settled.beads) };
        assert_eq!((gap.unit, gap.rivals.is_empty()), (7 + at, true), "without {line}: {:?}", settled.beads);
        assert!(gap.confidence >= 1.0, "without {line}: {gap:?}");
    }
    assert!(in_doubt >= 2, "lengths alone tell most of them");
}
