//! Files into the library and out of it again: dropped, read, found and opened at their page with no key and no network;
//! then, with a key, asked about and the answer held against its source.

use std::path::{Path, PathBuf};

use glim_smoke::{Keychain, Stage, Window};
use serde_json::json;
use tempfile::TempDir;
use zhipu_sim::{Options, Simulator};

/// Text and pictures of the PDF, the DOCX with Chinese in it, a text in GB18030: `tests/smoke/fixtures`.
const REPORT: &str = "潮汐观测站年度报告.pdf";
const LEASE: &str = "Lease of the boathouse.docx";
const LETTER: &str = "守夜人的信.txt";
/// The passage of the report, by its number when it is given whole, that says how long records are kept secret.
const CITED: u32 = 3;
const KEY: &str = "9d2e7c4b5a1f40e6b8c3d7f2a6e5901b.LbQwErTyUiOpAsDf";
/// Real files that are no part of the project, and how many of the smallest are dropped too.
const CORPUS: &str = "../../../shared/corpus/files";
const OF_THE_CORPUS: usize = 12;

#[tokio::test]
async fn dropped_files_are_read_found_in_two_languages_and_opened_at_their_page() {
    let Some(mut stage) = Stage::set_or_skip(Keychain::Unlocked).unwrap() else {
        return;
    };
    stage.manage_windows().unwrap();
    let shelf = Shelf::new();
    let window = stage.open().await.unwrap();
    window.size(1180, 780).await.unwrap();
    window.see_text("h1, h2", "Welcome to Glim").await.unwrap();
    window
        .click_named("Look around without a key")
        .await
        .unwrap();
    window.see("[role=textbox], textarea").await.unwrap();

    drop_by_hand(&stage, &window, &shelf).await;
    drop_a_folder(&stage, &window, &shelf).await;
    find_in_chinese(&window).await;
    find_in_english(&window).await;
    if shelf.corpus > 0 {
        drop_real_files(&stage, &window, &shelf).await;
    }
    let window = find_after_a_restart(&mut stage, window).await;
    ask_and_check(&stage, &window, &shelf).await;
    window.close().await.unwrap();
}

/// Folders to drop: the report alone, the two others together, some files of the corpus.
struct Shelf {
    folder: TempDir,
    corpus: usize,
}

impl Shelf {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        std::fs::create_dir(folder.path().join("港务 papers")).unwrap();
        std::fs::copy(fixtures.join(REPORT), folder.path().join(REPORT)).unwrap();
        for name in [LEASE, LETTER] {
            let copy = folder.path().join("港务 papers").join(name);
            std::fs::copy(fixtures.join(name), copy).unwrap();
        }
        let corpus = corpus();
        if !corpus.is_empty() {
            std::fs::create_dir(folder.path().join("corpus")).unwrap();
        }
        for path in &corpus {
            let name = path.file_name().unwrap();
            std::fs::copy(path, folder.path().join("corpus").join(name)).unwrap();
        }
        Self {
            folder,
            corpus: corpus.len(),
        }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// The smallest PDFs and documents of the corpus, if it is there.
fn corpus() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(CORPUS);
    let mut folders = vec![root];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let ending = path.extension().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                folders.push(path);
            } else if matches!(&*ending, "pdf" | "docx" | "pptx" | "xlsx") {
                files.push((entry.metadata().unwrap().len(), path));
            }
        }
    }
    files.sort();
    let smallest = files.into_iter().map(|(_, path)| path);
    smallest.take(OF_THE_CORPUS).collect()
}

async fn drop_by_hand(stage: &Stage, window: &Window, shelf: &Shelf) {
    let held = stage.hold(&[shelf.at(REPORT)]).await.unwrap();
    window.see_text("body", "Drop the file here").await.unwrap();
    window
        .picture("40-files-held-over-the-window")
        .await
        .unwrap();
    held.drop_here().await.unwrap();
    window.see_text("[role=dialog]", REPORT).await.unwrap();
    let told = "return !document.body.innerText.includes('Drop the file here')";
    window
        .until(told, vec![], "the drop ground to go")
        .await
        .unwrap();
    window.picture("41-drop-sheet").await.unwrap();
    window.click_named("Add to Library").await.unwrap();
    window.see_gone("[role=dialog]").await.unwrap();
    window.click_named("Library").await.unwrap();
    ready(window, 1).await;
    window.picture("42-one-source-ready").await.unwrap();
}

