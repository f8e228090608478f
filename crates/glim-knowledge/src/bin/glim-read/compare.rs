//! The same PDFs by `pdftotext` and by PyMuPDF: how many have text, how long it took, how like the texts are.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use glim_knowledge::Document;

use crate::Outcome;
use crate::arguments::Arguments;

/// Words compared of a file; more would take minutes and tell no more.
const WORDS: usize = 3_000;

/// How long `pdftotext` may take for a file.
const PATIENCE: Duration = Duration::from_secs(20);

const PYMUPDF: &str = "
import sys, time, pymupdf
pymupdf.TOOLS.mupdf_display_errors(False)
for path in sys.stdin.read().splitlines():
    start = time.perf_counter()
    try:
        text = ''.join(page.get_text() for page in pymupdf.open(path))
        letters = len(''.join(text.split()))
    except Exception:
        letters = -1
    print(letters, int((time.perf_counter() - start) * 1e6), path, sep='\\t')
";

/// Prints what the others make of the PDFs among the files.
pub(crate) fn print(outcomes: &[Outcome], arguments: &Arguments) {
    let pdfs: Vec<&Outcome> = outcomes.iter().filter(|it| it.ending == "pdf").collect();
    if pdfs.is_empty() {
        return;
    }
    println!("\n| reader of {} PDFs | with text | ms |", pdfs.len());
    println!("| --- | --- | --- |");
    let ours = pdfs.iter().filter(|it| it.result.is_ok()).count();
    let time: u128 = pdfs.iter().map(|it| it.time.as_millis()).sum();
    println!("| glim | {ours} | {time} |");
    let others = pymupdf(&pdfs, arguments);
    if let Some(others) = &others {
        let with_text = others.values().filter(|it| it.0 > 0).count();
        let time: u64 = others.values().map(|it| it.1).sum();
        println!("| PyMuPDF | {with_text} | {} |", time / 1000);
    }
    let start = Instant::now();
    let texts: Vec<Option<String>> = pdfs.iter().map(|it| pdftotext(&it.path)).collect();
    if texts.iter().all(Option::is_none) {
        println!("| pdftotext | absent | |");
        return;
    }
    let is_text = |it: &&Option<String>| it.as_ref().is_some_and(|it| !it.trim().is_empty());
    let with_text = texts.iter().filter(is_text).count();
    println!(
        "| pdftotext | {with_text} | {} |",
        start.elapsed().as_millis()
    );
    let missed = pdfs.iter().zip(&texts).filter(|(ours, other)| {
        let pymupdf = others
            .as_ref()
            .and_then(|it| it.get(&ours.path.display().to_string()));
        ours.result.is_err() && (is_text(other) || pymupdf.is_some_and(|it| it.0 > 0))
    });
    println!("\nPDFs that others find text in and we do not:");
    for (ours, other) in missed {
        let letters = other.as_ref().map_or(0, |it| it.split_whitespace().count());
        let reason = ours.result.as_ref().err().map_or("", |it| it.reason());
        println!(
            "  {}: {reason}; pdftotext {letters} words",
            ours.path.display()
        );
    }
    print_likeness(&pdfs, &texts);
}

/// How like our text is to that of `pdftotext`: 1 is equal, by words in their order.
fn print_likeness(pdfs: &[&Outcome], texts: &[Option<String>]) {
    let mut found: Vec<Likeness<'_>> = Vec::new();
    for (ours, other) in pdfs.iter().zip(texts) {
        let (Ok(document), Some(other)) = (&ours.result, other) else {
            continue;
        };
        let (one, two) = (words(&text(document)), words(other));
        if two.len() > 20 {
            found.push(Likeness {
                order: order(&one, &two),
                shared: shared(&one, &two),
                words: two.len(),
                path: &ours.path,
            });
        }
    }
    found.sort_by(|one, two| one.order.total_cmp(&two.order));
    println!("\nalike with pdftotext, by words (1 - edit distance / length; F1 of the words):");
    for least in [20, 200] {
        let kept: Vec<&Likeness<'_>> = found.iter().filter(|it| it.words > least).collect();
        let mut shared: Vec<f64> = kept.iter().map(|it| it.shared).collect();
        shared.sort_by(f64::total_cmp);
        let order: Vec<f64> = kept.iter().map(|it| it.order).collect();
        println!(
            "  {} files of more than {least} words: order p10 {:.3}, p25 {:.3}, median {:.3}; words p10 {:.3}, p25 {:.3}, median {:.3}",
            kept.len(),
            at(&order, 10),
            at(&order, 25),
            at(&order, 50),
            at(&shared, 10),
            at(&shared, 25),
            at(&shared, 50)
        );
    }
    println!("least alike of the long ones (order, words):");
    let long = found.iter().filter(|it| it.words > 200);
    for it in long.take(12) {
        println!("  {:.3} {:.3} {}", it.order, it.shared, it.path.display());
    }
}

