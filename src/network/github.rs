//! What GitHub does in ways of its own: places in pages that its scripts make, and what only its members see.

use url::Url;

use super::fragment::name;

/// Hosts that a token is meant for. It is sent to no other, and never without encryption.
const TOKEN_HOSTS: &[&str] = &["api.github.com", "raw.githubusercontent.com"];

/// True when requests to `url` may carry the token.
pub(super) fn takes_token(url: &Url) -> bool {
    url.scheme() == "https" && url.port().is_none() && url.host_str().is_some_and(|host| TOKEN_HOSTS.contains(&host))
}

/// The token of the environment.
pub(super) fn token() -> Option<String> {
    let names = ["GITHUB_TOKEN", "GH_TOKEN"];
    names
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .map(|token| token.trim().to_owned())
        .find(|t| !t.is_empty())
}

/// True for a page of GitHub.
pub(super) fn is_page(url: &Url) -> bool {
    matches!(url.host_str(), Some("github.com" | "gist.github.com"))
}

/// True for a fragment that GitHub makes in the browser: lines of a file, comments, parts of a difference.
pub(super) fn makes(url: &Url, fragment: &str) -> bool {
    is_page(url) && name(fragment).is_some_and(|name| is_lines(name) || !is_readme(url))
}

/// True for `L10`, `L10-L20` and `L10C3-L11C5`.
fn is_lines(name: &str) -> bool {
    let part = |part: &str| {
        let digits = part.strip_prefix('L').unwrap_or("");
        digits.starts_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(|b| b.is_ascii_digit() || b == b'C')
    };
    name.split('-').all(part)
}

/// True for a page with headings: a repository, a folder or a Markdown file of it, a wiki.
fn is_readme(url: &Url) -> bool {
    let parts: Vec<&str> =
        url.path_segments().map(|parts| parts.filter(|p| !p.is_empty()).collect()).unwrap_or_default();
    match parts.as_slice() {
        [_, _] => true,
        [_, _, "tree" | "wiki", ..] => true,
        [_, _, "blob", .., file] => {
            [".md", ".markdown", ".mdx", ".rst"].iter().any(|end| file.to_lowercase().ends_with(end))
        }
        _ => false,
    }
}

/// Where the programming interface tells of the repository that a page belongs to.
pub(super) fn repository(url: &Url) -> Option<Url> {
    let mut parts = url.path_segments()?.filter(|part| !part.is_empty());
    let (owner, name) = (parts.next()?, parts.next()?);
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    let name = name.trim_end_matches(".git");
    let is_repository = url.host_str() == Some("github.com") && plain(owner) && plain(name) && !name.is_empty();
    is_repository.then(|| Url::parse(&format!("https://api.github.com/repos/{owner}/{name}")).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn the_token_goes_to_its_hosts_alone() {
        assert!(takes_token(&url("https://api.github.com/repos/a/b")));
        for other in [
            "http://api.github.com/",
            "https://api.github.com:8443/",
            "https://api.github.com.evil.io/",
            "https://evil.io/api.github.com",
            "https://github.com/a/b",
        ] {
            assert!(!takes_token(&url(other)), "{other}");
        }
    }

    #[test]
    fn scripts_make_some_places() {
        for (page, fragment, made) in [
            ("https://github.com/a/b/blob/main/x.go", "L10-L20", true),
            ("https://github.com/a/b/blob/main/x.md", "L10", true),
            ("https://github.com/a/b/issues/1", "issuecomment-2", true),
            ("https://github.com/a/b/blob/main/README.md", "usage", false),
            ("https://github.com/a/b", "usage", false),
            ("https://a.io/x", "L10", false),
        ] {
            assert_eq!(makes(&url(page), fragment), made, "{page}#{fragment}");
        }
    }

    #[test]
    fn pages_belong_to_repositories() {
        let api = |text: &str| repository(&url(text)).map(String::from);
        assert_eq!(api("https://github.com/a/b/issues/1").as_deref(), Some("https://api.github.com/repos/a/b"));
        assert_eq!(api("https://github.com/a/b.git").as_deref(), Some("https://api.github.com/repos/a/b"));
        assert_eq!(api("https://github.com/a"), None);
        assert_eq!(api("https://github.com/a%2f../b"), None);
        assert_eq!(api("https://gitlab.com/a/b"), None);
    }
}
