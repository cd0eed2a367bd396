//! Months, number words and magnitudes in the languages that announcements are written in. Data only: a language that
//! is not listed is read by its digits.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

/// How a language writes numbers and dates in words.
#[derive(Debug)]
pub(crate) struct Calendar {
    /// The primary subtag of the language.
    tag: &'static str,
    /// Month names in the forms that stand in dates, January first, alternatives separated by blanks, lower case.
    pub(crate) months: [&'static str; 12],
    /// Short or ambiguous month names, which count only beside a number; same order.
    short: [&'static str; 12],
    /// Number words, each with its alternatives.
    numbers: &'static [(u32, &'static str)],
    /// Words that multiply the number before them.
    magnitudes: &'static [(&'static str, u8)],
    /// Words are looked for anywhere, since the language does not separate them.
    unspaced: bool,
    /// The names of its months, by name.
    names: OnceLock<MonthNames>,
}

/// The names of months, for looking words up.
#[derive(Debug)]
struct MonthNames {
    /// The month, and whether the name means it only beside a number.
    months: FxHashMap<&'static str, (u8, bool)>,
    /// The three ASCII letters that names begin with, one bit for each of [`initials`]; `None` without such names.
    initials: Option<Box<[u64; INITIALS.div_ceil(64)]>>,
    /// The longest name, in bytes.
    longest: usize,
}

/// How many combinations of three ASCII letters there are.
const INITIALS: usize = 26 * 26 * 26;

/// The number of the three ASCII letters that a word begins with, in any case; `None` when it begins otherwise.
fn initials(word: &[u8]) -> Option<usize> {
    let letter = |b: u8| Some(usize::from(b | 0x20)).filter(|_| b.is_ascii_alphabetic());
    let [a, b, c, ..] = *word else { return None };
    Some((letter(a)? - 97) * 676 + (letter(b)? - 97) * 26 + (letter(c)? - 97))
}

impl MonthNames {
    fn of(calendar: &Calendar) -> Self {
        let mut months = FxHashMap::default();
        for (names, doubtful) in [(&calendar.months, false), (&calendar.short, true)] {
            for (index, forms) in names.iter().enumerate() {
                for form in forms.split(' ').filter(|form| !form.is_empty()) {
                    months.entry(form).or_insert((index as u8 + 1, doubtful));
                }
            }
        }
        let mut begins = None;
        for number in months.keys().filter_map(|name| initials(name.as_bytes())) {
            begins.get_or_insert_with(|| Box::new([0; INITIALS.div_ceil(64)]))[number / 64] |= 1 << (number % 64);
        }
        let longest = months.keys().map(|name| name.len()).max().unwrap_or(0);
        Self { months, initials: begins, longest }
    }
}

