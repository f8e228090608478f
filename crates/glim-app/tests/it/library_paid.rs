//! The platform's vectors and its order of hits: chosen by price, made behind what serves, kept, and done without when the
//! line is gone. The demonstration platform over real sockets.

use glim_app::{
    ErrorCode,
    library::{
        EmbeddingChoice, EmbeddingView, LibraryHits, LibrarySetup, Reranking, SearchLibrary,
        WithoutMeaning, library_embedding, library_embedding_choose, library_embedding_forget,
        library_embedding_go_on, library_embedding_plan, library_rerank, library_search,
    },
    settings::{Connect, KeyPlace, PlatformChoice, settings_connect},
};
use glim_store::{OpenOptions, Store, UsageSum};
use zhipu_sim::{Fault, Rule};

use crate::bench_library::{Shelf, model_file, worker};

const SHORT: EmbeddingChoice = EmbeddingChoice::Platform { dimensions: 256 };

pub(crate) async fn connect(shelf: &Shelf, platform: PlatformChoice) {
    let request = Connect {
        platform,
        key: None,
        keep: KeyPlace::Session,
        passphrase: None,
    };
    settings_connect(&shelf.app, request).await.unwrap();
}

async fn view(shelf: &Shelf) -> EmbeddingView {
    library_embedding(&shelf.app, ()).await.unwrap()
}

/// Waits until all that is there can be found by the platform's vectors.
async fn filled(shelf: &Shelf, texts: i64) {
    shelf
        .until("the platform's vectors serve", async || {
            let view = view(shelf).await;
            let by_platform = view.serving.is_some_and(|serving| serving.platform);
            let plan = library_embedding_plan(&shelf.app, SHORT).await.unwrap();
            by_platform && view.filling.is_none() && plan.texts == texts
        })
        .await;
}

async fn search(shelf: &Shelf, query: &str, typing: bool) -> LibraryHits {
    let request = SearchLibrary {
        query: query.to_owned(),
        typing,
        limit: 20,
        ..SearchLibrary::default()
    };
    library_search(&shelf.app, request).await.unwrap()
}

/// Waits until a file is found first; by meaning others are found behind it.
async fn until_first(shelf: &Shelf, query: &str, name: &str) {
    shelf
        .until(query, async || {
            let hits = search(shelf, query, true).await.hits;
            hits.first().is_some_and(|hit| hit.name == name)
        })
        .await;
}

/// The texts of all calls to a path so far.
async fn sent(shelf: &Shelf, path: &str, field: &str) -> Vec<Vec<String>> {
    let platform = shelf.app.demonstration().await.unwrap();
    let calls = platform.requests().into_iter();
    calls
        .filter(|call| call.path.ends_with(path))
        .map(|call| {
            let body = call.json();
            let texts = body[field].as_array().unwrap().iter();
            texts
                .map(|text| text.as_str().unwrap().to_owned())
                .collect()
        })
        .collect()
}

/// What was used, by model and feature; closes the app.
pub(crate) async fn used(shelf: &Shelf) -> Vec<UsageSum> {
    shelf.app.shutdown().await;
    let options = OpenOptions {
        folder: shelf.data.path().to_owned(),
        now_ms: 0,
    };
    let (store, _) = Store::open(&options).await.unwrap();
    assert!(store.integrity_check().await.unwrap().ok);
    let sums = store.usage_by_model("2000-01-01", "2999-12-31").await;
    store.close().await;
    sums.unwrap()
}

fn write_many(shelf: &Shelf, count: usize) {
    for number in 0..count {
        let text = format!("文件{number}说的是第{number}件事 subject{number}。");
        shelf.write(&format!("{number:03}.txt"), text);
    }
}

