//! What the platform did for money: it is kept, and never asked for twice by itself.

use glim_store::{
    NewEmbeddingModel, NewUsage, NewVector, Recognised, RecognitionState, Stage, Store, Usage,
    VectorForm,
};
use serde_json::json;

use crate::{
    scene::{DAY, NOON, Scene},
    shelf::{add, claim, model, read, shelve, texts, vector},
};

async fn paid_model(store: &Store) -> glim_store::EmbeddingModel {
    let new = NewEmbeddingModel {
        name: "embedding-3@demo".to_owned(),
        dimensions: 4,
        form: VectorForm::Int8,
        paid: true,
    };
    store.use_model(&new).await.unwrap()
}

fn usage(tokens: i64) -> NewUsage {
    NewUsage {
        day: DAY.to_owned(),
        model: "embedding-3".to_owned(),
        feature: "libraryEmbedding".to_owned(),
        usage: Usage {
            prompt_tokens: tokens,
            ..Usage::default()
        },
        at_ms: NOON,
    }
}

/// Embeds all that is found, and says how many texts that were.
async fn embed_all(store: &Store, model: i64) -> usize {
    let texts = store.unembedded(model, 0, 100).await.unwrap();
    let vectors: Vec<NewVector> = texts
        .iter()
        .map(|(wording, text)| NewVector {
            wording: *wording,
            bytes: vector(text),
        })
        .collect();
    store
        .store_paid_vectors(model, &vectors, Some(&usage(9)))
        .await
        .unwrap();
    texts.len()
}

#[tokio::test]
async fn vectors_that_were_paid_for_outlive_their_model_and_others_do_not() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let free = model(store, "e5").await;
    shelve(store, "/a", 1, &["one 😀 two", "违约 责任"]).await;
    shelve(store, "/b", 2, &["two three"]).await;
    let paid = paid_model(store).await;
    let found = store.unembedded(paid.number, 0, 100).await.unwrap();
    let words: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(words, ["one", "😀", "two", "违约", "责任", "three"]);
    assert_eq!(
        store.unembedded(paid.number, found[3].0, 1).await.unwrap()[0].1,
        "责任"
    );
    assert_eq!(embed_all(store, paid.number).await, 6);
    assert_eq!(store.embedded(paid.number).await.unwrap(), (6, 6));
    assert!(store.kept_vectors().await.unwrap().is_empty(), "in use");

    store.stop_filling().await.unwrap();
    store.sweep_library().await.unwrap();
    let kept = store.kept_vectors().await.unwrap();
    assert_eq!((kept[0].vectors, kept[0].bytes), (6, 48));
    let again = paid_model(store).await;
    assert_eq!(again.number, paid.number);
    assert_eq!(
        embed_all(store, paid.number).await,
        0,
        "nothing is paid twice"
    );
    while let Some((version, _)) = store.next_uncovered(paid.number, 0).await.unwrap() {
        assert!(store.cover_version(version, paid.number).await.unwrap());
    }
    assert_eq!(store.switch_model().await.unwrap(), 0);
    assert_eq!(store.embedded(free.number).await.unwrap().0, 0);

    model(store, "e5").await;
    store.stop_filling().await.unwrap();
    assert_eq!(
        store.models().await.unwrap().len(),
        1,
        "the paid one serves"
    );
    store.drop_kept_vectors(paid.number).await.unwrap();
    store.sweep_library().await.unwrap();
    assert_eq!(
        store.embedded(paid.number).await.unwrap().0,
        6,
        "what serves is not dropped"
    );
    let sums = store.usage_by_model(DAY, DAY).await.unwrap();
    assert_eq!((sums[0].calls, sums[0].prompt_tokens), (2, 18));
    assert!(store.integrity_check().await.unwrap().ok);
}

/// A scan, as its reader leaves it.
async fn scan(store: &Store, path: &str, content: u8) -> glim_store::SourceId {
    let id = add(store, path, content).await;
    let held = claim(store).await;
    assert_eq!(held.source, id);
    store.end_without_text(&held, None).await.unwrap();
    id
}

#[tokio::test]
async fn a_recognition_that_was_cut_off_is_unsure_and_only_a_person_sends_it_again() {
    let scene = Scene::new().await;
    let id = scan(&scene.store, "/scan.pdf", 1).await;
    let text = shelve(&scene.store, "/text.txt", 2, &["words"]).await;
    let wanted = scene.store.want_recognition(&[id, text], NOON).await;
    assert_eq!(wanted.unwrap(), 1, "what has text is passed over");
    let next = scene.store.next_recognition().await.unwrap().unwrap();
    assert_eq!(next.source, id);
    let send = async |store: &Store, request: &str| {
        store
            .send_recognition(next.hash, request, NOON + 1)
            .await
            .unwrap()
    };
    assert!(send(&scene.store, "glim-1").await);
    assert!(!send(&scene.store, "glim-2").await, "it is on its way");
    assert_eq!(scene.store.next_recognition().await.unwrap(), None);

    let scene = scene.again().await;
    let store = &scene.store;
    assert_eq!(store.settle_recognitions(NOON + 2).await.unwrap(), 1);
    assert_eq!(store.settle_recognitions(NOON + 2).await.unwrap(), 0);
    let told = store.recognitions().await.unwrap();
    assert_eq!(told[0].state, RecognitionState::Unsure);
    assert_eq!(told[0].request.as_deref(), Some("glim-1"));
    assert_eq!(store.next_recognition().await.unwrap(), None);

    assert_eq!(store.want_recognition(&[id], NOON + 3).await.unwrap(), 1);
    assert!(send(store, "glim-3").await);
    let document = json!({ "format": "pdf" });
    let end = Recognised::Done(document.clone());
    store
        .end_recognition(next.hash, &end, Some(&usage(1_550)), NOON + 4)
        .await
        .unwrap();
    assert_eq!(store.recognised(next.hash).await.unwrap(), Some(document));
    assert_eq!(store.source(id).await.unwrap().stage, Stage::Waiting);
    let held = claim(store).await;
    read(store, &held, &["合计 三百元"]).await;
    assert_eq!(texts(store, id).await, ["合计 三百元"]);
    assert_eq!(
        store.want_recognition(&[id], NOON + 5).await.unwrap(),
        0,
        "what has been read is not sent again"
    );
    assert!(store.integrity_check().await.unwrap().ok);
}

#[tokio::test]
async fn what_is_not_wanted_any_more_is_not_sent_and_what_failed_says_why() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let one = scan(store, "/one.png", 1).await;
    let two = scan(store, "/two.png", 2).await;
    store.want_recognition(&[one, two], NOON).await.unwrap();
    store.unwant_recognition(&[one]).await.unwrap();
    let next = store.next_recognition().await.unwrap().unwrap();
    assert_eq!(next.source, two);
    store
        .send_recognition(next.hash, "glim-1", NOON)
        .await
        .unwrap();
    store.unwant_recognition(&[two]).await.unwrap();
    let end = Recognised::Failed("refused".to_owned(), json!({ "code": "1214" }));
    store
        .end_recognition(next.hash, &end, None, NOON)
        .await
        .unwrap();
    let told = store.recognitions().await.unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].reason.as_deref(), Some("refused"));
    assert_eq!(told[0].reason_params, Some(json!({ "code": "1214" })));
    assert_eq!(store.source(two).await.unwrap().stage, Stage::NoText);
    store.delete_sources(&[two], NOON).await.unwrap();
    assert!(store.recognitions().await.unwrap().is_empty());
}
