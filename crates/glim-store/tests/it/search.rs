//! Search over titles and messages.

use std::collections::BTreeSet;

use glim_store::{Hit, MessageId, MessageState, Outcome, Role};
use proptest::prelude::*;

use crate::scene::{NOON, Scene, delta, ended, new_attempt, new_conversation, new_turn};

fn texts(hits: &[Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.snippet.as_str()).collect()
}

fn marks(hit: &Hit) -> Vec<String> {
    let units: Vec<u16> = hit.snippet.encode_utf16().collect();
    let cut = |(start, end): &(u32, u32)| {
        String::from_utf16(&units[*start as usize..*end as usize]).unwrap()
    };
    hit.highlights.iter().map(cut).collect()
}

#[tokio::test]
async fn questions_answers_siblings_and_titles_are_found() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = store
        .create_conversation(&new_conversation(Some("违约责任讨论")))
        .await
        .unwrap()
        .id;
    let turn = scene
        .turn(id, None, "合同违约怎么办？", "先看违约条款。")
        .await;
    let again = store
        .begin_retry(turn.answer, &new_attempt())
        .await
        .unwrap();
    scene.finish(again, "没有提到那个词").await;

    let hits = store.search("违约", 10).await.unwrap();
    assert_eq!(hits.len(), 3, "the sibling that is not shown is found too");
    assert_eq!(
        (hits[0].message_id, hits[0].role),
        (None, None),
        "titles come first"
    );
    assert_eq!(marks(&hits[0]), ["违约"]);
    let found: BTreeSet<_> = hits[1..]
        .iter()
        .map(|hit| hit.message_id.unwrap())
        .collect();
    assert_eq!(found, BTreeSet::from([turn.user.unwrap(), turn.answer]));
    assert!(
        hits.iter()
            .all(|hit| hit.conversation_id == id && hit.title.as_deref() == Some("违约责任讨论"))
    );
    let answer = hits
        .iter()
        .find(|hit| hit.message_id == Some(turn.answer))
        .unwrap();
    assert_eq!(
        (answer.role, answer.snippet.as_str()),
        (Some(Role::Assistant), "先看违约条款。")
    );
    assert_eq!(
        store.search("违约", 2).await.unwrap().len(),
        2,
        "the limit is for all kinds together"
    );
}

#[tokio::test]
async fn queries_mean_what_people_type() {
    let scene = Scene::new().await;
    let id = scene.conversation().await.id;
    let rust = "Rust is fast and 安全 😀, says the Café";
    let latin = "The GPT-4 model, ＦＵＬＬ width, straße";
    let chinese = "机器学习模型在北京大学，研究天气";
    scene.turn(id, None, rust, latin).await;
    let turn = scene
        .store
        .begin_turn(&new_turn(id, None, chinese))
        .await
        .unwrap();
    scene.finish(turn, "שלום עולם מرحبا").await;

    for (query, expected) in [
        ("rust", vec![rust]),
        ("RUST FAST", vec![rust]),
        ("rus", vec![rust]),
        ("ru", vec![]),
        ("ru fast", vec![]),
        ("cafe", vec![rust]),
        ("CAFÉ", vec![rust]),
        ("😀", vec![rust]),
        ("\"fast and\"", vec![rust]),
        ("\"and fast\"", vec![]),
        ("gpt-4", vec![latin]),
        ("full", vec![latin]),
        ("strasse", vec![latin]),
        ("机器学习", vec![chinese]),
        ("学习模型", vec![chinese]),
        ("器", vec![chinese]),
        ("气", vec![chinese]),
        ("大学研究", vec![]),
        ("大学 研究", vec![chinese]),
        ("研究　北京", vec![chinese]),
        ("安全 -rust", vec![]),
        ("-rust", vec![]),
        ("שלום", vec!["שלום עולם מرحبا"]),
        ("", vec![]),
        ("\"", vec![]),
        ("NOT AND OR * ^ ( ) : NEAR(", vec![]),
    ] {
        let hits = scene.store.search(query, 10).await.unwrap();
        assert_eq!(texts(&hits), expected, "{query:?}");
    }
    let hits = scene.store.search("model -机器", 10).await.unwrap();
    assert_eq!(texts(&hits), [latin]);
}

#[tokio::test]
async fn a_place_deep_in_a_long_answer_is_shown_and_marked() {
    let scene = Scene::new().await;
    let id = scene.conversation().await.id;
    let answer = format!(
        "{}\n# 结论\n所以😀量子纠缠不可克隆。{}",
        "前言。".repeat(5_000),
        "后记。".repeat(5_000)
    );
    scene.turn(id, None, "q", &answer).await;
    let hits = scene.store.search("纠缠", 10).await.unwrap();
    assert!(
        hits[0]
            .snippet
            .starts_with("…所以😀量子纠缠不可克隆。后记。"),
        "{}",
        hits[0].snippet
    );
    assert_eq!(marks(&hits[0]), ["纠缠"]);
}

