//! How a document is cut into slices, by the platform's numbers. Source: knowledge.md §2.

/// How one document is cut.
#[derive(Clone, Debug)]
pub(crate) struct Cutting {
    /// `knowledge_type`.
    pub(crate) kind: i64,
    pub(crate) separators: Vec<String>,
    /// Characters of a slice.
    pub(crate) size: usize,
}

impl Cutting {
    /// The endings that a kind takes; `None` for a kind that there is not.
    pub(crate) fn formats(kind: i64) -> Option<&'static [&'static str]> {
        match kind {
            1 | 2 | 5 => Some(&["txt", "doc", "pdf", "docx", "ppt", "pptx", "md"]),
            3 | 7 => Some(&["xls", "xlsx", "csv"]),
            6 => Some(&["pdf", "ppt", "pptx"]),
            _ => None,
        }
    }

    /// The kind for a file when none was asked for.
    pub(crate) fn usual_kind(ending: &str) -> i64 {
        match ending {
            "xls" | "xlsx" | "csv" => 3,
            _ => 1,
        }
    }

    /// Cuts a text; together the slices hold every word of it, in order.
    pub(crate) fn slices(&self, text: &str) -> Vec<String> {
        match self.kind {
            3 => rows(text),
            7 => vec![text.trim().to_owned()],
            6 => pieces(text, &["\u{c}"]).collect(),
            2 => pieces(text, &["\n\n"]).collect(),
            5 => {
                let own: Vec<&str> = self.separators.iter().map(String::as_str).collect();
                let own = if own.is_empty() { vec!["\n"] } else { own };
                self.joined(pieces(text, &own))
            }
            _ => self.joined(pieces(text, &["\n\n"])),
        }
    }

    /// Joins pieces up to the size, and cuts those that are larger.
    fn joined(&self, pieces: impl Iterator<Item = String>) -> Vec<String> {
        let mut slices: Vec<String> = Vec::new();
        let mut room = 0;
        for piece in pieces {
            let length = piece.chars().count();
            match slices.last_mut() {
                // A title begins a slice of its own.
                Some(last) if length < room && !piece.starts_with('#') => {
                    last.push('\n');
                    last.push_str(&piece);
                    room -= length + 1;
                }
                _ => {
                    let characters: Vec<char> = piece.chars().collect();
                    let parts = characters.chunks(self.size.max(1));
                    slices.extend(parts.clone().map(|part| part.iter().collect()));
                    room = self
                        .size
                        .saturating_sub(parts.last().map_or(0, <[char]>::len));
                }
            }
        }
        slices
    }
}

/// The pieces between separators, without those of nothing.
fn pieces(text: &str, separators: &[&str]) -> impl Iterator<Item = String> + use<> {
    let mut pieces = vec![text.to_owned()];
    for separator in separators.iter().filter(|separator| !separator.is_empty()) {
        let cut = pieces.iter().flat_map(|piece| piece.split(separator));
        pieces = cut.map(str::to_owned).collect();
    }
    let full = pieces.into_iter().map(|piece| piece.trim().to_owned());
    full.filter(|piece| !piece.is_empty())
}

/// A slice for each row, with the names of the first row before its values.
fn rows(text: &str) -> Vec<String> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let Some(head) = lines.next() else {
        return Vec::new();
    };
    let names: Vec<&str> = head.split(',').map(str::trim).collect();
    let rows: Vec<String> = lines
        .map(|line| {
            let values = line.split(',').map(str::trim).enumerate();
            let pairs = values.map(|(place, value)| match names.get(place) {
                Some(name) if !name.is_empty() => format!("{name}: {value}"),
                _ => value.to_owned(),
            });
            pairs.collect::<Vec<_>>().join("; ")
        })
        .collect();
    if rows.is_empty() {
        vec![head.to_owned()]
    } else {
        rows
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Cutting;

    fn cutting(kind: i64, separators: &[&str], size: usize) -> Cutting {
        let separators = separators.iter().map(|it| (*it).to_owned()).collect();
        Cutting {
            kind,
            separators,
            size,
        }
    }

    #[test]
    fn every_kind_cuts_in_its_own_way() {
        let text = "# 年假\n十天。\n\n补充。\n\n# 病假\n五天。";
        assert_eq!(
            cutting(1, &[], 300).slices(text),
            ["# 年假\n十天。\n补充。", "# 病假\n五天。"]
        );
        assert_eq!(cutting(2, &[], 300).slices(text).len(), 3);
        assert_eq!(cutting(5, &["。"], 20).slices("一。二。三"), ["一\n二\n三"]);
        assert_eq!(cutting(5, &[], 20).slices(&"字".repeat(45)).len(), 3);
        assert_eq!(
            cutting(3, &[], 300).slices("name,age\nLi,30\n王,41\n"),
            ["name: Li; age: 30", "name: 王; age: 41"]
        );
        assert_eq!(cutting(6, &[], 300).slices("p1\u{c}p2"), ["p1", "p2"]);
        assert_eq!(cutting(7, &[], 20).slices("a,b\n1,2"), ["a,b\n1,2"]);
    }

    proptest! {
        #[test]
        fn no_word_is_lost(text in "[a字🙂\\n#。 ]{0,200}", size in 20_usize..60) {
            let letters = |text: &str| -> String {
                text.chars().filter(|c| !c.is_whitespace()).collect()
            };
            for kind in [1, 2, 6, 7] {
                let slices = cutting(kind, &[], size).slices(&text);
                prop_assert_eq!(letters(&slices.concat()), letters(&text));
            }
        }
    }
}
