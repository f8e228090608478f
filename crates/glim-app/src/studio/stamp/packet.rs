//! The packet of XMP: the prompt where other programs look for a description, and everything as JSON where we do.

use super::Stamp;

const BEFORE_DESCRIPTION: &str = "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:glim=\"https://glim.app/ns/made/1/\">\
<xmp:CreatorTool>Glim</xmp:CreatorTool>";
const MADE: (&str, &str) = ("<glim:made>", "</glim:made>");
const END: &str = "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>";

/// The packet; without the description it is shorter.
pub(super) fn of(stamp: &Stamp, with_description: bool) -> String {
    let mut packet = BEFORE_DESCRIPTION.to_owned();
    if with_description {
        packet.push_str("<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">");
        escape(&stamp.prompt, &mut packet);
        packet.push_str("</rdf:li></rdf:Alt></dc:description>");
    }
    packet.push_str(MADE.0);
    // Text, numbers and what JSON itself brought: it can always be written.
    let json = serde_json::to_string(stamp).unwrap_or_default();
    escape(&json, &mut packet);
    packet.push_str(MADE.1);
    packet.push_str(END);
    packet
}

/// Whether a packet is one of ours.
pub(super) fn is_ours(packet: &[u8]) -> bool {
    between(packet).is_some()
}

pub(super) fn read(packet: &[u8]) -> Option<Stamp> {
    let escaped = std::str::from_utf8(between(packet)?).ok()?;
    serde_json::from_str(&unescape(escaped)).ok()
}

fn between(packet: &[u8]) -> Option<&[u8]> {
    let begin = find(packet, MADE.0.as_bytes())? + MADE.0.len();
    let rest = packet.get(begin..)?;
    rest.get(..find(rest, MADE.1.as_bytes())?)
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|it| it == wanted)
}

/// Leaves out what XML cannot hold at all.
fn escape(text: &str, packet: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => packet.push_str("&amp;"),
            '<' => packet.push_str("&lt;"),
            '>' => packet.push_str("&gt;"),
            '\r' => packet.push_str("&#13;"),
            '\n' | '\t' => packet.push(letter),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter < ' ' => {}
            letter => packet.push(letter),
        }
    }
}

/// The other way round. Tools that rewrite packets write quotes as names too.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, entity) = rest.split_at(at);
        plain.push_str(before);
        let known = entity.split_once(';').and_then(|(name, after)| {
            let letter = letter_of(name.get(1..)?)?;
            Some((letter, after))
        });
        if let Some((letter, after)) = known {
            plain.push(letter);
            rest = after;
        } else {
            plain.push('&');
            rest = entity.get(1..).unwrap_or_default();
        }
    }
    plain.push_str(rest);
    plain
}

fn letter_of(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}
