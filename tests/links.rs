//! What a site offers, compared with what a real Hugo publishes for the same tree: addresses and ids. The tree and the
//! table are found through `TIDINGS_SHARED`.

#![allow(clippy::print_stdout)]

#[path = "support/shared.rs"]
mod shared;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use shared::shared;
use tidings::corpus::facts::Offer;
use tidings::project::{Project, Request};

/// A page as Hugo publishes it.
#[derive(Deserialize)]
struct Published {
    path: String,
    url: String,
    ids: Vec<(u8, String)>,
}

fn open(site: &Path) -> Project {
    let request = Request::of(site);
    Project::open(&request).unwrap_or_else(|_| panic!("{} cannot be opened", site.display()))
}

#[test]
fn addresses_and_ids_are_those_that_hugo_publishes() {
    let Some(shared) = shared("") else { return };
    let project = open(&shared.join("corpus/istio.io"));
    let table = fs::read_to_string(shared.join("oracle/istio.io-heading-ids.jsonl")).expect("the table can be read");
    let rows: BTreeMap<String, Published> = table
        .lines()
        .map(|line| serde_json::from_str::<Published>(line).expect("a row is JSON"))
        .map(|row| (row.path.clone(), row))
        .collect();
    let (corpus, pages) = (&project.corpus, &project.facts.pages);
    let mut wrong = Vec::new();
    let (mut compared, mut ids) = (0, 0);
    for id in corpus.ids() {
        let source = corpus.source(id);
        let Some(row) = rows.get(&*source.path) else {
            // Other languages than those of the table are not in it.
            let known = ["content/en/", "content/zh/"].iter().any(|folder| source.path.starts_with(folder));
            if known && pages.is_published(id) {
                wrong.push(format!("{} is not published", source.path));
            }
            continue;
        };
        compared += 1;
        let prefix = source.language.map_or("", |language| &corpus.site.language(language).prefix);
        let path = pages.published_path(id).unwrap_or("-");
        let url = if path.is_empty() { format!("{prefix}/") } else { format!("{prefix}/{path}/") };
        if url != row.url {
            wrong.push(format!("{}: {url} is at {}", source.path, row.url));
        }
        for (_, anchor) in &row.ids {
            ids += 1;
            // Ids that a shortcode is part of differ from build to build.
            if pages.offer(&corpus.site, id, anchor) == Offer::Missing && !anchor.contains("hahahugoshortcode") {
                wrong.push(format!("{} has {anchor}", source.path));
            }
        }
    }
    assert!(compared > 1000 && ids > 1000, "{compared} pages and {ids} ids were compared");
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}
