//! The difference between what a watcher has and what is now, looking only at the rightmost path: everything left
//! of it was closed when the watcher last heard and can not have changed.

use super::path::{Last, Leaf, Level, rest, tail};
use super::{Attributes, Edit, Nodes, Patch};
use crate::tree::{Block, Inline, Item, Line, Node, Row, Span};

/// Collects edits along a path.
#[derive(Debug, Default)]
pub(crate) struct Differ {
    edits: Vec<Edit>,
    path: Vec<u32>,
}

impl Differ {
    /// The edits so far.
    pub(crate) fn finish(self) -> Patch {
        Patch { edits: self.edits }
    }

    /// From the remembered path to the blocks of now.
    pub(crate) fn blocks(&mut self, old: &Level, new: &[Block]) {
        let keep = match (old.last.as_deref(), new.get(old.length.wrapping_sub(1))) {
            (Some(last), Some(block)) => {
                let index = old.length - 1;
                if self.inside(index, |differ| differ.block(last, block)) {
                    old.length
                } else {
                    index
                }
            }
            _ => old.length.min(new.len()),
        };
        self.splice((0, old.length), keep, new, Nodes::Blocks);
    }

    /// From one list of inline nodes to another, both complete, at `path`.
    pub(crate) fn inlines_at(&mut self, path: &[u32], old: &[Inline], new: &[Inline]) {
        self.path = path.to_vec();
        self.inlines(0, old, new);
        self.path.clear();
    }

    /// Runs `step` with the path one deeper; false when the node has to be replaced.
    fn inside(&mut self, index: usize, step: impl FnOnce(&mut Self) -> bool) -> bool {
        let edits = self.edits.len();
        self.path.push(wire(index));
        let done = step(self);
        self.path.pop();
        if !done {
            self.edits.truncate(edits);
        }
        done
    }

    fn block(&mut self, old: &Last, new: &Block) -> bool {
        match (old, new) {
            (
                Last::Quote { alert, inner },
                Block::Quote {
                    alert: now,
                    children,
                },
            ) => {
                self.set(
                    alert != now,
                    Attributes {
                        alert: *now,
                        ..Attributes::default()
                    },
                );
                self.blocks(inner, children);
            }
            (Last::Footnote { inner }, Block::Footnote { children, .. }) => {
                self.blocks(inner, children);
            }
            (
                Last::List { tight, inner },
                Block::List {
                    tight: now,
                    children,
                    ..
                },
            ) => {
                self.set(
                    tight != now,
                    Attributes {
                        tight: Some(*now),
                        ..Attributes::default()
                    },
                );
                self.items(inner, children);
            }
            (Last::Leaf(leaf), block) => return self.leaf(leaf, block),
            _ => return false,
        }
        true
    }

    fn items(&mut self, old: &Level, new: &[Item]) {
        if let (Some(Last::Item { task, inner }), Some(item)) =
            (old.last.as_deref(), new.get(old.length.wrapping_sub(1)))
        {
            self.inside(old.length - 1, |differ| {
                differ.set(
                    *task != item.task,
                    Attributes {
                        task: item.task,
                        ..Attributes::default()
                    },
                );
                differ.blocks(inner, &item.children);
                true
            });
        }
        let keep = old.length.min(new.len());
        self.splice((0, old.length), keep, new, Nodes::Items);
    }

    fn leaf(&mut self, old: &Leaf, new: &Block) -> bool {
        match (old, new) {
            (Leaf::Paragraph { stable, tail }, Block::Paragraph { children }) => {
                self.inlines(*stable, tail, rest(children, *stable));
            }
            (
                Leaf::Heading {
                    level,
                    children: tail,
                },
                Block::Heading {
                    level: now,
                    children,
                },
            ) if level == now => {
                self.inlines(0, tail, children);
            }
            (
                Leaf::Code {
                    language,
                    info,
                    closed,
                    stable,
                    tail,
                },
                Block::Code {
                    language: new_language,
                    info: new_info,
                    closed: now,
                    lines,
                },
            ) if language == new_language && info == new_info => {
                self.closed(*closed, *now);
                self.lines(*stable, tail, rest(lines, *stable));
            }
            (Leaf::Html { stable, tail }, Block::Html { lines }) => {
                self.lines(*stable, tail, rest(lines, *stable));
            }
            (
                Leaf::Table {
                    align,
                    stable,
                    tail,
                },
                Block::Table { align: now, rows },
            ) if align == now => {
                self.rows(*stable, tail, rest(rows, *stable));
            }
            (
                Leaf::Math { source, closed },
                Block::Math {
                    source: new,
                    closed: now,
                },
            ) => {
                let Some(more) = new.strip_prefix(source.as_str()) else {
                    return false;
                };
                self.text(more);
                self.closed(*closed, *now);
            }
            (Leaf::Rule, Block::Rule) => {}
            _ => return false,
        }
        true
    }

