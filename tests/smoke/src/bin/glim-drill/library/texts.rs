//! The folder that is indexed: real files of the corpus when it is there, and made ones, each with a word no other has.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use glim_smoke::Problem;

/// Larger files of the corpus would take most of the time of the drill.
const LARGEST: u64 = 40_000;
/// Every so many made files is a long one, so that kills fall between its parts.
const LONG_EVERY: u64 = 50;

/// Numbers that look like chance and are the same for a seed.
#[derive(Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2).wrapping_add(1))
    }

    /// Below `end`. A multiplicative generator is random enough for moments.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end.max(1)
    }
}

/// Fills a folder with `count` files of different content. Returns the words to search for afterwards.
pub(crate) fn fill(folder: &Path, count: u64) -> Result<Vec<String>, Problem> {
    // None that more files match alike than a search weighs: among those of the same score it may take any.
    let mut queries: Vec<String> = [
        "合同 违约",
        "table",
        "report 2023",
        "\"in file 17\"",
        "教育",
        "17 -serial17",
    ]
    .map(str::to_owned)
    .to_vec();
    let taken = corpus(folder, count / 2)?;
    for number in taken..count {
        let (name, text) = made(number);
        let place = folder.join(format!("part {}/第{}组", number % 7, number % 3));
        fs::create_dir_all(&place)?;
        fs::write(place.join(name), text)?;
        queries.push(format!("serial{number}"));
    }
    Ok(queries)
}

/// Copies small files of the corpus, each content once; how many there were.
fn corpus(folder: &Path, most: u64) -> Result<u64, Problem> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/files");
    let mut files = below(&corpus);
    files.sort();
    let (mut seen, mut taken) = (HashSet::new(), 0);
    for file in files {
        if taken == most || fs::metadata(&file)?.len() > LARGEST {
            continue;
        }
        let bytes = fs::read(&file)?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if !name.starts_with('.') && seen.insert(bytes.clone()) {
            fs::write(folder.join(format!("c{taken:03} {name}")), bytes)?;
            taken += 1;
        }
    }
    Ok(taken)
}

/// All files below a folder; none when it is not there.
pub(crate) fn below(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files
}

fn made(number: u64) -> (String, String) {
    let body = format!("common words 共同的词 serial{number} in file {number}");
    let line = |part: u64| {
        format!(
            "第{part}行 row {part} of {number}: {}",
            "文字与 words。".repeat(4)
        )
    };
    let lines = |count: u64, between: &str| (0..count).map(line).collect::<Vec<_>>().join(between);
    if number.is_multiple_of(LONG_EVERY) {
        return (
            format!("{number:03} 长文.txt"),
            format!("{body}\n\n{}", lines(400, "\n\n")),
        );
    }
    let few = 2 + number % 9;
    match number % 8 {
        0 => (
            format!("{number:03}.md"),
            format!(
                "# 标题 {number}\n\n{body}\n\n## Part\n\n{}\n",
                lines(few, "\n\n")
            ),
        ),
        1 => (
            format!("{number:03}.csv"),
            format!("name,value\n{}\n\"{body}\",1\n", lines(few, ",2\n")),
        ),
        2 => (
            format!("{number:03}.json"),
            format!("{{\"a\":\"{body}\",\"b\":[\"{}\"]}}", lines(few, "\",\"")),
        ),
        3 => (
            format!("{number:03} מסמך.html"),
            format!(
                "<h1>{number}</h1><p>{body}</p><p>{}</p>",
                lines(few, "</p><p>")
            ),
        ),
        4 => (
            format!("{number:03}.srt"),
            format!(
                "1\n00:00:01,000 --> 00:00:02,000\n{body}\n\n2\n00:00:03,000 --> 00:00:04,000\n{}\n",
                line(1)
            ),
        ),
        5 => (
            format!("{number:03} 😀.eml"),
            format!(
                "From: a@example.org\nSubject: mail {number}\nContent-Type: text/plain; charset=utf-8\n\n{body}\n\n{}\n",
                lines(few, "\n\n")
            ),
        ),
        6 => (
            format!("{number:03}.rs"),
            format!(
                "/// {body}\nfn f{number}() {{\n    // {}\n}}\n",
                lines(few, "\n    // ")
            ),
        ),
        _ => (
            format!("{number:03}.txt"),
            format!("{body}\n\n{}\n", lines(few, "\n\n")),
        ),
    }
}
