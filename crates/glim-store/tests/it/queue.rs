//! The queue: claims, what survives them, vectors that are made once, and a model that replaces another.

use glim_store::{Error, Lease, NewVector, SourceId, Stage};
use serde_json::json;

use crate::{
    scene::{NOON, Scene, new_turn},
    shelf::{
        Index, LEASE, add, claim, embed, file, model, passage, read, shelve, text_hash, texts,
        vector,
    },
};

#[tokio::test]
async fn only_claims_that_get_no_further_count_on() {
    let mut scene = Scene::new().await;
    add(&scene.store, "/a.txt", 1).await;
    for tries in 1..=3 {
        assert_eq!(claim(&scene.store).await.attempts, tries);
        scene = scene.again().await;
    }
    let fourth = claim(&scene.store).await;
    scene.store.beat(&fourth, (0, 9), &LEASE).await.unwrap();
    scene = scene.again().await;
    let fifth = claim(&scene.store).await;
    assert_eq!(fifth.attempts, 5, "a sign of life is no progress");
    scene.store.beat(&fifth, (1, 9), &LEASE).await.unwrap();
    scene = scene.again().await;
    assert_eq!(claim(&scene.store).await.attempts, 2);
}

#[tokio::test]
async fn what_the_process_ended_at_three_times_lets_the_others_go_first() {
    let mut scene = Scene::new().await;
    let mut taken = Vec::new();
    let sources = [
        add(&scene.store, "/a.txt", 1).await,
        add(&scene.store, "/b.txt", 2).await,
    ];
    for _ in 0..12 {
        taken.push(claim(&scene.store).await.source);
        scene = scene.again().await;
    }
    let [a, b] = sources;
    assert_eq!(taken, [a, a, a, b, b, b, a, a, a, b, b, b]);
}

#[tokio::test]
async fn a_source_goes_on_where_the_last_claim_ended_and_nothing_is_done_twice() {
    let scene = Scene::new().await;
    let served = model(&scene.store, "e5").await;
    let id = add(&scene.store, "/a.txt", 1).await;
    let first = claim(&scene.store).await;
    assert_eq!(
        (first.stage, first.attempts, first.passages),
        (Stage::Reading, 1, 0)
    );
    scene.store.beat(&first, (1, 8), &LEASE).await.unwrap();
    assert_eq!(scene.store.source(id).await.unwrap().total, 8);
    scene
        .store
        .add_passages(&first, 0, &[passage("一 共同")])
        .await
        .unwrap();
    let twice = scene
        .store
        .add_passages(&first, 0, &[passage("一 共同")])
        .await;
    assert!(matches!(twice, Err(Error::NotAllowed { .. })), "{twice:?}");
    assert!(
        scene.store.claim_next(&LEASE).await.unwrap().is_none(),
        "it is taken"
    );

    // The process is gone; the next one takes it up without waiting for the lease.
    let scene = scene.again().await;
    let second = claim(&scene.store).await;
    assert_eq!(
        (second.stage, second.attempts, second.passages),
        (Stage::Cutting, 2, 1)
    );
    let lost = scene.store.beat(&first, (2, 8), &LEASE).await;
    assert!(matches!(lost, Err(Error::ClaimLost { .. })), "{lost:?}");
    scene
        .store
        .add_passages(&second, 1, &[passage("二 共同")])
        .await
        .unwrap();
    scene
        .store
        .end_cutting(&second, Some(&json!({ "title": "题" })))
        .await
        .unwrap();
    let early = scene.store.show_source(&second, false).await;
    assert!(matches!(early, Err(Error::NotAllowed { .. })), "{early:?}");
    let missing = scene
        .store
        .missing_vectors(second.version, served.number, 2)
        .await
        .unwrap();
    assert_eq!(missing[0].text, "一");
    assert_eq!(missing[0].heading, ["章", "Part 😀"]);
    let made = NewVector {
        wording: missing[0].wording,
        bytes: vector("一"),
    };
    scene
        .store
        .store_vectors(served.number, &[made])
        .await
        .unwrap();

    let scene = scene.again().await;
    let third = claim(&scene.store).await;
    assert_eq!((third.stage, third.passages), (Stage::Embedding, 2));
    assert_eq!(
        embed(&scene.store, third.version, &served).await,
        2,
        "共同 once, and 一 not again"
    );
    scene.store.show_source(&third, false).await.unwrap();
    assert_eq!(scene.store.source(id).await.unwrap().stage, Stage::Ready);
    assert_eq!(texts(&scene.store, id).await, ["一 共同", "二 共同"]);
    assert!(scene.store.claim_next(&LEASE).await.unwrap().is_none());
    scene.assert_whole().await;
}

