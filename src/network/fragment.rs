//! Looks for places in a page while it is being read: ids, and names of anchors. The page is never held as a whole.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::corpus::links::decoded;

/// What GitHub puts before the ids of what its users write.
const USER_CONTENT: &str = "user-content-";
/// At most so many of a page's links to itself are remembered.
const MOST_OWN_LINKS: usize = 64;

/// What is said of one fragment of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is there.
    Found,
    /// It is not there, and the page is one that holds its places.
    Gone,
    /// It is not there, but the page's scripts may make it.
    Unknown,
}

/// The name that a fragment stands for; `None` when it names no place that a page must hold: nothing, the top,
/// a text to look for, a route of a program in the page.
pub(super) fn name(fragment: &str) -> Option<&str> {
    let name = fragment.split(":~:").next().unwrap_or("");
    let is_top = name.is_empty() || name.eq_ignore_ascii_case("top");
    (!is_top && !name.starts_with(['/', '!'])).then_some(name)
}

/// The fragment as pages may write it: as it is, and decoded.
fn spellings(name: &str) -> Vec<String> {
    let decoded = decoded(name).into_owned();
    let mut all = vec![name.to_owned(), decoded];
    all.dedup();
    all
}

/// Reads a page and notes which of the wanted places it has.
pub(super) struct Scanner {
    tokenizer: Tokenizer<Sink>,
    buffer: BufferQueue,
    /// Bytes at the end of a piece that are the start of a character.
    rest: Vec<u8>,
    /// The page has bytes that are no UTF-8: places with other letters than ASCII cannot be compared.
    foreign: bool,
    /// Looks into scripts as well.
    embedded: Option<Embedded>,
}

/// Pages of GitHub hold what users write as data of a script, so ids are looked for in the bytes.
struct Embedded {
    /// What to look for, and the fragment it stands for.
    needles: Vec<(Vec<u8>, String)>,
    /// The end of the last piece.
    tail: Vec<u8>,
    longest: usize,
}

impl Embedded {
    fn new(wanted: &BTreeMap<String, Vec<String>>) -> Self {
        let marked = wanted.iter().filter(|(id, _)| id.starts_with(USER_CONTENT));
        // GitHub compares in lower case.
        let needle = |id: &str, end: &str| format!("{}{end}", id.to_lowercase()).into_bytes();
        let each = marked.flat_map(|(id, fragments)| fragments.iter().map(move |fragment| (id, fragment)));
        let needles: Vec<(Vec<u8>, String)> =
            each.flat_map(|(id, fragment)| ["\"", "\\\""].map(|end| (needle(id, end), fragment.clone()))).collect();
        let longest = needles.iter().map(|(needle, _)| needle.len()).max().unwrap_or(0);
        Self { needles, tail: Vec::new(), longest }
    }

    fn feed(&mut self, piece: &[u8], sink: &Sink) {
        self.tail.extend_from_slice(piece);
        for (needle, fragment) in &self.needles {
            if memchr::memmem::find(&self.tail, needle).is_some() {
                sink.missing.borrow_mut().remove(fragment);
            }
        }
        if memchr::memmem::find(&self.tail, USER_CONTENT.as_bytes()).is_some() {
            sink.has_places.set(true);
        }
        let kept = self.tail.len().min(self.longest.max(USER_CONTENT.len()));
        self.tail.drain(..self.tail.len() - kept);
    }
}

struct Sink {
    /// Only what users have written counts as a sign that the page holds its places.
    is_embedded: bool,
    /// Spelling as an id, and the fragments it stands for.
    wanted: BTreeMap<String, Vec<String>>,
    missing: RefCell<BTreeSet<String>>,
    /// Targets of the page's links to itself, and which of them exist.
    own_links: RefCell<BTreeSet<String>>,
    /// The page has headings with ids or named anchors: it is written with its places.
    has_places: Cell<bool>,
    /// Ids that a link of the page itself leads to may come before the link.
    ids: RefCell<BTreeSet<String>>,
    refresh: RefCell<Option<String>>,
}

impl Scanner {
    /// Looks for `fragments`, which are names as [`name`] gives them.
    /// `embedded` for pages of GitHub.
    pub(super) fn new(fragments: &BTreeSet<String>, embedded: bool) -> Self {
        let mut wanted: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for fragment in fragments {
            for spelling in spellings(fragment) {
                wanted.entry(format!("{USER_CONTENT}{spelling}")).or_default().push(fragment.clone());
                wanted.entry(spelling).or_default().push(fragment.clone());
            }
        }
        let embedded = embedded.then(|| Embedded::new(&wanted));
        let sink = Sink {
            is_embedded: embedded.is_some(),
            wanted,
            missing: RefCell::new(fragments.clone()),
            own_links: RefCell::default(),
            has_places: Cell::new(false),
            ids: RefCell::default(),
            refresh: RefCell::default(),
        };
        let opts = TokenizerOpts::default();
        Self {
            tokenizer: Tokenizer::new(sink, opts),
            buffer: BufferQueue::default(),
            rest: Vec::new(),
            foreign: false,
            embedded,
        }
    }

