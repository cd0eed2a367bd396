//! Every example of every rule file is a test: what is reported, what the fixes make of the files, and that nothing is
//! left to fix. `UPDATE_EXPECT=1` prints what would hold, in the form of the rule file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use tidings::corpus::Verdict;
use tidings::diagnostic::{Applicability, Diagnostic};
use tidings::engine::fix;
use tidings::project::Project;
use tidings::report::Positions;
use tidings::rules::{Example, Level, Manual, Rule, Words};
use tidings::words::Tongue;

/// Examples run as a Hugo site in three languages unless they bring files of their own with these names.
const SITE: [(&str, &str); 2] = [
    (
        "hugo.toml",
        "defaultContentLanguage = \"en\"\n\
         [languages.en]\nweight = 1\ncontentDir = \"content/en\"\n\
         [languages.zh]\nweight = 2\ncontentDir = \"content/zh\"\n\
         [languages.uk]\nweight = 3\ncontentDir = \"content/uk\"\n",
    ),
    ("netlify.toml", "[build.environment]\nHUGO_VERSION = \"0.147.9\"\n"),
];

/// Fixes may make room for others; a site that needs more runs than this never comes to rest.
const MOST_RUNS: usize = 10;

fn main() {
    let arguments = Arguments::from_args();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of rules is part of the package")
        .map(|entry| entry.expect("the folder of rules can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    files.sort();
    let trials = files.iter().flat_map(|path| trials(path)).collect();
    libtest_mimic::run(&arguments, trials).exit();
}

/// The tests of one rule file: one for the file, one for each example.
fn trials(path: &Path) -> Vec<Trial> {
    let id = path.file_stem().and_then(|stem| stem.to_str()).expect("rule files have plain names").to_owned();
    let text = fs::read_to_string(path).expect("rule files are text");
    let mut trials = Vec::new();
    if let Ok(manual) = Manual::read(&text) {
        for example in manual.examples {
            let (id, text) = (id.clone(), text.clone());
            let name = format!("{id}: {}", example.name);
            trials.push(Trial::test(name, move || self::example(&id, &text, &example)));
        }
    }
    trials.push(Trial::test(format!("{id}: the file"), move || file(&id, &text)));
    trials
}

fn file(id: &str, text: &str) -> Result<(), Failed> {
    let rule = Rule::read(text, None)?;
    let manual = Manual::read(text).map_err(|error| format!("the manual: {error}"))?;
    ensure(*rule.id == *id, || format!("the file is called `{id}`, the rule `{}`", rule.id))?;
    head_first(text)?;
    let sentences = [&rule.message, &rule.related, &rule.fix].into_iter().flat_map(|sentences| sentences.0.values());
    for words in sentences.chain([&rule.summary]) {
        in_both(words)?;
    }
    ensure(manual.docs.zh.is_some(), || "`docs` has no Chinese".to_owned())?;
    let fires = |example: &&Example| !example.expect.is_empty();
    ensure(manual.examples.iter().any(|e| fires(&e)), || "no example in which it fires".to_owned())?;
    ensure(!manual.examples.iter().all(|e| fires(&e)), || "no example in which it is silent".to_owned())?;
    let names: BTreeSet<&str> = manual.examples.iter().map(|example| example.name.as_str()).collect();
    ensure(names.len() == manual.examples.len(), || "two examples have the same name".to_owned())
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(otherwise().into()) }
}

/// A run reads a rule file only up to its manual, so nothing may follow it.
fn head_first(text: &str) -> Result<(), Failed> {
    let top = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()));
    let late = top
        .skip_while(|line| !line.starts_with("docs:"))
        .find(|line| !line.starts_with("docs:") && !line.starts_with("examples:"));
    match late {
        Some(line) => Err(format!("`{line}` stands below `docs`").into()),
        None => Ok(()),
    }
}

/// A sentence has both languages, and both use the same values.
fn in_both(words: &Words) -> Result<(), Failed> {
    let english = words.en.fill(&[]);
    let Some(zh) = &words.zh else { return Err(format!("no Chinese for: {english}").into()) };
    let names =
        |template: &tidings::rules::Template| template.placeholders().map(str::to_owned).collect::<BTreeSet<_>>();
    ensure(names(&words.en) == names(zh), || format!("the Chinese uses other values than: {english}"))?;
    let plain = !english.trim_end().ends_with('.') && !zh.fill(&[]).trim_end().ends_with('。');
    ensure(plain, || format!("a sentence ends in a full stop: {english}"))
}

fn example(id: &str, text: &str, example: &Example) -> Result<(), Failed> {
    let rule = Rule::read(text, None)?;
    let mut files = example.files.clone();
    for (path, text) in SITE {
        files.entry(path.to_owned()).or_insert_with(|| text.to_owned());
    }
    let answers = &example.external;
    let found = Run::new(&rule, &files, answers)?;
    let expected: Vec<String> = example.expect.iter().map(|line| line.trim_end().to_owned()).collect();
    if found.lines != expected {
        return Err(different("what is reported", &expected.join("\n"), &found.lines.join("\n"), &found.as_yaml()));
    }
    let others = found.others;
    let last = fixed_files(&rule, &mut files, answers, found)?;
    let unknown = |path: &String| SITE.iter().any(|(site, _)| site == path) && !example.files.contains_key(path);
    let changed: BTreeMap<String, String> =
        files.into_iter().filter(|(path, text)| !unknown(path) && example.files.get(path) != Some(text)).collect();
    if changed != example.fixed {
        return Err(different("what the fixes make", &shown(&example.fixed), &shown(&changed), &yaml_of(&changed)));
    }
    ensure(last.others <= others, || format!("the fixes of `{id}` make other rules report something"))
}

