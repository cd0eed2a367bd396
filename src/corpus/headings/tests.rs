use super::*;

/// A heading as a test writes it: level, text, written id, and the code of its section.
type Written<'a> = (u8, &'a str, Option<&'a str>, &'a str);

/// A page of such headings; the ids of those without one are made as simply as can be.
fn page(headings: &[Written<'_>]) -> Source {
    let (mut text, mut document) = (String::new(), Document::default());
    for (index, &(level, words, id, code)) in headings.iter().enumerate() {
        let start = text.len();
        text.push_str(words);
        let content = Span::new(start, text.len());
        text.push('\n');
        let derived = words.to_lowercase().replace(' ', "-");
        document.headings.push(Heading {
            span: content,
            content,
            level,
            marker: Span::at(start),
            attributes: None,
            explicit: id.map(|id| crate::text::Spanned::new(id.into(), Span::at(content.end as usize))),
            id: Some(id.unwrap_or(&derived).into()),
            unstable: false,
            text: words.into(),
            scope: ScopeId::PAGE,
            block: crate::document::BlockId(index as u32),
        });
        if !code.is_empty() {
            let at = text.len();
            text.push_str(code);
            let span = Span::new(at, text.len());
            document.code_spans.push(crate::document::CodeSpan { span, content: span });
            text.push('\n');
        }
    }
    let (path, key): (Box<str>, Box<str>) = ("a.md".into(), "a.md".into());
    Source {
        path,
        text: text.into(),
        document,
        language: None,
        key,
        template: None,
        kind: None,
        set: None,
        units: Default::default(),
    }
}

fn pairs(original: &[Written<'_>], translation: &[Written<'_>]) -> Vec<(u32, u32)> {
    matched(&page(original), &page(translation)).into_iter().map(|(a, b)| (a.0, b.0)).collect()
}

const ORIGINAL: &[Written<'_>] = &[
    (2, "Bug fixes", None, ""),
    (2, "Gateway changes", None, "gateway.yaml"),
    (2, "Known issues", None, "lanternctl doctor"),
    (2, "Upgrading to 2.4", None, "lanternctl upgrade"),
];

#[test]
fn a_missing_heading_shifts_no_blame() {
    let translation = [
        (2, "错误修复", Some("bug-fixes"), ""),
        (2, "已知问题", None, "lanternctl doctor"),
        (2, "升级到 2.4", Some("upgrading-to-2.4"), "lanternctl upgrade"),
    ];
    assert_eq!(pairs(ORIGINAL, &translation), [(0, 0), (2, 1), (3, 2)]);
}

#[test]
fn headings_without_ids_go_by_their_order_when_none_is_missing() {
    let translation =
        [(2, "甲", None, ""), (2, "乙", None, "x"), (2, "丙", None, "lanternctl doctor"), (2, "丁", None, "")];
    assert_eq!(pairs(ORIGINAL, &translation), [(0, 0), (1, 1), (2, 2), (3, 3)]);
}

#[test]
fn what_cannot_be_told_is_left_out() {
    let original = [(2, "One", None, ""), (2, "Two", None, ""), (2, "Three", None, "")];
    let translation = [(2, "甲", None, ""), (2, "乙", None, "")];
    assert_eq!(pairs(&original, &translation), []);
}

#[test]
fn swapped_ids_do_not_hide_what_the_sections_say() {
    let mut translation = ORIGINAL.to_vec();
    translation[1] = (2, "网关", Some("known-issues"), "gateway.yaml");
    translation[2] = (2, "已知问题", Some("gateway-changes"), "lanternctl doctor");
    assert_eq!(pairs(ORIGINAL, &translation), [(0, 0), (1, 1), (2, 2), (3, 3)]);
}

#[test]
fn an_added_heading_is_in_no_pair() {
    let mut translation: Vec<Written<'_>> = ORIGINAL.to_vec();
    translation.insert(1, (2, "译者说明", None, ""));
    assert_eq!(pairs(ORIGINAL, &translation), [(0, 0), (1, 2), (2, 3), (3, 4)]);
}

#[test]
fn every_single_loss_is_seen_on_a_long_page() {
    let words: Vec<(String, String)> = (0..60).map(|i| (format!("Topic {i}"), format!("flag-{i}"))).collect();
    let original: Vec<Written<'_>> = words.iter().map(|(text, code)| (2, text.as_str(), None, code.as_str())).collect();
    for lost in 0..original.len() {
        let mut translation = original.clone();
        translation.iter_mut().for_each(|heading| heading.1 = "主题");
        translation.remove(lost);
        let expected: Vec<(u32, u32)> =
            (0..60).filter(|&i| i != lost as u32).map(|i| (i, i - u32::from(i > lost as u32))).collect();
        assert_eq!(pairs(&original, &translation), expected, "without {lost}");
    }
}

#[test]
fn long_pages_are_matched_in_bands() {
    let words: Vec<(String, String)> = (0..5000).map(|i| (format!("Topic {i}"), format!("flag-{}", i % 7))).collect();
    let original: Vec<Written<'_>> = words.iter().map(|(text, code)| (3, text.as_str(), None, code.as_str())).collect();
    let mut translation = original.clone();
    translation.iter_mut().for_each(|heading| heading.1 = "主题");
    let started = std::time::Instant::now();
    assert_eq!(pairs(&original, &translation).len(), 5000);
    let mut with_ids = original.clone();
    with_ids.iter_mut().step_by(2).for_each(|heading| heading.1 = "主题");
    with_ids.remove(4000);
    assert!(pairs(&original, &with_ids).len() >= 4990);
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}

#[test]
fn the_longest_rise_is_found() {
    assert_eq!(longest_rise(&[(0, 3), (1, 1), (2, 2), (3, 0), (4, 4)]), [(1, 1), (2, 2), (4, 4)]);
    assert_eq!(longest_rise(&[]), []);
}

#[test]
fn ids_that_differ_in_marks_only_have_the_same_letters() {
    assert!(same_letters("upgrading-to-1.20", "Upgrading-to-120"));
    assert!(!same_letters("a", "b"));
    assert!(!same_letters("", ""));
}