    /// Reads the next piece. True when nothing is left to look for.
    pub(super) fn feed(&mut self, piece: &[u8]) -> bool {
        if let Some(embedded) = &mut self.embedded {
            embedded.feed(piece, &self.tokenizer.sink);
        }
        let joined;
        let bytes = if self.rest.is_empty() {
            piece
        } else {
            self.rest.extend_from_slice(piece);
            joined = std::mem::take(&mut self.rest);
            &joined
        };
        // A character that is cut at the end waits for the next piece; bytes that are none are replaced.
        let whole = match std::str::from_utf8(bytes) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => bytes.len(),
        };
        let text = String::from_utf8_lossy(&bytes[..whole]);
        self.foreign |= matches!(text, std::borrow::Cow::Owned(_));
        self.rest = bytes[whole..].to_vec();
        self.buffer.push_back(StrTendril::from_slice(&text));
        // The sink asks for no scripts and no encodings, so the tokenizer takes all there is.
        while !self.buffer.is_empty() {
            let _ = self.tokenizer.feed(&self.buffer);
        }
        self.tokenizer.sink.missing.borrow().is_empty()
    }

    /// What a page says that sends its readers on at once.
    pub(super) fn refresh(&self) -> Option<String> {
        self.tokenizer.sink.refresh.borrow().clone()
    }

    /// What is known of each fragment; `whole` when the page was read to its end.
    pub(super) fn places(&self, fragments: &BTreeSet<String>, whole: bool) -> BTreeMap<String, Place> {
        let sink = &self.tokenizer.sink;
        let missing = sink.missing.borrow();
        let holds = whole && sink.holds_its_places();
        let place = |fragment: &String| match (missing.contains(fragment), holds) {
            (false, _) => Place::Found,
            (true, true) if fragment_is_ascii(fragment) || !self.foreign => Place::Gone,
            (true, _) => Place::Unknown,
        };
        fragments.iter().map(|fragment| (fragment.clone(), place(fragment))).collect()
    }
}

fn fragment_is_ascii(fragment: &str) -> bool {
    decoded(fragment).is_ascii()
}

impl Sink {
    /// True for a page whose places stand in its text. Pages that scripts fill have next to none.
    fn holds_its_places(&self) -> bool {
        let (links, ids) = (self.own_links.borrow(), self.ids.borrow());
        if self.is_embedded {
            return self.has_places.get();
        }
        self.has_places.get() || links.iter().any(|link| ids.contains(link))
    }

