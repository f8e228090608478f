//! Results and pictures that were made to do harm: each is refused with a name, none is kept, memory stays bounded, and a good
//! job beside them is done.

use std::{fs, path::Path};

use glim_smoke::{Backend, Problem, at};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    calls::{self, form, text},
    platform::{Lies, Platform},
};

/// What the backend may take while it looks at all of this, in megabytes.
const MOST_MEGABYTES: u64 = 900;
/// A picture of nothing but its word: 1 × 1, red.
const GOOD: &str = "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082";

pub(crate) async fn drill() -> Result<String, Problem> {
    let (data, files) = (TempDir::new()?, TempDir::new()?);
    let platform = Platform::start().await?;
    let good = bytes_of(GOOD);
    platform.lie("good", Lies::of(good.clone()));
    let hostile = hostile(&good);
    for (word, content) in &hostile {
        platform.lie(word, Lies::of(content.clone()));
    }
    let backend = Backend::start(data.path())?;
    backend.connect(&platform.base(), "test-key").await?;
    for (word, _) in &hostile {
        backend
            .call("studio_ask", form("cogview-4", "text", word, 1))
            .await?;
    }
    backend
        .call("studio_ask", form("cogview-4", "text", "good", 1))
        .await?;
    let jobs = calls::settled(&backend).await?;
    let wrong: Vec<String> = jobs.iter().filter_map(wrong).collect();
    let kept = calls::gallery_total(&backend).await?;
    let refused = inputs(&backend, files.path(), &hostile).await?;
    let peak = backend.peak_megabytes()?;
    let line = format!(
        "hostile: {} results and {refused} pictures to start from refused, {} without their name, {kept} kept of 1 good, peak {peak} MB",
        hostile.len(),
        wrong.len(),
    );
    let all_refused = refused == hostile.len();
    if !wrong.is_empty() || kept != 1 || !all_refused || peak > MOST_MEGABYTES {
        return Err(format!("{line}: {}", wrong.join("; ")).into());
    }
    let looks = platform.looks();
    if platform.submissions() != hostile.len() as u64 + 1 || looks > 0 {
        return Err(format!("{line}: {} calls were paid", platform.submissions()).into());
    }
    backend.kill()?;
    match calls::broken(data.path()).await?.first() {
        None => Ok(line),
        Some(problem) => Err(format!("{line}: {problem}").into()),
    }
}

/// How a job ended otherwise than it should.
fn wrong(job: &Value) -> Option<String> {
    let (prompt, state) = (text(job, "/prompt"), text(job, "/state"));
    let code = text(job, "/error/code");
    let is_right = match prompt {
        "good" => state == "done",
        _ => state == "failed" && code == "notMedia",
    };
    (!is_right).then(|| format!("{prompt}: {state} {code}"))
}

/// The same as files that are dropped to start from.
async fn inputs(
    backend: &Backend,
    folder: &Path,
    hostile: &[(&str, Vec<u8>)],
) -> Result<usize, Problem> {
    let mut paths = Vec::new();
    for (word, content) in hostile {
        let path = folder.join(format!("{word} 图.png"));
        fs::write(&path, content)?;
        paths.push(path);
    }
    let mut refused = 0;
    for some in paths.chunks(20) {
        let ticket = backend.post("hand-in", &json!(some)).await?;
        let wanted = json!({ "kind": "ticket", "ticket": at(&ticket, "/ticket") });
        let taken = backend.call("studio_input", wanted).await?;
        refused += at(&taken, "/refused").as_array().map_or(0, Vec::len);
    }
    Ok(refused)
}

/// By word, what a link leads to.
fn hostile(good: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let sized = |width: u32, height: u32| {
        let mut png = good.to_vec();
        let header: Vec<u8> = [
            b"IHDR".as_slice(),
            &width.to_be_bytes(),
            &height.to_be_bytes(),
            &[8, 2, 0, 0, 0],
        ]
        .concat();
        let sum = crc(&header);
        if let Some(place) = png.get_mut(12..29) {
            place.copy_from_slice(&header);
        }
        if let Some(place) = png.get_mut(29..33) {
            place.copy_from_slice(&sum.to_be_bytes());
        }
        png
    };
    let part = |end: usize| good.get(..end).unwrap_or_default().to_vec();
    let film = b"\0\0\0\x18ftypisom\0\0\x02\0isommp41".to_vec();
    vec![
        ("bomb", sized(50_000, 50_000)),
        ("long", sized(2_000_000_000, 1)),
        ("hollow", sized(7_000, 7_000)),
        ("none", sized(0, 0)),
        ("script", b"<svg xmlns='http://www.w3.org/2000/svg'><script>fetch('http://127.0.0.1')</script></svg>".to_vec()),
        ("page", b"<!doctype html><title>x</title><script>1</script>".to_vec()),
        ("both", [good, b"<script>1</script>"].concat().split_off(8)),
        ("cut", part(good.len() - 25)),
        ("empty", Vec::new()),
        ("letters", "不是图片 😀".as_bytes().to_vec()),
        ("refusal", b"{\"error\":{\"code\":\"1301\",\"message\":\"no\"}}".to_vec()),
        ("film", [film.as_slice(), b"\0\0\0\x08moov\0\0\0\x09mdatx"].concat()),
        ("endless", [film.as_slice(), b"\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff"].concat()),
        ("program", b"MZ\x90\0\x03\0\0\0".to_vec()),
    ]
}

fn bytes_of(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// The sum of a PNG chunk.
fn crc(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg());
        }
    }
    !sum
}
