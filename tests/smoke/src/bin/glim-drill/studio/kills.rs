//! `kill -9` at random moments of jobs that are paid for: while they are written down, sent, followed, fetched and kept. At the
//! end every job has ended, what the platform took is here once, and nothing was taken twice.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
    time::Duration,
};

use glim_smoke::{Backend, Problem, at};
use tempfile::TempDir;
use zhipu_sim::{Options, Simulator};

use super::calls::{self, form, text};
use crate::harm::kill_while_starting;
use crate::{library::texts::Chance, say};

/// Longest life of a backend after it was connected.
const LONGEST_MS: u64 = 900;
/// One of so many lives ends while it starts.
const AT_START: u64 = 8;
/// After so many kills the database is looked through; at the end of a round always.
const LOOK: u64 = 20;
/// More starts than this do not find the folder locked.
const MOST_LOCKED: usize = 10;
/// Jobs that are asked for at once.
const BATCH: u64 = 5;
/// How long the platform takes: some lives.
const MADE_AFTER: Duration = Duration::from_millis(700);
/// What is asked for in turn: calls that wait, tasks, videos.
const WANTED: [(&str, &str); 5] = [
    ("cogview-4", "text"),
    ("glm-image", "text"),
    ("cogvideox-flash", "text"),
    ("cogview-3-flash", "text"),
    ("viduq1-text", "text"),
];

/// What all rounds have shown.
#[derive(Default)]
struct Count {
    kills: u64,
    rounds: u64,
    lost: usize,
    doubled: usize,
    unknown: usize,
    done: usize,
    served: usize,
    halves: usize,
    strays: usize,
    /// Starts that found the folder locked.
    locked: usize,
}

impl Count {
    fn line(&self, jobs: u64) -> String {
        format!(
            "{} kills, {jobs} jobs, {} lost, {} doubled ({} rounds: {} done, {} unknown and told so, {} files served, {} half, {} strays, {} starts found the folder locked)",
            self.kills,
            self.lost,
            self.doubled,
            self.rounds,
            self.done,
            self.unknown,
            self.served,
            self.halves,
            self.strays,
            self.locked,
        )
    }
}

pub(crate) async fn drill(kills: u64, jobs: u64, seed: u64) -> Result<String, Problem> {
    let mut chance = Chance::new(seed);
    let mut count = Count::default();
    while count.kills < kills {
        round((jobs, kills), &mut chance, &mut count).await?;
        say(&format!("   {}", count.line(jobs)));
    }
    let line = count.line(jobs);
    if count.lost + count.doubled + count.halves + count.strays > 0 {
        return Err(line.into());
    }
    Ok(line)
}

/// Jobs from being asked for to their ends, with kills on the way.
async fn round(
    (jobs, kills): (u64, u64),
    chance: &mut Chance,
    count: &mut Count,
) -> Result<(), Problem> {
    let data = TempDir::new()?;
    let simulator = Simulator::start(Options {
        made_after: MADE_AFTER,
        ..Options::default()
    })
    .await?;
    let mut asked = Asked::default();
    let last = loop {
        if count.kills < kills && chance.below(AT_START) == 0 {
            kill_while_starting(data.path(), Duration::from_millis(chance.below(300)))?;
            count.kills += 1;
            continue;
        }
        let backend = Backend::start(data.path())?;
        if let Err(problem) = backend.connect(&simulator.base(), simulator.key()).await {
            // The lock of a process that was killed, or of a look at its database, may outlive it for a moment.
            let is_locked = problem.to_string().contains("storeLocked");
            count.locked += 1;
            if !is_locked || count.locked > MOST_LOCKED {
                return Err(problem);
            }
            backend.kill()?;
            tokio::time::sleep(Duration::from_millis(200)).await;
            continue;
        }
        if count.kills >= kills {
            while asked.count() < jobs {
                asked.ask(&backend, jobs).await?;
            }
            break backend;
        }
        let moment = Duration::from_millis(chance.below(LONGEST_MS));
        // What is asked for may be cut off in the middle of the asking.
        let life = tokio::time::timeout(moment, live(&backend, &mut asked, jobs, count)).await;
        let is_over = matches!(life, Ok(Ok(true)));
        if let Ok(Err(problem)) = life {
            return Err(problem);
        }
        if is_over {
            break backend;
        }
        backend.kill()?;
        count.kills += 1;
        if count.kills.is_multiple_of(LOOK) {
            for problem in calls::broken(data.path()).await? {
                say(&format!("   after kill {}: {problem}", count.kills));
                count.strays += 1;
            }
        }
    };
    at_rest(last, &simulator, &asked, count).await?;
    for problem in calls::broken(data.path()).await? {
        say(&format!("   at the end: {problem}"));
        count.strays += 1;
    }
    count.strays += strays(data.path())?;
    count.rounds += 1;
    simulator.stop().await;
    Ok(())
}

