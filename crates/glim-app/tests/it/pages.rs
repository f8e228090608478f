//! Pages of the web: taken by their address, read like files, and never a way into this machine.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use glim_app::{
    ErrorCode, UiError,
    library::{AddPage, AddedPage, PageOutcome, library_add_page, library_page_again},
};
use glim_store::Stage;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use zhipu::page::PageLimits;

use crate::bench_library::Shelf;

/// A path and its answer.
type Page = (String, Vec<u8>);

/// Answers each path with what stands here, byte for byte.
#[derive(Clone, Default)]
struct Site {
    answers: Arc<Mutex<Vec<Page>>>,
    /// What came with the requests.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    async fn start(&self) -> SocketAddr {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let site = self.clone();
        tokio::spawn(async move {
            while let Ok((mut line, _)) = listener.accept().await {
                let site = site.clone();
                tokio::spawn(async move {
                    let mut head = vec![0; 8_192];
                    let length = line.read(&mut head).await.unwrap_or(0);
                    let head = String::from_utf8_lossy(&head[..length]).into_owned();
                    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
                    site.asked.lock().unwrap().push(head);
                    let answers = site.answers.lock().unwrap().clone();
                    let answer = answers.into_iter().rev().find(|(known, _)| *known == path);
                    let answer = answer.map_or(
                        b"HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n".to_vec(),
                        |it| it.1,
                    );
                    let _ = line.write_all(&answer).await; // the asker has gone
                    if path == "/stall" {
                        tokio::time::sleep(Duration::from_secs(30)).await;
                    }
                });
            }
        });
        address
    }

    fn put(&self, path: &str, head: &str, body: impl AsRef<[u8]>) {
        let body = body.as_ref();
        let mut answer = format!(
            "HTTP/1.1 {head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        )
        .into_bytes();
        answer.extend(body);
        self.answers.lock().unwrap().push((path.to_owned(), answer));
    }
}

const HTML: &str = "200 OK\r\ncontent-type: text/html; charset=utf-8";

async fn stage() -> (Shelf, Site, String) {
    let (shelf, site) = (Shelf::new().await, Site::default());
    let address = site.start().await;
    shelf.app.limit_pages(PageLimits {
        total: Duration::from_secs(3),
        bytes: 100_000,
        redirects: 3,
        also: vec![address],
    });
    (shelf, site, format!("http://{address}"))
}

async fn add(shelf: &Shelf, address: &str) -> Result<AddedPage, UiError> {
    let request = AddPage {
        address: address.to_owned(),
        collection: None,
    };
    library_add_page(&shelf.app, request).await
}

/// The `why` of a page that is not taken.
async fn why(shelf: &Shelf, address: &str) -> String {
    let error = add(shelf, address).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::PageNotTaken, "{address}: {error:?}");
    error.params["why"].clone()
}

#[tokio::test]
async fn a_page_is_read_named_by_its_title_and_read_again_when_asked() {
    let (mut shelf, site, base) = stage().await;
    site.put(
        "/a",
        HTML,
        "<title>人工智能 &amp; the law</title><nav>menu</nav><h1>Law</h1><p>违约责任由乙方承担。</p><script>alert(1)</script>",
    );
    let added = add(&shelf, &format!(" {base}/a#part ")).await.unwrap();
    assert_eq!(added.outcome, PageOutcome::Added);
    shelf.found("违约", 1).await;
    let source = shelf.sources().await.remove(0);
    assert_eq!(
        (source.name.as_str(), source.kind.as_str()),
        ("人工智能 & the law", "web")
    );
    let text = shelf.text(source.id).await;
    assert!(
        text.contains("违约责任由乙方承担") && !text.contains("alert"),
        "{text}"
    );
    assert_eq!(
        add(&shelf, &format!("{base}/a")).await.unwrap().outcome,
        PageOutcome::Unchanged
    );

    site.put("/a", HTML, "<title>New title</title><p>heliotrope</p>");
    assert_eq!(shelf.search("heliotrope").await.len(), 0, "only when asked");
    let again = library_page_again(&shelf.app, source.id).await.unwrap();
    assert_eq!(
        (again.source, again.outcome),
        (source.id, PageOutcome::Changed)
    );
    shelf.found("heliotrope", 1).await;
    shelf.settled().await;
    assert!(shelf.search("违约").await.is_empty());
    assert_eq!(shelf.named("New title").await.id, source.id);

    // The content is ours: the site may be gone and the app started again.
    site.answers.lock().unwrap().clear();
    shelf.restart().await;
    shelf.found("heliotrope", 1).await;
    let asked = site.asked.lock().unwrap().concat().to_lowercase();
    assert!(
        !asked.contains("cookie") && !asked.contains("authorization") && !asked.contains("referer")
    );
    shelf.is_whole().await;
}

