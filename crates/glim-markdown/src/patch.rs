//! A difference between two states of a tree, small on the wire, and how it is applied.
//! A path names a node by the indexes of its ancestors: block, item, row, cell, line, inline node, span alike.

mod apply;
mod diff;
mod path;

use serde::Serialize;
use ts_rs::TS;

pub(crate) use apply::inlines_at;
pub(crate) use diff::Differ;
pub(crate) use path::{Level, remember};

use crate::tree::{Alert, Block, Inline, Item, Line, Row, Span};

/// What a watcher has to do to its tree; the edits are applied in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct Patch {
    /// The edits, in order.
    pub edits: Vec<Edit>,
}

/// One edit of one node.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct Edit {
    /// Path of the node; empty for the root.
    pub at: Vec<u32>,
    /// Keep only so many of its children.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub keep: Option<u32>,
    /// Then append these children.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub add: Option<Nodes>,
    /// Append this to the text (of a text, code span, span or piece of mathematics).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub text: Option<String>,
    /// Change these attributes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub set: Option<Attributes>,
}

/// Attributes that can change while a block grows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct Attributes {
    /// Of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub tight: Option<bool>,
    /// Of a code block or a piece of mathematics.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub closed: Option<bool>,
    /// Of an item.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub task: Option<bool>,
    /// Of a quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub alert: Option<Alert>,
}

/// New children; which kind they are follows from the node they are added to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(untagged)]
pub enum Nodes {
    /// Of the root, a quote, an item, a footnote.
    Blocks(Vec<Block>),
    /// Of a list.
    Items(Vec<Item>),
    /// Of a table.
    Rows(Vec<Row>),
    /// Of a row.
    Cells(Vec<Vec<Inline>>),
    /// Of a code or HTML block.
    Lines(Vec<Line>),
    /// Of a line.
    Spans(Vec<Span>),
    /// Of a paragraph, heading, cell or inline node.
    Inlines(Vec<Inline>),
}

/// Why a patch does not fit a tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatchError {
    /// The path leads nowhere.
    #[error("no node at {at:?}")]
    NoNode {
        /// The path of the edit.
        at: Vec<u32>,
    },
    /// The node is of another kind than the edit supposes.
    #[error("the edit does not fit the node at {at:?}")]
    Misfit {
        /// The path of the edit.
        at: Vec<u32>,
    },
}

impl Patch {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// Puts a later patch behind this one.
    pub fn merge(&mut self, later: Patch) {
        for edit in later.edits {
            match self.edits.last_mut() {
                Some(last) if last.only_text() && edit.only_text() && last.at == edit.at => {
                    if let (Some(text), Some(more)) = (last.text.as_mut(), edit.text.as_ref()) {
                        text.push_str(more);
                    }
                }
                _ => self.edits.push(edit),
            }
        }
    }

    /// Brings a tree from the state before to the state after; a tree of another state is an error, and may then
    /// be half changed.
    pub fn apply(&self, tree: &mut Vec<Block>) -> Result<(), PatchError> {
        self.edits
            .iter()
            .try_for_each(|edit| apply::edit(tree, edit))
    }
}

impl Edit {
    fn only_text(&self) -> bool {
        self.text.is_some() && self.keep.is_none() && self.add.is_none() && self.set.is_none()
    }
}