#[tokio::test]
async fn a_lease_that_ran_out_is_free_and_another_recipe_begins_anew() {
    let scene = Scene::new().await;
    let store = &scene.store;
    add(store, "/a.txt", 1).await;
    let first = claim(store).await;
    store
        .add_passages(&first, 0, &[passage("旧")])
        .await
        .unwrap();
    let later = Lease {
        now_ms: NOON + 60_001,
        recipe: "reader 2",
        ..LEASE
    };
    let second = store.claim_next(&later).await.unwrap().unwrap();
    assert_eq!((second.stage, second.passages), (Stage::Reading, 0));
    assert!(
        store
            .add_passages(&first, 1, &[passage("x")])
            .await
            .is_err()
    );
    store
        .add_passages(&second, 0, &[passage("新 词")])
        .await
        .unwrap();
    let again = store.restart_cutting(&second).await.unwrap();
    assert!(store.end_cutting(&second, None).await.is_err());
    read(store, &again, &["全 新"]).await;
    assert_eq!(texts(store, again.source).await, ["全 新"]);
    store.sweep_library().await.unwrap();
    scene.assert_whole().await;
}

#[tokio::test]
async fn a_person_can_skip_retry_and_put_first() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let (slow, fast) = (
        add(store, "/slow.pdf", 1).await,
        add(store, "/fast.txt", 2).await,
    );
    store.retry_source(fast, 10, NOON).await.unwrap();
    let first = claim(store).await;
    assert_eq!(first.source, fast, "what is asked about now goes first");
    store
        .add_passages(&first, 0, &[passage("半")])
        .await
        .unwrap();
    store.fail_source(&first, "worker", None).await.unwrap();
    assert_eq!(
        store.source(fast).await.unwrap().passages,
        0,
        "half a text is not kept"
    );
    assert!(store.skip_source(slow).await.unwrap());
    assert!(store.claim_next(&LEASE).await.unwrap().is_none());
    store.retry_source(slow, 0, NOON).await.unwrap();
    let second = claim(store).await;
    assert!(
        store.skip_source(slow).await.unwrap(),
        "also while it is being read"
    );
    assert!(matches!(
        store.release_source(&second).await,
        Err(Error::ClaimLost { .. })
    ));
    store.retry_source(fast, 0, NOON).await.unwrap();
    let third = claim(store).await;
    assert_eq!(
        (third.source, third.attempts),
        (fast, 1),
        "counted from the person's wish"
    );
    store.release_source(&third).await.unwrap();
    read(store, &claim(store).await, &["完"]).await;
    assert!(
        !store.skip_source(fast).await.unwrap(),
        "it is read already"
    );
    // Read again by a better reader: found until then.
    store.retry_source(fast, 0, NOON).await.unwrap();
    let fourth = claim(store).await;
    assert_eq!(texts(store, fast).await, ["完"]);
    store.end_without_text(&fourth, None).await.unwrap();
    assert!(
        texts(store, fast).await.is_empty(),
        "what has no text now is not found by the old one"
    );
    store.sweep_library().await.unwrap();
    scene.assert_whole().await;
}

#[tokio::test]
async fn what_is_deleted_stops_being_read_and_goes_on_when_restored() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = add(store, "/a.txt", 1).await;
    let begun = claim(store).await;
    store
        .add_passages(&begun, 0, &[passage("一")])
        .await
        .unwrap();
    store.delete_sources(&[id], NOON).await.unwrap();
    assert!(
        store
            .add_passages(&begun, 1, &[passage("二")])
            .await
            .is_err()
    );
    assert!(store.claim_next(&LEASE).await.unwrap().is_none());
    store.restore_sources(&[id]).await.unwrap();
    let again = claim(store).await;
    assert_eq!((again.stage, again.passages), (Stage::Cutting, 1));
}

