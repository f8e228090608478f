//! From a document that was read to the passages and chunks that are kept of it.

use glim_knowledge::{Child, Document, Parent, Place, Sizes, cut, wording};
use glim_store::{NewChunk, NewPassage};
use serde_json::{Value, json};

use super::hash;

/// Cutter and reader, with their versions: what another recipe has begun is begun anew.
pub(super) fn recipe(with_pdfium: bool) -> &'static str {
    if with_pdfium {
        "read 1, pdfium; cut 2"
    } else {
        "read 1; cut 2"
    }
}

/// All passages of a document, in order. The same document gives the same passages.
pub(super) fn passages(document: &Document) -> Vec<NewPassage> {
    let chunks = cut(document, Sizes::default());
    let mut passages = Vec::with_capacity(chunks.parents.len());
    for parent in &chunks.parents {
        let children = chunks.children.get(parent.children.clone());
        add(parent, children.unwrap_or_default(), &mut passages);
    }
    passages
}

/// What is told of a document beside its text.
pub(super) fn details(document: &Document) -> Value {
    json!({
        "format": document.format,
        "title": document.title,
        "pages": document.pages,
        "remarks": document.remarks,
    })
}

fn add(parent: &Parent, children: &[Child], passages: &mut Vec<NewPassage>) {
    let text = parent.passage();
    let mut from = text.len().saturating_sub(parent.text.len());
    let mut chunks = Vec::with_capacity(children.len());
    let mut apart = Vec::new();
    for child in children.iter().filter(|child| !child.text.is_empty()) {
        let found = text.get(from..).and_then(|rest| rest.find(&child.text));
        let Some(at) = found else {
            apart.push(child);
            continue;
        };
        let start = from + at;
        from = start + child.text.len();
        // The same place is not written twice.
        let locator = (child.places != parent.places).then(|| locator(&child.places));
        chunks.push(NewChunk {
            start,
            end: from,
            locator,
            wording: hash::text(&wording(&parent.headings, &child.text)),
        });
    }
    passages.push(NewPassage {
        heading: parent.headings.clone(),
        locator: locator(&parent.places),
        text,
        chunks,
    });
    // A part that does not stand in its parent word for word would be lost: it is kept by itself.
    passages.extend(apart.into_iter().map(|child| alone(parent, child)));
}

fn alone(parent: &Parent, child: &Child) -> NewPassage {
    NewPassage {
        heading: parent.headings.clone(),
        locator: locator(&child.places),
        text: child.text.clone(),
        chunks: vec![NewChunk {
            start: 0,
            end: child.text.len(),
            locator: None,
            wording: hash::text(&wording(&parent.headings, &child.text)),
        }],
    }
}

fn locator(places: &[Place]) -> Value {
    serde_json::to_value(places).unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests {
    use glim_knowledge::{Block, BlockKind};
    use proptest::prelude::*;

    use super::*;
    use crate::library::Locator;

    fn document(texts: &[String]) -> Document {
        let blocks = texts.iter().zip(1..).map(|(text, line)| {
            let kind = match line % 5 {
                0 => BlockKind::Heading { level: 1 },
                1 => BlockKind::Table { header_rows: 1 },
                2 => BlockKind::Code { language: None },
                _ => BlockKind::Paragraph,
            };
            let place = Place::Lines {
                first: line,
                last: line,
            };
            Block::new(kind, text.as_str(), place)
        });
        Document {
            format: "text".to_owned(),
            blocks: blocks.collect(),
            ..Document::default()
        }
    }

    proptest! {
        #[test]
        fn every_chunk_is_a_part_of_its_passage_and_no_text_is_lost(
            texts in proptest::collection::vec("([违约责任。a-z 😀\t\nא]{0,400})", 0..12),
        ) {
            let document = document(&texts);
            let passages = passages(&document);
            let mut kept = String::new();
            for passage in &passages {
                for chunk in &passage.chunks {
                    kept.push_str(passage.text.get(chunk.start..chunk.end).unwrap());
                }
            }
            let letters = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(letters(&kept), letters(&texts.concat()));
        }
    }

    #[test]
    fn a_place_crosses_to_the_screen_in_the_shape_it_is_kept() {
        let passages = passages(&document(&["表\t头\n值\t1".to_owned()]));
        let places: Vec<Locator> = serde_json::from_value(passages[0].locator.clone()).unwrap();
        assert_eq!(places, [Locator::Lines { first: 1, last: 1 }]);
    }
}
