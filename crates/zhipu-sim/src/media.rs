//! Pictures, videos, files and sounds in a question: told by kind, size and pixels, never looked at.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use crate::codes::Refusal;

/// Clients pad or not, and both are taken.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
/// The platform's limit on one inline picture.
const LARGEST_PICTURE: usize = 5 * 1024 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Picture,
    Video,
    File,
    Sound,
}

/// One part of a question that is not text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Media {
    pub(crate) kind: Kind,
    /// `PNG`, `JPEG`, `wav` …; empty if it cannot be told.
    pub(crate) format: String,
    pub(crate) bytes: Option<usize>,
    pub(crate) pixels: Option<(u32, u32)>,
    /// Where it lies, if it was not sent along.
    pub(crate) address: Option<String>,
}

impl Media {
    /// Tokens it counts as: a patch of 28 × 28 pixels each, within the bounds of vision models.
    pub(crate) fn tokens(&self) -> u64 {
        let Some((width, height)) = self.pixels else {
            return 1000;
        };
        (u64::from(width).div_ceil(28) * u64::from(height).div_ceil(28)).clamp(4, 4096)
    }
}

/// Reads a part of a message: `None` for text, a refusal (1210, 1214) for what does not decode.
pub(crate) fn read(part: &Value) -> Result<Option<Media>, Refusal> {
    let kind = part.get("type").and_then(Value::as_str).unwrap_or("");
    let url = |field: &str| {
        let inner = part.get(field);
        // OpenAI clients send `{"url": …}`, some send the address alone.
        let url = inner
            .and_then(|inner| inner.get("url").or(Some(inner)))
            .and_then(Value::as_str);
        url.ok_or_else(|| Refusal::missing(&format!("{field}.url")))
    };
    match kind {
        "text" => Ok(None),
        "image_url" => picture(url("image_url")?).map(Some),
        "video_url" => reference(Kind::Video, url("video_url")?).map(Some),
        "file_url" => reference(Kind::File, url("file_url")?).map(Some),
        "file" => file(part).map(Some),
        "input_audio" => sound(part).map(Some),
        _ => Err(Refusal::saying(
            1214,
            format!("messages.content.type 参数非法：{kind}"),
            format!("messages.content.type is invalid: {kind}"),
        )),
    }
}

fn picture(url: &str) -> Result<Media, Refusal> {
    if is_address(url) {
        return reference(Kind::Picture, url);
    }
    let bytes = decode(url)?;
    if bytes.len() > LARGEST_PICTURE {
        return Err(Refusal::saying(
            1210,
            "图片超过 5 MB。",
            "The image is larger than 5 MB",
        ));
    }
    let (format, pixels) = sniff(&bytes).ok_or_else(broken_picture)?;
    Ok(Media {
        kind: Kind::Picture,
        format: format.to_owned(),
        bytes: Some(bytes.len()),
        pixels,
        address: None,
    })
}

/// Something that lies at an address or comes along as a data URI.
fn reference(kind: Kind, url: &str) -> Result<Media, Refusal> {
    let (bytes, address) = if is_address(url) {
        (None, Some(url.to_owned()))
    } else {
        (Some(decode(url)?.len()), None)
    };
    Ok(Media {
        kind,
        format: ending(url),
        bytes,
        pixels: None,
        address,
    })
}

fn file(part: &Value) -> Result<Media, Refusal> {
    let file = part.get("file");
    let text = |name: &str| file.and_then(|file| file.get(name)).and_then(Value::as_str);
    let mut media = match (text("file_data"), text("file_url"), text("file_id")) {
        (Some(data), _, _) => reference(Kind::File, data)?,
        (_, Some(url), _) => reference(Kind::File, url)?,
        (_, _, Some(id)) => Media {
            kind: Kind::File,
            format: String::new(),
            bytes: None,
            pixels: None,
            address: Some(id.to_owned()),
        },
        _ => return Err(Refusal::missing("file.file_id")),
    };
    if let Some(name) = text("filename") {
        media.format = ending(name);
    }
    Ok(media)
}

fn sound(part: &Value) -> Result<Media, Refusal> {
    let audio = part.get("input_audio");
    let text = |name: &str| {
        audio
            .and_then(|audio| audio.get(name))
            .and_then(Value::as_str)
    };
    let data = text("data").ok_or_else(|| Refusal::missing("input_audio.data"))?;
    Ok(Media {
        kind: Kind::Sound,
        format: text("format").unwrap_or("").to_owned(),
        bytes: Some(decode(data)?.len()),
        pixels: None,
        address: None,
    })
}

pub(crate) fn is_address(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}

/// A data URI or bare Base64, which is what the SDK makes of a data URI.
pub(crate) fn decode(data: &str) -> Result<Vec<u8>, Refusal> {
    let base64 = match data.strip_prefix("data:") {
        Some(rest) => rest.split_once(";base64,").ok_or_else(broken_picture)?.1,
        None => data,
    };
    let compact: String = base64.split_ascii_whitespace().collect();
    match BASE64.decode(compact) {
        Ok(bytes) if !bytes.is_empty() => Ok(bytes),
        _ => Err(broken_picture()),
    }
}

