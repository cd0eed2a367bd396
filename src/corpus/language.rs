//! Which words are language tags.

/// The two-letter codes of ISO 639-1.
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy \
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii \
    ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr \
    ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl \
    sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Three-letter codes of languages without a two-letter one that sites are translated into.
const THREE_LETTERS: &str = "arz ast azb bal bho ceb ckb cmn csb dsb fil frr fur gsw hak haw hsb ilo jbo kab kmr lij \
    lmo ltg lzh mai mni nan nap nds pap pcm pms sat scn shi szl tok tzm vec yue zgh";

/// The scripts of ISO 15924 that tags of languages on sites name.
const SCRIPTS: &str = "Adlm Arab Armn Beng Cans Cher Cyrl Deva Ethi Geor Goth Grek Gujr Guru Hang Hans Hant Hebr Hira Jpan \
    Kana Khmr Knda Kore Laoo Latn Mlym Mong Mymr Olck Orya Sinh Syrc Taml Telu Tfng Thaa Thai Tibt Vaii Yiii Zyyy";

/// True for a tag as sites write them: a language of ISO 639, then perhaps a script and a region (`pt-BR`, `zh-Hans`,
/// `zh-Hant-TW`, `es-419`), in any case.
pub fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split(['-', '_']);
    let language = parts.next().unwrap_or_default();
    if !is_language(language) {
        return false;
    }
    let mut rest = parts.peekable();
    rest.next_if(|part| SCRIPTS.split_ascii_whitespace().any(|script| script.eq_ignore_ascii_case(part)));
    rest.next_if(|part| is_region(part));
    rest.next().is_none()
}

fn is_language(code: &str) -> bool {
    let known = match code.len() {
        2 => TWO_LETTERS,
        3 => THREE_LETTERS,
        _ => return false,
    };
    known.split_ascii_whitespace().any(|language| language.eq_ignore_ascii_case(code))
}

fn is_region(part: &str) -> bool {
    match part.len() {
        2 => part.bytes().all(|byte| byte.is_ascii_alphabetic()),
        3 => part.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_language_tag;

    #[test]
    fn tags_of_languages_and_nothing_else() {
        for tag in ["zh", "en", "pt-br", "zh-Hans", "zh_CN", "zh-Hant-TW", "es-419", "fil", "uk"] {
            assert!(is_language_tag(tag), "{tag}");
        }
        for word in ["docs", "api", "src", "v1", "x", "", "zh-", "en-blog", "tab", "en-US-posix-x", "faq", "中文"] {
            assert!(!is_language_tag(word), "{word}");
        }
    }
}
