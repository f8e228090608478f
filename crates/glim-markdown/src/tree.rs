//! The words of the tree: blocks, items, rows, inline nodes, coloured lines. These are also the wire types.
//! Plain text is a bare string on the wire, everything else an object with `kind`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A block of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Block {
    /// A paragraph; in an item of a tight list the host shows it without space around.
    Paragraph {
        /// Its inline content.
        children: Vec<Inline>,
    },
    /// A heading of level 1 to 6.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its inline content.
        children: Vec<Inline>,
    },
    /// A code block, fenced or indented; one entry per line so that a new line touches only itself.
    Code {
        /// First word of the info string, as written (`rs`, `python`); empty when there is none.
        language: String,
        /// The rest of the info string, without the language.
        info: String,
        /// Whether the closing fence has come (always so for indented code that has ended).
        closed: bool,
        /// The lines without their line ends.
        lines: Vec<Line>,
    },
    /// A list.
    List {
        /// Number of the first item of an ordered list; none for bullets.
        start: Option<u32>,
        /// No blank line separates its items or their blocks.
        tight: bool,
        /// The items.
        children: Vec<Item>,
    },
    /// A table; the first row is the header.
    Table {
        /// One entry per column; every row has as many cells.
        align: Vec<Alignment>,
        /// The rows, the header first.
        rows: Vec<Row>,
    },
    /// A block quote or a GFM alert.
    Quote {
        /// The kind of alert, if the quote begins with `[!NOTE]` or its like.
        alert: Option<Alert>,
        /// The quoted blocks.
        children: Vec<Block>,
    },
    /// A thematic break.
    Rule,
    /// Display mathematics in a block of its own.
    Math {
        /// TeX source without its delimiters.
        source: String,
        /// Whether the closing delimiter has come: only then is it worth typesetting.
        closed: bool,
    },
    /// Raw HTML, to be shown as text.
    Html {
        /// The lines as written.
        lines: Vec<Line>,
    },
    /// The text of a footnote, at the place where it was written.
    Footnote {
        /// The label between `[^` and `]`.
        label: String,
        /// Its blocks.
        children: Vec<Block>,
    },
}

/// An item of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Item {
    /// State of a task (`[ ]`, `[x]`); none for an ordinary item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub task: Option<bool>,
    /// The blocks of the item.
    pub children: Vec<Block>,
}

/// A row of a table: its cells, each a list of inline nodes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Row(pub Vec<Vec<Inline>>);

/// A line of code: its spans, none for an empty line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Line(pub Vec<Span>);

/// A piece of a line of code: a bare string, or a pair of class and text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum Span {
    /// Text without a colour of its own.
    Plain(String),
    /// Text of a colour class.
    Coloured(Class, String),
}

/// The few colour classes of code; the style sheet gives each a colour of the theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Class {
    /// Comments.
    Comment,
    /// Keywords, operators that are words, storage classes.
    Keyword,
    /// Strings and characters.
    String,
    /// Numbers.
    Number,
    /// Names of functions where they are made or called.
    Function,
    /// Names of types, classes, tags.
    Type,
    /// Constants of the language, escapes.
    Constant,
    /// Parameters, attributes, special variables.
    Variable,
    /// Marks of tags and templates.
    Punctuation,
    /// Added lines of a diff.
    Inserted,
    /// Removed lines of a diff.
    Deleted,
}

/// Alignment of a table column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Alignment {
    /// Not said.
    None,
    /// `:--`
    Left,
    /// `:-:`
    Center,
    /// `--:`
    Right,
}

/// Kind of a GFM alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Alert {
    /// `[!NOTE]`
    Note,
    /// `[!TIP]`
    Tip,
    /// `[!IMPORTANT]`
    Important,
    /// `[!WARNING]`
    Warning,
    /// `[!CAUTION]`
    Caution,
}

/// Inline content: a bare string, or a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum Inline {
    /// Plain text; a line end in it is a soft break.
    Text(String),
    /// Anything else.
    Node(Node),
}

