//! What happens to a folder and a disk while they are read: files change, move and go, and the disk is full.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use glim_smoke::{Backend, Problem, at};
use tempfile::TempDir;

use super::{patience, shelf, texts};
use crate::harm::SmallDisk;

/// Files of each part.
const FILES: u64 = 60;
/// What the small disk holds, in megabytes: enough for the indexes of the folder, not for much more.
const DISK: u32 = 96;

pub(crate) async fn drill() -> Result<Vec<String>, Problem> {
    Ok(vec![
        folder_deleted().await?,
        folder_moved().await?,
        files_changed().await?,
        disk_full().await?,
    ])
}

/// A fresh backend with a folder of which some files are ready and the others are not.
async fn half_read(data: &Path, folder: &Path) -> Result<Backend, Problem> {
    texts::fill(folder, FILES)?;
    let backend = Backend::start(data)?;
    shelf::add(&backend, folder).await?;
    shelf::until(&backend, "some are ready", |it| {
        shelf::count(it, "ready") >= 5
    })
    .await?;
    Ok(backend)
}

async fn folder_deleted() -> Result<String, Problem> {
    let (data, folder) = (TempDir::new()?, TempDir::new()?);
    let backend = half_read(data.path(), folder.path()).await?;
    let (now, line) = patience::beside(&backend, async {
        fs::remove_dir_all(folder.path())?;
        shelf::settled(&backend).await
    })
    .await?;
    let sources = shelf::sources(&backend).await?;
    let missing = sources
        .iter()
        .filter(|it| at(it, "/reason") == "missing")
        .count();
    let (ready, failed) = (shelf::count(&now, "ready"), shelf::count(&now, "failed"));
    if missing == 0 || ready < 5 || sources.len() as u64 != FILES {
        return Err(
            format!("folder deleted: {missing} missing, {ready} ready, {failed} failed").into(),
        );
    }
    rest().await;
    backend.kill()?;
    whole(data.path()).await?;
    Ok(format!(
        "folder deleted: {ready} ready stay found, {missing} say that they are missing ({line})"
    ))
}

async fn folder_moved() -> Result<String, Problem> {
    let (data, parent) = (TempDir::new()?, TempDir::new()?);
    let (from, to) = (parent.path().join("old"), parent.path().join("新的 place"));
    fs::create_dir(&from)?;
    let backend = half_read(data.path(), &from).await?;
    fs::rename(&from, &to)?;
    shelf::add(&backend, &to).await?;
    let now = shelf::settled(&backend).await?;
    let failed = shelf::count(&now, "failed");
    let sources = shelf::sources(&backend).await?;
    let missing = sources
        .iter()
        .filter(|it| at(it, "/reason") == "missing")
        .count();
    if sources.len() as u64 != FILES || missing > 0 {
        return Err(format!("folder moved: {} sources, {missing} missing", sources.len()).into());
    }
    rest().await;
    backend.kill()?;
    whole(data.path()).await?;
    Ok(format!(
        "folder moved: {} sources followed, 0 lost, 0 doubled, {failed} that nobody can read",
        sources.len()
    ))
}

async fn files_changed() -> Result<String, Problem> {
    let (data, folder) = (TempDir::new()?, TempDir::new()?);
    let name = |number: u32| folder.path().join(format!("{number:02} 变.txt"));
    let write = |turn: u32| {
        (0..40).try_for_each(|number| {
            let text = format!(
                "file {number} turn{turn}of{number} 第{turn}版\n\n{}",
                "正文 text。".repeat(60)
            );
            fs::write(name(number), text)
        })
    };
    write(0)?;
    let backend = Backend::start(data.path())?;
    shelf::add(&backend, folder.path()).await?;
    let began = Instant::now();
    let mut turn = 0;
    while began.elapsed() < Duration::from_secs(6) {
        turn += 1;
        write(turn)?;
        tokio::time::sleep(Duration::from_millis(120)).await;
    }
    shelf::settled(&backend).await?;
    shelf::add(&backend, folder.path()).await?;
    shelf::settled(&backend).await?;
    let sources = shelf::sources(&backend).await?;
    let mut wrong = 0;
    for source in &sources {
        let text = shelf::text(&backend, source).await?.join("\n");
        wrong +=
            u32::from(!text.contains(&format!("第{turn}版")) || at(source, "/stage") != "ready");
    }
    shelf::found(&backend, &format!("turn{turn}of39"), "39 变.txt").await?;
    // By meaning everything is a little like everything: only what the words find is stale.
    let hits = shelf::search(&backend, "turn0of39").await?;
    let stale = hits.iter().filter(|it| !at(it, "/words").is_null()).count();
    if sources.len() != 40 || wrong > 0 || stale > 0 {
        return Err(format!(
            "files changed: {} sources, {wrong} not of the last turn, {stale} stale hits",
            sources.len()
        )
        .into());
    }
    rest().await;
    backend.kill()?;
    whole(data.path()).await?;
    Ok(format!(
        "files changed {turn} times while they were read: 40 sources, all of the last turn"
    ))
}

async fn disk_full() -> Result<String, Problem> {
    let Some(disk) = SmallDisk::mount(DISK)? else {
        return Ok(
            "disk full left out: no small disk can be mounted here (it takes root on Linux)"
                .to_owned(),
        );
    };
    let folder = TempDir::new()?;
    let data = disk.path().join("data");
    let backend = half_read(&data, folder.path()).await?;
    let filler = fill_up(disk.path())?;
    let full_at = shelf::overview(&backend).await?;
    let ((), line) = patience::beside(&backend, async {
        tokio::time::sleep(Duration::from_secs(8)).await;
        Ok(())
    })
    .await?;
    let stuck_at = shelf::overview(&backend).await?;
    fs::remove_file(filler)?;
    let now = shelf::settled(&backend).await?;
    let sources = shelf::sources(&backend).await?;
    let blamed = sources.iter().filter(|it| {
        let reason = at(it, "/reason").as_str().unwrap_or_default();
        matches!(
            reason,
            "crashed" | "unreadable" | "missing" | "noReader" | "tooManyTries"
        )
    });
    let blamed = blamed.count();
    if sources.len() as u64 != FILES || blamed > 0 {
        return Err(format!(
            "disk full: {} sources, {blamed} files blamed for it",
            sources.len()
        )
        .into());
    }
    rest().await;
    backend.kill()?;
    whole(&data).await?;
    Ok(format!(
        "disk full with {} ready: {} ready 8 s later, no file blamed; after room was made {} ready of {FILES} ({line})",
        shelf::count(&full_at, "ready"),
        shelf::count(&stuck_at, "ready"),
        shelf::count(&now, "ready"),
    ))
}

/// Writes until nothing more fits.
fn fill_up(disk: &Path) -> Result<PathBuf, Problem> {
    let path = disk.join("filler");
    let mut file = fs::File::create(&path)?;
    for size in [1 << 20, 1 << 12, 1] {
        let piece = vec![7_u8; size];
        while file.write_all(&piece).is_ok() {}
    }
    Ok(path)
}

/// What was given up is swept when the queue is empty, a moment after its last source is ready.
async fn rest() {
    tokio::time::sleep(Duration::from_secs(3)).await;
}

async fn whole(data: &Path) -> Result<(), Problem> {
    let problems = shelf::orphans(data).await?;
    match problems.first() {
        None => Ok(()),
        Some(first) => Err(format!(
            "{} problems of the database, the first: {first}",
            problems.len()
        )
        .into()),
    }
}
