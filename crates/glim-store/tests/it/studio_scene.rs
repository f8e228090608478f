//! Files, jobs and artifacts that most tests of the studio begin with.

use glim_store::{
    ArtifactId, BatchId, ContentHash, JobDone, JobId, MediaKind, NewArtifact, NewImport, NewJob,
    NewMedia, Store,
};
use serde_json::json;

use crate::scene::NOON;

/// Keeps a file of some bytes; the hash is the caller's word for it.
pub(crate) async fn keep(store: &Store, word: u8, now_ms: i64) -> ContentHash {
    let hash = ContentHash([word; 32]);
    let draft = store.media_draft().await.unwrap();
    std::fs::write(&draft, [word; 10]).unwrap();
    let new = NewMedia {
        hash,
        media_type: "image/png".to_owned(),
        bytes: 10,
    };
    store.keep_media(&draft, &new, now_ms).await.unwrap();
    assert!(!draft.exists(), "the draft has become the file");
    hash
}

pub(crate) fn job(batch: BatchId, position: u32) -> NewJob {
    let id = JobId::new();
    NewJob {
        id,
        batch,
        position,
        platform: "bigModel".to_owned(),
        kind: MediaKind::Image,
        mode: "text".to_owned(),
        model: "cogview-4".to_owned(),
        prompt: "一只戴帽子的猫 a cat".to_owned(),
        parameters: json!({ "size": "1024x1024" }),
        inputs: Vec::new(),
        request: id.to_string(),
        estimate: None,
        retry_of: None,
        message: None,
    }
}

pub(crate) fn artifact(file: ContentHash) -> NewArtifact {
    NewArtifact {
        id: ArtifactId::new(),
        kind: MediaKind::Image,
        file,
        thumb: Some(file),
        width: 1024,
        height: 768,
        duration_ms: None,
        thumbhash: Some(vec![1, 2, 3]),
        made_ms: NOON,
    }
}

/// Takes a job all the way, with one artifact.
pub(crate) async fn finish(store: &Store, id: JobId, file: ContentHash) -> ArtifactId {
    let new = artifact(file);
    let artifact = new.id;
    let done = JobDone {
        artifacts: vec![new],
        ..JobDone::default()
    };
    assert!(store.job_sending(id, NOON).await.unwrap());
    assert!(store.job_running(id, "task", NOON, NOON).await.unwrap());
    assert!(store.job_linked(id, &json!([]), NOON).await.unwrap());
    assert!(store.job_done(id, &done, NOON).await.unwrap());
    artifact
}

/// An artifact with a file of its own.
pub(crate) async fn import(store: &Store, word: u8, prompt: &str) -> ArtifactId {
    let file = keep(store, word, NOON).await;
    let new = NewImport {
        artifact: NewArtifact {
            made_ms: NOON + i64::from(word),
            ..artifact(file)
        },
        mode: None,
        model: Some("cogview-4".to_owned()),
        prompt: prompt.to_owned(),
        parameters: json!({}),
        name: Some("猫.png".to_owned()),
    };
    store.import_artifacts(&[new]).await.unwrap()[0]
}