/// An inline node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Node {
    /// Strong emphasis.
    Strong {
        /// Content.
        children: Vec<Inline>,
    },
    /// Emphasis.
    Emphasis {
        /// Content.
        children: Vec<Inline>,
    },
    /// Struck text.
    Strike {
        /// Content.
        children: Vec<Inline>,
    },
    /// A code span.
    Code {
        /// Its text.
        text: String,
    },
    /// A link.
    Link {
        /// The address, if its scheme is allowed (http, https, mailto).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        href: Option<String>,
        /// The address as written when it is *not* allowed: to be shown as text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        address: Option<String>,
        /// The title.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        title: Option<String>,
        /// What is shown.
        children: Vec<Inline>,
    },
    /// A picture; never fetched from the net by itself.
    Image {
        /// A `data:` address of a small png, jpeg, gif or webp: may be shown at once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        source: Option<String>,
        /// An allowed address on the net: to be offered as a link.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        href: Option<String>,
        /// The description.
        alt: String,
    },
    /// Inline mathematics.
    Math {
        /// TeX source without its delimiters.
        source: String,
        /// Written with `$$` or `\[`.
        display: bool,
        /// Whether the closing delimiter has come.
        closed: bool,
    },
    /// A mark that names a source: `[1]`, `【1】`, `[ref_1]`; of `[1, 2]` there are two, side by side.
    Citation {
        /// The number of the source, from 1.
        number: u32,
        /// The mark as written, for a host that knows no such source.
        text: String,
    },
    /// A mark that names a footnote.
    FootnoteMark {
        /// The label between `[^` and `]`.
        label: String,
    },
    /// A hard line break.
    Break,
}

impl Inline {
    /// The children of a node that has some.
    pub(crate) fn children(&self) -> Option<&Vec<Inline>> {
        match self {
            Inline::Node(
                Node::Strong { children }
                | Node::Emphasis { children }
                | Node::Strike { children }
                | Node::Link { children, .. },
            ) => Some(children),
            _ => None,
        }
    }

    /// The children of a node that has some.
    pub(crate) fn children_mut(&mut self) -> Option<&mut Vec<Inline>> {
        match self {
            Inline::Node(
                Node::Strong { children }
                | Node::Emphasis { children }
                | Node::Strike { children }
                | Node::Link { children, .. },
            ) => Some(children),
            _ => None,
        }
    }
}

impl Span {
    /// The text of the span.
    pub fn text(&self) -> &str {
        match self {
            Span::Plain(text) | Span::Coloured(_, text) => text,
        }
    }

    /// The colour class, if it has one.
    pub fn class(&self) -> Option<Class> {
        match self {
            Span::Plain(_) => None,
            Span::Coloured(class, _) => Some(*class),
        }
    }
}

impl Line {
    /// A line without colours.
    pub fn plain(text: &str) -> Line {
        if text.is_empty() {
            Line::default()
        } else {
            Line(vec![Span::Plain(text.to_owned())])
        }
    }

    /// Adds text of which no colour is known: the rest of a word belongs to the word.
    pub(crate) fn extend(&mut self, text: &str) {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let goes_on = self
            .0
            .last()
            .is_some_and(|span| span.text().ends_with(is_word));
        let end = if goes_on {
            text.find(|c| !is_word(c)).unwrap_or(text.len())
        } else {
            0
        };
        let (word, rest) = text.split_at(end);
        if let Some(Span::Plain(last) | Span::Coloured(_, last)) = self.0.last_mut() {
            last.push_str(word);
        }
        match self.0.last_mut() {
            _ if rest.is_empty() => {}
            Some(Span::Plain(last)) => last.push_str(rest),
            _ => self.0.push(Span::Plain(rest.to_owned())),
        }
    }

    /// The text of the line.
    pub fn text(&self) -> String {
        self.0.iter().map(Span::text).collect()
    }
}