#[tokio::test]
async fn the_same_text_is_embedded_once_for_all_sources() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let served = model(store, "e5").await;
    for (content, new) in [(1, 2), (2, 1)] {
        add(store, &format!("/{content}.txt"), content).await;
        let begun = claim(store).await;
        let own = format!("自己{content} 共同");
        store
            .add_passages(&begun, 0, &[passage(&own)])
            .await
            .unwrap();
        store.end_cutting(&begun, None).await.unwrap();
        assert_eq!(embed(store, begun.version, &served).await, new);
        store.show_source(&begun, false).await.unwrap();
    }
    // The first goes; the shared vector stays for the second.
    let first = store.list_sources(None, None, 9).await.unwrap().sources[1].id;
    store.delete_sources(&[first], NOON).await.unwrap();
    store.purge_deleted(NOON).await.unwrap();
    let mut index = Index::default();
    index.follow(store).await;
    let mut found = store
        .vectors_of(&index.chunks(), served.number)
        .await
        .unwrap();
    found.sort();
    let bytes: Vec<Vec<u8>> = found.into_iter().map(|(_, bytes)| bytes).collect();
    assert_eq!(bytes, [vector("自己2"), vector("共同")]);
    scene.assert_whole().await;
}

#[tokio::test]
async fn a_new_model_serves_when_it_has_embedded_everything_and_not_before() {
    let scene = Scene::new().await;
    let store = &scene.store;
    shelve(store, "/words.txt", 1, &["只有 词"]).await;
    let old = model(store, "old").await;
    let (version, chunks) = store.next_uncovered(old.number, 0).await.unwrap().unwrap();
    assert_eq!(chunks, 2);
    assert!(!store.cover_version(version, old.number).await.unwrap());
    let before = store.generation().await.unwrap();
    embed(store, version, &old).await;
    assert!(store.cover_version(version, old.number).await.unwrap());
    assert!(
        store.generation().await.unwrap() > before,
        "the index of meaning is told"
    );
    assert!(store.health(None).await.unwrap().words_only.is_empty());

    let new = model(store, "new").await;
    assert_eq!(
        store
            .models()
            .await
            .unwrap()
            .iter()
            .map(|m| m.number)
            .collect::<Vec<_>>(),
        [old.number, new.number]
    );
    assert_eq!(
        store.switch_model().await.unwrap(),
        1,
        "one version is not embedded"
    );
    assert_eq!(store.models().await.unwrap()[0].number, old.number);
    assert_eq!(
        store
            .index_vectors((version, old.number), 0, 9)
            .await
            .unwrap()
            .len(),
        2,
        "the old serves"
    );
    embed(store, version, &new).await;
    assert!(store.cover_version(version, new.number).await.unwrap());
    assert_eq!(store.next_uncovered(new.number, 0).await.unwrap(), None);
    assert_eq!(store.switch_model().await.unwrap(), 0);
    store.sweep_library().await.unwrap();
    assert_eq!(store.models().await.unwrap().len(), 1);
    assert!(
        store
            .index_vectors((version, old.number), 0, 9)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        store
            .index_vectors((version, new.number), 0, 9)
            .await
            .unwrap()
            .len(),
        2
    );
    let back = model(store, "old").await;
    assert_eq!(
        (back.number, back.state),
        (old.number, glim_store::ModelState::Filling)
    );
    assert!(
        store
            .next_uncovered(back.number, 0)
            .await
            .unwrap()
            .is_some()
    );
    scene.assert_whole().await;
}

