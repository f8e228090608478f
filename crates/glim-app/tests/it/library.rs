//! The library: real files, the real reader in its own process, and what is found of them.

use glim_app::{
    AppEvent, ErrorCode, Out,
    library::{
        AddFiles, CollectionSources, CreateCollection, DeleteCollection, LibrarySetup, Locator,
        Refusal, RenameCollection, SearchLibrary, library_add, library_collection_create,
        library_collection_delete, library_collection_put, library_collection_rename,
        library_collection_restore, library_collection_take_out, library_collections,
        library_delete, library_health, library_outline, library_overview, library_restore,
        library_rows, library_search, library_skip, library_source,
    },
};
use glim_store::{Listed, Stage};

use crate::bench_library::{PATIENCE, Shelf, model_file, worker};

/// 本合同由甲乙双方签订，违约责任由乙方承担。保密期限为三年，自签字之日起计算。 in GB18030.
const GB18030: &[u8] = b"\xb1\xbe\xba\xcf\xcd\xac\xd3\xc9\xbc\xd7\xd2\xd2\xcb\xab\xb7\xbd\xc7\xa9\xb6\xa9\xa3\xac\xce\xa5\xd4\xbc\xd4\xf0\xc8\xce\xd3\xc9\xd2\xd2\xb7\xbd\xb3\xd0\xb5\xa3\xa1\xa3\xb1\xa3\xc3\xdc\xc6\xda\xcf\xde\xce\xaa\xc8\xfd\xc4\xea\xa3\xac\xd7\xd4\xc7\xa9\xd7\xd6\xd6\xae\xc8\xd5\xc6\xf0\xbc\xc6\xcb\xe3\xa1\xa3";

#[tokio::test]
async fn a_folder_of_many_kinds_is_read_and_every_hit_leads_to_its_text() {
    let shelf = Shelf::new().await;
    shelf.write("中文.txt", "人工智能正在改变教育。\n\n台风昨夜登陆福建。😀");
    shelf.write("旧合同.txt", GB18030);
    shelf.write(
        "deep/er/report.md",
        "# Results\n\n## 2023\n\nThe penalties grew by half.\n",
    );
    shelf.write("sales.csv", "city,units\n上海,31\nOslo,7\n");
    shelf.write("empty.txt", "");
    shelf.write("broken.pdf", "%PDF-1.7\nthis is no document");
    shelf.write(
        "copy of 中文.txt",
        "人工智能正在改变教育。\n\n台风昨夜登陆福建。😀",
    );
    shelf.write(".hidden/secret.txt", "not to be read");
    let report = shelf.add_all().await;
    assert_eq!((report.added, report.known), (6, 1), "{report:?}");
    assert_eq!(report.sources.len(), 6);
    assert_eq!(report.refused[0].reason, Refusal::Hidden);
    shelf.settled().await;

    let sources = shelf.sources().await;
    assert_eq!(sources.len(), 6, "the same content is one source");
    let failed: Vec<_> = sources
        .iter()
        .filter(|source| source.stage != Stage::Ready)
        .map(|source| (source.name.as_str(), source.stage, source.reason.as_deref()))
        .collect();
    assert_eq!(
        failed,
        [
            ("broken.pdf", Stage::Failed, Some("damaged")),
            ("empty.txt", Stage::NoText, None)
        ]
    );
    assert_eq!(
        shelf.named("empty.txt").await.details.unwrap()["reason"],
        "empty"
    );

    let hits = shelf.found("违约", 1).await;
    assert_eq!(hits[0].name, "旧合同.txt", "GB18030 was understood");
    assert_eq!(hits[0].matched, ["违约"]);
    assert!(hits[0].words.is_some() && hits[0].meaning.is_none());
    let text = shelf.text(hits[0].source).await;
    assert!(
        text.contains("违约责任由乙方承担。保密期限为三年"),
        "{text}"
    );

    let hits = shelf.found("penalty", 1).await;
    assert_eq!(
        hits[0].heading,
        ["Results", "2023"],
        "stemmed, with its headings"
    );
    assert_eq!(hits[0].kind, "markdown");
    let marked: Vec<_> = hits[0].text.iter().filter(|part| part.marked).collect();
    assert_eq!(marked[0].text, "penalties");
    let whole: String = hits[0].text.iter().map(|part| part.text.as_str()).collect();
    assert!(shelf.text(hits[0].source).await.contains(&whole));
    assert_eq!(hits[0].places.len(), 1, "{:?}", hits[0].places);

    let hits = shelf.found("上海", 1).await;
    assert!(
        matches!(&hits[0].places[0], Locator::Cells { range, .. } if range.first_row <= 2 && range.last_row >= 2),
        "{:?}",
        hits[0].places
    );
    assert_eq!(shelf.search("台风").await.len(), 1, "a copy is found once");
    assert!(shelf.search("secret").await.is_empty());
    assert!(shelf.search("").await.is_empty());
    assert!(shelf.search(&"很长".repeat(100_000)).await.is_empty());
    let health = library_health(&shelf.app, None).await.unwrap();
    assert_eq!(health.duplicates.len(), 1);
    assert_eq!(health.unreadable[0].name, "broken.pdf");
    shelf.is_whole().await;
}

