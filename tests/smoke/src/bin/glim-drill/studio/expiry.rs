//! Links that die before they are fetched: where there is a task the platform is asked once for fresh ones, and else the job says
//! that what was made is no longer there. Nothing is sent again.

use glim_smoke::{Backend, Problem, at};
use tempfile::TempDir;

use super::{
    calls::{self, form, text},
    platform::{Lies, Platform},
};

/// A picture of one pixel.
const PICTURE: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

pub(crate) async fn drill() -> Result<String, Problem> {
    let data = TempDir::new()?;
    let platform = Platform::start().await?;
    let backend = Backend::start(data.path())?;
    backend.connect(&platform.base(), "test-key").await?;
    // The first answers of the file store are of its bad day: the links live, and nothing can be had.
    for word in ["task", "call", "renewed"] {
        platform.lie(word, Lies::away());
    }
    for (model, word) in [
        ("glm-image", "task"),
        ("cogview-4", "call"),
        ("glm-image", "renewed"),
    ] {
        backend
            .call("studio_ask", form(model, "text", word, 1))
            .await?;
    }
    calls::until(&backend, "all are being fetched", |jobs| {
        let fetching =
            |job| text(job, "/state") == "fetching" && !text(job, "/error/code").is_empty();
        jobs.iter().all(fetching)
    })
    .await?;
    backend.kill()?;
    // While nothing runs here the links die; one task gets a new one.
    platform.lie("task", Lies::gone());
    platform.lie("call", Lies::gone());
    platform.lie("renewed", Lies::of(PICTURE.to_vec()));
    let (paid, looks) = (platform.submissions(), platform.looks());
    let backend = Backend::start(data.path())?;
    backend.connect(&platform.base(), "test-key").await?;
    let jobs = calls::settled(&backend).await?;
    let mut wrong = Vec::new();
    for (word, state, code) in [
        ("task", "failed", "linkExpired"),
        ("call", "failed", "linkExpired"),
        ("renewed", "done", ""),
    ] {
        let job = jobs.iter().find(|job| text(job, "/prompt") == word);
        let job = job.ok_or_else(|| format!("{word} is lost"))?;
        let found = (text(job, "/state"), text(job, "/error/code"));
        if found != (state, code) {
            wrong.push(format!("{word}: {} {}", found.0, at(job, "/error")));
        }
    }
    let asked_again = platform.looks() - looks;
    let paid_again = platform.submissions() - paid;
    let line = format!(
        "expiry: 2 links gone are told, 1 came after a bad day, {asked_again} asked for fresh links, {paid_again} paid again"
    );
    if !wrong.is_empty() || asked_again != 1 || paid_again > 0 {
        return Err(format!("{line}: {}", wrong.join("; ")).into());
    }
    backend.kill()?;
    Ok(line)
}