impl Calendar {
    /// The table for a language tag.
    pub(crate) fn of(tag: &str) -> Option<&'static Calendar> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        CALENDARS.iter().find(|calendar| calendar.tag.eq_ignore_ascii_case(primary))
    }

    fn names(&self) -> &MonthNames {
        self.names.get_or_init(|| MonthNames::of(self))
    }

    /// The month that a lower-case word names, and whether the word means it only beside a number.
    pub(crate) fn month(&self, word: &str) -> Option<(u8, bool)> {
        self.names().months.get(word).copied()
    }

    /// False when no name of a month begins as the text does, which is a text of ASCII letters.
    fn may_begin_month(&self, text: &[u8]) -> bool {
        let Some(known) = &self.names().initials else { return false };
        initials(text).is_none_or(|number| known[number / 64] & 1 << (number % 64) != 0)
    }

    /// The same for a word in any case. Most words name none by their first letters or their length.
    pub(crate) fn month_in_any_case(&self, word: &str) -> Option<(u8, bool)> {
        let ascii = word.as_bytes().get(..3).is_some_and(<[u8]>::is_ascii);
        if word.len() > self.names().longest || ascii && !self.may_begin_month(word.as_bytes()) {
            return None;
        }
        match word.bytes().all(|b| b.is_ascii_lowercase()) {
            true => self.month(word),
            false => self.month(&word.to_lowercase()),
        }
    }

    /// True when the text, in lower case, has a name of the month, be it an ambiguous one.
    pub(crate) fn names_month(&self, month: u8, text: &str) -> bool {
        text.split(|c: char| !c.is_alphabetic())
            .any(|word| !word.is_empty() && self.month(word).is_some_and(|m| m.0 == month))
    }

    /// The name of `month` in the form that `name` has for its own month: case and shortness are kept, and a name
    /// that stands inflected stays so.
    pub(crate) fn renamed(&self, name: &str, month: u8) -> Option<String> {
        let lower = name.to_lowercase();
        let forms = |month: u8| {
            let index = usize::from(month).checked_sub(1)?;
            let names = [self.months.get(index)?, self.short.get(index)?];
            Some(
                names
                    .into_iter()
                    .flat_map(|forms| forms.split(' '))
                    .filter(|form| !form.is_empty())
                    .collect::<Vec<_>>(),
            )
        };
        let form = forms(self.month(&lower)?.0)?.iter().position(|form| *form == lower)?;
        let others = forms(month)?;
        let new = others.get(form).or(others.last())?;
        let capital = name.chars().next().is_some_and(char::is_uppercase);
        let first = new.chars().next()?;
        Some(if capital { first.to_uppercase().chain(new.chars().skip(1)).collect() } else { (*new).to_owned() })
    }

    /// The power of ten that the text begins with, and the length of its word.
    pub(crate) fn magnitude(&self, text: &str) -> Option<(u8, usize)> {
        let fits = |word: &str| {
            let small = |head: &str| head.chars().flat_map(char::to_lowercase).eq(word.chars());
            let head = text.get(..word.len()).is_some_and(small);
            head && (self.unspaced || !text[word.len()..].starts_with(char::is_alphanumeric))
        };
        self.magnitudes.iter().find(|(word, _)| fits(word)).map(|&(word, power)| (power, word.len()))
    }

    /// True for languages in which `3 000` is one number.
    pub(crate) fn separates_thousands_by_blanks(&self) -> bool {
        matches!(self.tag, "uk" | "ru" | "fr" | "es" | "pt" | "pl" | "cs" | "sv")
    }

    /// True for languages in which `0,8` is one number.
    pub(crate) fn writes_decimal_commas(&self) -> bool {
        matches!(self.tag, "uk" | "ru" | "fr" | "es" | "pt" | "de" | "it" | "pl" | "cs" | "sv" | "nl" | "id" | "vi")
    }

    /// True when the text, in lower case, has a word for `number`.
    pub(crate) fn says(&self, number: u32, text: &str) -> bool {
        let words = self.numbers.iter().filter(|(n, _)| *n == number).flat_map(|(_, words)| words.split(' '));
        let mut words = words.peekable();
        if words.peek().is_none() {
            return false;
        }
        if self.unspaced {
            return words.into_iter().any(|word| text.contains(word));
        }
        let words: Vec<&str> = words.collect();
        text.split(|c: char| !c.is_alphabetic()).any(|part| words.contains(&part))
    }
}