#[tokio::test]
async fn a_ticket_is_good_once_and_for_nothing_else() {
    let shelf = Shelf::new().await;
    let path = shelf.write("a.txt", "words");
    let ticket = shelf.app.hand_in_files(vec![path]).ticket;
    let add = |ticket: String| {
        let request = AddFiles {
            ticket,
            collection: None,
        };
        library_add(&shelf.app, request, Out::new(|_| false))
    };
    assert_eq!(add(ticket.clone()).await.unwrap().added, 1);
    assert_eq!(add(ticket).await.unwrap_err().code, ErrorCode::NotFound);
    let guessed = add("/etc/passwd".to_owned()).await.unwrap_err();
    assert_eq!(guessed.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn collections_filter_before_the_search_and_come_back_as_they_were() {
    let shelf = Shelf::new().await;
    let one = shelf.write("one.md", "common apple");
    let two = shelf.write("two.txt", "common pear");
    let named = |name: &str| CreateCollection { name: name.into() };
    let fruit = library_collection_create(&shelf.app, named(" 水果 "))
        .await
        .unwrap();
    assert_eq!(fruit.name, "水果");
    let error = library_collection_create(&shelf.app, named("  "))
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::BadInput);
    shelf.add_to(&one, Some(fruit.id)).await;
    let other = shelf.add(&two).await.sources[0];
    shelf.found("common", 2).await;
    let within = async |collections: Vec<_>, kinds: Vec<String>| {
        let request = SearchLibrary {
            query: "common".into(),
            limit: 10,
            collections,
            kinds,
            ..SearchLibrary::default()
        };
        let hits = library_search(&shelf.app, request).await.unwrap().hits;
        hits.into_iter().map(|hit| hit.name).collect::<Vec<_>>()
    };
    assert_eq!(within(vec![fruit.id], vec![]).await, ["one.md"]);
    assert_eq!(within(vec![], vec!["text".into()]).await, ["two.txt"]);
    let both = CollectionSources {
        collection: fruit.id,
        sources: vec![other],
    };
    library_collection_put(&shelf.app, both.clone())
        .await
        .unwrap();
    assert_eq!(within(vec![fruit.id], vec![]).await.len(), 2);
    assert_eq!(
        library_source(&shelf.app, other).await.unwrap().collections,
        [fruit.id]
    );
    library_collection_take_out(&shelf.app, both).await.unwrap();
    assert_eq!(within(vec![fruit.id], vec![]).await, ["one.md"]);

    let rename = RenameCollection {
        collection: fruit.id,
        name: "Obst".into(),
    };
    library_collection_rename(&shelf.app, rename).await.unwrap();
    let delete = DeleteCollection {
        collection: fruit.id,
        with_sources: true,
    };
    library_collection_delete(&shelf.app, delete).await.unwrap();
    assert!(
        library_collections(&shelf.app, ())
            .await
            .unwrap()
            .is_empty()
    );
    shelf.found("common", 1).await;
    library_collection_restore(&shelf.app, fruit.id)
        .await
        .unwrap();
    shelf.found("common", 2).await;
    // The index follows in steps: a search between two of them may miss what comes back.
    shelf
        .until("one.md within its collection", async || {
            within(vec![fruit.id], vec![]).await == ["one.md"]
        })
        .await;

    library_delete(&shelf.app, vec![other]).await.unwrap();
    shelf.found("pear", 0).await;
    library_restore(&shelf.app, vec![other]).await.unwrap();
    shelf.found("pear", 1).await;
    library_skip(&shelf.app, vec![other]).await.unwrap();
    assert_eq!(
        shelf.named("two.txt").await.stage,
        Stage::Ready,
        "read already"
    );
}

#[tokio::test]
async fn a_newer_search_while_typing_ends_the_older() {
    let shelf = Shelf::new().await;
    shelf.write("a.txt", "heliotrope");
    shelf.add_all().await;
    shelf.found("heliotrope", 1).await;
    let typed = |query: &str| {
        let request = SearchLibrary {
            query: query.into(),
            typing: true,
            limit: 5,
            ..SearchLibrary::default()
        };
        library_search(&shelf.app, request)
    };
    let (first, second) = tokio::join!(typed("hel"), typed("helio"));
    assert!(first.unwrap().superseded);
    let second = second.unwrap();
    assert!(!second.superseded);
    assert_eq!(
        second.hits.len(),
        1,
        "a beginning of a word is enough while typing"
    );
}

#[tokio::test]
async fn a_long_file_is_found_by_its_words_before_its_meaning_and_holds_nothing_up() {
    let Some(model) = model_file() else {
        println!("skipped: no target/models/e5-small-q4.bin (cargo xtask model fetches it)");
        return;
    };
    let mut shelf = Shelf::new().await;
    let long = (0..6_000).map(|it| format!("Entry {it} of the ledger tells of quartz{it}."));
    shelf.write("long.txt", long.collect::<Vec<_>>().join("\n\n"));
    shelf
        .restart_with(LibrarySetup {
            reader: Some(worker()),
            model_files: vec![model],
        })
        .await;
    shelf.add_all().await;
    let by_words = async |query: &str| {
        let hits = shelf.search(query).await;
        hits.iter().any(|it| it.words.is_some())
    };
    shelf
        .until("the end of it is found", async || {
            by_words("quartz5999").await
        })
        .await;
    let learning = library_overview(&shelf.app, ()).await.unwrap().learning;
    assert!(learning.is_none_or(|it| it.done < it.total), "{learning:?}");

    shelf.write("short.txt", "The telescope saw a comet near Jupiter.");
    shelf.add_all().await;
    let by_words = async |query: &str| {
        let hits = shelf.search(query).await;
        hits.iter().any(|it| it.words.is_some())
    };
    shelf
        .until("the short one is found", async || by_words("comet").await)
        .await;
    let overview = library_overview(&shelf.app, ()).await.unwrap();
    assert!(overview.learning.is_some(), "the short one did not wait");
    let learned = async {
        loop {
            let hits = shelf.search("ledger quartz").await;
            let overview = library_overview(&shelf.app, ()).await.unwrap();
            let by_meaning = hits.iter().filter(|it| it.meaning.is_some()).count();
            if overview.learning.is_none() && by_meaning > 2 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_mins(2), learned)
        .await
        .expect("the meaning of the long file is learned too");
}

#[tokio::test]
async fn a_question_that_shares_no_word_is_found_by_meaning() {
    let Some(model) = model_file() else {
        println!("skipped: no target/models/e5-small-q4.bin (cargo xtask model fetches it)");
        return;
    };
    // First by words only, as before the model was fetched.
    let mut shelf = Shelf::new().await;
    shelf.write(
        "soup.txt",
        "Boil the carrots for twenty minutes and add salt.",
    );
    shelf.write("law.txt", "乙方未按期付款的，应当向甲方支付赔偿金。");
    shelf.write("sky.txt", "The telescope saw a comet near Jupiter.");
    shelf.add_all().await;
    shelf.found("comet", 1).await;
    shelf.settled().await;
    let question = "late payment penalty";
    assert!(shelf.search(question).await.is_empty(), "no word is shared");
    let overview = library_overview(&shelf.app, ()).await.unwrap();
    assert!(!overview.by_meaning && overview.can_read);

    shelf
        .restart_with(LibrarySetup {
            reader: Some(worker()),
            model_files: vec![model],
        })
        .await;
    shelf
        .until("only what is near is shown", async || {
            let hits = shelf.search(question).await;
            let is_first = hits.first().is_some_and(|hit| hit.name == "law.txt");
            is_first && hits.len() == 2 && hits.iter().all(|hit| hit.name != "sky.txt")
        })
        .await;
    let hits = shelf.search(question).await;
    assert!(hits[0].words.is_none() && hits[0].meaning.is_some());
    shelf
        .until("every text has its vector", async || {
            let health = library_health(&shelf.app, None).await.unwrap();
            health.words_only.is_empty()
        })
        .await;

    let hits = shelf.search("胡萝卜要煮多久？").await;
    assert_eq!(hits[0].name, "soup.txt", "Chinese over English text");

    shelf.write("new.txt", "Der Apfel fällt nicht weit vom Stamm.");
    shelf.add_all().await;
    shelf
        .until("words and meaning find the new one", async || {
            let hits = shelf.search("Apfel").await;
            hits.first().is_some_and(|hit| {
                hit.name == "new.txt" && hit.words.is_some() && hit.meaning.is_some()
            })
        })
        .await;
    shelf.is_whole().await;
}

#[tokio::test]
async fn a_file_that_was_renamed_or_moved_is_called_as_it_is_now_and_a_copy_is_not() {
    let shelf = Shelf::new().await;
    let draft = shelf.write("草稿.txt", "heliotrope words");
    shelf.add_all().await;
    shelf.found("heliotrope", 1).await;
    shelf.settled().await;
    let copy = shelf.write("deep/copy.txt", "heliotrope words");
    assert_eq!(shelf.add(&copy).await.known, 1);
    shelf.named("草稿.txt").await;
    std::fs::remove_file(copy).unwrap();

    let last = draft.with_file_name("定稿 📄.txt");
    std::fs::rename(&draft, &last).unwrap();
    assert_eq!(shelf.add(&last).await.known, 1);
    let source = shelf.named("定稿 📄.txt").await;
    assert_eq!(
        (source.stage, source.attempts),
        (Stage::Ready, 1),
        "it is not read again"
    );
    let hits = shelf.found("定稿", 1).await;
    assert_eq!(hits[0].name, "定稿 📄.txt", "its name is found too");
    shelf.is_whole().await;
}

#[tokio::test]
async fn what_an_event_tells_is_kept_already() {
    let shelf = Shelf::new().await;
    let mut events = shelf.app.events();
    shelf.write("a.md", "# 标题\n\nwords");
    let id = shelf.add_all().await.sources[0];
    let mut told = Vec::new();
    while told.last() != Some(&Stage::Ready) {
        let event = tokio::time::timeout(PATIENCE, events.recv()).await;
        if let AppEvent::SourceChanged { id: of, stage } = event.expect("it is read").unwrap() {
            assert_eq!(of, id);
            told.push(stage);
        }
    }
    let kept = library_source(&shelf.app, id).await.unwrap().source;
    assert_eq!(kept.stage, Stage::Ready);
    assert_eq!(kept.details.unwrap()["title"], "标题");
    assert!(told.contains(&Stage::Reading), "{told:?}");
}

#[tokio::test]
async fn a_list_is_outlined_whole_and_its_rows_know_their_collections() {
    let shelf = Shelf::new().await;
    let app = &shelf.app;
    let named = CreateCollection {
        name: "合同 📄".to_owned(),
    };
    let group = library_collection_create(app, named).await.unwrap();
    let inside = shelf.write("劳动合同.txt", "违约责任");
    shelf.add_to(&inside, Some(group.id)).await;
    let broken = shelf.write("broken.pdf", "%PDF-1.7\nno document");
    shelf.add(&broken).await;
    shelf.settled().await;

    let all = library_outline(app, Listed::default()).await.unwrap();
    assert_eq!((all.sources.len(), all.statistics.failed), (2, 1));
    let failed = Listed {
        stages: vec![Stage::Failed],
        ..Listed::default()
    };
    let failed = library_outline(app, failed).await.unwrap();
    assert_eq!(failed.sources.len(), 1);
    assert_eq!(failed.statistics.sources, 2, "the counts are of the whole");

    let rows = library_rows(app, all.sources.clone()).await.unwrap();
    let shown: Vec<_> = rows
        .iter()
        .map(|row| (row.source.name.as_str(), row.collections.as_slice()))
        .collect();
    assert_eq!(
        shown,
        [("broken.pdf", &[][..]), ("劳动合同.txt", &[group.id][..])]
    );
    library_delete(app, failed.sources).await.unwrap();
    assert_eq!(library_rows(app, all.sources).await.unwrap().len(), 1);
}