/// What was asked for: batches that were told to be written down, and those of which nobody knows.
#[derive(Default)]
struct Asked {
    told: HashSet<String>,
    cut: u64,
    batches: u64,
}

impl Asked {
    fn count(&self) -> u64 {
        self.batches * BATCH
    }

    async fn ask(&mut self, backend: &Backend, jobs: u64) -> Result<(), Problem> {
        if self.count() >= jobs {
            return Ok(());
        }
        let turn = usize::try_from(self.batches)? % WANTED.len();
        let (model, mode) = WANTED.get(turn).copied().ok_or("nothing is wanted")?;
        let prompt = format!("第 {} 批：湖上的纸船 ⛵", self.batches);
        self.batches += 1;
        self.cut += 1;
        let answer = backend
            .call(
                "studio_ask",
                form(model, mode, &prompt, u32::try_from(BATCH)?),
            )
            .await?;
        self.cut -= 1;
        let rows = at(&answer, "/jobs").as_array().cloned().unwrap_or_default();
        self.told
            .extend(rows.iter().map(|job| text(job, "/id").to_owned()));
        Ok(())
    }
}

/// Lives until everything has ended; true then.
async fn live(
    backend: &Backend,
    asked: &mut Asked,
    jobs: u64,
    count: &mut Count,
) -> Result<bool, Problem> {
    loop {
        asked.ask(backend, jobs).await?;
        let now = calls::jobs(backend).await?;
        let newest = now
            .iter()
            .find(|job| at(job, "/artifacts/0").is_string())
            .map(|job| at(job, "/artifacts/0").clone());
        if let Some(artifact) = newest {
            count.served += 1;
            count.halves += tell(&calls::serving(backend, &artifact).await?);
        }
        if asked.count() >= jobs && now.iter().all(calls::is_settled) {
            return Ok(true);
        }
        tokio::time::sleep(Duration::from_millis(120)).await;
    }
}

/// Everything has ended: what is here is held against what the platform took.
async fn at_rest(
    backend: Backend,
    simulator: &Simulator,
    asked: &Asked,
    count: &mut Count,
) -> Result<(), Problem> {
    let jobs = calls::settled(&backend).await?;
    let mut taken: HashMap<String, usize> = HashMap::new();
    for accepted in simulator.accepted() {
        *taken
            .entry(accepted.request_id.unwrap_or_default())
            .or_default() += 1;
    }
    count.doubled += taken.values().filter(|times| **times > 1).count();
    let here: HashSet<&str> = jobs.iter().map(|job| text(job, "/id")).collect();
    let gone = asked.told.iter().filter(|id| !here.contains(id.as_str()));
    let mut lost = gone.count();
    let mut artifacts = 0;
    for job in &jobs {
        let calls = taken.remove(text(job, "/request")).unwrap_or(0);
        let made = at(job, "/artifacts").as_array().map_or(0, Vec::len);
        artifacts += made;
        let is_right = match text(job, "/state") {
            "done" => calls == 1 && made == 1,
            "unknown" => calls <= 1 && made == 0 && text(job, "/error/code") == "outcomeUnknown",
            _ => false,
        };
        if !is_right {
            let (state, error) = (text(job, "/state"), at(job, "/error"));
            say(&format!(
                "   a job is {state} {error}, {calls} calls, {made} made"
            ));
            lost += 1;
        }
        match text(job, "/state") {
            "done" => count.done += 1,
            _ => count.unknown += 1,
        }
    }
    // A question is written down whole or not at all, and the platform was asked for nothing that nobody here knows.
    let told = asked.told.len() as u64;
    let most = told + asked.cut * BATCH;
    let all = jobs.len() as u64;
    if all < told || all > most || !(all - told).is_multiple_of(BATCH) || !taken.is_empty() {
        say(&format!(
            "   {all} jobs of {told} to {most}, {} calls of nobody",
            taken.len()
        ));
        lost += 1;
    }
    let shown = calls::gallery_total(&backend).await?;
    if shown != artifacts as u64 {
        say(&format!("   the gallery shows {shown} of {artifacts}"));
        lost += 1;
    }
    for artifact in jobs
        .iter()
        .filter_map(|job| at(job, "/artifacts").as_array())
        .flatten()
    {
        count.served += 1;
        count.halves += tell(&calls::serving(&backend, artifact).await?);
    }
    count.lost += lost;
    backend.kill()?;
    Ok(())
}

fn tell(wrong: &[String]) -> usize {
    for line in wrong {
        say(&format!("   {line}"));
    }
    wrong.len()
}

/// Files in the folder of the studio that the database does not know, but for what was being written when the last one ended.
fn strays(data: &Path) -> Result<usize, Problem> {
    let mut strays = 0;
    for shelf in std::fs::read_dir(data.join("media"))? {
        let shelf = shelf?.path();
        if shelf.ends_with("unfinished") {
            strays += std::fs::read_dir(&shelf)?.count();
        }
    }
    Ok(strays)
}
