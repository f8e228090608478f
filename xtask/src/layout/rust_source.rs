//! Reading Rust text without a parser: literals and comments are blanked, then words and braces can be trusted.

/// A function found in a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// Line of the `fn`, from 1.
    pub(crate) line: usize,
    /// From the `fn` to the closing brace.
    pub(crate) lines: usize,
}

/// The same text with comments and the insides of string and character literals made blank.
///
/// Lengths and line ends stay, so positions in the answer are positions in the original.
pub(crate) fn blanked(text: &str) -> String {
    let mut blanker = Blanker {
        bytes: text.as_bytes(),
        at: 0,
        out: Vec::with_capacity(text.len()),
    };
    while blanker.at < blanker.bytes.len() {
        blanker.step();
    }
    String::from_utf8_lossy(&blanker.out).into_owned()
}

/// The part of a file before its `#[cfg(test)] mod … {`, which closes the files that have one.
pub(crate) fn without_test_tail(text: &str) -> &str {
    let mut start = 0;
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        // Other attributes, such as the lints a test may break, can stand between.
        let item = lines.clone().find(|next| !next.starts_with('#'));
        if line.trim() == "#[cfg(test)]"
            && item.is_some_and(|item| item.starts_with("mod ") && item.trim_end().ends_with('{'))
        {
            return text.get(..start).unwrap_or(text);
        }
        start += line.len();
    }
    text
}

/// All functions with a body, in a text whose literals are blanked.
pub(crate) fn functions(blank: &str) -> Vec<Function> {
    let mut found = Vec::new();
    for (at, _) in blank.match_indices("fn ") {
        let before = blank.get(..at).and_then(|it| it.chars().next_back());
        if before.is_some_and(|it| it.is_alphanumeric() || it == '_') {
            continue;
        }
        let rest = blank.get(at + 3..).unwrap_or_default().trim_start();
        let name: String = rest
            .chars()
            .take_while(|it| it.is_alphanumeric() || *it == '_')
            .collect();
        let Some(length) = length_to_closing_brace(blank.get(at..).unwrap_or_default()) else {
            continue;
        };
        if name.is_empty() {
            continue; // a function type, `fn (A) -> B`
        }
        let line = blank.get(..at).unwrap_or_default().matches('\n').count() + 1;
        let body = blank.get(at..at + length).unwrap_or_default();
        found.push(Function {
            name,
            line,
            lines: body.matches('\n').count() + 1,
        });
    }
    found
}

