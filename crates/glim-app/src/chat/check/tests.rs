//! Which sentences are claims, and how well a claim is told from what its passage does not say: on labelled claims, of which
//! the constants of `verdict.rs` were chosen on every second one; asserted and reported are the others.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "tests"
)]

use std::path::Path;

use glim_knowledge::{Embed as _, LocalModel, Role};
use proptest::prelude::*;
use serde::Deserialize;

use super::*;

const CLAIMS: &str = include_str!("fixtures/claims.jsonl");
const TUNING: &str = include_str!("fixtures/tuning.jsonl");

#[derive(Deserialize)]
struct Labelled {
    passage: String,
    claim: String,
    holds: bool,
    kind: String,
}

/// The tuning claims are every second one and a list of their own.
fn labelled(tuning: bool) -> Vec<Labelled> {
    let all = CLAIMS.lines().enumerate();
    let chosen = all.filter(|(index, _)| (index % 2 == 0) == tuning);
    let more = TUNING.lines().filter(|_| tuning);
    let lines = chosen.map(|(_, line)| line).chain(more);
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn model() -> Option<LocalModel> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let places = [
        root.join("target/models/e5-small-q4.bin"),
        root.join("../main/target/models/e5-small-q4.bin"),
    ];
    let file = places.into_iter().find(|place| place.is_file())?;
    LocalModel::open(&file).ok()
}

fn verdict_of(one: &Labelled, model: Option<&LocalModel>) -> ClaimVerdict {
    let likeness = |claim: &str, sentences: &[&str]| {
        let mut texts = vec![claim];
        texts.extend(sentences);
        let vectors = model?.embed(Role::Question, &texts).ok()?;
        let (claim, sentences) = vectors.split_first()?;
        Some(sentences.iter().map(|it| it.cosine(claim)).collect())
    };
    let given = [Given {
        number: 1,
        text: &one.passage,
    }];
    let stop = one.claim.pop_stop();
    let answer = glim_markdown::parse(&format!("{} [1]{}", stop.0, stop.1));
    let claims = check(&answer, &given, &likeness);
    assert_eq!(claims.len(), 1, "{}: {claims:?}", one.claim);
    claims[0].verdict
}

/// A sentence and its full stop.
trait PopStop {
    fn pop_stop(&self) -> (&str, &str);
}

impl PopStop for String {
    fn pop_stop(&self) -> (&str, &str) {
        let start = self.trim_end_matches(['.', '。']);
        (start, &self[start.len()..])
    }
}

/// Precision and recall of "unsupported".
fn measured(tuning: bool, model: Option<&LocalModel>) -> (f32, f32) {
    let (mut right, mut marked, mut wrong) = (0, 0, 0);
    for one in labelled(tuning) {
        let is_marked = verdict_of(&one, model) != ClaimVerdict::Supported;
        marked += usize::from(is_marked);
        wrong += usize::from(!one.holds);
        right += usize::from(is_marked && !one.holds);
        if is_marked == one.holds {
            println!(
                "  {} {}: {}",
                if one.holds { "false alarm" } else { "missed" },
                one.kind,
                one.claim
            );
        }
    }
    (right as f32 / marked as f32, right as f32 / wrong as f32)
}

#[test]
fn unsupported_claims_are_found_and_supported_ones_left_alone() {
    assert!(CLAIMS.lines().count() >= 60);
    for tuning in [true, false] {
        let (precision, recall) = measured(tuning, None);
        let name = if tuning { "tuning" } else { "other" };
        println!("by words, {name} claims: precision {precision:.3}, recall {recall:.3}");
        assert!(precision >= 0.65 && recall >= 0.70, "{precision} {recall}");
    }
    let Some(model) = model() else {
        println!("skipped: no target/models/e5-small-q4.bin (cargo xtask model fetches it)");
        return;
    };
    for tuning in [true, false] {
        let (precision, recall) = measured(tuning, Some(&model));
        let name = if tuning { "tuning" } else { "other" };
        println!("with the model, {name} claims: precision {precision:.3}, recall {recall:.3}");
        assert!(precision >= 0.70 && recall >= 0.70, "{precision} {recall}");
    }
}

fn found(markdown: &str) -> Vec<(String, Vec<u32>, Vec<u32>)> {
    sentences(&glim_markdown::parse(markdown))
        .into_iter()
        .filter(|it| it.is_claim)
        .map(|it| {
            let numbers = it.marks.iter().map(|mark| mark.number).collect();
            let places = it.marks.iter().map(|mark| mark.occurrence).collect();
            (it.text, numbers, places)
        })
        .collect()
}

#[test]
fn marks_belong_to_the_sentence_they_stand_in_or_behind() {
    assert_eq!(
        found(
            "甲方付款[1]。乙方交货。[2][3] 丙方见证 [1]\n\nDr. No paid 3.50 euros [4]. He left.\n"
        ),
        [
            ("甲方付款。".into(), vec![1], vec![0]),
            ("乙方交货。".into(), vec![2, 3], vec![1, 2]),
            ("丙方见证".into(), vec![1], vec![3]),
            ("Dr. No paid 3.50 euros .".into(), vec![4], vec![4]),
            ("He left.".into(), vec![], vec![]),
        ]
    );
}

