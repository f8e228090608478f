//! What a gallery must know of every artifact to lay it out, and which of them a filter leaves.
//!
//! A gallery of a hundred thousand is laid out whenever a letter is typed. So the lines of all are read once and kept by
//! who shows them, who asks for [`Store::artifact_lines`] since the generation they have; what a line does not say (words,
//! tags, boards) comes as numbers.

use std::{borrow::Cow, collections::HashMap};

use serde::Deserialize;
use sqlx::SqliteConnection;

use super::{
    job::MediaKind,
    rows,
    tag::{self, folded},
};
use crate::{BoardId, Error, Store, error::Failure, search};

/// Lines in one text: few enough to be one allocation, many enough that their number does not matter.
const PAGE: i64 = 4_096;

/// An artifact as it lies in a gallery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArtifactLine {
    /// Its number; grows with each that is kept.
    pub number: i64,
    /// When it was made: the order of a gallery, the number for those of one instant.
    pub made_ms: i64,
    /// Its width for a height of 1,000.
    pub aspect_milli: u32,
    /// What it is.
    pub kind: MediaKind,
    /// Kept dear.
    pub favourite: bool,
    /// Deleted, and not purged yet.
    pub deleted: bool,
    /// Its model, as a place in [`ArtifactLines::models`].
    pub model: Option<u32>,
}

/// What has changed since a generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArtifactLines {
    /// What it is now.
    pub generation: i64,
    /// Another one than before: some were purged, and these lines are all there are.
    pub epoch: i64,
    /// Those that are new or changed, in no order that matters.
    pub lines: Vec<ArtifactLine>,
    /// Models of these lines.
    pub models: Vec<String>,
}

#[derive(Deserialize)]
struct Packed<'a>(
    i64,
    i64,
    i64,
    u32,
    u32,
    u8,
    u8,
    u8,
    #[serde(borrow)] Option<Cow<'a, str>>,
);

impl Store {
    /// How often what a gallery shows has changed.
    pub async fn studio_generation(&self) -> Result<i64, Error> {
        self.doing("count what changed in the studio", async {
            Ok(sqlx::query_scalar("SELECT generation FROM studio")
                .fetch_one(&mut *self.read().await?)
                .await?)
        })
        .await
    }

    /// The lines that changed after `generation`; all of them if `epoch` is not the one there is.
    pub async fn artifact_lines(
        &self,
        generation: i64,
        epoch: i64,
    ) -> Result<ArtifactLines, Error> {
        self.doing("read what a gallery shows", async {
            let mut read = self.read().await?;
            let (now, current): (i64, i64) = sqlx::query_as("SELECT generation, epoch FROM studio")
                .fetch_one(&mut *read)
                .await?;
            let mut found = ArtifactLines {
                generation: now,
                epoch: current,
                lines: Vec::new(),
                models: Vec::new(),
            };
            let since = if current == epoch && generation <= now {
                generation
            } else {
                -1
            };
            if since < now {
                gather(&mut read, since, &mut found).await?;
            }
            Ok(found)
        })
        .await
    }

    /// Numbers of the artifacts whose prompt, name or tags have these words, as they are typed in a search box (as for
    /// [`Store::search`]), rising. None if there is nothing to find in it.
    pub async fn artifacts_with_words(&self, text: &str) -> Result<Vec<i64>, Error> {
        self.doing("search artifacts", async {
            let Some(expression) = search::expression(text) else {
                return Ok(Vec::new());
            };
            let mut read = self.read().await?;
            numbers(&mut read, sqlx::query_scalar(WITH_WORDS).bind(expression)).await
        })
        .await
    }

    /// Numbers of the artifacts that have a tag, rising; none if there is no such tag.
    pub async fn artifacts_with_tag(&self, name: &str) -> Result<Vec<i64>, Error> {
        self.doing("find artifacts by tag", async {
            let mut read = self.read().await?;
            match tag::number_of(&mut read, &folded(name)).await? {
                Some(tag) => numbers(&mut read, sqlx::query_scalar(WITH_TAG).bind(tag)).await,
                None => Ok(Vec::new()),
            }
        })
        .await
    }

