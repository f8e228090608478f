//! The index over real folders.

use super::*;
use crate::{Allowed, Filter};

fn source(words: &Words, number: u64, name: &str, texts: &[&str]) {
    let parts = texts
        .iter()
        .map(|text| text.split_once('|').unwrap_or(("", text)));
    let parts: Vec<_> = (number * 100..)
        .zip(parts)
        .map(|(chunk, (heading, text))| (heading, [(ChunkKey(chunk), text)]))
        .collect();
    let entries: Vec<Entry<'_>> = parts
        .iter()
        .map(|(heading, chunks)| Entry {
            heading,
            text: chunks[0].1,
            chunks,
        })
        .collect();
    words.put(SourceKey(number), name, &entries).unwrap();
}

fn library() -> (tempfile::TempDir, Words) {
    let folder = tempfile::tempdir().unwrap();
    let (words, found) = Words::open(&folder.path().join("words"), 7).unwrap();
    assert_eq!(found, Found::Missing);
    source(
        &words,
        1,
        "合同.pdf",
        &[
            "第五条 违约|乙方应承担违约责任，赔偿损失。",
            "付款|货款于十日内付清",
            "恐龙",
        ],
    );
    source(
        &words,
        2,
        "Survey of Databases.pdf",
        &[
            "Index|A database index speeds up queries.",
            "Universities teach databases and B股 too",
        ],
    );
    source(
        &words,
        3,
        "表情.md",
        &["好的👍", "naïve café", "مرحبا بالعالم"],
    );
    words.commit(7).unwrap();
    (folder, words)
}

fn find(words: &Words, query: &str) -> Vec<u64> {
    find_in(words, query, &Filter::default())
}

fn find_in(words: &Words, query: &str, filter: &Filter) -> Vec<u64> {
    let hits = words.find(&Query::parse(query, false), filter, 10).unwrap();
    assert!(hits.is_sorted_by(|one, next| one.score >= next.score));
    hits.into_iter().map(|hit| hit.chunk.0).collect()
}

#[test]
fn words_pairs_single_characters_and_emoji_are_found() {
    let (_folder, words) = library();
    assert_eq!(find(&words, "违约责任"), [100]);
    assert_eq!(find(&words, "龙"), [102], "the last character of a run");
    assert_eq!(find(&words, "恐"), [102], "the first of a pair");
    assert_eq!(find(&words, "货"), [101]);
    assert_eq!(find(&words, "university"), [201]);
    assert_eq!(find(&words, "NAIVE Cafe"), [301]);
    assert_eq!(find(&words, "👍"), [300]);
    assert_eq!(find(&words, "بالعالم"), [302]);
    assert!(find(&words, "不在这里").is_empty());
    assert!(find(&words, "").is_empty());
}

#[test]
fn phrases_fields_beginnings_and_refused_words_hold() {
    let (_folder, words) = library();
    assert_eq!(find(&words, "\"承担违约\""), [100]);
    assert!(find(&words, "\"违约承担\"").is_empty());
    assert_eq!(find(&words, "\"B股\""), [201]);
    assert_eq!(find(&words, "heading:付款"), [101]);
    assert!(find(&words, "text:付款").is_empty());
    assert_eq!(find(&words, "name:survey database"), [200, 201]);
    assert_eq!(find(&words, "databases -universities"), [200]);
    assert_eq!(find(&words, "databases -股"), [200]);
    assert_eq!(find(&words, "univers*"), [201]);
    let typing = Query::parse("unive", true);
    assert_eq!(words.find(&typing, &Filter::default(), 9).unwrap().len(), 1);
    let mut found = find(&words, "\"database\" -nothing");
    found.sort_unstable();
    assert_eq!(found, [200, 201]);
}

#[test]
fn a_filter_of_sources_holds() {
    let (_folder, words) = library();
    let only = |sources: &[u64]| Filter {
        sources: Some(sources.iter().copied().map(SourceKey).collect()),
        chunks: Allowed::All,
    };
    assert_eq!(find_in(&words, "违约 database", &only(&[1])), [100]);
    assert!(find_in(&words, "违约", &only(&[2, 3, 9])).is_empty());
    assert!(find_in(&words, "违约", &only(&[])).is_empty());
}

