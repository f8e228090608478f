//! The original file of a source, in pieces: only of sources, wherever they lie now, and honest when they changed.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use glim_app::{
    ErrorCode, UiError,
    library::{
        BytesRead, LibrarySetup, ReadBytes, SearchLibrary, library_bytes, library_search,
        library_source,
    },
};
use glim_store::SourceId;

use crate::bench_library::Shelf;

const PIECE: u32 = 256 * 1024;

async fn piece(
    shelf: &Shelf,
    source: SourceId,
    start: u64,
    length: u32,
) -> Result<BytesRead, UiError> {
    let request = ReadBytes {
        source,
        start,
        length,
    };
    library_bytes(&shelf.app, request).await
}

fn bytes(read: &BytesRead) -> Vec<u8> {
    STANDARD.decode(&read.base64).unwrap()
}

#[tokio::test]
async fn a_file_comes_in_pieces_that_are_exactly_the_file() {
    let shelf = Shelf::with(LibrarySetup::default()).await;
    let whole: Vec<u8> = (0..700_000_u32).map(|at| (at % 251) as u8).collect();
    let path = shelf.write("大 文件😀.pdf", &whole);
    let id = shelf.add(&path).await.sources[0];
    let mut come = Vec::new();
    while come.len() < whole.len() {
        let read = piece(&shelf, id, come.len() as u64, PIECE).await.unwrap();
        assert_eq!((read.start, read.total), (come.len() as u64, 700_000));
        assert!(!read.changed);
        come.extend(bytes(&read));
    }
    assert!(come == whole);
    let middle = piece(&shelf, id, 500, 7).await.unwrap();
    assert_eq!(bytes(&middle), whole[500..507]);
    let most = piece(&shelf, id, 0, u32::MAX).await.unwrap();
    assert_eq!(
        bytes(&most).len(),
        PIECE as usize,
        "never more than a piece"
    );
    for behind in [700_000, u64::MAX] {
        let none = piece(&shelf, id, behind, 10).await.unwrap();
        assert!(bytes(&none).is_empty() && none.total == 700_000);
    }
    assert!(bytes(&piece(&shelf, id, 3, 0).await.unwrap()).is_empty());
}

#[tokio::test]
async fn nothing_but_a_source_can_be_read() {
    let shelf = Shelf::with(LibrarySetup::default()).await;
    let path = shelf.write("secret.txt", "not added");
    let stranger: SourceId =
        serde_json::from_str("\"019b0000-0000-7000-8000-000000000000\"").unwrap();
    let error = piece(&shelf, stranger, 0, 10).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound);
    let named: Result<ReadBytes, _> =
        serde_json::from_value(serde_json::json!({ "source": path, "start": 0, "length": 9 }));
    assert!(named.is_err(), "a path is no id of a source");
}

#[tokio::test]
async fn a_file_that_moved_changed_or_went_is_told_apart() {
    let shelf = Shelf::with(LibrarySetup::default()).await;
    let first = shelf.write("first.txt", "同样的内容");
    let id = shelf.add(&first).await.sources[0];
    let second = shelf.write("there/second.txt", "同样的内容");
    assert_eq!(
        shelf.add(&second).await.known,
        1,
        "one source at two places"
    );

    std::fs::write(&first, "another content, longer").unwrap();
    let read = piece(&shelf, id, 0, PIECE).await.unwrap();
    assert_eq!(
        bytes(&read),
        "同样的内容".as_bytes(),
        "the other place has it as it was"
    );
    assert!(!read.changed);

    std::fs::remove_file(&second).unwrap();
    let read = piece(&shelf, id, 0, PIECE).await.unwrap();
    assert_eq!(bytes(&read), b"another content, longer");
    assert!(read.changed, "and says so");

    std::fs::remove_file(&first).unwrap();
    std::fs::create_dir(&first).unwrap();
    let error = piece(&shelf, id, 0, PIECE).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound, "a folder is no file");
    assert!(
        !format!("{error:?}").contains("first"),
        "no path crosses to the page: {error:?}"
    );
    std::fs::remove_dir(&first).unwrap();
    let error = piece(&shelf, id, 0, PIECE).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_search_can_be_limited_to_a_time() {
    let shelf = Shelf::new().await;
    let path = shelf.write("old.txt", "common words");
    let id = shelf.add(&path).await.sources[0];
    shelf.found("common", 1).await;
    let source = library_source(&shelf.app, id).await.unwrap().source;
    let within = async |from: Option<i64>, until: Option<i64>| {
        let request = SearchLibrary {
            query: "common".into(),
            limit: 10,
            modified_from_ms: from,
            modified_until_ms: until,
            ..SearchLibrary::default()
        };
        library_search(&shelf.app, request)
            .await
            .unwrap()
            .hits
            .len()
    };
    let at = source.modified_ms;
    assert_eq!(within(Some(at), None).await, 1);
    assert_eq!(within(Some(at + 1), None).await, 0);
    assert_eq!(within(None, Some(at)).await, 0);
    assert_eq!(within(Some(at - 1), Some(at + 1)).await, 1);
}