/// A picture or PDF to be read, by its first bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    /// Empty if it lies at an address.
    pub(crate) format: &'static str,
    pub(crate) bytes: usize,
    pub(crate) pixels: Option<(u32, u32)>,
}

/// What bytes are; `None` for neither picture nor PDF.
pub(crate) fn page(bytes: &[u8]) -> Option<Page> {
    let (format, pixels) = if bytes.starts_with(b"%PDF") {
        ("PDF", None)
    } else {
        sniff(bytes)?
    };
    Some(Page {
        format,
        bytes: bytes.len(),
        pixels,
    })
}

fn broken_picture() -> Refusal {
    Refusal::saying(
        1210,
        "图片输入格式或解析错误。",
        "The image could not be decoded",
    )
}

/// The ending of a name or address, if it looks like one.
fn ending(name: &str) -> String {
    let path = name.split(['?', '#']).next().unwrap_or("");
    match path.rsplit_once('.') {
        Some((_, end))
            if (1..=5).contains(&end.len()) && end.chars().all(char::is_alphanumeric) =>
        {
            end.to_ascii_lowercase()
        }
        _ => String::new(),
    }
}

/// Format and pixels by the first bytes.
pub(crate) fn sniff(bytes: &[u8]) -> Option<(&'static str, Option<(u32, u32)>)> {
    let big = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let little = |at: usize| {
        Some(u32::from(u16::from_le_bytes(
            bytes.get(at..at + 2)?.try_into().ok()?,
        )))
    };
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => {
            Some(("PNG", big(16).zip(big(20))))
        }
        [0xff, 0xd8, 0xff, ..] => Some(("JPEG", jpeg_pixels(bytes))),
        [b'G', b'I', b'F', b'8', ..] => Some(("GIF", little(6).zip(little(8)))),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some(("WebP", None)),
        [b'B', b'M', ..] => Some(("BMP", None)),
        _ => None,
    }
}

/// Walks the segments of a JPEG to its frame header, which holds height and width.
fn jpeg_pixels(bytes: &[u8]) -> Option<(u32, u32)> {
    let short = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let mut at = 2;
    loop {
        let marker = match bytes.get(at..at + 2)? {
            [0xff, 0xff] => {
                at += 1;
                continue;
            }
            [0xff, marker] => *marker,
            _ => return None,
        };
        match marker {
            // Frame headers, without the tables that have numbers among them.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return Some((u32::from(short(at + 7)?), u32::from(short(at + 5)?)));
            }
            0x01 | 0xd0..=0xd8 => at += 2,
            0xd9 | 0xda => return None,
            _ => at += 2 + usize::from(short(at + 2)?),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "tests"
    )]
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;
    use serde_json::json;

    use super::{Kind, read, sniff};

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    #[test]
    fn a_picture_is_told_by_format_size_and_pixels() {
        let base64 = STANDARD.encode(png(640, 480));
        for url in [base64.clone(), format!("data:image/png;base64,{base64}")] {
            let part = json!({ "type": "image_url", "image_url": { "url": url } });
            let media = read(&part).unwrap().unwrap();
            assert_eq!((media.kind, media.format.as_str()), (Kind::Picture, "PNG"));
            assert_eq!((media.bytes, media.pixels), (Some(24), Some((640, 480))));
            assert_eq!(media.tokens(), 23 * 18);
        }
    }

    #[test]
    fn a_jpeg_tells_its_pixels_behind_other_segments() {
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc4, 0, 3, 9];
        bytes.extend([0xff, 0xff, 0xc2, 0, 11, 8, 1, 0, 2, 0, 3]);
        assert_eq!(sniff(&bytes), Some(("JPEG", Some((512, 256)))));
    }

    #[test]
    fn addresses_files_and_sounds_are_acknowledged() {
        let video =
            json!({ "type": "video_url", "video_url": { "url": "https://a.example/v.MP4?x=1" } });
        let video = read(&video).unwrap().unwrap();
        assert_eq!((video.kind, video.format.as_str()), (Kind::Video, "mp4"));
        let sound =
            json!({ "type": "input_audio", "input_audio": { "data": "AAAA", "format": "wav" } });
        assert_eq!(read(&sound).unwrap().unwrap().bytes, Some(3));
        let file = json!({ "type": "file", "file": { "file_id": "17_a", "filename": "报告.pdf" } });
        assert_eq!(read(&file).unwrap().unwrap().format, "pdf");
    }

    #[test]
    fn what_does_not_decode_is_refused_by_code() {
        for url in ["", "***", "data:image/png,AAAA", "AAAA"] {
            let part = json!({ "type": "image_url", "image_url": { "url": url } });
            assert_eq!(read(&part).unwrap_err().code, 1210);
        }
        assert_eq!(
            read(&json!({ "type": "image_url" })).unwrap_err().code,
            1213
        );
        assert_eq!(read(&json!({ "type": "smell" })).unwrap_err().code, 1214);
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_sniffer(tail in proptest::collection::vec(any::<u8>(), 0..64)) {
            for head in [&[0xff, 0xd8, 0xff][..], b"\x89PNG\r\n\x1a\n", b"GIF8", b""] {
                let bytes = [head, &tail].concat();
                let _ = sniff(&bytes); // only that it returns matters
            }
        }
    }
}