static CALENDARS: [Calendar; 10] = [
    Calendar {
        tag: "en",
        months: [
            "january",
            "february",
            "",
            "april",
            "",
            "june",
            "july",
            "",
            "september",
            "october",
            "november",
            "december",
        ],
        short: ["jan", "feb", "march mar", "apr", "may", "jun", "jul", "august aug", "sep sept", "oct", "nov", "dec"],
        numbers: &[
            (0, "zero no none"),
            (1, "one a an single once first another each"),
            (2, "two second twice both pair couple double dual half ii"),
            (3, "three third triple iii"),
            (4, "four fourth quarter quarterly iv"),
            (5, "five fifth v"),
            (6, "six sixth vi"),
            (7, "seven seventh week weekly vii"),
            (8, "eight eighth viii"),
            (9, "nine ninth ix"),
            (10, "ten tenth tens decade x"),
            (11, "eleven eleventh"),
            (12, "twelve twelfth dozen year"),
            (13, "thirteen thirteenth"),
            (14, "fourteen fourteenth"),
            (15, "fifteen fifteenth"),
            (16, "sixteen sixteenth"),
            (17, "seventeen seventeenth"),
            (18, "eighteen eighteenth"),
            (19, "nineteen nineteenth"),
            (20, "twenty twentieth"),
            (24, "day"),
            (30, "thirty"),
            (40, "forty"),
            (50, "fifty half"),
            (60, "sixty"),
            (70, "seventy"),
            (80, "eighty"),
            (90, "ninety"),
            (100, "hundred hundreds all fully"),
            (1000, "thousand thousands"),
        ],
        magnitudes: &[("hundred", 2), ("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12)],
        unspaced: false,
        names: OnceLock::new(),
    },
    Calendar {
        tag: "zh",
        months: ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"],
        short: [""; 12],
        numbers: &[
            (0, "零 无 没有"),
            (1, "一 单 首 每 元旦"),
            (2, "二 两 兩 双 雙 俩 半"),
            (3, "三 仨"),
            (4, "四 季"),
            (5, "五"),
            (6, "六"),
            (7, "七 周 星期"),
            (8, "八"),
            (9, "九"),
            (10, "十"),
            (11, "十一"),
            (12, "十二 打 年"),
            (15, "十五"),
            (20, "二十"),
            (24, "天"),
            (30, "三十"),
            (50, "五十 半"),
            (100, "百 全 完全"),
            (1000, "千"),
        ],
        magnitudes: &[
            ("万亿", 12),
            ("百万", 6),
            ("百萬", 6),
            ("千万", 7),
            ("十亿", 9),
            ("亿", 8),
            ("億", 8),
            ("万", 4),
            ("萬", 4),
            ("千", 3),
            ("百", 2),
        ],
        unspaced: true,
        names: OnceLock::new(),
    },
    Calendar {
        tag: "ja",
        months: [""; 12],
        short: [""; 12],
        numbers: &[
            (0, "ゼロ 零"),
            (1, "一 単 初 最初 ひとつ 各"),
            (2, "二 両 双 ふた 半"),
            (3, "三 みっつ"),
            (4, "四 よっつ"),
            (5, "五"),
            (6, "六"),
            (7, "七 週"),
            (8, "八"),
            (9, "九"),
            (10, "十"),
            (11, "十一"),
            (12, "十二 ダース"),
            (50, "半"),
            (100, "百 完全"),
            (1000, "千"),
        ],
        magnitudes: &[("百万", 6), ("千万", 7), ("億", 8), ("万", 4), ("千", 3), ("百", 2)],
        unspaced: true,
        names: OnceLock::new(),
    },
    Calendar {
        tag: "ko",
        months: [""; 12],
        short: [""; 12],
        numbers: &[
            (1, "하나 한 첫 일 단일 각"),
            (2, "둘 두 이 양 반"),
            (3, "셋 세 삼"),
            (4, "넷 네 사 분기"),
            (5, "다섯 오"),
            (6, "여섯 육"),
            (7, "일곱 칠 주"),
            (8, "여덟 팔"),
            (9, "아홉 구"),
            (10, "열 십"),
            (11, "열한 십일"),
            (12, "열두 십이"),
        ],
        magnitudes: &[("백만", 6), ("천만", 7), ("억", 8), ("만", 4), ("천", 3), ("백", 2)],
        unspaced: true,
        names: OnceLock::new(),
    },
    Calendar {
        tag: "uk",
        months: [
            "січня січень січні",
            "лютого лютий лютому",
            "березня березень березні",
            "квітня квітень квітні",
            "травня травень травні",
            "червня червень червні",
            "липня липень липні",
            "серпня серпень серпні",
            "вересня вересень вересні",
            "жовтня жовтень жовтні",
            "листопада листопад листопаді",
            "грудня грудень грудні",
        ],
        short: [""; 12],
        numbers: &[
            (0, "нуль немає жодного"),
            (1, "один одна одне одну одного одній одним перший перша перше першу першого кожен"),
            (2, "два дві двох двом двома другий друга друге другого обидва обидві пара подвійний"),
            (3, "три трьох трьом трьома третій третя третє третього"),
            (4, "чотири чотирьох четвертий четверта четверте четвертого"),
            (5, "п яти пять п'ять пяти п'ятий ять ятий"),
            (6, "шість шести шостий"),
            (7, "сім семи сьомий тиждень"),
            (8, "вісім восьми восьмий"),
            (9, "дев ять евять дев'ять дев'ятий"),
            (10, "десять десяти десятий"),
            (11, "одинадцять одинадцяти"),
            (12, "дванадцять дванадцяти дюжина рік"),
            (100, "сто сотні повністю"),
            (1000, "тисяча тисяч"),
        ],
        magnitudes: &[("тис", 3), ("тисяч", 3), ("млн", 6), ("мільйонів", 6), ("мільйони", 6), ("млрд", 9)],
        unspaced: false,
        names: OnceLock::new(),
    },
    Calendar {
        tag: "ru",
        months: [
            "января январь январе",
            "февраля февраль феврале",
            "марта март марте",
            "апреля апрель апреле",
            "мая май мае",
            "июня июнь июне",
            "июля июль июле",
            "августа август августе",
            "сентября сентябрь сентябре",
            "октября октябрь октябре",
            "ноября ноябрь ноябре",
            "декабря декабрь декабре",
        ],
        short: ["янв", "фев", "мар", "апр", "", "", "", "авг", "сен сент", "окт", "ноя", "дек"],
        numbers: &[
            (0, "ноль нет"),
            (1, "один одна одно одну одного одной первый первая первое первую каждый"),
            (2, "два две двух двум двумя второй вторая второе оба обе пара"),
            (3, "три трех трёх трем третий третья третье"),
            (4, "четыре четырех четырёх четвертый четвёртый"),
            (5, "пять пяти пятый"),
            (6, "шесть шести шестой"),
            (7, "семь семи седьмой"),
            (8, "восемь восьми восьмой"),
            (9, "девять девяти девятый"),
            (10, "десять десяти десятый"),
            (11, "одиннадцать"),
            (12, "двенадцать дюжина"),
        ],
        magnitudes: &[("тыс", 3), ("тысяч", 3), ("млн", 6), ("миллионов", 6), ("миллиона", 6), ("млрд", 9)],
        unspaced: false,
        names: OnceLock::new(),
    },
    Calendar {
        tag: "es",
        months: [
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre setiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
        short: ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
        numbers: &[
            (0, "cero ningún ninguna"),
            (1, "un uno una primer primero primera cada"),
            (2, "dos segundo segunda ambos ambas par doble"),
            (3, "tres tercer tercero tercera"),
            (4, "cuatro cuarto cuarta"),
            (5, "cinco quinto quinta"),
            (6, "seis sexto sexta"),
            (7, "siete séptimo"),
            (8, "ocho octavo"),
            (9, "nueve noveno"),
            (10, "diez décimo"),
            (11, "once"),
            (12, "doce docena"),
        ],
        magnitudes: &[("mil", 3), ("millones", 6), ("millón", 6)],
        unspaced: false,
        names: OnceLock::new(),
    },
    Calendar {
        tag: "pt",
        months: [
            "janeiro",
            "fevereiro",
            "março",
            "abril",
            "maio",
            "junho",
            "julho",
            "agosto",
            "setembro",
            "outubro",
            "novembro",
            "dezembro",
        ],
        short: ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"],
        numbers: &[
            (0, "zero nenhum nenhuma"),
            (1, "um uma primeiro primeira cada"),
            (2, "dois duas segundo segunda ambos ambas par dupla"),
            (3, "três terceiro terceira"),
            (4, "quatro quarto quarta"),
            (5, "cinco quinto quinta"),
            (6, "seis sexto sexta"),
            (7, "sete sétimo"),
            (8, "oito oitavo"),
            (9, "nove nono"),
            (10, "dez décimo"),
            (11, "onze"),
            (12, "doze dúzia"),
        ],
        magnitudes: &[("mil", 3), ("milhões", 6), ("milhão", 6), ("bilhões", 9)],
        unspaced: false,
        names: OnceLock::new(),
    },
    Calendar {
        tag: "fr",
        months: [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ],
        short: ["janv", "févr", "", "avr", "", "", "juil", "", "sept", "oct", "nov", "déc"],
        numbers: &[
            (0, "zéro aucun aucune"),
            (1, "un une premier première chaque"),
            (2, "deux second seconde deuxième paire double"),
            (3, "trois troisième"),
            (4, "quatre quatrième"),
            (5, "cinq cinquième"),
            (6, "six sixième"),
            (7, "sept septième"),
            (8, "huit huitième"),
            (9, "neuf neuvième"),
            (10, "dix dixième"),
            (11, "onze"),
            (12, "douze douzaine"),
        ],
        magnitudes: &[("mille", 3), ("millions", 6), ("million", 6), ("milliards", 9)],
        unspaced: false,
        names: OnceLock::new(),
    },
    Calendar {
        tag: "de",
        months: [
            "januar jänner",
            "februar",
            "märz",
            "april",
            "mai",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "dezember",
        ],
        short: ["jan", "feb", "mär", "apr", "", "jun", "jul", "aug", "sept sep", "okt", "nov", "dez"],
        numbers: &[
            (0, "null kein keine"),
            (1, "ein eine einen einem einer eines erste ersten erster erstes jede"),
            (2, "zwei zweite zweiten beide beiden paar doppelt"),
            (3, "drei dritte dritten"),
            (4, "vier vierte vierten"),
            (5, "fünf fünfte"),
            (6, "sechs sechste"),
            (7, "sieben siebte"),
            (8, "acht achte"),
            (9, "neun neunte"),
            (10, "zehn zehnte"),
            (11, "elf elfte"),
            (12, "zwölf zwölfte dutzend"),
        ],
        magnitudes: &[("tausend", 3), ("millionen", 6), ("million", 6), ("milliarden", 9)],
        unspaced: false,
        names: OnceLock::new(),
    },
];

#[cfg(test)]
mod tests {
    use super::CALENDARS;

    #[test]
    fn the_forms_of_a_month_begin_alike() {
        for calendar in &CALENDARS {
            for forms in calendar.months.iter().chain(&calendar.short) {
                let first = forms.as_bytes().first();
                assert!(forms.split(' ').all(|form| form.as_bytes().first() == first), "{}: {forms}", calendar.tag);
            }
        }
    }
}
