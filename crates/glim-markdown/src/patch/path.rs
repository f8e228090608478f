//! What a watcher has of a tree: the rightmost path, of which only the end that can still change is kept.

use crate::tree::{Alert, Alignment, Block, Inline, Line, Row};

/// What a watcher has at one depth of the rightmost path.
#[derive(Debug, Default)]
pub(crate) struct Level {
    pub(super) length: usize,
    pub(super) last: Option<Box<Last>>,
}

/// The last child at a depth.
#[derive(Debug)]
pub(super) enum Last {
    Quote { alert: Option<Alert>, inner: Level },
    Footnote { inner: Level },
    List { tight: bool, inner: Level },
    Item { task: Option<bool>, inner: Level },
    Leaf(Leaf),
}

/// The end of the rightmost path; the first `stable` children can not change and are not kept.
#[derive(Debug)]
pub(super) enum Leaf {
    Paragraph {
        stable: usize,
        tail: Vec<Inline>,
    },
    Heading {
        level: u8,
        children: Vec<Inline>,
    },
    Code {
        language: String,
        info: String,
        closed: bool,
        stable: usize,
        tail: Vec<Line>,
    },
    Html {
        stable: usize,
        tail: Vec<Line>,
    },
    Table {
        align: Vec<Alignment>,
        stable: usize,
        tail: Vec<Row>,
    },
    Math {
        source: String,
        closed: bool,
    },
    Rule,
}

/// Remembers the rightmost path of a tree. `stable` says how many inline nodes of an open paragraph are final;
/// none when no paragraph is open.
pub(crate) fn remember(blocks: &[Block], stable: Option<usize>) -> Level {
    let last = blocks.last().map(|block| {
        Box::new(match block {
            Block::Quote { alert, children } => Last::Quote {
                alert: *alert,
                inner: remember(children, stable),
            },
            Block::Footnote { children, .. } => Last::Footnote {
                inner: remember(children, stable),
            },
            Block::List {
                tight, children, ..
            } => {
                let last = children.last().map(|item| {
                    Box::new(Last::Item {
                        task: item.task,
                        inner: remember(&item.children, stable),
                    })
                });
                Last::List {
                    tight: *tight,
                    inner: Level {
                        length: children.len(),
                        last,
                    },
                }
            }
            leaf => Last::Leaf(remember_leaf(leaf, stable)),
        })
    });
    Level {
        length: blocks.len(),
        last,
    }
}

fn remember_leaf(block: &Block, stable: Option<usize>) -> Leaf {
    match block {
        Block::Paragraph { children } => {
            let stable = stable.unwrap_or(children.len()).min(children.len());
            Leaf::Paragraph {
                stable,
                tail: tail(children, stable),
            }
        }
        Block::Heading { level, children } => Leaf::Heading {
            level: *level,
            children: children.clone(),
        },
        Block::Code {
            language,
            info,
            closed,
            lines,
        } => {
            let stable = lines.len().saturating_sub(1);
            let (language, info) = (language.clone(), info.clone());
            Leaf::Code {
                language,
                info,
                closed: *closed,
                stable,
                tail: tail(lines, stable),
            }
        }
        Block::Html { lines } => {
            let stable = lines.len().saturating_sub(1);
            Leaf::Html {
                stable,
                tail: tail(lines, stable),
            }
        }
        Block::Table { align, rows } => {
            let stable = rows.len().saturating_sub(1);
            Leaf::Table {
                align: align.clone(),
                stable,
                tail: tail(rows, stable),
            }
        }
        Block::Math { source, closed } => Leaf::Math {
            source: source.clone(),
            closed: *closed,
        },
        // Containers never come here: `remember` goes into them.
        Block::Rule | Block::Quote { .. } | Block::Footnote { .. } | Block::List { .. } => {
            Leaf::Rule
        }
    }
}

pub(super) fn tail<T: Clone>(all: &[T], start: usize) -> Vec<T> {
    rest(all, start).to_vec()
}

pub(super) fn rest<T>(all: &[T], start: usize) -> &[T] {
    all.get(start..).unwrap_or(&[])
}
