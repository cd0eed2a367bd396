//! A first configuration for a site: what is read from the site's own files is only told, what was guessed from its paths
//! and learned from its pages is written down, each with what was seen.

use std::fmt::Write as _;

use serde_json::Value;

use super::Project;
use crate::config::{Provenance, Setting};
use crate::corpus::facts::{AnchorHabit, Evidence, FieldEvidence};
use crate::corpus::{Language, LanguageId, LinkForm};
use crate::words::{Tongue, say};

/// Below this many headings, links or aliases nothing is written down: what few of them show may be chance.
const FEW: usize = 10;

/// A configuration in the making.
#[derive(Debug)]
pub struct Draft {
    tongue: Tongue,
    /// The text so far: layout and generator.
    head: String,
    /// The preset that it extends.
    preset: Option<&'static str>,
}

impl Draft {
    /// What can be said before the site's pages are understood. `project` is the site without any configuration, `shown`
    /// are the values that were found out about it.
    pub fn new(project: &Project, shown: &[Setting], tongue: Tongue) -> Self {
        let preset = preset_for(project, shown);
        let mut draft = Self { tongue, head: String::new(), preset };
        let evidence = Evidence::of(&project.corpus);
        let pages = project.corpus.sources().len().to_string();
        let pairs = evidence.iter().map(|found| found.pairs).sum::<usize>().to_string();
        draft.comment("init-head", &[("pages", &pages), ("pairs", &pairs)]);
        draft.comment("init-keys", &[]);
        draft.head.push_str("version: 1\n");
        if let Some(name) = preset {
            draft.gap();
            draft.comment("init-preset", &[("name", name)]);
            draft.line(&format!("extends: {name}"));
        }
        draft.generator(project, shown);
        draft.layout(project, shown, &evidence);
        draft
    }

    /// The text so far; the rest is learned from the pages as they are understood with it.
    pub fn text(&self) -> &str {
        &self.head
    }

    /// The whole text. `project` is the site with the configuration so far.
    pub fn finish(mut self, project: &Project) -> String {
        let evidence = Evidence::of(&project.corpus);
        self.policies(project, &evidence);
        self.fields(project);
        self.head
    }

    fn generator(&mut self, project: &Project, shown: &[Setting]) {
        let Some(setting) = find(shown, "generator") else { return };
        let name = text_of(&setting.value);
        self.gap();
        match &setting.origin {
            Provenance::Detected(path) => self.comment("init-generator", &[("name", &name), ("path", path)]),
            _ if is_like_rspress(project, shown) => {
                self.comment("init-rspress", &[]);
                self.line("generator: rspress");
            }
            _ => self.comment("init-no-generator", &[]),
        }
    }

    fn layout(&mut self, project: &Project, shown: &[Setting], evidence: &[Evidence]) {
        let site = &project.corpus.site;
        let count = |(language, found): (&Language, &Evidence)| {
            let mut text = format!("{} {}", language.tag, found.pages);
            if found.pairs > 0 {
                text.push_str(&say(self.tongue, "init-with-original", &[("pairs", &found.pairs.to_string())]));
            }
            text
        };
        let counts: Vec<String> = site.languages.iter().zip(evidence).map(count).collect();
        self.gap();
        self.comment("init-languages", &[("list", &counts.join(", "))]);
        let missing = project.corpus.sets().iter().filter(|set| set.original.is_none()).count();
        if missing > 0 {
            self.comment("init-orphans", &[("count", &missing.to_string())]);
        }
        for key in ["source", "languages", "pages"] {
            let found: Vec<&Setting> = shown.iter().filter(|setting| is_below(&setting.key, key)).collect();
            let Some(first) = found.first() else { continue };
            match &first.origin {
                Provenance::Detected(path) => {
                    let values: Vec<String> = found.iter().map(|setting| in_yaml(&setting.value)).collect();
                    let said = format!("{key}: {}", values.join(", "));
                    self.comment("init-detected", &[("value", &said), ("path", path)]);
                }
                Provenance::Paths => self.pinned(key, &found),
                _ => {}
            }
        }
    }

    /// Writes a value that was guessed from paths.
    fn pinned(&mut self, key: &str, found: &[&Setting]) {
        if key != "pages" {
            found.iter().for_each(|setting| self.line(&format!("{key}: {}", in_yaml(&setting.value))));
            return;
        }
        self.line("pages:");
        let (mut item, mut outer) = ("", "");
        for setting in found {
            // `pages` is a list of mappings, whose keys are `pages[0].source` and the like, or a list of templates.
            let Some((head, inner)) = setting.key.split_once("].") else {
                let templates = setting.value.as_array().cloned().unwrap_or_default();
                templates.iter().for_each(|template| self.line(&format!("  - {}", in_yaml(template))));
                continue;
            };
            let lead = if item == head { "   " } else { "  -" };
            let value = in_yaml(&setting.value);
            match inner.split_once('.') {
                Some((above, language)) if item == head && outer == above => {
                    self.line(&format!("      {language}: {value}"))
                }
                Some((above, language)) => {
                    self.line(&format!("{lead} {above}:"));
                    self.line(&format!("      {language}: {value}"));
                    outer = above;
                }
                None => self.line(&format!("{lead} {inner}: {value}")),
            }
            item = head;
        }
    }

