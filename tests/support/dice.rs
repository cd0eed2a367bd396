//! Edits that look random and are the same in every run.

/// What an edit may put into a page.
pub(crate) const PIECES: [&str; 35] = [
    "x",
    " ",
    "\n",
    "\r\n",
    "\r",
    "标题",
    "😀",
    "e\u{301}",
    "\u{1f468}\u{200d}\u{1f469}",
    "　",
    "（",
    "`",
    "``",
    "*",
    "**",
    "_",
    "# ",
    "## 升级说明 {#upgrade}\n",
    "\n\n## Notes\n\n",
    "- **Fixed** a thing ([#1](https://x.example/1))\n",
    "\n- **修复** 一件事\n",
    "[docs](/docs/setup/#install)",
    "[文档](/zh/docs/setup/#安装)",
    "](#gone)",
    "{{< tip >}}",
    "{{< /tip >}}",
    "{{< relnote >}}",
    "```\ncode\n```\n",
    "\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "---\n",
    "title: 2.4\n",
    "<!-- tidings: allow doubled-word it is a name -->",
    "aliases: [/old/x]\n",
    "translationKey: same\n",
    "<a id=\"x\"></a>",
];

/// Numbers that look random and are the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }

    fn boundary(&mut self, text: &str) -> usize {
        let mut at = self.roll(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// One edit somewhere in a text.
    pub(crate) fn edit(&mut self, text: &str, original: &str) -> String {
        let (a, b) = (self.boundary(text), self.boundary(text));
        let (a, b) = (a.min(b), a.max(b));
        match self.roll(12) {
            0 => original.to_owned(),
            1 => format!("{}{}", &text[..a], &text[b..]),
            2 => format!("{}{}", text, &text[a..b]),
            3 => text.replace('\n', "\r\n"),
            4 => text.replacen("title:", "Title:", 1),
            5..8 if text.len() > 4 => {
                let end = text[a..].char_indices().nth(1 + self.roll(6)).map_or(text.len(), |(at, _)| a + at);
                format!("{}{}", &text[..a], &text[end..])
            }
            _ => format!("{}{}{}", &text[..a], PIECES[self.roll(PIECES.len())], &text[a..]),
        }
    }
}

/// A number from the environment.
pub(crate) fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}