#[test]
fn conditions_are_known_to_the_other_half() {
    let (_folder, words) = library();
    let allowed = |query: &str| words.allowed(&Query::parse(query, false)).unwrap();
    let set = |chunks: &[u64]| chunks.iter().copied().map(ChunkKey).collect();
    assert_eq!(allowed("违约 责任"), Allowed::All);
    assert_eq!(
        allowed("\"database\" x -universities"),
        Allowed::Only(set(&[200]))
    );
    assert_eq!(
        allowed("x -databases -龙"),
        Allowed::Without(set(&[200, 201, 102]))
    );
    assert_eq!(allowed("\"nowhere at all\""), Allowed::Only(set(&[])));
}

#[test]
fn a_source_is_replaced_and_removed() {
    let (_folder, words) = library();
    source(&words, 1, "合同.pdf", &["全新的内容"]);
    words.remove(SourceKey(3)).unwrap();
    assert_eq!(find(&words, "违约责任"), [100], "not before the commit");
    words.commit(8).unwrap();
    assert!(find(&words, "违约责任").is_empty() && find(&words, "👍").is_empty());
    assert_eq!(find(&words, "内容"), [100]);
    assert_eq!(words.len().unwrap(), 3);
    words.tidy().unwrap();
    assert_eq!((words.len().unwrap(), find(&words, "内容")), (3, vec![100]));
}

#[test]
fn what_was_not_committed_is_gone_after_a_restart() {
    let (folder, words) = library();
    source(&words, 9, "late", &["zzz"]);
    drop(words);
    let (words, found) = Words::open(&folder.path().join("words"), 7).unwrap();
    assert_eq!((found, words.len().unwrap()), (Found::Whole, 8));
    assert!(find(&words, "zzz").is_empty());
    source(&words, 9, "late", &["zzz"]);
    words.commit(8).unwrap();
    assert_eq!(find(&words, "zzz"), [900]);
}

#[test]
fn an_index_of_another_generation_or_with_a_changed_byte_is_emptied() {
    let (folder, words) = library();
    drop(words);
    let path = folder.path().join("words");
    let (words, found) = Words::open(&path, 9).unwrap();
    assert_eq!(found, Found::Behind { generation: 7 });
    assert!(words.is_empty());
    source(&words, 1, "a", &["again"]);
    words.commit(9).unwrap();
    drop(words);
    let files = fs::read_dir(&path)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let store = files.filter(|it| it.extension().is_some_and(|end| end == "idx"));
    let store = store.collect::<Vec<_>>().remove(0);
    let mut bytes = fs::read(&store).unwrap();
    bytes[0] ^= 0x40;
    fs::write(&store, bytes).unwrap();
    let (words, found) = Words::open(&path, 9).unwrap();
    assert_eq!((found, words.len().unwrap()), (Found::Damaged, 0));
    drop(words);
    fs::write(path.join("meta.json"), "{").unwrap();
    assert_eq!(Words::open(&path, 9).unwrap().1, Found::Damaged);
}

#[test]
fn the_words_around_a_chunk_count_too() {
    let folder = tempfile::tempdir().unwrap();
    let (words, _) = Words::open(folder.path(), 0).unwrap();
    let put = |number: u64, texts: &[&str]| {
        let chunks = (number * 100..).map(ChunkKey).zip(texts.iter().copied());
        let entry = Entry {
            heading: "",
            text: &texts.join("\n"),
            chunks: &chunks.collect::<Vec<_>>(),
        };
        words.put(SourceKey(number), "", &[entry]).unwrap();
    };
    put(
        1,
        &[
            "Aspirin was given.",
            "Headaches went away.",
            "Nothing else.",
        ],
    );
    put(2, &["Aspirin was given.", "Nobody came.", "Nothing else."]);
    put(3, &["It rained."]);
    words.commit(1).unwrap();
    let found = words.find(
        &Query::parse("aspirin headache", false),
        &Filter::default(),
        9,
    );
    let found = found.unwrap();
    let keys: Vec<u64> = found.iter().map(|hit| hit.chunk.0).collect();
    assert_eq!(keys, [101, 100, 200]);
    assert!(found[1].around > found[2].around && found[1].alone <= found[2].alone);
    assert_eq!(words.len().unwrap(), 7, "a passage is no chunk");
}

#[test]
fn few_of_many_words_found_are_not_found_well() {
    let (_folder, words) = library();
    let best = |query: &str| {
        let query = Query::parse(query, false);
        words.find(&query, &Filter::default(), 9).unwrap()[0].score
    };
    assert!(best("违约责任") > 0.9);
    assert!(best("违约 unheard words which nobody ever wrote anywhere") < 0.5);
}