struct Likeness<'path> {
    order: f64,
    shared: f64,
    words: usize,
    path: &'path Path,
}

/// The value at a share of sorted values, in hundredths.
fn at(sorted: &[f64], share: usize) -> f64 {
    let value = sorted.get(sorted.len() * share / 100);
    value.copied().unwrap_or(0.0)
}

fn text(document: &Document) -> String {
    let texts: Vec<&str> = document.blocks.iter().map(|it| it.text.as_str()).collect();
    texts.join("\n")
}

/// Runs of letters and digits; each ideograph is a word, since programs differ in the blanks between.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut open = String::new();
    for letter in text.chars() {
        let is_ideograph = matches!(u32::from(letter), 0x2e80..=0x9fff | 0xac00..=0xd7af);
        if letter.is_alphanumeric() && !is_ideograph {
            open.push(letter);
            continue;
        }
        if !open.is_empty() {
            words.push(std::mem::take(&mut open));
        }
        if is_ideograph {
            words.push(letter.to_string());
        }
    }
    if !open.is_empty() {
        words.push(open);
    }
    words.truncate(WORDS);
    words
}

/// 1 - edit distance / length, by words.
fn order(one: &[String], two: &[String]) -> f64 {
    let mut above: Vec<usize> = (0..=two.len()).collect();
    for (row, left) in one.iter().enumerate() {
        let mut current = vec![row + 1];
        let mut diagonals = above.iter().zip(above.iter().skip(1));
        for right in two {
            let (Some((diagonal, over)), Some(before)) = (diagonals.next(), current.last()) else {
                break;
            };
            let step = diagonal + usize::from(left != right);
            current.push(step.min(over + 1).min(before + 1));
        }
        above = current;
    }
    let distance = above.last().copied().unwrap_or(0);
    1.0 - share(distance, one.len().max(two.len()))
}

/// F1 of the words, whatever their order.
fn shared(one: &[String], two: &[String]) -> f64 {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for word in one {
        *counts.entry(word).or_default() += 1;
    }
    let mut hits = 0;
    for word in two {
        if let Some(count) = counts.get_mut(word.as_str()).filter(|it| **it > 0) {
            *count -= 1;
            hits += 1;
        }
    }
    share(hits * 2, one.len() + two.len())
}

fn share(part: usize, whole: usize) -> f64 {
    let part = u32::try_from(part).unwrap_or(u32::MAX);
    let whole = u32::try_from(whole.max(1)).unwrap_or(u32::MAX);
    f64::from(part) / f64::from(whole)
}

/// What `pdftotext` reads in time; nothing when it is not there or needs longer.
fn pdftotext(path: &Path) -> Option<String> {
    let mut child = Command::new("pdftotext")
        .arg("-q")
        .arg(path)
        .arg("-")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut output = child.stdout.take()?;
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What came before the end is what it read.
        let _ = output.read_to_end(&mut bytes);
        bytes
    });
    let start = Instant::now();
    while child.try_wait().ok()?.is_none() {
        if start.elapsed() > PATIENCE {
            println!(
                "  (pdftotext needs more than {PATIENCE:?} for {})",
                path.display()
            );
            child.kill().ok()?;
            child.wait().ok()?;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    let bytes = reader.join().ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Letters and microseconds by path, when there is a Python with PyMuPDF.
fn pymupdf(pdfs: &[&Outcome], arguments: &Arguments) -> Option<HashMap<String, (i64, u64)>> {
    let python = arguments.python.as_deref()?;
    let mut child = Command::new(python)
        .args(["-c", PYMUPDF])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let paths: Vec<String> = pdfs
        .iter()
        .map(|it| it.path.display().to_string())
        .collect();
    child
        .stdin
        .take()?
        .write_all(paths.join("\n").as_bytes())
        .ok()?;
    let output = child.wait_with_output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let rows = text.lines().filter_map(|line| {
        let mut cells = line.splitn(3, '\t');
        let letters = cells.next()?.parse().ok()?;
        let time = cells.next()?.parse().ok()?;
        Some((cells.next()?.to_owned(), (letters, time)))
    });
    Some(rows.collect())
}
