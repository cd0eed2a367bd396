//! Check kind `image-differs`: images that are not those of the original.

use rustc_hash::FxHashMap;

use crate::corpus::links::{LanguageMarks, is_elsewhere, without_marks};
use crate::diagnostic::{Applicability, Edit};
use crate::text::Span;

use super::check::{Case, Page, Pair, PairCheck};
use super::counterpart::Counterparts;
use super::findings::{Finding, Findings};

/// Reports images of the original that the translation lacks, or in whose place it has another one.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ImageDiffers {
    /// Shortcodes that show an image.
    #[serde(default)]
    shortcodes: Vec<String>,
    /// Their arguments that hold its address; the first that is there counts.
    #[serde(default)]
    arguments: Vec<String>,
}

/// Images without a counterpart that are looked at as replacements at most.
const MOST: usize = 200;

const VALUES: &[&str] = &["found", "expected"];

/// `missing`: the translation has no image there.
static CASES: &[Case] = &[
    Case::new("default", VALUES).with_related(&["original"]),
    Case::new("missing", &["expected"]).with_related(&["original"]),
];

/// An image of a page.
struct Image<'a> {
    whole: Span,
    destination: Span,
    written: &'a str,
    /// The name of its file without marks of language.
    name: String,
}

impl PairCheck for ImageDiffers {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let ours = self.images(pair, &pair.original);
        if ours.is_empty() {
            return;
        }
        let (ours, mut theirs) = without_twins(ours, self.images(pair, &pair.translation));
        theirs.truncate(MOST);
        if ours.is_empty() {
            return;
        }
        let places = Counterparts::of(pair);
        let section = |at: u32| pair.translation.document.section_at(at).map(|heading| heading.span.start);
        for image in ours {
            if places.is_gone(image.whole.start) || pair.original_is_wrong_at(image.whole) {
                continue;
            }
            let place = places.insertion(image.whole.start);
            let here = section(place.start);
            let other = theirs.iter().position(|other| section(other.whole.start) == here);
            let other = other.map(|at| theirs.remove(at));
            report(pair, &image, other.as_ref(), place, findings);
        }
    }
}

fn report(pair: &Pair<'_>, image: &Image<'_>, other: Option<&Image<'_>>, place: Span, findings: &mut Findings<'_>) {
    let finding = match other {
        Some(other) if pair.translation_is_mended_at(other.whole) || is_own(pair, image, other) => return,
        Some(other) => {
            let edit = Edit::replace(pair.translation.id, other.destination, image.written);
            let finding = Finding::at(pair.translation.at(other.destination)).value("found", other.written);
            finding.fix(Applicability::Unsafe, vec![edit])
        }
        None => Finding::at(pair.translation.at(place)).case("missing").fix(Applicability::Manual, Vec::new()),
    };
    let finding = finding.value("expected", image.written);
    findings.report(finding.related(pair.original.at(image.destination), "original"));
}

/// True where the translation has an image of its own for one that the original shows from another site.
fn is_own(pair: &Pair<'_>, image: &Image<'_>, other: &Image<'_>) -> bool {
    let elsewhere = |image: &Image<'_>| is_elsewhere(pair.original.site, image.written);
    elsewhere(image) && !elsewhere(other)
}

/// The images of both that have no image of the same name on the other page.
fn without_twins<'a>(ours: Vec<Image<'a>>, theirs: Vec<Image<'a>>) -> (Vec<Image<'a>>, Vec<Image<'a>>) {
    let count = |images: &[Image<'a>]| {
        let mut counts: FxHashMap<String, usize> = FxHashMap::default();
        for image in images {
            *counts.entry(image.name.clone()).or_default() += 1;
        }
        counts
    };
    let take = |images: Vec<Image<'a>>, mut counts: FxHashMap<String, usize>| -> Vec<Image<'a>> {
        let lone = |image: &Image<'a>| match counts.get_mut(&image.name) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        };
        images.into_iter().filter(lone).collect()
    };
    let (of_ours, of_theirs) = (count(&ours), count(&theirs));
    (take(ours, of_theirs), take(theirs, of_ours))
}

impl ImageDiffers {
    /// The images of a page in document order: of Markdown, of HTML and of shortcodes.
    fn images<'a>(&self, pair: &Pair<'a>, page: &Page<'a>) -> Vec<Image<'a>> {
        let (site, document) = (page.site, page.document);
        let marks = LanguageMarks { original: &site.language(site.original).tag, translation: &pair.language.tag };
        let mut all: Vec<(Span, Span, &str)> = Vec::new();
        let links = document.links.iter().filter(|link| link.image);
        all.extend(links.map(|link| (link.span, link.destination.span, &*link.destination.value)));
        for tag in document.html.iter().filter(|tag| tag.name.of(page.text).eq_ignore_ascii_case("img")) {
            let source = tag.attributes.iter().find(|a| a.name.of(page.text).eq_ignore_ascii_case("src"));
            let value = source.and_then(|attribute| attribute.value);
            all.extend(value.map(|value| (tag.span, value, value.of(page.text))));
        }
        let named = |name: &str| self.shortcodes.iter().any(|known| known == name);
        for shortcode in document.shortcodes.iter().filter(|shortcode| named(&shortcode.name.value)) {
            let address = self.arguments.iter().find_map(|key| shortcode.named(key));
            let address = address.or_else(|| shortcode.positional().next());
            all.extend(address.map(|address| (shortcode.open, address.value.span, &*address.value.value)));
        }
        all.sort_by_key(|(span, ..)| *span);
        all.into_iter()
            .map(|(whole, destination, written)| Image { whole, destination, written, name: name(written, marks) })
            .collect()
    }
}

/// The name of an image's file without marks of language, in lower case.
fn name(written: &str, marks: LanguageMarks<'_>) -> String {
    let path = written.trim().split(['?', '#']).next().unwrap_or("");
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
    without_marks(name, marks).to_lowercase()
}
