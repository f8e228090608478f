//! What a person types in the search box, read into terms, and the terms as an expression of FTS5.

use super::tokens::{Kind, Token, Tokens};

/// More terms or characters than these are not read: nobody types them, and FTS5 nests expressions.
const MOST_TERMS: usize = 32;
const MOST_CHARACTERS: usize = 1000;
/// One or two letters are the beginning of too much to be worth gathering (and `C`, `Go`, `AI` are words).
const UNFINISHED_FROM: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) wanted: Vec<Term>,
    unwanted: Vec<Term>,
}

/// Tokens that must stand one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    words: Vec<String>,
    /// The last word may go on.
    open: bool,
    /// The last word is one character of a script without spaces: of a pair only its first is meant.
    single: bool,
}

impl Query {
    pub(super) fn parse(text: &str) -> Self {
        let text: String = text.chars().take(MOST_CHARACTERS).collect();
        let mut query = Self {
            wanted: Vec::new(),
            unwanted: Vec::new(),
        };
        for piece in pieces(&text).into_iter().take(MOST_TERMS) {
            let Some(term) = Term::new(&piece) else {
                continue;
            };
            let terms = if piece.unwanted {
                &mut query.unwanted
            } else {
                &mut query.wanted
            };
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        query
    }

    /// `("机器 器学" AND "gpt" *) NOT "x"`; none if there is nothing to find.
    pub(super) fn expression(&self) -> Option<String> {
        let wanted: Vec<String> = self.wanted.iter().map(Term::expression).collect();
        if wanted.is_empty() {
            return None;
        }
        let mut expression = format!("({})", wanted.join(" AND "));
        for unwanted in &self.unwanted {
            expression.push_str(" NOT ");
            expression.push_str(&unwanted.expression());
        }
        Some(expression)
    }
}

impl Term {
    fn new(piece: &Piece<'_>) -> Option<Self> {
        let mut tokens: Vec<Token> = Tokens::new(piece.text).collect();
        // At the end of a term the run may go on in the text: the pair before says all.
        if let [.., before, last] = tokens.as_slice()
            && last.kind == Kind::Last
            && before.kind == Kind::Pair
        {
            tokens.pop();
        }
        let last = tokens.last()?;
        let single = last.kind == Kind::Last;
        let unfinished = piece.unfinished
            && last.kind == Kind::Word
            && last.text.chars().count() >= UNFINISHED_FROM;
        let open = single || unfinished;
        Some(Self {
            words: tokens.into_iter().map(|token| token.text).collect(),
            open,
            single,
        })
    }

    /// Words are letters, digits and what is not ASCII: nothing in them can end the quotes.
    fn expression(&self) -> String {
        let words = self.words.join(" ");
        if self.open {
            format!("\"{words}\" *")
        } else {
            format!("\"{words}\"")
        }
    }

    /// How many tokens it covers.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The bytes of the text that it covers, if `tokens` begin with it.
    pub(super) fn span(&self, tokens: &[Token]) -> Option<(usize, usize)> {
        let covered = tokens.get(..self.len())?;
        let (last_token, before) = covered.split_last()?;
        let (last_word, words) = self.words.split_last()?;
        let same = before
            .iter()
            .zip(words)
            .all(|(token, word)| token.text == *word);
        let ends = if self.open {
            last_token.text.starts_with(last_word.as_str())
        } else {
            last_token.text == *last_word
        };
        let end = if self.single {
            last_token.first_end
        } else {
            last_token.end
        };
        (same && ends).then_some((covered.first()?.start, end))
    }
}

struct Piece<'a> {
    text: &'a str,
    unwanted: bool,
    unfinished: bool,
}

/// Splits at spaces outside of quotes. The last piece is unfinished unless a space or a closing quote ends it.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let is_quote = |character: char| matches!(character, '"' | '“' | '”' | '„' | '＂');
    let mut pieces = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let minus = rest.strip_prefix(['-', '－', '−']).filter(|after| {
            after
                .chars()
                .next()
                .is_some_and(|next| !next.is_whitespace())
        });
        let unwanted = minus.is_some();
        rest = minus.unwrap_or(rest);
        let (piece, after, closed) = match rest.strip_prefix(is_quote) {
            Some(quoted) => split(quoted, is_quote),
            None => split(rest, |character| {
                character.is_whitespace() || is_quote(character)
            }),
        };
        // A quote that opens in the middle of a word begins the next piece.
        let ended_by_quote = !rest.starts_with(is_quote) && after.starts_with(is_quote);
        pieces.push(Piece {
            text: piece,
            unwanted,
            unfinished: !closed,
        });
        rest = if ended_by_quote {
            after
        } else {
            skip_one(after)
        };
        rest = rest.trim_start();
        debug_assert!(
            rest.len() < text.len() || first.is_whitespace(),
            "each piece takes something"
        );
    }
    pieces
}

/// What comes before the end, what comes from it on, and whether there was one.
fn split(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str, bool) {
    match text.find(ends) {
        Some(at) => {
            let (before, after) = text.split_at(at);
            (before, after, true)
        }
        None => (text, "", false),
    }
}

fn skip_one(text: &str) -> &str {
    let mut characters = text.chars();
    characters.next();
    characters.as_str()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    fn expression(text: &str) -> String {
        Query::parse(text).expression().unwrap_or_default()
    }

    #[test]
    fn terms_are_phrases_and_the_last_word_is_open() {
        assert_eq!(expression("GPT-4 mod"), r#"("gpt 4" AND "mod" *)"#);
        assert_eq!(
            expression("GPT-4 mod "),
            r#"("gpt 4" AND "mod")"#,
            "a space ends the word"
        );
        assert_eq!(expression("机器学习"), r#"("机器 器学 学习")"#);
        assert_eq!(expression("天"), r#"("天" *)"#);
        assert_eq!(
            expression("模型gpt 天　气象"),
            r#"("模型 型 gpt" AND "天" * AND "气象")"#
        );
    }

    #[test]
    fn quotes_hold_together_and_minus_excludes() {
        assert_eq!(
            expression(r#""Hello World" -foo"#),
            r#"("hello world") NOT "foo" *"#
        );
        assert_eq!(
            expression("“你好 世界” -“再见”"),
            r#"("你好 好 世界") NOT "再见""#
        );
        assert_eq!(
            expression(r#"open "quote not clos"#),
            r#"("open" AND "quote not clos" *)"#
        );
        assert_eq!(
            expression("a-b - c"),
            r#"("a b" AND "c")"#,
            "a minus inside or alone excludes nothing"
        );
    }

    #[test]
    fn nothing_to_find_is_no_expression() {
        for text in ["", "  ", "-foo", "!?", "\"\"", "-", "”", "- -"] {
            assert_eq!(Query::parse(text).expression(), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_query(text in "\\PC{0,60}") {
            // It ends, and what it gives has balanced quotes.
            let quotes = expression(&text).matches('"').count();
            prop_assert_eq!(quotes % 2, 0);
        }

        #[test]
        fn any_mix_of_quotes_and_minus_is_a_query(text in "[-\"“” a你😀]{0,40}") {
            prop_assert_eq!(expression(&text).matches('"').count() % 2, 0);
        }
    }
}
