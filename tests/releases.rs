//! The catalogue of releases on real sites, and what pages claim of them.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "tests say what they skip and what they measured")]

#[path = "support/shared.rs"]
mod shared;

use std::collections::BTreeMap;

use shared::shared;
use tidings::project::{Project, Request};
use tidings::report::Positions;
use tidings::words::Tongue;

/// A site of files in memory.
fn site(files: &[(&str, &str)]) -> Project {
    let files: BTreeMap<String, String> = files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
    Project::in_memory(&files).unwrap_or_else(|error| panic!("{}", error.what(Tongue::En)))
}

/// Version and day of every release that is known.
fn known(project: &Project) -> Vec<String> {
    let day = |release: &tidings::corpus::facts::releases::Release| {
        release.date.as_ref().map_or("-".to_owned(), |date| date.day.to_string())
    };
    project.facts.releases.all().map(|release| format!("{} {}", release.version, day(release))).collect()
}

/// The findings of the rules about releases: place, rule and message.
fn found(project: &Project) -> Vec<String> {
    let outcome = project.check(Tongue::En, |_| true);
    let rules = ["release-claim", "publishdate-order", "support-date"];
    let mut positions = Positions::new(&project.corpus);
    let about = outcome.diagnostics.iter().filter(|d| rules.contains(&&*d.rule));
    about
        .map(|d| {
            let at = positions.range(d.primary).start;
            format!("{}:{}:{} {}", project.corpus.source(d.primary.source).path, at.line, at.column, d.rule)
        })
        .collect()
}

#[test]
fn the_page_of_a_third_party_is_caught_at_each_place() {
    let Some(seeds) = shared("seeds") else { return };
    let names = std::fs::read_dir(seeds).expect("seeds can be listed").flatten().map(|entry| entry.path());
    let mut texts: Vec<(String, String)> = names
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy()[..3].to_owned();
            (name, std::fs::read_to_string(path).expect("text"))
        })
        .collect();
    texts.sort();
    let files: Vec<(String, &str)> = texts.iter().map(|(name, text)| (format!("{name}.md"), text.as_str())).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    assert_eq!(found(&site(&files)), ["003.md:7:25 release-claim", "003.md:92:13 release-claim"]);
}

#[test]
fn releases_of_real_sites_are_known() {
    for (corpus, least, some) in [
        ("istio.io", 150, "1.14.0 2022-06-01"),
        ("kubernetes", 9, "1.24 2022-05-03"),
        ("karmada", 8, "1.12 2024-12-23"),
        ("volcano", 9, "1.7.0 2023-01-12"),
        ("rspack", 15, "1.5 2025-08-26"),
        ("rsbuild", 9, "1.0 2024-09-10"),
    ] {
        let Some(start) = shared(&format!("corpus/{corpus}")) else { continue };

        let request = Request { no_baseline: true, ..Request::of(&start) };
        let project = Project::open(&request).unwrap_or_else(|error| panic!("{corpus}: {}", error.what(Tongue::En)));
        let all = known(&project);
        println!("{corpus}: {} {:?} {all:?}", all.len(), project.facts.releases.names().collect::<Vec<_>>());
        assert!(all.len() >= least, "{corpus}: {}", all.len());
        assert!(some.is_empty() || all.iter().any(|release| release == some), "{corpus}: {all:?}");
    }
}

/// An announcement of Lantern 2.3.0 on 2031-03-18.
const ANNOUNCEMENT: &str =
    "---\ntitle: Announcing Lantern 2.3.0\npublishdate: 2031-03-18\nrelease: 2.3.0\n---\nNews.\n";

/// What is found on a page with one line beside the announcement.
fn claims(line: &str) -> usize {
    let path = "content/en/news/releases/2.3.x/announcing-2.3/index.md";
    let project = site(&[(path, ANNOUNCEMENT), ("content/en/blog/post.md", line)]);
    found(&project).len()
}