#[tokio::test]
async fn what_is_not_a_text_or_a_vector_of_its_model_is_refused() {
    let scene = Scene::new().await;
    let store = &scene.store;
    add(store, "/a.txt", 1).await;
    let begun = claim(store).await;
    let mut cut = passage("漢字");
    cut.chunks[0].end -= 1;
    let mut beyond = passage("漢字");
    beyond.chunks[0].end += 1;
    let mut empty = passage("漢字");
    empty.chunks[0].end = empty.chunks[0].start;
    for wrong in [cut, beyond, empty] {
        assert!(store.add_passages(&begun, 0, &[wrong]).await.is_err());
    }
    assert!(
        store.end_cutting(&begun, None).await.is_err(),
        "nothing was added"
    );
    let served = model(store, "e5").await;
    let short = NewVector {
        wording: 1,
        bytes: vec![1, 2, 3],
    };
    assert!(store.store_vectors(served.number, &[short]).await.is_err());
    let gone = NewVector {
        wording: 99,
        bytes: vector("x"),
    };
    store.store_vectors(served.number, &[gone]).await.unwrap();
    let odd = "\0 a\u{202e}b \u{feff}\u{0}";
    store
        .add_passages(&begun, 0, &[passage(odd)])
        .await
        .unwrap();
    store.end_cutting(&begun, None).await.unwrap();
    store.show_source(&begun, true).await.unwrap();
    assert_eq!(texts(store, begun.source).await, [odd]);
    scene.assert_whole().await;
}

#[tokio::test]
async fn what_is_found_comes_with_passage_source_and_collections() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let group = crate::shelf::collection(store, "组").await;
    let id = shelve(store, "/论文.pdf", 1, &["第一 段", "第二 段"]).await;
    store.put_in_collection(group, &[id], NOON).await.unwrap();
    let mut index = Index::default();
    index.follow(store).await;
    let mut wanted = index.chunks();
    wanted.reverse();
    wanted.insert(1, 12_345);
    let found = store.found_chunks(&wanted).await.unwrap();
    let texts: Vec<&str> = found.iter().map(|chunk| chunk.text.as_str()).collect();
    assert_eq!(
        texts,
        ["段", "第二", "段", "第一"],
        "in the order asked for, the unknown left out"
    );
    let last = &found[3];
    assert_eq!(
        (last.passage.ordinal, last.passage.text.as_str()),
        (0, "第一 段")
    );
    assert_eq!((last.start, last.end), (0, 6));
    assert_eq!(last.locator, json!({ "page": 3 }));
    assert_eq!(last.collections, [group]);
    assert_eq!(
        (last.source_name.as_str(), last.kind.as_str()),
        ("论文.pdf", "pdf")
    );
}

#[tokio::test]
async fn citations_outlive_what_they_cite() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = shelve(store, "/a.txt", 1, &["引 用"]).await;
    let conversation = scene.conversation().await.id;
    let turn = store
        .begin_turn(&new_turn(conversation, None, "问"))
        .await
        .unwrap();
    scene.finish(turn, "答 [1]").await;
    let mut index = Index::default();
    index.follow(store).await;
    let chunk = index.chunks()[0];
    let new = |source: SourceId| glim_store::NewCitation {
        ordinal: 1,
        source,
        source_name: "a.txt".to_owned(),
        chunk: Some(chunk),
        heading: Vec::new(),
        locator: json!({ "page": 1 }),
        quote: "引 用 😀".to_owned(),
        verdict: Some(glim_store::Verdict::Supported),
    };
    store.set_citations(turn.answer, &[new(id)]).await.unwrap();
    store.set_citations(turn.answer, &[new(id)]).await.unwrap();
    let cited = store.citations(&[turn.answer]).await.unwrap();
    assert_eq!(
        (cited.len(), cited[0].present, cited[0].chunk),
        (1, true, Some(chunk))
    );
    // Read again: the chunk is another, the words stay.
    store
        .add_sources(&[file("/a.txt", 2)], None, NOON)
        .await
        .unwrap();
    read(store, &claim(store).await, &["别的"]).await;
    let cited = store.citations(&[turn.answer]).await.unwrap();
    assert_eq!((cited[0].present, cited[0].chunk), (true, None));
    store.delete_sources(&[id], NOON).await.unwrap();
    store.purge_deleted(NOON).await.unwrap();
    let cited = store.citations(&[turn.answer]).await.unwrap();
    assert_eq!(
        (cited[0].present, cited[0].quote.as_str()),
        (false, "引 用 😀")
    );
    assert_eq!(cited[0].source, id);
    store.delete_conversation(conversation, NOON).await.unwrap();
    store.purge_deleted(NOON).await.unwrap();
    assert!(store.citations(&[turn.answer]).await.unwrap().is_empty());
    assert_ne!(text_hash("a"), text_hash("b"));
    scene.assert_whole().await;
}

