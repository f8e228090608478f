//! The disk is full while results come: nothing that is paid for is given up, and when there is room again everything is kept.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use glim_smoke::{Backend, Problem};

use super::{
    calls::{self, form, text},
    platform::{Lies, Platform},
};
use crate::harm::SmallDisk;

/// What the small disk holds, in megabytes.
const DISK: u32 = 48;
/// Pictures on their way, and how large each is with what stands behind its end.
const JOBS: usize = 6;
const LARGE: usize = 2 << 20;

pub(crate) async fn drill() -> Result<String, Problem> {
    let Some(disk) = SmallDisk::mount(DISK)? else {
        return Ok(
            "disk full left out: no small disk can be mounted here (it takes root on Linux)"
                .to_owned(),
        );
    };
    let data = disk.path().join("data");
    let platform = Platform::start().await?;
    let backend = Backend::start(&data)?;
    backend.connect(&platform.base(), "test-key").await?;
    let word = |number: usize| format!("large{number}");
    for number in 0..JOBS {
        platform.lie(&word(number), Lies::away());
        backend
            .call("studio_ask", form("glm-image", "text", &word(number), 1))
            .await?;
    }
    calls::until(&backend, "all are being fetched", |jobs| {
        jobs.iter().all(|job| text(job, "/state") == "fetching")
    })
    .await?;
    // With a megabyte left a row can be written down, and what comes cannot.
    let filler = fill_up(disk.path(), 1 << 20)?;
    for number in 0..JOBS {
        platform.lie(&word(number), Lies::of(large(number)));
    }
    let stuck = calls::until(&backend, "the disk is full", |jobs| {
        jobs.iter()
            .any(|job| text(job, "/error/code") == "diskFull")
    })
    .await?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let still = calls::jobs(&backend).await?;
    let given_up = still
        .iter()
        .filter(|job| matches!(text(job, "/state"), "failed" | "unknown" | "cancelled"))
        .count();
    fs::remove_file(filler)?;
    let jobs = calls::settled(&backend).await?;
    let done = jobs.iter().filter(|job| text(job, "/state") == "done");
    let done = done.count();
    let kept = calls::gallery_total(&backend).await?;
    let line = format!(
        "disk full with {}: {given_up} given up; after room was made {done} of {JOBS} done, {kept} kept, {} paid",
        calls::states(&stuck),
        platform.submissions(),
    );
    let is_whole = done == JOBS && kept == JOBS as u64 && platform.submissions() == JOBS as u64;
    if given_up > 0 || !is_whole {
        return Err(line.into());
    }
    backend.kill()?;
    match calls::broken(&data).await?.first() {
        None => Ok(line),
        Some(problem) => Err(format!("{line}: {problem}").into()),
    }
}

/// A GIF with much behind its end, which decoders do not read and disks do.
fn large(number: usize) -> Vec<u8> {
    let colour = u8::try_from(number).unwrap_or_default();
    let head: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00";
    let rest: &[u8] =
        b"\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
    let mut picture = [head, &[colour], rest].concat();
    picture.resize(LARGE, colour);
    picture
}

/// Writes until only `left` bytes are free.
fn fill_up(disk: &Path, left: usize) -> Result<PathBuf, Problem> {
    let path = disk.join("filler");
    let mut file = fs::File::create(&path)?;
    let piece = vec![7_u8; 1 << 16];
    let mut written = 0_u64;
    while file.write_all(&piece).is_ok() {
        written += piece.len() as u64;
    }
    file.set_len(written.saturating_sub(left as u64))?;
    file.sync_all()?;
    Ok(path)
}
