#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;

#[test]
fn a_passage_that_is_too_long_is_cut_at_the_end_of_a_sentence() {
    assert!(tokens("一二三") > 3);
}
