//! What the app's processes have used, read from `/proc`.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::Problem;

/// The kernel counts processor time and starts in hundredths of a second (`USER_HZ`, the same on every Linux).
const TICK: Duration = Duration::from_millis(10);

/// The processes that make up one open app: itself, and what WebKit starts for it.
#[derive(Clone, Debug)]
pub struct Processes {
    app: PathBuf,
    all: Vec<PathBuf>,
}

impl Processes {
    pub(crate) fn new(app: PathBuf, web: Vec<PathBuf>) -> Self {
        let mut all = web;
        all.push(app.clone());
        Self { app, all }
    }

    /// Processor time of all of them since each was started, user and system together, in steps of 10 ms.
    ///
    /// # Errors
    /// When one of them has ended.
    pub fn processor_time(&self) -> Result<Duration, Problem> {
        let mut sum = Duration::ZERO;
        for process in &self.all {
            sum += TICK * u32::try_from(field(process, 14)? + field(process, 15)?)?;
        }
        Ok(sum)
    }

    /// Their memory in bytes, with what several share counted in parts (PSS).
    ///
    /// # Errors
    /// When one of them has ended.
    pub fn memory_bytes(&self) -> Result<u64, Problem> {
        let mut sum = 0;
        for process in &self.all {
            let shares = fs::read_to_string(process.join("smaps_rollup"))?;
            let line = shares.lines().find_map(|line| line.strip_prefix("Pss:"));
            let kilobytes = line
                .and_then(|line| line.trim().strip_suffix("kB"))
                .ok_or("no Pss in smaps_rollup")?;
            sum += kilobytes.trim().parse::<u64>()? * 1024;
        }
        Ok(sum)
    }

    /// When the app itself was started, in milliseconds since 1970, to within 20 ms.
    ///
    /// # Errors
    /// When it has ended.
    pub fn started_ms(&self) -> Result<f64, Problem> {
        let since_boot = TICK.as_secs_f64() * f64::from(u32::try_from(field(&self.app, 22)?)?);
        let uptime = fs::read_to_string("/proc/uptime")?;
        let uptime: f64 = uptime.split(' ').next().unwrap_or_default().parse()?;
        let now = SystemTime::UNIX_EPOCH.elapsed()?.as_secs_f64();
        Ok((now - (uptime - since_boot)) * 1_000.0)
    }
}

/// A number of `/proc/PID/stat`, counted from one as in `man proc_pid_stat`; the name, which may hold anything, is
/// the second.
fn field(process: &Path, number: usize) -> Result<u64, Problem> {
    let line = fs::read_to_string(process.join("stat"))?;
    let (_, behind_name) = line.rsplit_once(')').ok_or("no name in stat")?;
    let value = number
        .checked_sub(3)
        .and_then(|place| behind_name.split_whitespace().nth(place))
        .ok_or("a short line in stat")?;
    Ok(value.parse()?)
}
