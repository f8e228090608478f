//! The key is looked for wherever the real app leaves anything: files, logs, the page, the memory of the web
//! process. The app runs in a real window with a real keychain.

use std::{
    fs::{self, File},
    io::{self, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

use glim_smoke::{Keychain, Problem, Stage, Window};
use zhipu_sim::{Options, Simulator};

/// A key that is found nowhere by chance.
const KEY: &str = "5f3c9b7a1d2e4f60718293a4b5c6d7e8.QzXyW0vUtSrQpOnM";
/// Regions of memory larger than this are mapped files or reservations, not a heap.
const LARGEST_REGION: u64 = 512 * 1024 * 1024;

pub(crate) async fn drill() -> Result<String, Problem> {
    let mut stage = match Stage::set(Keychain::Unlocked)? {
        Ok(stage) => stage,
        Err(reason) => return Ok(format!("key search left out: {reason}")),
    };
    let simulator = Simulator::start(Options {
        keys: vec![KEY.to_owned()],
        ..Options::default()
    })
    .await?;
    let window = stage.open().await?;
    window.first_run(&simulator.base(), KEY).await?;
    window.ask("你好 [[length:3000]]").await?;
    window.close().await?;
    stage.ended(None).await?;

    // The key now comes from the keychain; the page has never been given it.
    let window = stage.open().await?;
    window.ask("once more [[length:3000]]").await?;
    let page = in_page(&window).await?;
    let memory = in_memory(&stage)?;
    stage.kill_app()?;
    drop(window);
    let files = files(stage.everything())?;
    let mut holding = Vec::new();
    for file in &files {
        let Some(bytes) = still_there(fs::read(file))? else {
            continue;
        };
        if holds(&bytes) && !is_keychain(file) {
            holding.push(file.display().to_string());
        }
    }
    let line = format!(
        "key searched in {} files, the page and {} MB of the web process: found in {} files, {} of the page, {} of memory",
        files.len(),
        memory.bytes / 1_000_000,
        holding.len(),
        u8::from(page),
        memory.found
    );
    if page || memory.found > 0 || !holding.is_empty() {
        return Err(format!("{line}\n{}", holding.join("\n")).into());
    }
    Ok(line)
}

/// Everything a script of the page can reach.
async fn in_page(window: &Window) -> Result<bool, Problem> {
    let script = "
        const seen = new Set(), texts = [document.documentElement.outerHTML];
        const walk = (value, depth) => {
            if (typeof value === 'string') { texts.push(value); return; }
            if (value === null || typeof value !== 'object' || depth > 6 || seen.has(value)) return;
            seen.add(value);
            for (const name of Object.getOwnPropertyNames(value)) {
                try { walk(value[name], depth + 1); } catch (refused) { void refused; }
            }
        };
        walk(window, 0);
        for (const field of document.querySelectorAll('input, textarea')) texts.push(field.value);
        for (const storage of [localStorage, sessionStorage]) texts.push(JSON.stringify(storage));
        return texts.join('\\n');";
    let text = window.run(script).await?;
    Ok(holds(text.as_str().unwrap_or_default().as_bytes()))
}

struct Memory {
    bytes: u64,
    found: usize,
}

/// Reads the writable memory of the web process, as a debugger would.
fn in_memory(stage: &Stage) -> Result<Memory, Problem> {
    let mut memory = Memory { bytes: 0, found: 0 };
    for process in stage.web_processes()? {
        let maps = fs::read_to_string(process.join("maps"))?;
        let mut file = File::open(process.join("mem"))?;
        for line in maps.lines() {
            let Some((range, rest)) = line.split_once(' ') else {
                continue;
            };
            let Some((start, end)) = range.split_once('-') else {
                continue;
            };
            let (start, end) = (
                u64::from_str_radix(start, 16)?,
                u64::from_str_radix(end, 16)?,
            );
            if !rest.starts_with("rw") || end - start > LARGEST_REGION {
                continue;
            }
            let mut bytes = vec![0; usize::try_from(end - start)?];
            file.seek(SeekFrom::Start(start))?;
            // A region may be gone since the list was read.
            if file.read_exact(&mut bytes).is_ok() {
                memory.bytes += end - start;
                memory.found += usize::from(holds(&bytes));
            }
        }
    }
    if memory.bytes == 0 {
        return Err("the memory of the web process could not be read".into());
    }
    Ok(memory)
}

/// In UTF-8 and in the UTF-16 of JavaScript's strings.
fn holds(bytes: &[u8]) -> bool {
    let wide: Vec<u8> = KEY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [KEY.as_bytes(), &wide]
        .iter()
        .any(|key| bytes.windows(key.len()).any(|window| window == *key))
}

/// The keychain's own files may hold it; they are sealed by the keychain.
fn is_keychain(file: &Path) -> bool {
    file.components().any(|part| part.as_os_str() == "keyrings")
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Some(entries) = still_there(fs::read_dir(folder))? else {
            continue;
        };
        for entry in entries {
            let entry = entry?;
            let Some(kind) = still_there(entry.file_type())? else {
                continue;
            };
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    Ok(found)
}

/// WebKit's processes outlive the killed app for a moment and clear up behind themselves.
fn still_there<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        found => found.map(Some),
    }
}