#[tokio::test]
async fn embedding_3_is_priced_first_then_made_in_calls_of_64_and_never_twice() {
    let shelf = Shelf::new().await;
    write_many(&shelf, 100);
    shelf.add_all().await;
    shelf.found("subject99", 1).await;
    shelf.settled().await;
    let refused = library_embedding_choose(&shelf.app, SHORT)
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotOffered, "no platform yet");
    connect(&shelf, PlatformChoice::Demo).await;

    let plan = library_embedding_plan(&shelf.app, SHORT).await.unwrap();
    assert_eq!((plan.texts, plan.bytes), (100, 100 * 512));
    let estimate = plan.estimate.unwrap();
    let cost = estimate.cost.unwrap();
    assert!(cost.amount > 0.0 && cost.amount < estimate.most_cost.unwrap().amount);
    assert_eq!(cost.currency, "CNY");
    let odd = EmbeddingChoice::Platform { dimensions: 300 };
    let error = library_embedding_choose(&shelf.app, odd).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotOffered);
    assert!(
        sent(&shelf, "/embeddings", "input").await.is_empty(),
        "a plan costs nothing"
    );

    library_embedding_choose(&shelf.app, SHORT).await.unwrap();
    filled(&shelf, 0).await;
    let calls = sent(&shelf, "/embeddings", "input").await;
    let sizes: Vec<usize> = calls.iter().map(Vec::len).collect();
    assert_eq!(sizes, [64, 36]);

    // A new file with a text that is known: only what is new is sent.
    shelf.write(
        "copy.md",
        "文件7说的是第7件事 subject7。\n\n全新的一段话 brandnew。",
    );
    shelf.add_all().await;
    until_first(&shelf, "brandnew", "copy.md").await;
    filled(&shelf, 0).await;
    let calls = sent(&shelf, "/embeddings", "input").await;
    let told: usize = calls.iter().map(Vec::len).sum();
    assert_eq!(told, 101, "{:?}", calls.last());

    // The vectors are in the index one look later than in the store.
    shelf
        .until("meaning finds it", async || {
            let hits = search(&shelf, "全新的一段话说了什么", false).await;
            hits.by_meaning
                && hits.hits.first().is_some_and(|hit| {
                    hit.name == "copy.md" && hit.meaning.is_some_and(|half| half.rank == 1)
                })
        })
        .await;
    let before = sent(&shelf, "/embeddings", "input").await.len();
    search(&shelf, "全新的一段话说了什么", false).await;
    let typed = search(&shelf, "全新的", true).await;
    assert_eq!(typed.without_meaning, Some(WithoutMeaning::Typing));
    let after = sent(&shelf, "/embeddings", "input").await.len();
    assert_eq!(before, after, "the same question, and typing, ask nobody");

    let sums = used(&shelf).await;
    let of = |feature: &str| {
        let found = sums
            .iter()
            .find(|it| it.feature.as_deref() == Some(feature));
        found.unwrap_or_else(|| panic!("{feature}: {sums:?}"))
    };
    assert!(of("libraryEmbedding").cost_nano.unwrap() > 0);
    assert_eq!(of("libraryEmbedding").calls, 3);
    assert!(of("libraryQuestion").prompt_tokens > 0);
}

#[tokio::test]
async fn a_filling_that_is_refused_says_why_and_goes_on_where_it_was_after_a_restart() {
    let mut shelf = Shelf::new().await;
    connect(&shelf, PlatformChoice::Demo).await;
    write_many(&shelf, 150);
    shelf.add_all().await;
    shelf.settled().await;
    let platform = shelf.app.demonstration().await.unwrap();
    // Time heals the first, moderation refuses one text of the next, and then the money is used up.
    let on = |times, code| Rule::next(times, Fault::refused(code)).on_path("/embeddings");
    platform.faults().add(on(1, 1302));
    platform.faults().add(on(8, 1301));
    platform
        .faults()
        .add(Rule::always(Fault::refused(1113)).on_path("/embeddings"));
    library_embedding_choose(&shelf.app, SHORT).await.unwrap();
    shelf
        .until("the money is used up", async || {
            let problem = view(&shelf).await.problem;
            problem.is_some_and(|it| it.code == ErrorCode::BalanceUsedUp)
        })
        .await;
    assert_eq!(view(&shelf).await.problem.unwrap().retry_after_ms, None);
    shelf.restart().await;
    connect(&shelf, PlatformChoice::Demo).await;
    library_embedding_go_on(&shelf.app, ()).await.unwrap();
    filled(&shelf, 0).await;
    assert_eq!(view(&shelf).await.problem, None);
    let calls = sent(&shelf, "/embeddings", "input").await;
    let told: usize = calls.iter().map(Vec::len).sum();
    assert!(
        told < 150 && told > 0,
        "{told}: what was made before is kept"
    );
    let sums = used(&shelf).await;
    assert!(sums.iter().any(|it| it.calls >= 2), "{sums:?}");
}