/// From a `fn` to after the brace that closes its body; nothing for a signature that ends with `;`.
fn length_to_closing_brace(text: &str) -> Option<usize> {
    let (mut braces, mut others) = (0_usize, 0_usize);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' => others += 1,
            b')' | b']' => others = others.checked_sub(1)?,
            b';' if braces == 0 && others == 0 => return None,
            b'{' => braces += 1,
            b'}' => {
                braces = braces.checked_sub(1)?;
                if braces == 0 && others == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

struct Blanker<'text> {
    bytes: &'text [u8],
    at: usize,
    out: Vec<u8>,
}

impl Blanker<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn keep(&mut self) {
        self.out.push(self.peek(0));
        self.at += 1;
    }

    fn blank(&mut self) {
        let byte = self.peek(0);
        self.out.push(if byte == b'\n' { byte } else { b' ' });
        self.at += 1;
    }

    fn more(&self) -> bool {
        self.at < self.bytes.len()
    }

    fn step(&mut self) {
        match (self.peek(0), self.peek(1)) {
            (b'/', b'/') => {
                while self.more() && self.peek(0) != b'\n' {
                    self.blank();
                }
            }
            (b'/', b'*') => self.block_comment(),
            (b'"', _) => self.string(),
            (b'r', b'"' | b'#') if self.starts_word() => self.raw_string(),
            (b'\'', _) => self.character_or_lifetime(),
            _ => self.keep(),
        }
    }

    /// `r` starts a literal only when it is not the end of a name; `br` and `cr` are such literals too.
    fn starts_word(&self) -> bool {
        let mut before = self.bytes.get(..self.at).unwrap_or_default().iter().rev();
        let is_name =
            |byte: Option<&u8>| byte.is_some_and(|it| it.is_ascii_alphanumeric() || *it == b'_');
        let last = before.next();
        !is_name(last) || (matches!(last, Some(b'b' | b'c')) && !is_name(before.next()))
    }

    fn block_comment(&mut self) {
        let mut depth = 0_u32;
        while self.more() {
            match (self.peek(0), self.peek(1)) {
                (b'/', b'*') => {
                    depth += 1;
                    self.blank();
                }
                (b'*', b'/') => {
                    depth = depth.saturating_sub(1);
                    self.blank();
                }
                _ => {}
            }
            self.blank();
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        self.keep();
        while self.more() && self.peek(0) != b'"' {
            if self.peek(0) == b'\\' {
                self.blank();
            }
            if self.more() {
                self.blank();
            }
        }
        if self.more() {
            self.keep();
        }
    }

    fn raw_string(&mut self) {
        let hashes = self
            .bytes
            .iter()
            .skip(self.at + 1)
            .take_while(|byte| **byte == b'#')
            .count();
        if self.peek(1 + hashes) != b'"' {
            self.keep(); // a raw identifier, `r#gen`
            return;
        }
        for _ in 0..hashes + 2 {
            self.keep();
        }
        while self.more() {
            let closes = self.peek(0) == b'"' && (1..=hashes).all(|ahead| self.peek(ahead) == b'#');
            if closes {
                for _ in 0..=hashes {
                    self.keep();
                }
                return;
            }
            self.blank();
        }
    }

    /// `'a'` and `'\n'` are literals; `'a` in `&'a str` is not.
    fn character_or_lifetime(&mut self) {
        self.keep();
        if self.peek(0) == b'\\' {
            self.blank();
            self.blank();
            while self.more() && self.peek(0) != b'\'' && self.peek(0) != b'\n' {
                self.blank();
            }
        } else {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let width = rest
                .iter()
                .skip(1)
                .take_while(|byte| **byte & 0xC0 == 0x80)
                .count()
                + 1;
            if self.peek(width) != b'\'' {
                return;
            }
            for _ in 0..width {
                self.blank();
            }
        }
        if self.peek(0) == b'\'' {
            self.keep();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_and_comments_are_blank_and_the_rest_stays_in_its_place() {
        let text = "let a = \"} // 你 \\\" {\"; // {\nlet b = '{'; /* { /* { */ } */ let c: &'static str = r#\"\"{\"#;";
        let blank = blanked(text);
        assert_eq!(blank.len(), text.len());
        assert!(!blank.contains(['{', '}']), "{blank}");
        assert!(blank.contains("&'static str"));
        assert_eq!(blank.find("let c"), text.find("let c"));
    }

    #[test]
    fn a_raw_name_and_a_name_that_ends_with_r_are_no_literals() {
        let blank = blanked("mod r#gen; let bar = var\"x\";");
        assert!(blank.contains("r#gen"));
        assert!(blanked("br\"{\" cr#\"{\"#").find('{').is_none());
    }

    #[test]
    fn an_escaped_quote_character_does_not_open_a_string() {
        assert!(blanked("let q = '\\''; let s = '\"'; struct Kept {}").contains("struct Kept {}"));
        assert!(blanked("let e = '🦀'; fn kept() {}").contains("fn kept()"));
        assert!(blanked("let u = '\\u{1b}'; fn kept() {}").contains("fn kept() {}"));
    }

    #[test]
    fn functions_are_measured_to_their_closing_brace() {
        let text = "pub async fn one(a: [u8; 4]) -> u8 {\n    if a { 1 } else { 2 }\n}\ntrait T { fn none(&self); }\nfn two() {}\n";
        let found = functions(&blanked(text));
        let told: Vec<(&str, usize, usize)> = found
            .iter()
            .map(|it| (it.name.as_str(), it.line, it.lines))
            .collect();
        assert_eq!(told, [("one", 1, 3), ("two", 5, 1)]);
    }

    #[test]
    fn only_the_closing_test_module_is_no_part_of_a_file() {
        let text = "fn a() {}\n#[cfg(test)]\nuse x;\n#[cfg(test)]\nmod tests {\n}\n";
        assert_eq!(without_test_tail(text), "fn a() {}\n#[cfg(test)]\nuse x;\n");
        let outside = "fn a() {}\n#[cfg(test)]\nmod tests;\n";
        assert_eq!(without_test_tail(outside), outside);
    }
}
