use proptest::prelude::*;

use super::*;
use crate::document::CellRange;

fn line(number: u32) -> Place {
    Place::Lines {
        first: number,
        last: number,
    }
}

fn of(blocks: Vec<(BlockKind, &str)>) -> Document {
    let blocks = blocks.into_iter().zip(1..);
    let blocks = blocks.map(|((kind, text), number)| Block::new(kind, text, line(number)));
    Document {
        blocks: blocks.collect(),
        ..Document::default()
    }
}

fn heading(level: u8, text: &str) -> (BlockKind, &str) {
    (BlockKind::Heading { level }, text)
}

fn paragraph(text: &str) -> (BlockKind, &str) {
    (BlockKind::Paragraph, text)
}

#[test]
fn a_heading_opens_a_parent_and_names_all_below_it() {
    let document = of(vec![
        heading(1, "合同"),
        heading(2, "违约"),
        paragraph("违约方应赔偿。"),
        paragraph("不可抗力除外。"),
        heading(2, "附则"),
        paragraph("自签字起生效。"),
    ]);
    let chunks = cut(&document, Sizes::default());
    let texts: Vec<&str> = chunks.parents.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "合同\n违约\n违约方应赔偿。\n不可抗力除外。",
            "附则\n自签字起生效。"
        ]
    );
    assert_eq!(chunks.parents[0].headings, ["合同", "违约"]);
    assert_eq!(chunks.parents[1].headings, ["合同", "附则"]);
    assert_eq!(
        chunks.parents[0].places,
        [Place::Lines { first: 1, last: 4 }]
    );
}

#[test]
fn a_long_paragraph_becomes_children_of_whole_sentences() {
    let sentence = "这是一个用来测试切分的完整句子，它有二十五个字左右。";
    let text = sentence.repeat(40);
    let chunks = cut(&of(vec![paragraph(&text)]), Sizes::default());
    assert_eq!(
        chunks.parents.len(),
        2,
        "about 1000 characters are two parents"
    );
    for child in &chunks.children {
        assert!(child.text.starts_with("这是") && child.text.ends_with('。'));
        let letters = child.text.chars().count();
        assert!((100..=230).contains(&letters), "{letters} letters");
    }
    for (index, parent) in chunks.parents.iter().enumerate() {
        let own = &chunks.children[parent.children.clone()];
        assert!(own.iter().all(|child| child.parent == index));
    }
}

#[test]
fn rows_of_a_table_keep_its_header() {
    let mut rows = vec!["姓名\t金额\t备注".to_owned()];
    rows.extend((1..200).map(|row| format!("员工{row}\t{row}00\t按月支付的工资")));
    let text = rows.join("\n");
    let range = CellRange {
        first_row: 1,
        first_column: 1,
        last_row: 200,
        last_column: 3,
    };
    let place = Place::Cells {
        sheet: "工资".to_owned(),
        range,
    };
    let document = Document {
        blocks: vec![Block::new(BlockKind::Table { header_rows: 1 }, text, place)],
        ..Document::default()
    };
    let chunks = cut(&document, Sizes::default());
    assert!(chunks.parents.len() > 3);
    assert_eq!(
        chunks.children[0].header, None,
        "it holds the header itself"
    );
    for child in &chunks.children {
        assert!(
            child.passage().starts_with("姓名\t金额\t备注\n员工"),
            "{}",
            child.passage()
        );
    }
    let last = chunks.children.last().unwrap();
    let Place::Cells { range, .. } = &last.places[0] else {
        panic!("rows stand in cells");
    };
    assert_eq!(range.last_row, 200);
    let rows = u32::try_from(last.text.lines().count()).unwrap();
    assert_eq!(range.first_row, 201 - rows);
}

#[test]
fn a_table_is_not_mixed_with_prose_nor_one_table_with_another() {
    let table = || (BlockKind::Table { header_rows: 1 }, "a\tb\n1\t2");
    let document = of(vec![
        paragraph("Before."),
        table(),
        table(),
        paragraph("After."),
        heading(1, "Numbers"),
        table(),
    ]);
    let chunks = cut(&document, Sizes::default());
    let texts: Vec<&str> = chunks.parents.iter().map(|it| it.text.as_str()).collect();
    let table = "a\tb\n1\t2";
    assert_eq!(
        texts,
        ["Before.", table, table, "After.", "Numbers\na\tb\n1\t2"]
    );
}

#[test]
fn a_chunk_over_two_pages_keeps_both_places() {
    let page = |page| Place::Page {
        page,
        boxes: vec![crate::document::Rect::from([0.0, 0.0, 9.0, 9.0])],
    };
    let block = |text: &str, number| Block {
        starts: vec![0],
        ..Block::new(BlockKind::Paragraph, text, page(number))
    };
    let document = Document {
        blocks: vec![
            block("The party in breach", 1),
            block("pays all damages.", 2),
        ],
        ..Document::default()
    };
    let chunks = cut(&document, Sizes::default());
    assert_eq!(chunks.children.len(), 1);
    let pages: Vec<u32> = chunks.children[0]
        .places
        .iter()
        .map(|place| match place {
            Place::Page { page, .. } => *page,
            _ => 0,
        })
        .collect();
    assert_eq!(pages, [1, 2]);
}