    fn tag(&self, tag: &Tag) {
        let is_heading = matches!(&*tag.name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        for attribute in &tag.attrs {
            let value = &*attribute.value;
            match &*attribute.name.local {
                "id" => {
                    self.place(value);
                    let marks = value.starts_with(USER_CONTENT) || (is_heading && !self.is_embedded);
                    self.has_places.set(self.has_places.get() || marks);
                }
                "name" if &*tag.name == "a" => {
                    self.place(value);
                    self.has_places.set(self.has_places.get() || !self.is_embedded);
                }
                "href" if &*tag.name == "a" => self.own_link(value),
                _ => {}
            }
        }
        if &*tag.name == "meta" {
            self.meta(tag);
        }
    }

    fn place(&self, id: &str) {
        for fragment in self.wanted.get(id).into_iter().flatten() {
            self.missing.borrow_mut().remove(fragment);
        }
        let mut ids = self.ids.borrow_mut();
        if ids.len() < MOST_OWN_LINKS * 8 {
            ids.insert(id.to_owned());
        }
    }

    fn own_link(&self, href: &str) {
        let mut links = self.own_links.borrow_mut();
        if let Some(name) = href.strip_prefix('#').filter(|name| !name.is_empty() && links.len() < MOST_OWN_LINKS) {
            links.insert(name.to_owned());
        }
    }

    fn meta(&self, tag: &Tag) {
        let value =
            |name: &str| tag.attrs.iter().find(|a| &*a.name.local == name).map(|attribute| attribute.value.to_string());
        if !value("http-equiv").is_some_and(|value| value.eq_ignore_ascii_case("refresh")) {
            return;
        }
        let content = value("content").unwrap_or_default();
        let Some((wait, target)) = content.split_once([';', ',']) else { return };
        let target = target.trim();
        let target = match target.get(..4) {
            Some(head) if head.eq_ignore_ascii_case("url=") => target[4..].trim().trim_matches(['"', '\'']),
            _ => return,
        };
        // A page that reloads itself now and then is not one that sends away.
        if wait.trim().parse::<f32>().is_ok_and(|seconds| seconds <= 5.0) && !target.is_empty() {
            *self.refresh.borrow_mut() = Some(target.to_owned());
        }
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        if let TagToken(tag) = token
            && tag.kind == StartTag
        {
            self.tag(&tag);
            // What stands in these is text, whatever it looks like.
            return match &*tag.name {
                "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
                "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                _ => TokenSinkResult::Continue,
            };
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(page: &str, fragments: &[&str]) -> Vec<Place> {
        let wanted: BTreeSet<String> = fragments.iter().map(|&fragment| fragment.to_owned()).collect();
        let by = |step: usize| {
            let mut scanner = Scanner::new(&wanted, false);
            page.as_bytes().chunks(step).for_each(|piece| {
                scanner.feed(piece);
            });
            let found = scanner.places(&wanted, true);
            fragments.iter().map(|&fragment| found[fragment]).collect::<Vec<_>>()
        };
        let whole = by(page.len().max(1));
        for step in [1, 2, 7] {
            assert_eq!(by(step), whole, "pieces of {step}");
        }
        whole
    }

    use Place::{Found, Gone, Unknown};

    #[test]
    fn ids_and_names_are_places() {
        let page = "<h2 id=\"a&amp;b\">A</h2><a name='old'></a><p id=介绍 ID2=x>日本</p><!-- <p id=c> -->\
                    <script>var x = '<p id=\"s\">'</script><textarea><p id=t></textarea><P ID=Up>";
        let found = places(page, &["a&b", "old", "介绍", "%E4%BB%8B%E7%BB%8D", "c", "s", "t", "Up", "up"]);
        assert_eq!(found, [Found, Found, Found, Found, Gone, Gone, Gone, Found, Gone]);
    }

    #[test]
    fn pages_that_scripts_fill_say_nothing() {
        assert_eq!(places("<div id=root></div><script src=x></script>", &["a"]), [Unknown]);
        assert_eq!(places("", &["a"]), [Unknown]);
        assert_eq!(places("<a href='#b'>b</a><p id=b>", &["a"]), [Gone]);
        assert_eq!(places("<a href='#b'>b</a><p id=d>", &["a"]), [Unknown]);
    }

    #[test]
    fn ids_of_users_carry_a_mark() {
        assert_eq!(places("<a id='user-content-usage' href='#usage'></a>", &["usage", "other"]), [Found, Gone]);
    }

    #[test]
    fn ids_of_users_may_stand_in_the_data_of_a_script() {
        let page = "<h1 id=nav>x</h1><script>{\"text\":\"<a id=\\\"user-content-usage\\\">\"}</script>";
        let wanted: BTreeSet<String> = ["Usage", "gone"].map(str::to_owned).into();
        let mut scanner = Scanner::new(&wanted, true);
        page.as_bytes().chunks(5).for_each(|piece| {
            scanner.feed(piece);
        });
        let places = scanner.places(&wanted, true);
        assert_eq!((places["Usage"], places["gone"]), (Found, Gone));
        let mut scanner = Scanner::new(&wanted, true);
        scanner.feed(b"<h1 id=nav>x</h1><a href=#nav>");
        assert_eq!(scanner.places(&wanted, true)["gone"], Unknown);
    }

    #[test]
    fn some_fragments_name_no_place() {
        for (fragment, expected) in [
            ("a", Some("a")),
            ("", None),
            ("top", None),
            ("Top", None),
            (":~:text=x", None),
            ("a:~:text=x", Some("a")),
            ("/route", None),
            ("!/x", None),
        ] {
            assert_eq!(name(fragment), expected, "{fragment}");
        }
    }

    #[test]
    fn a_page_can_send_its_readers_on() {
        let refresh = |page: &str| {
            let mut scanner = Scanner::new(&BTreeSet::from(["x".to_owned()]), false);
            scanner.feed(page.as_bytes());
            scanner.refresh()
        };
        let page = "<meta http-equiv=Refresh content=\"0; URL='/docs/new/'\">";
        assert_eq!(refresh(page).as_deref(), Some("/docs/new/"));
        assert_eq!(refresh("<meta http-equiv=refresh content=300>"), None);
        assert_eq!(refresh("<meta http-equiv=refresh content='300; url=/'>"), None);
    }
}
