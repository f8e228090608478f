//! Outlook's own mail files: properties of the message by their numbers, in a compound file.

use std::io::{Cursor, Read};

use cfb::CompoundFile;

use super::collector::Collector;
use super::{ReadProblem, Source, html, mail, rtf};
use crate::document::{BlockKind, Remark};

const SUBJECT: &str = "0037";
const BODY: &str = "1000";
const BODY_HTML: &str = "1013";
const BODY_RTF: &str = "1009";
const SENDER_NAME: &str = "0C1A";
const SENDER_ADDRESS: &str = "5D01";
const SHOWN_TO: &str = "0E04";
const SHOWN_CC: &str = "0E03";
const LONG_FILE_NAME: &str = "3707";

type File<'bytes> = CompoundFile<Cursor<&'bytes [u8]>>;

pub(super) fn read(source: &Source<'_>, to: &mut Collector) -> Result<(), ReadProblem> {
    let mut file = CompoundFile::open(Cursor::new(source.bytes)).map_err(ReadProblem::damaged)?;
    let limit = source.limits.unpacked_bytes;
    if let Some(subject) = text(&mut file, "", SUBJECT, limit) {
        to.set_title(&subject);
        to.flow(BlockKind::Heading { level: 1 }, subject);
    }
    let sender = text(&mut file, "", SENDER_NAME, limit);
    let sender = sender.or_else(|| text(&mut file, "", SENDER_ADDRESS, limit));
    let mut lines: Vec<String> = Vec::new();
    lines.extend(sender.map(|it| format!("From: {it}")));
    for (name, property) in [("To", SHOWN_TO), ("Cc", SHOWN_CC)] {
        let people = text(&mut file, "", property, limit).filter(|it| !it.trim().is_empty());
        lines.extend(people.map(|it| format!("{name}: {it}")));
    }
    to.flow(BlockKind::Note, lines.join("\n"));
    if let Some(body) = text(&mut file, "", BODY, limit).filter(|it| !it.trim().is_empty()) {
        mail::plain(&body, to);
    } else if let Some(page) = bytes(&mut file, &property("", BODY_HTML, "0102"), limit) {
        html::read(&mail::decoded(&page), to);
    } else if let Some(page) = text(&mut file, "", BODY_HTML, limit) {
        html::read(&page, to);
    } else if let Some(packed) = bytes(&mut file, &property("", BODY_RTF, "0102"), limit)
        && let Some(rtf) = unpacked(&packed, limit)
    {
        rtf::read_bytes(&rtf, source.limits, to)?;
    }
    for folder in attachments(&file) {
        let name = text(&mut file, &folder, LONG_FILE_NAME, limit);
        to.remark(Remark::AttachmentSkipped {
            name: name.unwrap_or_default(),
        });
    }
    Ok(())
}

fn attachments(file: &File<'_>) -> Vec<String> {
    let Ok(entries) = file.read_storage("/") else {
        return Vec::new();
    };
    let names = entries.map(|it| it.name().to_owned());
    names.filter(|it| it.starts_with("__attach")).collect()
}

fn property(folder: &str, number: &str, kind: &str) -> String {
    format!("{folder}/__substg1.0_{number}{kind}")
}

/// A text property: UTF-16 in newer files, some code page in older ones.
fn text(file: &mut File<'_>, folder: &str, number: &str, limit: u64) -> Option<String> {
    if let Some(wide) = bytes(file, &property(folder, number, "001F"), limit) {
        let (text, _) = encoding_rs::UTF_16LE.decode_without_bom_handling(&wide);
        return Some(text.trim_end_matches('\0').to_owned());
    }
    let narrow = bytes(file, &property(folder, number, "001E"), limit)?;
    Some(mail::decoded(&narrow).trim_end_matches('\0').to_owned())
}

fn bytes(file: &mut File<'_>, path: &str, limit: u64) -> Option<Vec<u8>> {
    let stream = file.open_stream(path).ok()?;
    let mut bytes = Vec::new();
    stream.take(limit).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The text every packed RTF may refer to before its own first byte.
const DICTIONARY: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// RTF packed as Outlook does (MS-OXRTFCP): a window of 4,096 bytes, runs of eight items with a byte of flags.
fn unpacked(packed: &[u8], limit: u64) -> Option<Vec<u8>> {
    const WINDOW: usize = 4_096;
    let kind = packed.get(8..12)?;
    let content = packed.get(16..)?;
    if kind == b"MELA" {
        return Some(content.to_vec());
    }
    let mut window = vec![0_u8; WINDOW];
    for (slot, byte) in window.iter_mut().zip(DICTIONARY) {
        *slot = *byte;
    }
    let mut at = DICTIONARY.len();
    let mut result = Vec::new();
    let mut input = content.iter().copied();
    while let Some(flags) = input.next() {
        for bit in 0..8 {
            let Some(first) = input.next() else {
                return Some(result);
            };
            if flags & (1 << bit) == 0 {
                *window.get_mut(at)? = first;
                at = (at + 1) % WINDOW;
                result.push(first);
                continue;
            }
            let second = input.next()?;
            let token = u16::from_be_bytes([first, second]);
            let from = usize::from(token >> 4);
            if from == at {
                return Some(result);
            }
            for step in 0..usize::from(token & 15) + 2 {
                let byte = *window.get((from + step) % WINDOW)?;
                *window.get_mut(at)? = byte;
                at = (at + 1) % WINDOW;
                result.push(byte);
            }
            if u64::try_from(result.len()).ok()? > limit {
                return None;
            }
        }
    }
    Some(result)
}
