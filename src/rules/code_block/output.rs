//! What commands print. Most of it is another at every run: counts, addresses, names of processes. The fields of data
//! and the heads of tables are not, so they can be compared.

use super::hunks::{Hunk, hunks};
use super::lines::Line;

/// Places of one session that are looked at; where there are more, it is another session.
const MOST: usize = 20;
/// Words of a value; more are a sentence.
const WORDS: usize = 2;

/// A line of output that is the same at every run.
struct Lasting<'l> {
    /// Which line it is.
    index: usize,
    /// The name of the field; empty for the head of a table.
    key: &'l str,
    /// What it says, without what changes from run to run.
    says: String,
}

/// Pairs of lines of the original and of the translation that print the same field, or the head of a table, and do not
/// say the same.
pub(super) fn differing(ours: &[Line<'_>], theirs: &[Line<'_>]) -> Vec<(usize, usize)> {
    let (x, y) = (lasting(ours), lasting(theirs));
    let says = |lines: &[Lasting<'_>]| lines.iter().map(|line| Line::of(line.says.clone())).collect::<Vec<_>>();
    let found = hunks(&says(&x), &says(&y), MOST);
    let paired = |hunk: &Hunk| hunk.original.len() == hunk.translation.len();
    let pairs = found.into_iter().filter(paired).flat_map(|hunk| hunk.original.zip(hunk.translation));
    let pairs = pairs.map(|(p, q)| (&x[p], &y[q])).filter(|(p, q)| p.key == q.key && p.says != q.says);
    pairs.map(|(p, q)| (p.index, q.index)).collect()
}

/// The lines that are worth comparing.
fn lasting<'l>(lines: &'l [Line<'_>]) -> Vec<Lasting<'l>> {
    let kept = |(index, line): (usize, &'l Line<'_>)| {
        let key = if is_head(&line.code) { "" } else { key(&line.code)? };
        let says = line.code.split_whitespace().map(masked).collect::<Vec<_>>().join(" ");
        Some(Lasting { index, key, says })
    };
    lines.iter().enumerate().filter_map(kept).collect()
}

/// The name of the field that a line of YAML, JSON or HTTP headers sets to a plain value.
fn key(line: &str) -> Option<&str> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim_start_matches(['-', ' ', '"']).trim_end_matches('"');
    let name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'/');
    let plain = key.starts_with(|c: char| c.is_ascii_lowercase()) && key.bytes().all(name);
    let apart = value.is_empty() || value.starts_with([' ', '"']);
    (plain && apart && value.split_whitespace().count() <= WORDS).then_some(key)
}

/// True for the names of columns: at least three words in capitals.
fn is_head(line: &str) -> bool {
    let capitals = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.bytes().all(|b| b.is_ascii_uppercase() || matches!(b, b'-' | b'_' | b'(' | b')' | b'/'))
    };
    line.split_whitespace().count() >= 3 && line.split_whitespace().all(capitals)
}

/// A word without quotes; one with digits in it is a count, an address or a name that was made up, unless it names a
/// version of an interface, such as `v1beta1`.
fn masked(word: &str) -> String {
    let bare = word.trim_matches(['"', '\'', ',']);
    let made_up = |part: &str| part.bytes().any(|b| b.is_ascii_digit()) && !is_interface_version(part);
    match bare.split('/').any(made_up) {
        true => "0".to_owned(),
        false => bare.to_owned(),
    }
}

fn is_interface_version(part: &str) -> bool {
    let rest = part.strip_prefix('v').unwrap_or("").trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.strip_prefix("alpha").or_else(|| rest.strip_prefix("beta")).unwrap_or(rest);
    part.starts_with('v') && rest.bytes().all(|b| b.is_ascii_digit()) && part.len() <= 10
}

#[cfg(test)]
mod tests {
    use super::{is_head, key, masked};

    #[test]
    fn fields_and_heads_last() {
        assert_eq!(key("apiVersion: lantern.example/v1"), Some("apiVersion"));
        assert_eq!(key("- \"name\": \"harbour\","), Some("name"));
        assert_eq!(key("Error: no such route"), None);
        assert_eq!(key("note: this is a sentence"), None);
        assert_eq!(key("12:30:00 started"), None);
        assert!(is_head("NAME TYPE PORT(S) AGE"));
        assert!(!is_head("NAME AGE") && !is_head("NAME Harbour AGE"));
    }

    #[test]
    fn what_changes_at_every_run_is_left_out() {
        assert_eq!(masked("harbour-7d9c4-x2b"), masked("harbour-51a77-q9z"));
        assert_eq!(masked("\"10.0.0.7\","), masked("10.1.1.1"));
        assert_ne!(masked("lantern.example/v1alpha1"), masked("lantern.example/v1beta1"));
        assert_ne!(masked("STRICT"), masked("PERMISSIVE"));
    }
}