#[test]
fn headings_questions_greetings_and_the_honest_way_out_claim_nothing() {
    for none in [
        "# 2023 revenue grew",
        "你好！",
        "Hello, here to help.",
        "Who signed it?",
        "以下是主要内容：",
        "The passages do not say who signed the contract.",
        "资料中没有提到签约人。",
        "```\nx = 1\n```",
        "---",
        "**Results:**",
        "**This is the demonstration platform: no model is behind this answer.**",
        "**这里是演示平台：这个回答背后没有任何模型。**",
        "",
    ] {
        assert_eq!(found(none), vec![], "{none}");
    }
    for some in [
        "The passages do not say it, but the fee is high.",
        "资料没有提到，但费用为30元。",
        "This answer is 42.",
        "Revenue grew.",
        "> quoted words are a claim",
        "There are eight lanes.",
        "The library does not open on Sunday.",
        "Hidden defects are reported.",
        "希望集团成立很早。",
        "🙂 涨了。",
    ] {
        assert_eq!(found(some).len(), 1, "{some}");
    }
}

#[test]
fn items_and_rows_without_marks_share_those_of_the_line_before_or_the_line_of_sources() {
    let text = "Three risks are named [2]:\n\n- fire\n- flood [1]\n\n| 年 | 收入 |\n|---|---|\n| 2022 | 31 |\n| 2023 | 45 [4] |\n\n来源：[3]\n";
    assert_eq!(
        found(text),
        [
            ("fire".into(), vec![2], vec![0]),
            ("flood".into(), vec![1], vec![1]),
            ("2022\t31".into(), vec![3], vec![3]),
            ("2023\t45".into(), vec![4], vec![2]),
        ]
    );
}

#[test]
fn a_number_that_no_passage_has_is_no_citation() {
    let given = [Given {
        number: 1,
        text: "The fee is 30 euros.",
    }];
    let answer = glim_markdown::parse("The fee is 30 euros [7]. The fee is 30 euros [1][9].");
    let claims = check(&answer, &given, &|_, _| None);
    assert_eq!(claims[0].verdict, ClaimVerdict::Uncited);
    assert_eq!(claims[0].numbers, vec![0_u32; 0]);
    assert_eq!(
        (claims[1].numbers.clone(), claims[1].occurrences.clone()),
        (vec![1], vec![1])
    );
    assert_eq!(claims[1].verdict, ClaimVerdict::Supported);
    assert_eq!(claims[1].evidence[0].quote, "The fee is 30 euros.");
}

#[test]
fn what_is_missing_is_named() {
    let given = [Given {
        number: 1,
        text: "The fee is 30 euros, due in May 2023.",
    }];
    let answer = glim_markdown::parse("The fee is 40 euros [1].");
    let claims = check(&answer, &given, &|_, _| None);
    assert_eq!(claims[0].missing, ["40"]);
}

#[test]
fn numbers_are_the_same_however_they_are_written() {
    let value = |text: &str| -> Vec<String> {
        numbers::numbers(text)
            .into_iter()
            .map(|it| it.value)
            .collect()
    };
    for (one, other) in [
        ("1,450 euros", "1450 euros"),
        ("百分之三十一", "31%"),
        ("百分之三十一", "３１％"),
        ("120万元", "1200000元"),
        ("一百二十万元", "1.2 million"),
        ("二〇二三年", "2023年"),
        ("twenty-five people", "25 people"),
        ("三点五倍", "3.50倍"),
    ] {
        assert_eq!(value(one), value(other), "{one} {other}");
    }
    assert_eq!(value("2023年5月1日"), ["2023", "5", "1"]);
    assert_eq!(value("May 1, 2023"), ["5", "1", "2023"]);
    assert_eq!(value("一些 统一 one may"), vec![String::new(); 0]);
}

proptest! {
    #[test]
    fn every_letter_of_a_paragraph_is_in_exactly_one_sentence(text in "[甲乙。！a-z.? 0-9😀א]{0,60}") {
        let text = format!("甲{text}");
        let joined: String = sentences(&glim_markdown::parse(&text)).into_iter().map(|it| it.text).collect();
        let letters = |text: &str| text.chars().filter(|it| it.is_alphabetic()).collect::<String>();
        let shown = glim_markdown::plain_text(&glim_markdown::parse(&text));
        prop_assert_eq!(letters(&joined), letters(&shown));
    }

    #[test]
    fn no_answer_and_no_passage_break_the_check(answer in ".{0,200}", passage in ".{0,200}") {
        let given = [Given { number: 1, text: &passage }];
        let blocks = glim_markdown::parse(&format!("{answer} [1]"));
        check(&blocks, &given, &|_, texts| Some(vec![0.5; texts.len()]));
    }
}