async fn drop_a_folder(stage: &Stage, window: &Window, shelf: &Shelf) {
    stage.give(&[shelf.at("港务 papers")]).await.unwrap();
    window
        .see_text("[role=dialog]", "港务 papers")
        .await
        .unwrap();
    window.click_named("Add to Library").await.unwrap();
    window.see_gone("[role=dialog]").await.unwrap();
    ready(window, 3).await;
    for name in [REPORT, LEASE, LETTER] {
        window.see_text("[data-source]", name).await.unwrap();
    }
    window.picture("43-folder-ready").await.unwrap();
}

/// So many sources are in the list, and none of them is on its way.
async fn settled(window: &Window, count: usize, stage: &str) {
    let script = "
        const rows = Array.from(document.querySelectorAll('[data-source]'));
        return rows.length === arguments[0] && rows.every((row) => row.querySelector(arguments[1]) !== null)";
    let what = format!("{count} sources at {stage}");
    let arguments = vec![json!(count), json!(stage)];
    window.until(script, arguments, &what).await.unwrap();
}

async fn ready(window: &Window, count: usize) {
    settled(window, count, ".mark.ready").await;
}

async fn search(window: &Window, query: &str) {
    let ready = "
        const box = document.querySelector('#library-search');
        if (box === null) return false;
        box.focus();
        box.select();
        return document.activeElement === box";
    window.until(ready, vec![], "the search box").await.unwrap();
    window.keys(query).await.unwrap();
}

async fn find_in_chinese(window: &Window) {
    window.click_named("Search").await.unwrap();
    search(window, "保密期限").await;
    window
        .see_text("[data-hit] mark", "保密期限")
        .await
        .unwrap();
    window.picture("44-found-in-chinese").await.unwrap();
    open_hit(window, "保密期限为三年").await;
    marked_on_page(window, 2).await;
    window
        .see_text("[data-page='2']", "保密期限为三年")
        .await
        .unwrap();
    window.picture("45-page-with-the-highlight").await.unwrap();
    // The letter is in GB18030.
    search(window, "新的透镜").await;
    window
        .see_text("[data-hit]", "岛上的灯塔今夜第一次用上了新的透镜")
        .await
        .unwrap();
    open_hit(window, "新的透镜").await;
    window
        .see_text(".viewer-pane", "光束扫过海面")
        .await
        .unwrap();
    window.picture("46-a-text-opened").await.unwrap();
}

async fn find_in_english(window: &Window) {
    search(window, "corroded terminals").await;
    window
        .see_text("[data-hit] mark", "corroded")
        .await
        .unwrap();
    open_hit(window, "corroded the").await;
    marked_on_page(window, 3).await;
    window.picture("47-english-page").await.unwrap();
    // No word of it stands in the file: found by meaning, across the languages.
    search(window, "租金付晚了会怎么样").await;
    window
        .see_text("[data-hit]", "surcharge of two per cent")
        .await
        .unwrap();
    window.picture("48-found-by-meaning").await.unwrap();
}

async fn open_hit(window: &Window, words: &str) {
    let script = "
        const hits = Array.from(document.querySelectorAll('[data-hit]'));
        const hit = hits.find((found) => found.textContent.includes(arguments[0]));
        hit?.click();
        return hit !== undefined";
    let what = format!("a hit with \u{201c}{words}\u{201d}");
    window
        .until(script, vec![json!(words)], &what)
        .await
        .unwrap();
    window.see(".viewer-pane").await.unwrap();
}

