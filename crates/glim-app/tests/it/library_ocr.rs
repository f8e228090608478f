//! Pictures and scans read by the platform: with a price first, written down before a call leaves, never sent twice by itself.

use std::path::Path;

use glim_app::{
    ErrorCode,
    library::{
        Locator, OcrHindrance, OcrWanted, library_ocr, library_ocr_go_on, library_ocr_plan,
        library_ocr_state, library_ocr_stop, library_source,
    },
    settings::PlatformChoice,
};
use glim_store::{Recognition, RecognitionState, SourceId, Stage};
use zhipu_sim::{Fault, Rule};

use crate::{
    bench_library::Shelf,
    library_paid::{connect, used},
};

/// A picture of so many pixels, as far as its head says.
fn png(width: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(480_u32.to_be_bytes());
    bytes
}

async fn scans(names: &[&str]) -> (Shelf, Vec<SourceId>) {
    let shelf = Shelf::new().await;
    connect(&shelf, PlatformChoice::Demo).await;
    let mut ids = Vec::new();
    for (name, width) in names.iter().zip(640..) {
        let bytes = if Path::new(name).extension() == Some("gif".as_ref()) {
            b"GIF89a\x80\x02\xe0\x01".to_vec()
        } else {
            png(width)
        };
        let path = shelf.write(name, bytes);
        ids.push(shelf.add(&path).await.sources[0]);
    }
    shelf.settled().await;
    (shelf, ids)
}

async fn of(shelf: &Shelf, id: SourceId) -> Option<Recognition> {
    let state = library_ocr_state(&shelf.app, ()).await.unwrap();
    state.recognitions.into_iter().find(|it| it.source == id)
}

async fn until_state(shelf: &Shelf, id: SourceId, state: RecognitionState) {
    let what = format!("{state:?}");
    shelf
        .until(&what, async || {
            of(shelf, id).await.is_some_and(|it| it.state == state)
        })
        .await;
}

async fn calls(shelf: &Shelf) -> usize {
    let platform = shelf.app.demonstration().await.unwrap();
    let seen = platform.requests();
    let sent = seen
        .iter()
        .filter(|it| it.path.ends_with("/layout_parsing"));
    sent.count()
}

#[tokio::test]
async fn a_scan_is_priced_read_after_consent_and_found_at_its_page() {
    let (shelf, ids) = scans(&["发票.png", "old.gif"]).await;
    let all = OcrWanted {
        all: true,
        ..OcrWanted::default()
    };
    let plan = library_ocr_plan(&shelf.app, all.clone()).await.unwrap();
    assert!(plan.available);
    assert_eq!((plan.items.len(), plan.pages), (2, 1));
    let hindrances: Vec<_> = plan
        .items
        .iter()
        .map(|item| (item.name.as_str(), item.hindrance))
        .collect();
    assert_eq!(
        hindrances,
        [("old.gif", Some(OcrHindrance::Format)), ("发票.png", None)]
    );
    assert_eq!(plan.estimate.cost.unwrap().currency, "CNY");
    assert_eq!(calls(&shelf).await, 0, "nothing leaves without consent");

    let platform = shelf.app.demonstration().await.unwrap();
    platform.script_layout(&[
        &[("text", "# 增值税发票\n\n购买方：月光公司 😀")],
        &[(
            "table",
            "<table><tr><th>品名</th><th>金额</th></tr><tr><td>龙井</td><td>300</td></tr></table>",
        )],
    ]);
    library_ocr(&shelf.app, ids.clone()).await.unwrap();
    let hits = shelf.found("龙井", 1).await;
    assert_eq!(hits[0].name, "发票.png");
    assert_eq!(
        hits[0].places,
        [Locator::Page {
            page: 2,
            boxes: Vec::new()
        }]
    );
    assert_eq!(shelf.found("月光公司", 1).await[0].heading, ["增值税发票"]);
    let source = library_source(&shelf.app, ids[0]).await.unwrap().source;
    assert_eq!(source.stage, Stage::Ready);
    assert_eq!(source.details.unwrap()["remarks"][0]["kind"], "recognised");
    until_state(&shelf, ids[1], RecognitionState::Failed).await;
    let failed = of(&shelf, ids[1]).await.unwrap();
    assert_eq!(failed.reason.as_deref(), Some("format"));
    assert_eq!(calls(&shelf).await, 1, "what cannot be sent is not");

    library_ocr(&shelf.app, vec![ids[0]]).await.unwrap();
    let plan = library_ocr_plan(&shelf.app, all).await.unwrap();
    assert_eq!(
        plan.items.len(),
        1,
        "what has text is no candidate any more"
    );
    assert_eq!(calls(&shelf).await, 1);
    let sums = used(&shelf).await;
    assert_eq!(sums[0].feature.as_deref(), Some("libraryOcr"));
    assert_eq!(
        (sums[0].calls, sums[0].model.as_deref()),
        (1, Some("glm-ocr"))
    );
    assert!(sums[0].cost_nano.unwrap() > 0);
}

