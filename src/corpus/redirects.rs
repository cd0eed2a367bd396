//! Redirects that a site's host carries out: `_redirects` and `netlify.toml`.

use rustc_hash::FxHashMap;

use super::links::url_path;

/// What the files with redirects of a site say.
#[derive(Debug, Clone, Default)]
pub struct Redirects {
    /// Where whole paths lead, by the path as [`url_path`] writes it.
    exact: FxHashMap<Box<str>, Box<str>>,
    /// Paths with `*` or `:name` in them, by their parts.
    patterns: Vec<Vec<Part>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(Box<str>),
    /// `:name`: one part, whatever it is.
    Any,
    /// `*`: all that follows.
    Rest,
}

/// The most patterns that are kept: each link that leads nowhere is held against all of them.
const MOST_PATTERNS: usize = 2000;

impl Redirects {
    /// Adds what a file says; `path` tells its format.
    pub fn add(&mut self, path: &str, text: &str) {
        if path.ends_with(".toml") {
            self.add_toml(text);
        } else {
            text.lines().for_each(|line| self.add_line(line));
        }
    }

    /// `/from  param=:x  /to  301!  Language=zh`
    fn add_line(&mut self, line: &str) {
        let line = line.split(" #").next().unwrap_or("").trim();
        let mut words = line.split_ascii_whitespace();
        let Some(from) = words.next().filter(|word| !word.starts_with('#')) else { return };
        let mut words = words.skip_while(|word| word.contains('=') && !word.starts_with(['/', 'h']));
        let Some(to) = words.next() else { return };
        let status = words.next().and_then(|word| word.trim_end_matches('!').parse::<u16>().ok());
        self.insert(from, to, status);
    }

    fn add_toml(&mut self, text: &str) {
        let Ok(table) = toml::from_str::<toml::Table>(text) else { return };
        let rules = table.get("redirects").and_then(toml::Value::as_array);
        for rule in rules.into_iter().flatten() {
            let word = |key: &str| rule.get(key).and_then(toml::Value::as_str);
            let status = rule.get("status").and_then(toml::Value::as_integer).and_then(|n| u16::try_from(n).ok());
            if let (Some(from), Some(to)) = (word("from"), word("to")) {
                self.insert(from, to, status);
            }
        }
    }

    fn insert(&mut self, from: &str, to: &str, status: Option<u16>) {
        // A redirect from another host says nothing about this one; one that answers 404 leads nowhere.
        if !from.starts_with('/') || status.is_some_and(|status| status >= 400) {
            return;
        }
        let part = |part: &str| match part {
            "*" => Part::Rest,
            _ if part.starts_with(':') => Part::Any,
            _ => Part::Literal(part.to_lowercase().into()),
        };
        if from.contains(['*', ':']) {
            if self.patterns.len() < MOST_PATTERNS {
                self.patterns.push(from.split('/').filter(|part| !part.is_empty()).map(part).collect());
            }
        } else {
            self.exact.entry(url_path(from).into()).or_insert_with(|| to.into());
        }
    }

    /// True when a path, as [`url_path`] writes it but with its language, is led somewhere else.
    pub fn lead(&self, path: &str) -> bool {
        self.exact.contains_key(path) || self.patterns.iter().any(|pattern| fits(pattern, path))
    }

    /// Where the whole path leads, when it is written without placeholders.
    pub fn target(&self, path: &str) -> Option<&str> {
        self.exact.get(path).map(|to| &**to)
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.patterns.is_empty()
    }
}

fn fits(pattern: &[Part], path: &str) -> bool {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    for expected in pattern {
        match (expected, parts.next()) {
            (Part::Rest, _) => return true,
            (Part::Any, Some(_)) => {}
            (Part::Literal(literal), Some(part)) if **literal == *part => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_formats_are_read() {
        let mut redirects = Redirects::default();
        redirects.add(
            "static/_redirects",
            "# old pages\n/Old/  /new/  301\n/a/:x/b /c/:x # why\n/docs/1.0/* /docs/:splat 301!\n/id id=:id /x/:id\n/* /404.html 404\nhttps://a.io/y /z\n",
        );
        redirects.add("netlify.toml", "[[redirects]]\nfrom = \"/talks\"\nto = \"https://x.io\"\nstatus = 302\n");
        for path in ["old", "a/1/b", "docs/1.0/x/y", "docs/1.0", "talks", "id"] {
            assert!(redirects.lead(path), "{path}");
        }
        for path in ["older", "a/1/2/b", "a/1", "docs/1.1/x", "y", ""] {
            assert!(!redirects.lead(path), "{path}");
        }
        assert_eq!(redirects.target("old"), Some("/new/"));
    }

    #[test]
    fn nonsense_is_passed_over() {
        let mut redirects = Redirects::default();
        redirects.add("_redirects", "/only-from\n\n   \n#\nx y z\n");
        redirects.add("netlify.toml", "not = [toml");
        assert!(redirects.is_empty());
    }
}
