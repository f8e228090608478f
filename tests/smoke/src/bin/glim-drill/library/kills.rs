//! `kill -9` at random moments while a folder is indexed, in the middle of adding, reading, cutting, embedding, indexing and
//! starting. At the end everything is there once, as after a run that nobody interrupted.

use std::{path::Path, time::Duration};

use glim_smoke::{Backend, Problem};
use tempfile::TempDir;

use super::{
    picture::{Difference, Picture},
    shelf,
    texts::{self, Chance},
};
use crate::harm::kill_while_starting;
use crate::say;

/// Longest life of a backend.
const LONGEST_MS: u64 = 2_500;
/// One of so many lives ends while it starts.
const AT_START: u64 = 6;
/// After so many kills the database is looked through; at the end of a round always.
const LOOK: u64 = 10;

/// What all rounds have shown.
#[derive(Default)]
struct Count {
    kills: u64,
    rounds: u64,
    orphans: u64,
    difference: Difference,
}

pub(crate) async fn drill(kills: u64, files: u64, seed: u64) -> Result<String, Problem> {
    let folder = TempDir::new()?;
    let queries = texts::fill(folder.path(), files)?;
    let wanted = uninterrupted(folder.path(), &queries).await?;
    say(&format!(
        "   uninterrupted: {} sources, {}",
        wanted.sources(),
        wanted.stages()
    ));
    let mut chance = Chance::new(seed);
    let mut count = Count::default();
    while count.kills < kills {
        round(
            folder.path(),
            (queries.as_slice(), &wanted),
            (&mut chance, kills),
            &mut count,
        )
        .await?;
        let Count { difference, .. } = &count;
        say(&format!(
            "   {} kills, {} rounds, {} lost, {} doubled, {} orphans, {} searches differ",
            count.kills,
            count.rounds,
            difference.lost,
            difference.doubled,
            count.orphans,
            difference.searches
        ));
    }
    let Difference {
        lost,
        doubled,
        searches,
    } = count.difference;
    let line = format!(
        "{} kills, {files} files, {lost} lost, {doubled} doubled, {} orphans, {searches} of {} searches other than uninterrupted ({} rounds)",
        count.kills,
        count.orphans,
        queries.len(),
        count.rounds,
    );
    if lost + doubled + searches + count.orphans > 0 || wanted.sources() as u64 != files {
        return Err(line.into());
    }
    Ok(line)
}

async fn uninterrupted(folder: &Path, queries: &[String]) -> Result<Picture, Problem> {
    let data = TempDir::new()?;
    let backend = Backend::start(data.path())?;
    shelf::add(&backend, folder).await?;
    at_rest(&backend, queries).await
}

/// The picture of a library when the queue has ended and the index has followed.
async fn at_rest(backend: &Backend, queries: &[String]) -> Result<Picture, Problem> {
    shelf::settled(backend).await?;
    if let Some(last) = queries.last() {
        let number = last.trim_start_matches("serial");
        let sources = shelf::sources(backend).await?;
        let name = sources.iter().find_map(|source| {
            let name = glim_smoke::at(source, "/name").as_str()?;
            name.starts_with(&format!("{number:0>3}"))
                .then(|| name.to_owned())
        });
        shelf::found(backend, last, &name.ok_or("the last file is not there")?).await?;
    }
    // The index follows at most a second behind.
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    Picture::take(backend, queries).await
}

/// A folder indexed from nothing to the end, with kills on the way.
async fn round(
    folder: &Path,
    expected: (&[String], &Picture),
    moments: (&mut Chance, u64),
    count: &mut Count,
) -> Result<(), Problem> {
    let (chance, kills) = moments;
    let data = TempDir::new()?;
    let first = Backend::start(data.path())?;
    shelf::begin_to_add(&first, folder).await?;
    let mut backend = Some(first);
    while count.kills < kills {
        let alive = match backend.take() {
            Some(backend) => backend,
            None if chance.below(AT_START) == 0 => {
                kill_while_starting(data.path(), Duration::from_millis(chance.below(300)))?;
                count.kills += 1;
                continue;
            }
            None => Backend::start(data.path())?,
        };
        tokio::time::sleep(Duration::from_millis(chance.below(LONGEST_MS))).await;
        if shelf::is_settled(&shelf::overview(&alive).await?) {
            backend = Some(alive);
            break;
        }
        alive.kill()?;
        count.kills += 1;
        if count.kills.is_multiple_of(LOOK) {
            for problem in shelf::broken(data.path()).await? {
                say(&format!("   after kill {}: {problem}", count.kills));
                count.orphans += 1;
            }
        }
    }
    let backend = match backend {
        Some(backend) => backend,
        None => Backend::start(data.path())?,
    };
    let (queries, wanted) = expected;
    let difference = at_rest(&backend, queries).await?.compare(wanted);
    backend.kill()?;
    for problem in shelf::orphans(data.path()).await? {
        say(&format!("   at the end: {problem}"));
        count.orphans += 1;
    }
    count.rounds += 1;
    count.difference.lost += difference.lost;
    count.difference.doubled += difference.doubled;
    count.difference.searches += difference.searches;
    Ok(())
}
