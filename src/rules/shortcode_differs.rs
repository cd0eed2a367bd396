//! Check kind `shortcode-differs`: shortcodes that are not called as in the original.

use rustc_hash::FxHashSet;

use super::check::{Case, Pair, PairCheck};
use super::findings::{Finding, Findings};
use super::shortcode_pairs::{has_same_arguments, has_same_name};
use crate::corpus::letters::is_foreign_letter;
use crate::corpus::links::{Target, is_file, resolve};
use crate::diagnostic::{Applicability, Edit};
use crate::document::{Argument, Body, Shortcode};

/// Reports shortcodes with another name or other arguments, and those that only the translation has.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ShortcodeDiffers {
    /// Named arguments that hold text for readers, or that need not be the same.
    #[serde(default)]
    text: Vec<String>,
    /// More such names, for a site to set.
    #[serde(default)]
    ignore: Vec<String>,
    /// Shortcodes that show an image, whose address another rule compares.
    #[serde(default)]
    images: Vec<String>,
    /// Their arguments that hold that address.
    #[serde(default)]
    addresses: Vec<String>,
    /// Shortcodes whose arguments may vary.
    #[serde(default)]
    free: Vec<String>,
}

const VALUES: &[&str] = &["found", "expected"];

/// `default`: other arguments. `name`: another shortcode. `extra`: none in the original.
static CASES: &[Case] = &[
    Case::new("default", VALUES).with_related(&["original"]),
    Case::new("name", VALUES).with_related(&["original"]),
    Case::new("extra", &["found"]),
];

impl PairCheck for ShortcodeDiffers {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let (ours, theirs) = (&pair.original.document.shortcodes, &pair.translation.document.shortcodes);
        for &(i, j) in &pair.shortcodes().matched {
            let (a, b) = (&ours[i], &theirs[j]);
            if has_same_name(a, b) && has_same_arguments(a, b) {
                continue;
            }
            if pair.original_is_wrong_at(a.open) || pair.translation_is_wrong_at(b.open) {
                continue;
            }
            if !has_same_name(a, b) {
                let finding = Finding::at(pair.translation.at(b.name.span)).case("name");
                let finding = finding.value("found", &*b.name.value).value("expected", &*a.name.value);
                let finding = finding.related(pair.original.at(a.open), "original");
                findings.report(finding.fix(Applicability::Manual, Vec::new()));
            } else if !self.is_free(a) && has_same_body(pair, a, b) {
                self.compare(pair, a, b, findings);
            }
        }
        self.report_extra(pair, findings);
    }
}

impl ShortcodeDiffers {
    fn is_free(&self, shortcode: &Shortcode) -> bool {
        self.free.iter().any(|name| *name == *shortcode.name.value)
    }

    fn is_image(&self, shortcode: &Shortcode) -> bool {
        self.images.iter().any(|name| *name == *shortcode.name.value)
    }

    /// Shortcodes that stand in a text of the translation and nowhere in the original. One that is a block of its own is
    /// an extra block, which another rule reports.
    fn report_extra(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let theirs = &pair.translation.document.shortcodes;
        let ours = &pair.original.document.shortcodes;
        for shortcode in pair.shortcodes().extra.iter().map(|&at| &theirs[at]) {
            let known = ours.iter().any(|other| has_same_name(shortcode, other));
            let before = pair.translation.text[..shortcode.open.start as usize].rsplit('\n').next().unwrap_or("");
            let other = self.is_free(shortcode) || self.is_image(shortcode) || shortcode.body == Body::Code;
            if known || before.trim().is_empty() || other || pair.translation_is_wrong_at(shortcode.open) {
                continue;
            }
            let finding = Finding::at(pair.translation.at(shortcode.open)).case("extra");
            let edit = Edit::delete(pair.translation.id, shortcode.open);
            let fix = if shortcode.close.is_none() { vec![edit] } else { Vec::new() };
            let applicability = if fix.is_empty() { Applicability::Manual } else { Applicability::Unsafe };
            let finding = finding.value("found", shortcode.open.of(pair.translation.text));
            findings.report(finding.fix(applicability, fix));
        }
    }

    fn compare(&self, pair: &Pair<'_>, a: &Shortcode, b: &Shortcode, findings: &mut Findings<'_>) {
        let mut wrong = self.differing(pair, a, b);
        let (Some(first), second) = (wrong.next(), wrong.next()) else { return };
        let finding = |at, found: &str, expected: &str| {
            let finding = Finding::at(pair.translation.at(at)).value("found", found.to_owned());
            finding.value("expected", expected.to_owned()).related(pair.original.at(a.open), "original")
        };
        findings.report(match (first, second) {
            ((Some(ours), Some(theirs)), None) => {
                let edit = Edit::replace(pair.translation.id, theirs.value.span, &*ours.value.value);
                let plain = !ours.value.value.contains(['"', '`', '\\']);
                let (applicability, edits) =
                    if plain { (Applicability::Safe, vec![edit]) } else { (Applicability::Manual, Vec::new()) };
                finding(theirs.value.span, &theirs.value.value, &ours.value.value).fix(applicability, edits)
            }
            _ => {
                let (found, expected) = (b.open.of(pair.translation.text), a.open.of(pair.original.text));
                let edit = Edit::replace(pair.translation.id, b.open, expected);
                let plain = b.arguments.iter().all(|argument| !self.is_text(argument, argument));
                let (applicability, edits) =
                    if plain { (Applicability::Unsafe, vec![edit]) } else { (Applicability::Manual, Vec::new()) };
                finding(b.open, found, expected).fix(applicability, edits)
            }
        });
    }