#[tokio::test]
async fn a_call_that_was_cut_off_is_unsure_and_waits_for_the_person() {
    let (mut shelf, ids) = scans(&["a.png", "b.png"]).await;
    let (a, b) = (ids[0], ids[1]);
    let platform = shelf.app.demonstration().await.unwrap();
    let on = |fault| Rule::next(1, fault).on_path("/layout_parsing");
    platform.faults().add(on(Fault::Cut { after_bytes: 0 }));
    platform.faults().add(on(Fault::SlowFirstByte {
        milliseconds: 60_000,
    }));
    library_ocr(&shelf.app, vec![a]).await.unwrap();
    until_state(&shelf, a, RecognitionState::Unsure).await;
    let told = of(&shelf, a).await.unwrap();
    assert_eq!(told.reason.as_deref(), Some("cutOff"));
    assert!(told.request.unwrap().starts_with("glim-"));

    library_ocr(&shelf.app, vec![b]).await.unwrap();
    until_state(&shelf, b, RecognitionState::Sent).await;
    shelf.restart().await;
    connect(&shelf, PlatformChoice::Demo).await;
    until_state(&shelf, b, RecognitionState::Unsure).await;
    library_ocr_go_on(&shelf.app, ()).await.unwrap();
    assert_eq!(calls(&shelf).await, 0, "nothing is sent again by itself");

    let platform = shelf.app.demonstration().await.unwrap();
    platform.script_layout(&[&[("text", "words of the picture")]]);
    library_ocr(&shelf.app, vec![b]).await.unwrap();
    shelf.found("picture", 1).await;
    assert_eq!(calls(&shelf).await, 1);
    shelf.is_whole().await;
}

#[tokio::test]
async fn refusals_for_now_wait_and_refusals_for_good_say_why() {
    let (shelf, ids) = scans(&["a.png", "b.png"]).await;
    let platform = shelf.app.demonstration().await.unwrap();
    let always = |code| Rule::always(Fault::refused(code)).on_path("/layout_parsing");
    platform.faults().add(always(1113));
    library_ocr(&shelf.app, ids.clone()).await.unwrap();
    shelf
        .until("the money is used up", async || {
            let state = library_ocr_state(&shelf.app, ()).await.unwrap();
            state
                .problem
                .is_some_and(|it| it.code == ErrorCode::BalanceUsedUp)
        })
        .await;
    let state = of(&shelf, ids[0]).await.unwrap().state;
    assert_eq!(state, RecognitionState::Wanted, "it was not taken");
    library_ocr_stop(&shelf.app, vec![ids[1]]).await.unwrap();
    assert_eq!(of(&shelf, ids[1]).await, None);

    platform.faults().clear();
    platform.faults().add(always(1214));
    library_ocr_go_on(&shelf.app, ()).await.unwrap();
    until_state(&shelf, ids[0], RecognitionState::Failed).await;
    let failed = of(&shelf, ids[0]).await.unwrap();
    assert_eq!(failed.reason.as_deref(), Some("refused"));
    assert_eq!(failed.reason_params.unwrap()["code"], "1214");
    shelf
        .until("nothing waits any more", async || {
            let state = library_ocr_state(&shelf.app, ()).await.unwrap();
            state.problem.is_none()
        })
        .await;

    let own = PlatformChoice::Custom {
        base_url: platform.base(),
    };
    connect(&shelf, own).await;
    let refused = library_ocr(&shelf.app, ids).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotOffered);
}
