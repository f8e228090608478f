use super::*;

fn page(text: &str, boxes: &[[f32; 4]], starts: &[u32]) -> Block {
    let boxes = boxes.iter().map(|it| Rect::from(*it)).collect();
    Block {
        kind: BlockKind::Paragraph,
        text: text.to_owned(),
        place: Place::Page { page: 3, boxes },
        starts: starts.to_vec(),
    }
}

fn of(blocks: Vec<Block>) -> Document {
    Document {
        format: "pdf".to_owned(),
        blocks,
        ..Document::default()
    }
}

fn span(block: u32, start: u32, end: u32) -> Span {
    Span { block, start, end }
}

#[test]
fn a_sentence_inside_a_line_gets_its_part_of_the_box() {
    let document = of(vec![page(
        "abcd efghijklmno",
        &[[0.0, 90.0, 50.0, 100.0], [0.0, 80.0, 110.0, 90.0]],
        &[0, 5],
    )]);
    let places = document.places(&[span(0, 2, 8)]);
    let boxes = vec![
        Rect::from([25.0, 90.0, 50.0, 100.0]),
        Rect::from([0.0, 80.0, 30.0, 90.0]),
    ];
    assert_eq!(places, [Place::Page { page: 3, boxes }]);
}

#[test]
fn a_chinese_letter_is_as_wide_as_two_latin_ones() {
    let document = of(vec![page("合同ab", &[[0.0, 0.0, 60.0, 10.0]], &[0])]);
    let places = document.places(&[span(0, 0, 6)]);
    let boxes = vec![Rect::from([0.0, 0.0, 40.0, 10.0])];
    assert_eq!(places, [Place::Page { page: 3, boxes }]);
}

#[test]
fn two_pages_stay_two_places_and_one_page_stays_one() {
    let mut second = page("next", &[[0.0, 0.0, 9.0, 9.0]], &[0]);
    let first = page("one", &[[0.0, 0.0, 9.0, 9.0]], &[0]);
    let document = of(vec![first.clone(), first.clone(), second.clone()]);
    assert_eq!(document.places(&[span(0, 0, 3), span(1, 0, 3)]).len(), 1);
    second.place = Place::Page {
        page: 4,
        boxes: vec![],
    };
    let document = of(vec![first, second]);
    assert_eq!(document.places(&[span(0, 0, 3), span(1, 0, 4)]).len(), 2);
}

#[test]
fn lines_and_rows_are_counted_to_the_span() {
    let lines = Place::Lines { first: 7, last: 9 };
    let range = CellRange {
        first_row: 2,
        first_column: 1,
        last_row: 4,
        last_column: 3,
    };
    let cells = Place::Cells {
        sheet: "表".to_owned(),
        range,
    };
    let document = of(vec![
        Block::new(BlockKind::Paragraph, "a\n你好\nc", lines),
        Block::new(
            BlockKind::Table { header_rows: 1 },
            "a\tb\n1\t2\n3\t4",
            cells,
        ),
    ]);
    assert_eq!(
        document.places(&[span(0, 2, 8)]),
        [Place::Lines { first: 8, last: 8 }]
    );
    let Some(Place::Cells { range, .. }) = document.places(&[span(1, 4, 7)]).pop() else {
        panic!("a table's place is cells");
    };
    assert_eq!(range.name(), "A3:C3");
}

#[test]
fn columns_are_named_as_spreadsheets_do() {
    let names = [1, 26, 27, 52, 703].map(column_name);
    assert_eq!(names, ["A", "Z", "AA", "AZ", "AAA"]);
}

#[test]
fn a_span_of_another_document_names_nothing() {
    let document = of(vec![page("你好", &[], &[])]);
    assert_eq!(document.text(span(0, 0, 1)), "", "half a letter");
    assert_eq!(document.text(span(9, 0, 1)), "");
    assert_eq!(document.text(span(0, 0, 3)), "你");
    assert!(document.places(&[span(9, 0, 1)]).is_empty());
}

#[test]
fn a_document_crosses_a_pipe_as_json() {
    let document = Document {
        remarks: vec![Remark::PagesWithoutText { pages: vec![2] }],
        ..of(vec![
            page("שלום 😀", &[[0.04, 1.0, 2.0, 3.06]], &[0]),
            Block::new(
                BlockKind::Heading { level: 2 },
                "第一章",
                Place::Chapter {
                    chapter: 1,
                    first: 1,
                    last: 1,
                },
            ),
        ])
    };
    let text = serde_json::to_string(&document).unwrap();
    assert!(text.contains("[0.0,1.0,2.0,3.1]"), "{text}");
    let back: Document = serde_json::from_str(&text).unwrap();
    assert_eq!(back.blocks[1], document.blocks[1]);
    assert_eq!(back.remarks, document.remarks);
}