#[tokio::test]
async fn without_a_line_searches_go_on_by_words_and_say_so() {
    let shelf = Shelf::new().await;
    connect(&shelf, PlatformChoice::Demo).await;
    shelf.write("law.txt", "违约责任由乙方承担。");
    shelf.write("soup.txt", "A soup of carrots.");
    shelf.add_all().await;
    shelf.found("carrots", 1).await;
    library_embedding_choose(&shelf.app, SHORT).await.unwrap();
    filled(&shelf, 0).await;
    shelf
        .until("meaning finds", async || {
            let hits = search(&shelf, "违约责任", false).await.hits;
            hits.first().is_some_and(|hit| hit.meaning.is_some())
        })
        .await;
    let platform = shelf.app.demonstration().await.unwrap();
    platform
        .faults()
        .add(Rule::always(Fault::Cut { after_bytes: 0 }).on_path("/embeddings"));
    let known = search(&shelf, "违约责任", false).await;
    assert!(known.by_meaning, "its vector is remembered");
    let words = search(&shelf, "乙方承担", false).await;
    assert!(!words.by_meaning);
    assert_eq!(words.without_meaning, Some(WithoutMeaning::Offline));
    assert_eq!(words.hits.len(), 1);
    assert!(words.hits[0].words.is_some() && words.hits[0].meaning.is_none());
    let calls = sent(&shelf, "/embeddings", "input").await.len();
    search(&shelf, "carrots", false).await;
    let again = sent(&shelf, "/embeddings", "input").await.len();
    assert_eq!(calls, again, "it is not asked again at once");

    // Connected elsewhere these vectors cannot be asked.
    let own = PlatformChoice::Custom {
        base_url: platform.base(),
    };
    connect(&shelf, own).await;
    assert!(view(&shelf).await.elsewhere);
    let refused = library_embedding_plan(&shelf.app, SHORT).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotOffered);
}

#[tokio::test]
async fn the_platform_orders_the_hits_when_it_is_allowed_to_and_answers() {
    let shelf = Shelf::new().await;
    connect(&shelf, PlatformChoice::Demo).await;
    shelf.write("a.txt", "tea tea tea tea, and nothing else of it");
    shelf.write("b.txt", "how long green tea is steeped: three minutes");
    shelf.add_all().await;
    shelf.found("tea", 2).await;
    let off = search(&shelf, "how long is green tea steeped", false).await;
    assert_eq!(off.reranking, Reranking::Off);
    assert!(library_rerank(&shelf.app, true).await.unwrap().rerank);
    let done = search(&shelf, "how long is green tea steeped", false).await;
    assert_eq!(done.reranking, Reranking::Done);
    assert_eq!(done.hits[0].name, "b.txt");
    assert!(done.hits[0].reranked > done.hits[1].reranked);
    let typed = search(&shelf, "how long is green tea steeped", true).await;
    assert_eq!(typed.reranking, Reranking::Off);
    let platform = shelf.app.demonstration().await.unwrap();
    platform
        .faults()
        .add(Rule::always(Fault::refused(1113)).on_path("/rerank"));
    let failed = search(&shelf, "how long is green tea steeped", false).await;
    assert_eq!(failed.reranking, Reranking::Failed);
    assert_eq!(failed.hits.len(), off.hits.len());
    let sums = used(&shelf).await;
    assert_eq!(sums[0].feature.as_deref(), Some("libraryRerank"));
    assert_eq!(sums[0].calls, 1);
    assert!(sums[0].cost_nano.unwrap() > 0);
}

#[tokio::test]
async fn the_local_model_serves_until_the_platform_s_is_complete_and_takes_over_again() {
    let Some(model) = model_file() else {
        println!("skipped: no local model; run `cargo xtask model`");
        return;
    };
    let shelf = Shelf::with(LibrarySetup {
        reader: Some(worker()),
        model_files: vec![model],
    })
    .await;
    connect(&shelf, PlatformChoice::Demo).await;
    write_many(&shelf, 70);
    shelf.add_all().await;
    shelf.settled().await;
    let local = search(&shelf, "第3件事", false).await;
    assert!(local.by_meaning && local.without_meaning.is_none());
    library_embedding_choose(&shelf.app, SHORT).await.unwrap();
    filled(&shelf, 0).await;
    let done = search(&shelf, "第3件事", false).await;
    assert!(done.by_meaning, "{:?}", done.without_meaning);
    shelf.write("new.txt", "一份新文件 newcomer。");
    shelf.add_all().await;
    until_first(&shelf, "newcomer", "new.txt").await;

    let back = library_embedding_choose(&shelf.app, EmbeddingChoice::Local).await;
    assert_eq!(back.unwrap().choice, EmbeddingChoice::Local);
    shelf
        .until("the local model serves again", async || {
            let view = view(&shelf).await;
            view.serving.is_some_and(|serving| !serving.platform) && view.filling.is_none()
        })
        .await;
    let kept = view(&shelf).await.kept;
    assert!(kept[0].vectors >= 70, "what was paid for is kept: {kept:?}");
    let plan = library_embedding_plan(&shelf.app, SHORT).await.unwrap();
    assert!(plan.texts <= 1, "coming back costs next to nothing");
    let view = library_embedding_forget(&shelf.app, kept[0].model).await;
    assert!(view.unwrap().kept.is_empty());
    let plan = library_embedding_plan(&shelf.app, SHORT).await.unwrap();
    assert_eq!(plan.texts, 71);
    shelf.is_whole().await;
}