#[tokio::test]
async fn files_at_an_address_are_taken_and_what_cannot_be_read_is_refused() {
    let (shelf, site, base) = stage().await;
    site.put(
        "/t.txt",
        "200 OK\r\ncontent-type: text/plain",
        "plain words",
    );
    site.put(
        "/bytes/x.MD",
        "200 OK\r\ncontent-type: application/octet-stream",
        "# marked words",
    );
    site.put("/p.png", "200 OK\r\ncontent-type: image/png", "x");
    site.put("/gone", "404 Not Found", "no");
    site.put("/empty", HTML, "");
    site.put(
        "/wrong.pdf",
        "200 OK\r\ncontent-type: application/pdf",
        "%PDF-1.7\nthis is no document",
    );
    for (path, kind) in [("/t.txt", "text"), ("/bytes/x.MD", "markdown")] {
        let added = add(&shelf, &format!("{base}{path}")).await.unwrap();
        let source = glim_app::library::library_source(&shelf.app, added.source)
            .await
            .unwrap();
        assert_eq!(source.source.kind, kind);
    }
    shelf.found("words", 2).await;
    assert_eq!(why(&shelf, &format!("{base}/p.png")).await, "kind");
    assert_eq!(why(&shelf, &format!("{base}/gone")).await, "status");
    for path in ["/empty", "/wrong.pdf"] {
        add(&shelf, &format!("{base}{path}")).await.unwrap();
    }
    shelf.settled().await;
    let stages: Vec<_> = shelf.sources().await.iter().map(|it| it.stage).collect();
    assert!(
        stages.contains(&Stage::NoText) && stages.contains(&Stage::Failed),
        "{stages:?}"
    );
}

#[tokio::test]
async fn nothing_inside_is_reached_also_after_redirects() {
    let (shelf, site, base) = stage().await;
    let other = Site::default();
    let hidden = other.start().await;
    other.put("/secret", HTML, "<p>secret</p>");
    for (path, to) in [
        (
            "/metadata",
            "http://169.254.169.254/latest/meta-data/".to_owned(),
        ),
        ("/loopback", format!("http://{hidden}/secret")),
        (
            "/name",
            format!("http://localhost:{}/secret", hidden.port()),
        ),
        (
            "/number",
            format!("http://2130706433:{}/secret", hidden.port()),
        ),
        (
            "/mapped",
            format!("http://[::ffff:127.0.0.1]:{}/secret", hidden.port()),
        ),
        ("/inner", "http://printer/".to_owned()),
    ] {
        site.put(path, &format!("302 Found\r\nlocation: {to}"), "");
        assert_eq!(
            why(&shelf, &format!("{base}{path}")).await,
            "notPublic",
            "{to}"
        );
        assert_eq!(why(&shelf, &to).await, "notPublic", "{to}");
    }
    for (path, to) in [
        ("/file", "file:///etc/passwd"),
        ("/script", "javascript:alert(1)"),
        ("/password", "http://user:pass@example.org/"),
    ] {
        site.put(path, &format!("302 Found\r\nlocation: {to}"), "");
        assert_eq!(
            why(&shelf, &format!("{base}{path}")).await,
            "address",
            "{to}"
        );
    }
    assert!(
        other.asked.lock().unwrap().is_empty(),
        "nobody has asked inside"
    );
    for address in [
        "",
        "file:///etc/passwd",
        "data:text/html,x",
        "http://a:b@c.de/",
        "http://",
        "例子",
    ] {
        let error = add(&shelf, address).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::PageNotTaken, "{address}");
    }
    assert!(shelf.sources().await.is_empty());
}

#[tokio::test]
async fn a_page_without_end_or_size_is_given_up() {
    let (shelf, site, base) = stage().await;
    site.put(
        "/round",
        &format!("302 Found\r\nlocation: {base}/round"),
        "",
    );
    assert_eq!(why(&shelf, &format!("{base}/round")).await, "redirects");
    site.put("/large", HTML, "x".repeat(100_001));
    assert_eq!(why(&shelf, &format!("{base}/large")).await, "tooLarge");
    // Says nothing of its size and does not stop.
    let mut endless = format!("HTTP/1.1 {HTML}\r\n\r\n").into_bytes();
    endless.extend(vec![b'x'; 200_000]);
    site.answers
        .lock()
        .unwrap()
        .push(("/endless".into(), endless));
    assert_eq!(why(&shelf, &format!("{base}/endless")).await, "tooLarge");
    site.answers.lock().unwrap().push((
        "/stall".into(),
        format!("HTTP/1.1 {HTML}\r\n\r\nx").into_bytes(),
    ));
    assert_eq!(why(&shelf, &format!("{base}/stall")).await, "timedOut");
    site.answers
        .lock()
        .unwrap()
        .push(("/noise".into(), vec![0xff; 100]));
    assert_eq!(why(&shelf, &format!("{base}/noise")).await, "connection");
    // A hundred thousand bytes that unpack to much more.
    let packed = include_bytes!("fixtures/zeros.html.gz");
    site.put(
        "/bomb",
        &format!("{HTML}\r\ncontent-encoding: gzip"),
        packed,
    );
    assert_eq!(why(&shelf, &format!("{base}/bomb")).await, "tooLarge");
    assert!(shelf.sources().await.is_empty());
    shelf.is_whole().await;
}