    fn lines(&mut self, base: usize, old: &[Line], new: &[Line]) {
        let keep = self.grown(base, old, new, |differ, old, new| {
            differ.spans(&old.0, &new.0);
            true
        });
        self.splice((base, old.len()), keep, new, Nodes::Lines);
    }

    fn spans(&mut self, old: &[Span], new: &[Span]) {
        let keep = self.grown(0, old, new, |differ, old, new| {
            if old.class() != new.class() {
                return false;
            }
            differ.longer(old.text(), new.text())
        });
        self.splice((0, old.len()), keep, new, Nodes::Spans);
    }

    fn rows(&mut self, base: usize, old: &[Row], new: &[Row]) {
        let keep = self.grown(base, old, new, |differ, old, new| {
            if old.0.len() != new.0.len() {
                return false;
            }
            for (index, (old, new)) in old.0.iter().zip(&new.0).enumerate() {
                if old != new {
                    differ.inside(index, |differ| {
                        differ.inlines(0, old, new);
                        true
                    });
                }
            }
            true
        });
        self.splice((base, old.len()), keep, new, Nodes::Rows);
    }

    fn inlines(&mut self, base: usize, old: &[Inline], new: &[Inline]) {
        let keep = self.grown(base, old, new, Self::inline);
        self.splice((base, old.len()), keep, new, Nodes::Inlines);
    }

    fn inline(&mut self, old: &Inline, new: &Inline) -> bool {
        match (old, new) {
            (Inline::Text(old), Inline::Text(new))
            | (Inline::Node(Node::Code { text: old }), Inline::Node(Node::Code { text: new })) => {
                self.longer(old, new)
            }
            (
                Inline::Node(Node::Math {
                    source: old,
                    display,
                    closed,
                }),
                Inline::Node(Node::Math {
                    source: new,
                    display: new_display,
                    closed: now,
                }),
            ) if display == new_display && new.starts_with(old.as_str()) => {
                self.longer(old, new);
                self.closed(*closed, *now);
                true
            }
            (Inline::Node(a), Inline::Node(b)) if same_frame(a, b) => {
                if let (Some(old), Some(new)) = (old.children(), new.children()) {
                    self.inlines(0, old, new);
                    return true;
                }
                false
            }
            _ => false,
        }
    }

    /// How many children at the front stay; the last old one may have grown, which `step` then puts into words.
    fn grown<T: PartialEq>(
        &mut self,
        base: usize,
        old: &[T],
        new: &[T],
        step: impl FnOnce(&mut Self, &T, &T) -> bool,
    ) -> usize {
        let same = old
            .iter()
            .zip(new)
            .take_while(|(old, new)| old == new)
            .count();
        match (old.get(same), new.get(same)) {
            (Some(last), Some(now)) if same + 1 == old.len() => {
                let grown = self.inside(base + same, |differ| step(differ, last, now));
                same + usize::from(grown)
            }
            _ => same,
        }
    }

    /// Of the old children, so many from `base` on, `keep` stay; those of the new ones behind them are added.
    fn splice<T: Clone>(
        &mut self,
        (base, length): (usize, usize),
        keep: usize,
        new: &[T],
        wrap: fn(Vec<T>) -> Nodes,
    ) {
        let added = tail(new, keep);
        if keep < length || !added.is_empty() {
            self.edits.push(Edit {
                at: self.path.clone(),
                keep: (keep < length).then(|| wire(base + keep)),
                add: (!added.is_empty()).then(|| wrap(added)),
                ..Edit::default()
            });
        }
    }

    fn longer(&mut self, old: &str, new: &str) -> bool {
        match new.strip_prefix(old) {
            Some(more) => {
                self.text(more);
                true
            }
            None => false,
        }
    }

    fn text(&mut self, more: &str) {
        if !more.is_empty() {
            self.edits.push(Edit {
                at: self.path.clone(),
                text: Some(more.to_owned()),
                ..Edit::default()
            });
        }
    }

    fn closed(&mut self, old: bool, now: bool) {
        let closed = Attributes {
            closed: Some(now),
            ..Attributes::default()
        };
        self.set(old != now, closed);
    }

    fn set(&mut self, changed: bool, attributes: Attributes) {
        // A mark that is taken back (an alert, a task) has no word on the wire; it never happens while growing.
        if changed {
            self.edits.push(Edit {
                at: self.path.clone(),
                set: Some(attributes),
                ..Edit::default()
            });
        }
    }
}

/// Whether two nodes differ at most in their children.
fn same_frame(old: &Node, new: &Node) -> bool {
    match (old, new) {
        (Node::Strong { .. }, Node::Strong { .. })
        | (Node::Emphasis { .. }, Node::Emphasis { .. })
        | (Node::Strike { .. }, Node::Strike { .. }) => true,
        (
            Node::Link {
                href,
                address,
                title,
                ..
            },
            Node::Link {
                href: new_href,
                address: new_address,
                title: new_title,
                ..
            },
        ) => href == new_href && address == new_address && title == new_title,
        _ => false,
    }
}

fn wire(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