#[test]
fn sentences_that_date_a_release() {
    for line in [
        "Lantern 2.3, released in June 2031, is fast.",
        "Lantern v2.3.0 (released on 2031-06-18) is fast.",
        "Lantern 2.3 was first released to the public on Tuesday, March 17th, 2031.",
        "Since Lantern 2.3 has been released in early 2030, a lot happened.",
        "The release of Lantern 2.3 in May 2031 was a milestone.",
        "In May 2031, we released Lantern 2.3.",
        "On May 18, 2031, Lantern 2.3 was officially released.",
        "Lantern 2.3 came out in 2030.",
        "The release date of Lantern 2.3 is 18 May 2031.",
        "**Lantern 2.3** was [released](/x/) in\nJune 2031.",
        "Lantern 2.3 已于 2031 年 5 月正式发布。",
        "Lantern 2.3 版本在 2031-03-19 发布，",
        "2031 年五月，Lantern 2.3 正式发布。",
        "Lantern 2.3 的发布日期为 2031 年 5 月 18 日",
        "Lantern 2.3（发布于 2031 年 5 月）",
        "Lantern 2.3\n\nReleased: May 2031",
        "Lantern 2.3\n\n发布日期：2031 年 5 月",
        "Lantern 2.3\n\n- **Release date**: May 2031",
    ] {
        assert_eq!(claims(line), 1, "{line}");
    }
}

#[test]
fn sentences_that_say_nothing_wrong_of_a_release() {
    for line in [
        "Lantern 2.3, released in March 2031, is fast.",
        "Lantern 2.3 was released on March 18.",
        "Lantern 2.3 came out in 2031.",
        "Lantern 2.3 will be released in June 2031.",
        "The expected release date for Lantern 2.3 is June 2031.",
        "We planned the release of Lantern 2.3 in February 2031.",
        "Lantern 2.3 reaches its end of life in June 2032.",
        "Support for Lantern 2.3 ends on June 1, 2032.",
        "We upgraded to Lantern 2.3 on June 1, 2031, and Envoy 2.3 was released in June 2031.",
        "Envoy 2.3, released in June 2031, is fast.",
        "Lantern 2.3.1 was released in June 2031, and Lantern 2.4 in July.",
        "Lantern 2.3.x was released in June 2031.",
        "The first beta of Lantern 2.3 was released in January 2031.",
        "A vulnerability in Lantern 2.3 was published in June 2031.",
        "The book on Lantern 2.3 was published in June 2031.",
        "In June 2031, the team released Lantern 2.3 documentation.",
        "Lantern 2.2 and Lantern 2.3 were released in June 2031.",
        "Lantern 2.3 runs with a kernel released in June 2031.",
        "Lantern 2.3 计划于 2031 年 6 月发布。",
        "2031 年 6 月发布的 Lantern 2.3 安全公告",
        "对 Lantern 2.3 的支持将于 2032 年 6 月结束。",
        "我们在 2031 年 6 月升级到 Lantern 2.3 并发布了报告。",
        "Release date: June 2031",
        "Lantern 2.3\n\n## Envoy 2.3\n\nRelease date: June 2031",
    ] {
        assert_eq!(claims(line), 0, "{line}");
    }
}

#[test]
fn a_plain_text_that_is_named_is_compared_with_the_site() {
    let root = tempfile::tempdir().expect("a folder for the test");
    let page = root.path().join("content/en/news/releases/2.3.x/announcing-2.3/index.md");
    std::fs::create_dir_all(page.parent().expect("a folder")).expect("folders");
    std::fs::write(&page, ANNOUNCEMENT).expect("a page");
    let text = root.path().join("overview.txt");
    std::fs::write(&text, "Lantern 2.3: a closer look\n\nRelease DateJune 2031\n").expect("a text");
    let extra = [text];
    let request = Request { extra: &extra, no_baseline: true, ..Request::of(root.path()) };
    let project = Project::open(&request).unwrap_or_else(|error| panic!("{}", error.what(Tongue::En)));
    assert_eq!(found(&project), ["overview.txt:3:13 release-claim"]);
}