#[test]
fn nothing_and_blanks_make_no_chunks() {
    assert_eq!(
        cut(&Document::default(), Sizes::default()),
        Chunks::default()
    );
    let blank = of(vec![paragraph(" \n\t "), heading(1, "　"), paragraph("")]);
    assert_eq!(cut(&blank, Sizes::default()), Chunks::default());
}

#[test]
fn a_document_of_nothing_but_headings_is_cut_into_many_parents() {
    let chunks = cut(&of(vec![heading(1, "h"); 20_000]), Sizes::default());
    let most = chunks.parents.iter().map(|it| it.children.len()).max();
    assert!(most < Some(50), "{most:?} children in one parent");
}

#[test]
fn a_megabyte_without_a_space_is_cut_quickly() {
    let text = "长".repeat(350_000);
    let chunks = cut(&of(vec![paragraph(&text)]), Sizes::default());
    let heaviest = chunks
        .children
        .iter()
        .map(|it| it.text.chars().count())
        .max();
    assert!(heaviest <= Some(225), "{heaviest:?}");
}

fn kinds() -> impl Strategy<Value = BlockKind> {
    prop_oneof![
        (1_u8..=6).prop_map(|level| BlockKind::Heading { level }),
        Just(BlockKind::Paragraph),
        Just(BlockKind::ListItem),
        Just(BlockKind::Note),
        (0_u32..4).prop_map(|header_rows| BlockKind::Table { header_rows }),
        Just(BlockKind::Code { language: None }),
    ]
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ a-z.。，！\n\t中文字1-3]{0,400}",
        "(一二三四五六七八九十，){0,80}",
        "([A-Z][a-z]{1,8} [a-z]{1,9}[.,] ){0,60}",
        "\\PC{0,60}",
        "(שלום|👩‍👩‍👧|e\u{301}| ){0,80}",
    ]
}

fn documents() -> impl Strategy<Value = Document> {
    prop::collection::vec((kinds(), texts()), 0..12).prop_map(|blocks| {
        let blocks = blocks.into_iter().zip(1..);
        let blocks = blocks.map(|((kind, text), number)| Block::new(kind, text, line(number)));
        Document {
            blocks: blocks.collect(),
            ..Document::default()
        }
    })
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|it| !it.is_whitespace()).collect()
}

proptest! {
    #[test]
    fn chunks_hold_all_of_the_text_once_and_in_order(document in documents(), child in 5_u32..200) {
        let chunks = cut(&document, Sizes { child, parent: child * 5 });
        let all: String = document.blocks.iter().map(|it| without_blanks(&it.text)).collect();
        let children: String = chunks.children.iter().map(|it| without_blanks(&it.text)).collect();
        let parents: String = chunks.parents.iter().map(|it| without_blanks(&it.text)).collect();
        prop_assert_eq!(&children, &all);
        prop_assert_eq!(&parents, &all);
        let spans: Vec<Span> = chunks.children.iter().flat_map(|it| it.spans.clone()).collect();
        for pair in spans.windows(2) {
            let ordered = (pair[0].block, pair[0].end) <= (pair[1].block, pair[1].start)
                || pair[0].block < pair[1].block;
            prop_assert!(ordered, "{:?} before {:?}", pair[0], pair[1]);
        }
    }

    #[test]
    fn spans_lead_back_to_the_exact_characters(document in documents()) {
        let chunks = cut(&document, Sizes::default());
        for child in &chunks.children {
            prop_assert_eq!(&document.joined(&child.spans), &child.text);
            prop_assert_eq!(&document.places(&child.spans), &child.places);
            prop_assert!(child.spans.iter().all(|span| !document.text(*span).is_empty()));
            let parent = &chunks.parents[child.parent];
            prop_assert_eq!(&document.places(&parent.spans), &parent.places);
            let inside = |span: &Span| parent.spans.iter().any(|of| {
                of.block == span.block && of.start <= span.start && span.end <= of.end
            });
            prop_assert!(child.spans.iter().all(inside), "a child is part of its parent");
        }
    }

    #[test]
    fn no_child_is_much_heavier_than_asked(document in documents(), child in 20_u32..200) {
        let chunks = cut(&document, Sizes { child, parent: child * 5 });
        let is_heading = |it: &Child| it.spans.iter().any(|span| {
            matches!(document.blocks[span.block as usize].kind, BlockKind::Heading { .. })
        });
        for it in chunks.children.iter().filter(|it| !is_heading(it)) {
            // Twice the limit for a sentence left whole.
            prop_assert!(weight::weight(&it.text) <= child * 2 + 3, "{:?}", it.text);
        }
    }
}

#[test]
fn a_chunk_is_embedded_under_the_headings_it_does_not_begin_with() {
    let headings = ["合同".to_owned(), "第五条".to_owned()];
    assert_eq!(wording(&headings, "乙方承担。"), "合同\n第五条\n乙方承担。");
    assert_eq!(wording(&headings, "第五条\n乙方"), "合同\n第五条\n乙方");
    assert_eq!(wording(&headings, "合同\n第五条\n乙"), "合同\n第五条\n乙");
    assert_eq!(wording(&[], "a\nb"), "a\nb");
    assert_eq!(wording(&headings, ""), "合同\n第五条\n");
}
