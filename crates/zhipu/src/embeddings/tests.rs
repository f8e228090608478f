use proptest::prelude::*;
use serde_json::json;

use super::*;

fn texts(count: usize, text: &str) -> Vec<String> {
    vec![text.to_owned(); count]
}

#[test]
fn vectors_are_put_into_the_order_of_the_texts() {
    let body = json!({"model": "embedding-3", "data": [
        {"index": 1, "embedding": [0.5, -1]}, {"index": 0, "embedding": [0, 1e-3]},
    ], "usage": {"prompt_tokens": 6, "completion_tokens": 0, "total_tokens": 6}, "new": true});
    let found = Embeddings::read(&body, 2).unwrap();
    assert_eq!(found.vectors, [[0.0, 0.001], [0.5, -1.0]]);
    assert_eq!(
        (found.dimensions(), found.usage.unwrap().total_tokens),
        (2, 6)
    );
}

#[test]
fn vectors_without_numbers_stand_in_order() {
    let body = json!({"data": [{"embedding": [1.0]}, {"index": null, "embedding": [2.0]}]});
    assert_eq!(Embeddings::read(&body, 2).unwrap().vectors, [[1.0], [2.0]]);
}

#[test]
fn anything_but_one_good_vector_for_each_text_is_malformed() {
    for data in [
        json!([]),
        json!([{"index": 0, "embedding": [1]}]),
        json!([{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [1]}]),
        json!([{"index": 0, "embedding": [1]}, {"index": 2, "embedding": [1]}]),
        json!([{"index": 0, "embedding": [1]}, {"index": -1, "embedding": [1, 2]}]),
        json!([{"index": 0, "embedding": [1]}, {"index": 1, "embedding": []}]),
        json!([{"index": 0, "embedding": [1]}, {"index": 1, "embedding": null}]),
        json!([{"index": 0, "embedding": [1]}, {"index": 1, "embedding": ["x"]}]),
        json!([{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1e300]}]),
        json!("x"),
    ] {
        let error = Embeddings::read(&json!({"data": data}), 2).unwrap_err();
        assert!(matches!(error, Error::Malformed { .. }), "{data}");
    }
}

#[test]
fn only_what_is_said_is_sent() {
    let mut request = EmbeddingRequest::new("embedding-3", vec!["红色自行车 🚲".to_owned()]);
    let sent = |request: &EmbeddingRequest| serde_json::to_value(request).unwrap();
    assert_eq!(
        sent(&request),
        json!({"model": "embedding-3", "input": ["红色自行车 🚲"]})
    );
    request.dimensions = Some(256);
    request
        .extra
        .insert("encoding_format".to_owned(), json!("float"));
    assert_eq!(
        sent(&request),
        json!({"model": "embedding-3", "input": ["红色自行车 🚲"], "dimensions": 256,
            "encoding_format": "float"})
    );
}

#[test]
fn the_newer_model_takes_64_texts_a_call() {
    assert_eq!(
        batches("Embedding-3", &texts(130, "x")),
        [0..64, 64..128, 128..130]
    );
    assert_eq!(batches("some-server", &texts(65, "x")), [0..64, 64..65]);
    assert!(batches("embedding-3", &[]).is_empty());
}

#[test]
fn the_older_model_takes_8000_tokens_a_call() {
    let long = texts(20, &"黄".repeat(500));
    assert_eq!(batches("embedding-2", &long), [0..16, 16..20]);
    let too_long = texts(2, &"黄".repeat(9000));
    assert_eq!(
        batches("embedding-2", &too_long),
        [0..1, 1..2],
        "never an empty call"
    );
}

proptest! {
    #[test]
    fn batches_are_all_texts_in_order_and_none_is_empty(
        lengths in prop::collection::vec(0_usize..3000, 0..200),
        model in prop::sample::select(vec!["embedding-2", "embedding-3", "模型"]),
    ) {
        let texts: Vec<String> = lengths.iter().map(|length| "字".repeat(*length)).collect();
        let mut next = 0;
        for range in batches(model, &texts) {
            prop_assert_eq!(range.start, next);
            prop_assert!(!range.is_empty());
            next = range.end;
        }
        prop_assert_eq!(next, texts.len());
    }
}