#[tokio::test]
async fn what_an_answer_was_given_is_kept_once_and_its_check_ends_when_it_grows() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = shelve(store, "/a.txt", 1, &["one", "two"]).await;
    let conversation = scene.conversation().await.id;
    let turn = store
        .begin_turn(&new_turn(conversation, None, "问"))
        .await
        .unwrap();
    assert_eq!(store.grounding(turn.answer).await.unwrap(), None);
    let passage = |ordinal: i64, quote: &str| glim_store::NewCitation {
        ordinal,
        source: id,
        source_name: "a.txt".to_owned(),
        chunk: None,
        heading: vec!["标题".to_owned()],
        locator: json!([]),
        quote: quote.to_owned(),
        verdict: None,
    };
    let given = |passages| glim_store::NewGrounding {
        searches: json!(["问"]),
        unread: json!([]),
        passages,
    };
    let first = given(vec![passage(1, "one")]);
    store.keep_grounding(turn.answer, &first).await.unwrap();
    let more = given(vec![passage(1, "another"), passage(2, "two")]);
    store.keep_grounding(turn.answer, &more).await.unwrap();
    let cited = store.citations(&[turn.answer]).await.unwrap();
    let quotes: Vec<&str> = cited.iter().map(|it| it.quote.as_str()).collect();
    assert_eq!(
        quotes,
        ["one", "two"],
        "a number never means another passage"
    );
    assert_eq!(cited[0].heading, ["标题"]);

    let checked = glim_store::Checked {
        claims: json!([1]),
        unsupported: 1,
        uncited: 2,
        verdicts: vec![(2, glim_store::Verdict::Unsupported)],
    };
    store.keep_check(turn.answer, &checked).await.unwrap();
    let kept = store.grounding(turn.answer).await.unwrap().unwrap();
    assert_eq!((kept.unsupported, kept.uncited, kept.passages), (1, 2, 2));
    assert_eq!(kept.claims, Some(json!([1])));
    let cited = store.citations(&[turn.answer]).await.unwrap();
    assert_eq!(cited[1].verdict, Some(glim_store::Verdict::Unsupported));
    store.keep_grounding(turn.answer, &more).await.unwrap();
    let kept = store.grounding(turn.answer).await.unwrap().unwrap();
    assert_eq!((kept.claims, kept.unsupported), (None, 0));
}

#[tokio::test]
async fn a_text_can_be_asked_before_it_can_be_found() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let shown = shelve(store, "/a.txt", 1, &["甲 one", "乙 two"]).await;
    let added = store
        .add_sources(&[file("/b.txt", 2)], None, NOON)
        .await
        .unwrap();
    assert_eq!(added.len(), 1);
    let of = |sources: Vec<SourceId>| glim_store::Chosen {
        sources,
        ..glim_store::Chosen::default()
    };
    let everything = glim_store::Chosen {
        everything: true,
        ..glim_store::Chosen::default()
    };
    let all = store.askable(&everything, 10).await.unwrap();
    let states: Vec<_> = all
        .iter()
        .map(|it| (it.name.as_str(), it.version.is_some(), it.searchable))
        .collect();
    assert_eq!(states, [("a.txt", true, true), ("b.txt", false, false)]);
    assert!(all[0].text_bytes > 0);
    let text = store.text_of(all[0].version.unwrap(), 1, 10).await.unwrap();
    assert_eq!(text[0].passage.text, "乙 two");
    assert!(text[0].chunk.is_some());
    assert_eq!(store.askable(&of(vec![shown]), 10).await.unwrap().len(), 1);
    assert_eq!(store.askable(&of(vec![]), 10).await.unwrap(), vec![]);
    assert_eq!(store.chosen_numbers(&everything).await.unwrap(), None);
    store.delete_sources(&[shown], NOON).await.unwrap();
    assert_eq!(store.askable(&of(vec![shown]), 10).await.unwrap(), vec![]);
    let none = store.chosen_numbers(&of(vec![shown])).await.unwrap();
    assert_eq!(none, Some(vec![]));
}