/// The page is drawn (there is ink on it), and what was found is marked on it, in sight.
async fn marked_on_page(window: &Window, page: u32) {
    let script = "
        const page = document.querySelector(`.viewer-pane [data-page='${arguments[0]}']`);
        const mark = page?.querySelector('[data-mark]')?.getBoundingClientRect();
        const pane = document.querySelector('.viewer-pane')?.getBoundingClientRect();
        if (!pane || !mark || mark.width < 20 || mark.top < pane.top || mark.bottom > pane.bottom) return false;
        const canvas = page.querySelector('canvas');
        if (canvas.width < 100) return false;
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let ink = 0;
        for (let at = 0; at < data.length; at += 4) {
            if (data[at + 3] > 0 && data[at] + data[at + 1] + data[at + 2] < 300) ink += 1;
        }
        return ink > 200";
    let what = format!("a mark in sight on the drawn page {page}");
    window
        .until(script, vec![json!(page)], &what)
        .await
        .unwrap();
}

/// Whatever they are, each of them comes to an end.
async fn drop_real_files(stage: &Stage, window: &Window, shelf: &Shelf) {
    stage.give(&[shelf.at("corpus")]).await.unwrap();
    window.see_text("[role=dialog]", "corpus").await.unwrap();
    window.click_named("Add to Library").await.unwrap();
    window.see_gone("[role=dialog]").await.unwrap();
    window.click_named("Sources").await.unwrap();
    let ends = ":is(.mark.ready, .mark.noText, .mark.failed)";
    settled(window, 3 + shelf.corpus, ends).await;
    window.picture("49-real-files").await.unwrap();
    window.click_named("Search").await.unwrap();
}

async fn find_after_a_restart(stage: &mut Stage, window: Window) -> Window {
    window.close().await.unwrap();
    stage.ended(None).await.unwrap();
    let window = stage.open().await.unwrap();
    window.size(1180, 780).await.unwrap();
    window.click_named("Library").await.unwrap();
    window.click_named("Search").await.unwrap();
    search(&window, "钥匙共三把").await;
    window
        .see_text("[data-hit]", "守夜人各持一把")
        .await
        .unwrap();
    window.picture("50-found-after-a-restart").await.unwrap();
    window
}

/// The simulator says what it is told to: a sentence that stands in the report, and one that does not.
async fn ask_and_check(stage: &Stage, window: &Window, shelf: &Shelf) {
    let options = Options {
        keys: vec![KEY.to_owned()],
        ..Options::default()
    };
    let simulator = Simulator::start(options).await.unwrap();
    window.click_named("Connect a platform").await.unwrap();
    window.connect(&simulator.base(), KEY).await.unwrap();
    stage.give(&[shelf.at(REPORT)]).await.unwrap();
    window.see_text("[role=dialog]", REPORT).await.unwrap();
    window.click_named("Ask about them now").await.unwrap();
    window
        .see_text("[aria-label='Asked about']", REPORT)
        .await
        .unwrap();
    let question = format!(
        "校准记录要保密多久？[[text:校准记录的保密期限为三年[{CITED}]。观测站有三十名海员值守[{CITED}]。]]"
    );
    window.ask(&question).await.unwrap();
    window
        .see_text("section.sources", "1 not in the source")
        .await
        .unwrap();
    let doubts = "
        const marks = Array.from(document.querySelectorAll('[data-part=text] .citation:has(button)'));
        return marks.length === 2 && !('doubt' in marks[0].dataset) && 'doubt' in marks[1].dataset";
    window
        .until(doubts, vec![], "one citation held, one in doubt")
        .await
        .unwrap();
    window.picture("51-cited-and-checked").await.unwrap();
    let open = "
        const citation = document.querySelector('[data-part=text] .citation button');
        citation?.click();
        return citation !== null";
    window
        .until(open, vec![], "a citation to click")
        .await
        .unwrap();
    marked_on_page(window, 2).await;
    window
        .picture("52-the-cited-page-beside-the-answer")
        .await
        .unwrap();
    let unfold = "
        const fold = document.querySelector('section.sources button[aria-expanded=false]');
        fold?.click();
        return fold !== null";
    window
        .until(unfold, vec![], "the claims to unfold")
        .await
        .unwrap();
    window
        .see_text("section.sources li", "Not in its source")
        .await
        .unwrap();
    window
        .see_text("section.sources li", "三十名海员")
        .await
        .unwrap();
    window.picture("53-claims-to-check").await.unwrap();
}