/// Makes the rule's fixes until there are none left, and gives the last run.
fn fixed_files(rule: &Rule, files: &mut BTreeMap<String, String>, answers: &Known, first: Run) -> Result<Run, Failed> {
    let mut run = first;
    for _ in 0..MOST_RUNS {
        let fixed = fix::apply(&run.project.corpus, &run.diagnostics, Applicability::Unsafe);
        if fixed.made == 0 {
            ensure(fixed.left_out == 0, || "a fix cannot be made: its edits overlap or fit no text".to_owned())?;
            return Ok(run);
        }
        for (source, text) in fixed.texts {
            let path = run.project.corpus.source(source).path.to_string();
            ensure(files.get(&path) != Some(&text), || format!("a fix changes nothing in {path}"))?;
            files.insert(path, text);
        }
        run = Run::new(rule, files, answers)?;
    }
    Err(format!("after {MOST_RUNS} runs there is still something to fix").into())
}

/// What other sites answer.
type Known = BTreeMap<String, Verdict>;

/// What a rule finds in files.
struct Run {
    project: Project,
    /// The rule's own findings.
    diagnostics: Vec<Diagnostic>,
    /// The same as lines of an example.
    lines: Vec<String>,
    /// How many findings other rules have.
    others: usize,
}

impl Run {
    fn new(rule: &Rule, files: &BTreeMap<String, String>, answers: &Known) -> Result<Self, Failed> {
        let mut project = Project::in_memory(files).map_err(|error| error.what(Tongue::En))?;
        let answers = answers.iter().map(|(address, verdict)| (address.as_str().into(), verdict.clone()));
        project.facts.external = answers.collect();
        // A rule, or a case of it, that is off until a site asks for it is asked for here.
        let has_off = rule.is_off() || rule.severity.cases().any(|case| rule.severity.of(case) == Some(Level::Off));
        if has_off && !project.settings.levels.contains_key(&*rule.id) {
            project.settings.levels.insert(rule.id.to_string(), Level::Warning.into());
        }
        let outcome = project.check(Tongue::En, |_| true);
        ensure(outcome.broken.is_empty(), || format!("rules broke: {:?}", outcome.broken))?;
        let zh = project.check(Tongue::Zh, |_| true);
        ensure(zh.diagnostics.len() == outcome.diagnostics.len(), || "Chinese has other findings".to_owned())?;
        let (own, others): (Vec<_>, Vec<_>) = outcome.diagnostics.into_iter().partition(|d| d.rule == rule.id);
        let mut positions = Positions::new(&project.corpus);
        let mut lines = Vec::new();
        for d in own.iter().chain(zh.diagnostics.iter().filter(|d| d.rule == rule.id)) {
            complete(d)?;
        }
        for d in &own {
            let at = positions.range(d.primary).start;
            let path = &project.corpus.source(d.primary.source).path;
            lines.push(format!("{path}:{}:{}: {}", at.line, at.column, d.message));
        }
        Ok(Self { diagnostics: own, lines, others: others.len(), project })
    }

    fn as_yaml(&self) -> String {
        let mut yaml = "    expect:\n".to_owned();
        for line in &self.lines {
            writeln!(yaml, "      - {}", serde_json::Value::from(line.as_str())).expect("a string takes any text");
        }
        yaml
    }
}

/// A finding says something everywhere, with no placeholder left.
fn complete(d: &Diagnostic) -> Result<(), Failed> {
    let titles = d.fix.iter().map(|fix| &fix.title);
    let sentences: Vec<&String> =
        [&d.message].into_iter().chain(d.related.iter().map(|l| &l.message)).chain(titles).collect();
    for sentence in sentences {
        ensure(!sentence.is_empty(), || format!("a sentence is missing beside: {}", d.message))?;
    }
    Ok(())
}

fn shown(files: &BTreeMap<String, String>) -> String {
    files.iter().map(|(path, text)| format!("=== {path}\n{text}")).collect()
}

fn yaml_of(files: &BTreeMap<String, String>) -> String {
    let mut yaml = "    fixed:\n".to_owned();
    for (path, text) in files {
        writeln!(yaml, "      {path}: |").expect("a string takes any text");
        for line in text.lines() {
            writeln!(yaml, "{}", format!("        {line}").trim_end()).expect("a string takes any text");
        }
    }
    yaml
}

fn different(what: &str, expected: &str, found: &str, update: &str) -> Failed {
    let diff = similar::TextDiff::from_lines(expected, found);
    let mut said = format!("{what} differs (- expected, + found):\n{}", diff.unified_diff().context_radius(2));
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        said.push_str("\nwhat would hold:\n");
        said.push_str(update);
    }
    said.into()
}