#[tokio::test]
async fn within_a_conversation_hits_come_in_the_order_of_writing() {
    let scene = Scene::new().await;
    let (here, there) = (scene.conversation().await.id, scene.conversation().await.id);
    let first = scene.turn(here, None, "星星 一", "无").await;
    scene.turn(there, None, "星星 别处", "无").await;
    let second = scene.turn(here, Some(first.answer), "二 星星", "无").await;
    let hits = scene.store.search_in(here, "星星", 10).await.unwrap();
    let found: Vec<_> = hits.iter().map(|hit| hit.message_id).collect();
    assert_eq!(found, [first.user, second.user]);
}

#[tokio::test]
async fn a_stopped_or_failed_answer_is_found_by_what_had_come() {
    let scene = Scene::new().await;
    let id = scene.conversation().await.id;
    for state in [
        MessageState::Stopped,
        MessageState::Failed,
        MessageState::Interrupted,
    ] {
        let turn = scene
            .store
            .begin_turn(&new_turn(id, None, "q"))
            .await
            .unwrap();
        scene
            .store
            .append_delta(turn.attempt, &delta(0, "", "海王"), NOON)
            .await
            .unwrap();
        let outcome = Outcome {
            rest: Some(delta(1, "", "星")),
            ..ended(state)
        };
        scene
            .store
            .finish_attempt(turn.attempt, &outcome)
            .await
            .unwrap();
    }
    assert_eq!(scene.store.search("海王星", 10).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_rebuilt_index_finds_the_same() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = store
        .create_conversation(&new_conversation(Some("木星")))
        .await
        .unwrap()
        .id;
    for round in 0..7 {
        scene.turn(id, None, &format!("木星 {round}"), "卫星").await;
    }
    let (before, moons) = (
        store.search("木星", 50).await.unwrap(),
        store.search("卫星", 50).await.unwrap(),
    );
    assert_eq!(store.rebuild_search().await.unwrap(), 15);
    // Before any search: a connection that has searched remembers an index that is no more.
    scene.assert_whole().await;
    assert_eq!(store.search("木星", 50).await.unwrap(), before);
    assert_eq!(store.search("卫星", 50).await.unwrap(), moons);
    scene.assert_whole().await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 100, ..ProptestConfig::default() })]

    /// Each piece of one to three characters finds exactly the texts it stands in, and is marked there.
    #[test]
    fn every_piece_of_chinese_text_is_found_where_it_stands(
        texts in prop::collection::vec("[的我在北京天学語ガ한]{1,6}([，a😀 ][的我在北京天学語ガ한]{1,6}){0,3}", 1..5),
    ) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let scene = Scene::new().await;
            let id = scene.conversation().await.id;
            let mut stored: Vec<(MessageId, &str)> = Vec::new();
            for text in &texts {
                let turn = scene.store.begin_turn(&new_turn(id, None, text)).await.unwrap();
                stored.push((turn.user.unwrap(), text));
            }
            let mut pieces = BTreeSet::new();
            for run in texts.iter().flat_map(|text| text.split(['，', 'a', '😀', ' '])) {
                let characters: Vec<char> = run.chars().collect();
                for length in 1..=3 {
                    pieces.extend(characters.windows(length).map(|piece| piece.iter().collect::<String>()));
                }
            }
            for piece in &pieces {
                let hits = scene.store.search(piece, 50).await.unwrap();
                let found: BTreeSet<_> = hits.iter().filter_map(|hit| hit.message_id).collect();
                let expected: BTreeSet<_> =
                    stored.iter().filter(|(_, text)| text.contains(piece)).map(|(id, _)| *id).collect();
                assert_eq!(found, expected, "{piece}");
                for hit in &hits {
                    assert!(marks(hit)[0].contains(piece), "{piece} in {hit:?}");
                }
            }
        });
    }

    /// No text a person can type makes the search fail.
    #[test]
    fn no_query_fails(queries in prop::collection::vec("\\PC{0,20}|[-\"*^(){}:+ a你]{0,12}", 20)) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let scene = Scene::new().await;
            let id = scene.conversation().await.id;
            scene.turn(id, None, "你好 a", "b").await;
            for query in &queries {
                scene.store.search(query, 5).await.unwrap();
                scene.store.search_in(id, query, 5).await.unwrap();
            }
        });
    }
}