    /// What each language does with anchors, links and aliases.
    fn policies(&mut self, project: &Project, evidence: &[Evidence]) {
        let site = &project.corpus.site;
        let all = || site.languages.iter().zip(evidence).enumerate().skip(1).filter(|(_, (_, found))| found.pairs > 0);
        let mut anchors = Vec::new();
        for (index, (language, found)) in all() {
            let habit = project.facts.anchors(LanguageId(index as u16));
            let (written, own) = (found.written_ids, found.own_ids);
            let word = match habit {
                _ if written + own < FEW => None,
                AnchorHabit::Preserve => Some("preserve"),
                AnchorHabit::Localized => Some("localized"),
                AnchorHabit::Written => None,
            };
            let values = [("language", &*language.tag), ("some", &*written.to_string()), ("other", &*own.to_string())];
            self.habit(&mut anchors, language, "init-anchors", &values, word);
        }
        let (mut links, mut aliases) = (Vec::new(), Vec::new());
        for (index, (language, found)) in all().filter(|(_, (language, _))| !language.prefix.is_empty()) {
            let id = LanguageId(index as u16);
            let (with, without) = (found.prefixed_links, found.plain_links);
            let word = match project.facts.links(id).form {
                _ if with + without < FEW => None,
                LinkForm::Prefixed => Some("prefixed"),
                LinkForm::Unprefixed => Some("unprefixed"),
                LinkForm::Auto => None,
            };
            self.prefix_habit(&mut links, language, "init-links", (with, without), word);
            let (with, without) = (found.prefixed_aliases, found.plain_aliases);
            let word = if project.facts.aliases.of(id).prefixed { "prefixed" } else { "same" };
            let clear = with + without >= FEW && with.max(without) * 10 >= (with + without) * 8;
            self.prefix_habit(&mut aliases, language, "init-aliases", (with, without), clear.then_some(word));
        }
        let sections = [("anchors", anchors), ("links", links), ("aliases", aliases)];
        for (name, lines) in sections {
            self.section(name, &lines);
        }
    }

    /// The same as [`Self::habit`] for addresses, of which `with` have the language's prefix and `without` have none.
    fn prefix_habit(
        &self,
        lines: &mut Vec<String>,
        language: &Language,
        id: &str,
        (with, without): (usize, usize),
        word: Option<&str>,
    ) {
        let values = [
            ("language", &*language.tag),
            ("some", &*with.to_string()),
            ("other", &*without.to_string()),
            ("prefix", &*language.prefix),
        ];
        if with + without > 0 {
            self.habit(lines, language, id, &values, word);
        }
    }

    /// Adds a comment with what was seen and, where it is clear, the line that says so.
    fn habit(
        &self,
        lines: &mut Vec<String>,
        language: &Language,
        id: &str,
        values: &[(&str, &str)],
        word: Option<&str>,
    ) {
        let mut seen = say(self.tongue, id, values);
        match word {
            _ if self.preset.is_some() => seen.push_str(&say(self.tongue, "init-in-preset", &[])),
            Some(_) => {}
            None => seen.push_str(&say(self.tongue, "init-unclear", &[])),
        }
        lines.push(format!("    # {seen}"));
        if let Some(word) = word.filter(|_| self.preset.is_none()) {
            lines.push(format!("    {}: {word}", scalar(&language.tag)));
        }
    }

    fn section(&mut self, name: &str, lines: &[String]) {
        let says = lines.iter().any(|line| !line.trim_start().starts_with('#'));
        if lines.is_empty() {
            return;
        }
        self.gap();
        if says {
            self.line(&format!("{name}:"));
            self.line("  policy:");
            lines.iter().for_each(|line| self.line(line));
        } else {
            lines.iter().for_each(|line| self.line(line.trim_start()));
        }
    }

    /// What front matter fields are for.
    fn fields(&mut self, project: &Project) {
        let (mut equal, mut text) = (Vec::new(), Vec::new());
        let never = |name: &str| name.eq_ignore_ascii_case("aliases") || name == crate::syntax::directive::FIELD;
        for field in FieldEvidence::of(&project.corpus, &project.facts.field_habits) {
            if never(&field.name) {
                continue;
            }
            let habits = || field.languages.iter().map(|(_, habit)| habit);
            let same = habits().map(|habit| habit.equal).sum::<usize>();
            let other = habits().map(|habit| habit.differ).sum::<usize>();
            let seen = format!("{} {same}/{}", field.name, same + other);
            if habits().any(|habit| habit.is_equal())
                && habits().all(|habit| habit.differ * 20 <= habit.equal + habit.differ)
            {
                equal.push((field.name.clone(), seen));
            } else if habits().any(|habit| habit.is_own()) && is_prose(project, &field.name) {
                text.push((field.name.clone(), seen));
            }
        }
        if equal.is_empty() && text.is_empty() {
            return;
        }
        self.gap();
        let silent = self.preset.is_some();
        let mark = if silent { "# " } else { "" };
        if silent {
            self.comment("init-fields-preset", &[]);
        }
        self.line(&format!("{mark}front_matter:"));
        for (key, id, fields) in [("equal", "init-equal", equal), ("text", "init-text", text)] {
            if fields.is_empty() {
                continue;
            }
            let seen: Vec<&str> = fields.iter().map(|(_, seen)| seen.as_str()).collect();
            let said = say(self.tongue, id, &[("list", &seen.join(", "))]);
            let names: Vec<String> = fields.iter().map(|(name, _)| scalar(name)).collect();
            self.line(&format!("{mark}  # {said}"));
            self.line(&format!("{mark}  {key}: [{}]", names.join(", ")));
        }
    }