    /// Arguments without an equal on the other side, each with the one that stands in its place there.
    fn differing<'d>(
        &'d self,
        pair: &'d Pair<'_>,
        a: &'d Shortcode,
        b: &'d Shortcode,
    ) -> impl Iterator<Item = (Option<&'d Argument>, Option<&'d Argument>)> + 'd {
        fn key(argument: &Argument) -> Option<&str> {
            argument.key.as_ref().map(|key| &*key.value)
        }
        let named = |shortcode: &'d Shortcode| shortcode.arguments.iter().filter(|argument| argument.key.is_some());
        let image = self.is_image(a);
        let named_only = |shortcode: &Shortcode| shortcode.arguments.iter().all(|argument| argument.key.is_some());
        // Values may be given names, or lose them, where a template takes both.
        let renamed = named_only(a) != named_only(b) && !a.arguments.is_empty() && !b.arguments.is_empty();
        let elsewhere = move |argument: &Argument, other: &Shortcode| {
            renamed && other.arguments.iter().any(|theirs| theirs.value.value == argument.value.value)
        };
        let skip = if image { 1 } else { 0 };
        let mut positional = (a.positional().skip(skip), b.positional().skip(skip));
        let by_place = std::iter::from_fn(move || match (positional.0.next(), positional.1.next()) {
            (None, None) => None,
            both => Some(both),
        });
        let of_original =
            named(a).map(move |ours| (Some(ours), b.arguments.iter().find(|theirs| key(theirs) == key(ours))));
        let only_theirs = named(b).filter(move |theirs| !a.arguments.iter().any(|ours| key(ours) == key(theirs)));
        let all = by_place.chain(of_original).chain(only_theirs.map(|theirs| (None, Some(theirs))));
        all.filter(move |both| match both {
            (Some(ours), Some(theirs)) => {
                !self.is_text(ours, theirs) && !self.is_address(image, ours) && !is_same(pair, ours, theirs)
            }
            (Some(one), None) => !self.is_text(one, one) && !self.is_address(image, one) && !elsewhere(one, b),
            (None, Some(one)) => !self.is_text(one, one) && !self.is_address(image, one) && !elsewhere(one, a),
            (None, None) => false,
        })
    }

    fn is_address(&self, image: bool, argument: &Argument) -> bool {
        image && argument.key.as_ref().is_some_and(|key| self.addresses.iter().any(|name| *name == *key.value))
    }

    /// True for an argument that holds text for readers: by its name, by letters of another script, by its words.
    fn is_text(&self, ours: &Argument, theirs: &Argument) -> bool {
        let named =
            ours.key.as_ref().is_some_and(|key| self.text.iter().chain(&self.ignore).any(|text| *text == *key.value));
        let words = |text: &str| {
            text.split_whitespace()
                .filter(|word| word.chars().all(|c| c.is_alphabetic() || ",.'!?".contains(c)))
                .count()
        };
        named
            || [ours, theirs].iter().any(|argument| argument.value.value.chars().any(is_foreign_letter))
            || words(&ours.value.value) > 1
    }
}

/// True for shortcodes that hold the same code, or none: where the code is another, so may be its language.
fn has_same_body(pair: &Pair<'_>, a: &Shortcode, b: &Shortcode) -> bool {
    let (Body::Code, Some(ours), Some(theirs)) = (a.body, a.inner(), b.inner()) else { return true };
    let (ours, theirs) = (ours.of(pair.original.text), theirs.of(pair.translation.text));
    if ours == theirs {
        return true;
    }
    fn lines(text: &str) -> impl Iterator<Item = &str> {
        text.lines().map(str::trim).filter(|line| !line.is_empty())
    }
    let theirs: FxHashSet<&str> = lines(theirs).collect();
    let (mut all, mut same) = (0, 0);
    for line in lines(ours) {
        all += 1;
        same += usize::from(theirs.contains(line));
    }
    same * 2 >= all.max(theirs.len())
}

/// True for values that are equal, or links to the same place in two languages.
fn is_same(pair: &Pair<'_>, ours: &Argument, theirs: &Argument) -> bool {
    let (a, b) = (&*ours.value.value, &*theirs.value.value);
    if a == b {
        return true;
    }
    let resolved = |page: &super::check::Page<'_>, written: &str| match resolve(page.site, page.source, written) {
        Target::Page(target) => Some((target.path, target.fragment.to_owned())),
        Target::File { path, .. } => Some((path.rsplit('/').next().unwrap_or("").to_owned(), String::new())),
        _ => None,
    };
    let link = (a.contains('/') && b.contains('/')) || (is_file(a) && is_file(b));
    link && resolved(&pair.original, a).is_some_and(|one| Some(one) == resolved(&pair.translation, b))
}
