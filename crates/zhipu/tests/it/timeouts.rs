//! Silence in every place, and what it is called.

use std::time::Duration;

use zhipu::{Kind, Timeouts, Wait};

use crate::server::{Server, Step, chunk, content, stream_head};
use crate::{builder, drain, impatient, question, text};

const SHORT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn a_stall_is_an_idle_time_out_after_what_has_come() {
    let steps = vec![
        stream_head(),
        chunk(content("一半").as_bytes()),
        Step::Stall,
    ];
    let server = Server::start(vec![steps]).await;
    let client = builder(&server).timeouts(impatient()).build().unwrap();
    let (deltas, failed) = drain(client.chat_stream(&question()).await.unwrap()).await;
    assert_eq!(text(&deltas), "一半");
    let error = failed.unwrap();
    assert_eq!(
        (error.kind(), error.wait()),
        (Kind::TimedOut, Some(Wait::Idle))
    );
    server.hung_up().await;
}

#[tokio::test]
async fn a_late_first_byte_is_told_apart_and_not_paid_for_twice() {
    let timeouts = Timeouts {
        first_byte: SHORT,
        ..Timeouts::default()
    };
    let server = Server::start(vec![vec![Step::Stall]]).await;
    let client = builder(&server).timeouts(timeouts).build().unwrap();
    let error = client.chat_stream(&question()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.wait()),
        (Kind::TimedOut, Some(Wait::FirstByte))
    );
    assert_eq!(server.requests().len(), 1);

    let server = Server::start(vec![vec![stream_head(), Step::Stall]]).await;
    let client = builder(&server).timeouts(timeouts).build().unwrap();
    let (_, failed) = drain(client.chat_stream(&question()).await.unwrap()).await;
    assert_eq!(
        failed.unwrap().wait(),
        Some(Wait::FirstByte),
        "a head alone is no first byte"
    );
}

#[tokio::test]
async fn the_whole_call_has_an_end_of_its_own() {
    let total = Some(Duration::from_millis(300));
    let timeouts = Timeouts {
        total,
        ..Timeouts::default()
    };
    let replies = [
        vec![Step::Stall],
        vec![stream_head(), Step::Stall],
        vec![
            stream_head(),
            chunk(content("一半").as_bytes()),
            Step::Stall,
        ],
    ];
    for reply in replies {
        let server = Server::start(vec![reply.clone()]).await;
        let client = builder(&server).timeouts(timeouts).build().unwrap();
        let error = match client.chat_stream(&question()).await {
            Ok(stream) => drain(stream).await.1.unwrap(),
            Err(error) => error,
        };
        assert_eq!(error.wait(), Some(Wait::Total), "{reply:?}");
    }
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\ncontent-type: application/json\r\n\r\n{";
    let server = Server::start(vec![vec![Step::Send(head.to_vec()), Step::Stall]]).await;
    let client = builder(&server).timeouts(timeouts).build().unwrap();
    let error = client.chat(&question()).await.unwrap_err();
    assert_eq!(error.wait(), Some(Wait::Total), "a whole answer ends too");
}

#[tokio::test]
async fn a_whole_answer_that_stalls_is_an_idle_time_out() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\ncontent-type: application/json\r\n\r\n{";
    let server = Server::start(vec![vec![Step::Send(head.to_vec()), Step::Stall]]).await;
    let client = builder(&server).timeouts(impatient()).build().unwrap();
    let error = client.chat(&question()).await.unwrap_err();
    assert_eq!(error.wait(), Some(Wait::Idle));
    assert_eq!(
        server.requests().len(),
        1,
        "an answer is not paid for twice"
    );
}