    fn comment(&mut self, id: &str, values: &[(&str, &str)]) {
        let said = say(self.tongue, id, values);
        // What is said holds names of the site; none of them may end the comment.
        for line in said.lines() {
            self.line(&format!("# {line}"));
        }
    }

    fn gap(&mut self) {
        self.head.push('\n');
    }

    fn line(&mut self, line: &str) {
        let _ = writeln!(self.head, "{}", line.replace(['\n', '\r'], " "));
    }
}

fn find<'a>(shown: &'a [Setting], key: &str) -> Option<&'a Setting> {
    shown.iter().find(|setting| setting.key == key)
}

fn is_below(key: &str, above: &str) -> bool {
    key.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The least number of kinds of pages by which a preset is known.
const KINDS: usize = 4;

/// The preset whose addresses are those of the site, or most of whose kinds of pages the site has under titles with the
/// product's name: a site may have taken over the layout of another.
fn preset_for(project: &Project, shown: &[Setting]) -> Option<&'static str> {
    preset_by_address(shown).or_else(|| {
        crate::config::presets().into_iter().find(|name| {
            let (products, kinds) = crate::config::preset_pages(name);
            let originals = || {
                let site = &project.corpus.site;
                project.corpus.sources().iter().filter(|page| page.language == Some(site.original))
            };
            let found = kinds.iter().filter(|kind| originals().any(|page| kind.is_match(&page.key))).count();
            let (titled, all) = originals().fold((0, 0), |(titled, all), page| {
                let title = page.document.front_matter.as_ref().and_then(|fields| fields.get("title")?.value.as_str());
                let title = title.unwrap_or_default().to_lowercase();
                (titled + usize::from(products.iter().any(|name| title.contains(&name.to_lowercase()))), all + 1)
            });
            found >= KINDS && found * 2 > kinds.len() && titled * 10 > all
        })
    })
}

fn preset_by_address(shown: &[Setting]) -> Option<&'static str> {
    let bare =
        |text: &str| text.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_owned();
    let own: Vec<String> =
        find(shown, "links.base")?.value.as_array()?.iter().filter_map(|base| base.as_str().map(bare)).collect();
    crate::config::presets().into_iter().find(|name| {
        let bases = crate::config::preset_bases(name);
        bases.iter().any(|base| own.contains(&bare(base)))
    })
}

/// True for MDX pages with ids as `\{#id}` in a folder for each language, the original's among them.
fn is_like_rspress(project: &Project, shown: &[Setting]) -> bool {
    let by_folder =
        shown.iter().any(|setting| setting.key.ends_with(".source") && text_of(&setting.value).contains("{lang}/"));
    let mdx = project.corpus.sources().iter().filter(|page| page.path.ends_with(".mdx"));
    let escaped = |text: &str| {
        text.lines().any(|line| line.starts_with('#') && line.trim_end().ends_with('}') && line.contains("\\{#"))
    };
    by_folder && mdx.filter(|page| escaped(&page.text)).take(FEW).count() >= 2
}

/// True when the field holds texts of several words in most originals that have it.
fn is_prose(project: &Project, field: &str) -> bool {
    let corpus = &project.corpus;
    let pages = corpus.sources().iter().filter(|page| page.language == Some(corpus.site.original));
    let texts = pages.filter_map(|page| Some(&page.document.front_matter.as_ref()?.get(field)?.value));
    let (prose, all) = texts.fold((0, 0), |(prose, all), value| {
        let words = value
            .as_str()
            .map_or(0, |text| text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count());
        (prose + usize::from(words >= 2), all + 1)
    });
    prose * 2 > all
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A value as YAML on one line.
fn in_yaml(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        Value::Array(items) => format!("[{}]", items.iter().map(in_yaml).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// A text as YAML, in quotes where it could be read as something else.
fn scalar(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.'));
    let word = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&&*text.to_ascii_lowercase());
    if plain && !word { text.to_owned() } else { Value::String(text.to_owned()).to_string() }
}

#[cfg(test)]
mod tests {
    use super::scalar;

    #[test]
    fn words_that_yaml_reads_otherwise_get_quotes() {
        for (text, yaml) in
            [("zh-cn", "zh-cn"), ("no", "\"no\""), ("{lang}/{path}", "\"{lang}/{path}\""), ("1.0", "\"1.0\"")]
        {
            assert_eq!(scalar(text), yaml);
        }
    }
}
