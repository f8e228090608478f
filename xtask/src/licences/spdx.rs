//! Whether an SPDX expression can be met from a list of licences: `MIT OR (Apache-2.0 AND ISC)`.

/// True when some choice among the `OR`s needs only licences that are allowed.
///
/// `A/B`, the form of old crates, means `A OR B`. What cannot be read is met by nothing.
pub(super) fn is_satisfied(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader {
        words: &words,
        allowed,
    };
    reader
        .either()
        .is_some_and(|met| met && reader.words.is_empty())
}

struct Reader<'words> {
    words: &'words [&'words str],
    allowed: &'words [&'words str],
}

impl<'words> Reader<'words> {
    fn either(&mut self) -> Option<bool> {
        let mut met = self.both()?;
        while self.takes("OR") {
            met |= self.both()?;
        }
        Some(met)
    }

    fn both(&mut self) -> Option<bool> {
        let mut met = self.one()?;
        while self.takes("AND") {
            met &= self.one()?;
        }
        Some(met)
    }

    fn one(&mut self) -> Option<bool> {
        if self.takes("(") {
            let met = self.either()?;
            return self.takes(")").then_some(met);
        }
        let name = self
            .next()
            .filter(|word| !matches!(*word, "OR" | "AND" | "WITH" | ")"))?;
        if !self.takes("WITH") {
            return Some(self.allowed.contains(&name));
        }
        let exception = self.next()?;
        let full = format!("{name} WITH {exception}");
        // An exception only gives more rights than the licence it is added to.
        Some(self.allowed.contains(&full.as_str()) || self.allowed.contains(&name))
    }

    fn next(&mut self) -> Option<&'words str> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first)
    }

    fn takes(&mut self, word: &str) -> bool {
        let is_next = self.words.first() == Some(&word);
        if is_next {
            self.words = self.words.get(1..).unwrap_or_default();
        }
        is_next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOWED: [&str; 4] = [
        "MIT",
        "Apache-2.0",
        "ISC",
        "GPL-2.0 WITH Classpath-exception-2.0",
    ];

    #[test]
    fn one_side_of_an_or_is_enough_and_an_and_needs_both() {
        assert!(is_satisfied("MIT", &ALLOWED));
        assert!(is_satisfied("GPL-3.0 OR MIT", &ALLOWED));
        assert!(is_satisfied("Unlicense/MIT", &ALLOWED));
        assert!(is_satisfied(
            "(GPL-3.0 AND MIT) OR (ISC AND Apache-2.0)",
            &ALLOWED
        ));
        assert!(!is_satisfied("GPL-3.0 AND MIT", &ALLOWED));
        assert!(!is_satisfied("MIT AND (GPL-3.0 OR SSPL-1.0)", &ALLOWED));
        assert!(!is_satisfied("GPL-3.0", &ALLOWED));
    }

    #[test]
    fn and_binds_stronger_than_or() {
        assert!(is_satisfied("MIT OR GPL-3.0 AND SSPL-1.0", &ALLOWED));
        assert!(!is_satisfied("GPL-3.0 OR MIT AND SSPL-1.0", &ALLOWED));
    }

    #[test]
    fn an_exception_may_be_allowed_with_its_licence_or_come_with_an_allowed_one() {
        assert!(is_satisfied(
            "Apache-2.0 WITH LLVM-exception OR GPL-3.0",
            &ALLOWED
        ));
        assert!(is_satisfied(
            "GPL-2.0 WITH Classpath-exception-2.0",
            &ALLOWED
        ));
        assert!(!is_satisfied("GPL-2.0 WITH Other-exception", &ALLOWED));
    }

    #[test]
    fn what_cannot_be_read_is_met_by_nothing() {
        for broken in [
            "",
            "MIT AND",
            "OR MIT",
            "(MIT",
            "MIT)",
            "MIT ISC",
            "SEE LICENSE IN FILE",
        ] {
            assert!(!is_satisfied(broken, &ALLOWED), "{broken}");
        }
    }
}
