//! Growing Markdown text to a typed tree and the smallest differences between two of its states.
//!
//! [`Growing`] is fed with an answer as it streams and hands out a [`Patch`] per frame; [`parse`] reads a finished
//! text at once and gives the same tree. Blocks are read line by line with an open stack, so that nothing that is
//! closed is ever read again; `pulldown-cmark` reads the inline marks of the one block that is still open.
//! Nothing here makes HTML: raw HTML stays text, and only allowed addresses become links.
//! Start with `tree.rs` for the words, `growing.rs` for the stream, `block.rs` for the reading of lines.

#![warn(missing_docs)]

mod block;
mod entity;
mod growing;
mod highlight;
mod inline;
mod link;
mod patch;
mod plain;
mod text;
mod tree;

pub use growing::{Growing, Options, parse};
pub use patch::{Attributes, Edit, Nodes, Patch, PatchError};
pub use plain::plain_text;
pub use tree::{Alert, Alignment, Block, Class, Inline, Item, Line, Node, Row, Span};