    /// Numbers of the artifacts on a board, rising.
    pub async fn artifacts_on_board(&self, board: BoardId) -> Result<Vec<i64>, Error> {
        self.doing("find artifacts by board", async {
            let mut read = self.read().await?;
            let board = rows::living_board(&mut read, board).await?;
            numbers(&mut read, sqlx::query_scalar(ON_BOARD).bind(board)).await
        })
        .await
    }
}

async fn gather(
    connection: &mut SqliteConnection,
    since: i64,
    found: &mut ArtifactLines,
) -> Result<(), Failure> {
    // Not the middle of a generation: nothing of it is known.
    let (mut generation, mut number) = (since, i64::MAX);
    let mut models: HashMap<String, u32> = HashMap::new();
    loop {
        let packed: String = sqlx::query_scalar(LINES)
            .bind(generation)
            .bind(number)
            .bind(PAGE)
            .fetch_one(&mut *connection)
            .await?;
        let lines: Vec<Packed<'_>> = serde_json::from_str(&packed).map_err(unreadable)?;
        let Some(last) = lines.last() else {
            return Ok(());
        };
        (generation, number) = (last.0, last.1);
        for line in lines {
            let model = line.8.map(|name| {
                let next = u32::try_from(models.len()).unwrap_or(u32::MAX);
                match models.get(name.as_ref()) {
                    Some(known) => *known,
                    None => *models.entry(name.into_owned()).or_insert(next),
                }
            });
            let milli = u64::from(line.3) * 1000 / u64::from(line.4.max(1));
            found.lines.push(ArtifactLine {
                number: line.1,
                made_ms: line.2,
                aspect_milli: u32::try_from(milli).unwrap_or(u32::MAX),
                kind: if line.5 == 1 {
                    MediaKind::Video
                } else {
                    MediaKind::Image
                },
                favourite: line.6 == 1,
                deleted: line.7 == 1,
                model,
            });
        }
        found.models = vec![String::new(); models.len()];
        for (name, place) in &models {
            let place = usize::try_from(*place).unwrap_or(usize::MAX);
            if let Some(slot) = found.models.get_mut(place) {
                slot.clone_from(name);
            }
        }
    }
}

type Scalar<'q> = sqlx::query::QueryScalar<'q, sqlx::Sqlite, String, sqlx::sqlite::SqliteArguments>;

/// As one text: a row for each would cost ten times as much to hand over as to find.
async fn numbers(
    connection: &mut SqliteConnection,
    query: Scalar<'_>,
) -> Result<Vec<i64>, Failure> {
    let packed = query.fetch_one(connection).await?;
    serde_json::from_str(&packed).map_err(unreadable)
}

/// What SQLite wrote as JSON is not.
fn unreadable(error: serde_json::Error) -> Failure {
    sqlx::Error::Decode(Box::new(error)).into()
}

pub(crate) const LINES: &str = "
SELECT json_group_array(json_array(generation, number, made_ms, width, height, kind = 'video', favourite,
           deleted_ms IS NOT NULL, model))
FROM (SELECT a.generation, a.number, a.made_ms, a.width, a.height, a.kind, a.favourite, a.deleted_ms, a.model
      FROM artifact a INDEXED BY artifact_line WHERE (a.generation, a.number) > (?1, ?2)
      ORDER BY a.generation, a.number LIMIT ?3)";

pub(crate) const WITH_WORDS: &str =
    "SELECT json_group_array(rowid) FROM artifact_words WHERE artifact_words MATCH ?1";

pub(crate) const WITH_TAG: &str =
    "SELECT json_group_array(x.artifact) FROM artifact_tag x WHERE x.tag = ?1";

pub(crate) const ON_BOARD: &str =
    "SELECT json_group_array(x.artifact) FROM board_artifact x WHERE x.board = ?1";
