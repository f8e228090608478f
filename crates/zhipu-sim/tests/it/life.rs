//! Start, stop and what is kept of requests.

use serde_json::json;
use zhipu_sim::{Ended, Error, Fault, Options, Simulator};

use crate::support::{ask, ask_with, client, start};

#[tokio::test]
async fn a_taken_port_is_an_error_and_a_stopped_one_is_free() {
    let first = Simulator::start(Options::default()).await.unwrap();
    let port = first.origin().rsplit_once(':').unwrap().1.parse().unwrap();
    let options = Options {
        port,
        ..Options::default()
    };
    let error = Simulator::start(options.clone()).await.unwrap_err();
    assert!(matches!(error, Error::Listen { address, .. } if address.port() == port));
    first.stop().await;
    Simulator::start(options).await.unwrap().stop().await;
}

#[tokio::test]
async fn stopping_breaks_off_an_answer_under_way() {
    let bench = start().await;
    bench.simulator.faults().next(1, Fault::Stall { after: 1 });
    let response = bench
        .send(&ask_with("hello", &json!({ "stream": true })))
        .await;
    assert_eq!(response.status(), 200);
    let reading = response.bytes();
    bench.simulator.stop().await;
    assert!(
        reading.await.is_err(),
        "the caller sees a broken connection, not an end"
    );
}

#[tokio::test]
async fn a_dropped_simulator_ends() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let (url, key) = (
        format!("{}/models", simulator.base()),
        simulator.key().to_owned(),
    );
    let client = client();
    assert_eq!(
        client
            .get(&url)
            .bearer_auth(&key)
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    drop(simulator);
    // The port closes as soon as the task is run once more.
    while client.get(&url).bearer_auth(&key).send().await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn requests_are_kept_with_headers_body_and_end() {
    let bench = start().await;
    let request = bench
        .post("/chat/completions")
        .header("x-mark", "7")
        .json(&ask("你好"));
    request.send().await.unwrap().bytes().await.unwrap();
    bench
        .get("/files?purpose=agent")
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let seen = bench
        .simulator
        .wait_until(|seen| seen.iter().all(|one| one.ended == Ended::Complete))
        .await;
    assert_eq!(seen.len(), 2);
    assert_eq!(
        (seen[0].method.as_str(), seen[0].header("x-mark")),
        ("POST", Some("7"))
    );
    assert_eq!(seen[0].json(), ask("你好"));
    assert_eq!(seen[1].query.as_deref(), Some("purpose=agent"));
    assert_eq!(seen[1].sequence, 1);
}
