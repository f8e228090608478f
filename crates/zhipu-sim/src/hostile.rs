//! Files that a careless client would choke on, served in the place of what was made.

/// One kind of such a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherFile {
    /// A valid PNG of 50,000 × 50,000 pixels in two megabytes.
    Bomb,
    /// An SVG with a script.
    Svg,
    /// A page of a login.
    Html,
    /// The right file without its second half, with a length that fits.
    Half,
    /// Nothing at all.
    Empty,
    /// Bytes that are no file of any kind.
    Noise,
}

impl OtherFile {
    /// The kind of a word, as faults name it.
    pub(crate) fn named(word: &str) -> Option<Self> {
        Some(match word {
            "bomb" => Self::Bomb,
            "svg" => Self::Svg,
            "html" => Self::Html,
            "half" => Self::Half,
            "empty" => Self::Empty,
            "noise" => Self::Noise,
            _ => return None,
        })
    }
}

/// Side of the bomb in pixels.
const SIDE: u32 = 50_000;

pub(crate) fn file(kind: OtherFile, right: &[u8]) -> Vec<u8> {
    match kind {
        OtherFile::Bomb => bomb(),
        OtherFile::Svg => b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">\
            <script>document.title = 'reached'</script><image href=\"file:///etc/passwd\"/></svg>"
            .to_vec(),
        OtherFile::Html => b"<!doctype html><title>Login</title><form></form>".to_vec(),
        OtherFile::Half => right.get(..right.len() / 2).unwrap_or_default().to_vec(),
        OtherFile::Empty => Vec::new(),
        OtherFile::Noise => (0_u64..4_096)
            .map(|at| crate::ids::mix(at).to_be_bytes()[0])
            .collect(),
    }
}

/// One bit a pixel, all black: each row is a filter byte and 6,250 bytes, all of them zero.
fn bomb() -> Vec<u8> {
    let rows = u64::from(SIDE) * u64::from(SIDE.div_ceil(8) + 1);
    let mut head = b"IHDR".to_vec();
    head.extend(SIDE.to_be_bytes());
    head.extend(SIDE.to_be_bytes());
    head.extend([1, 0, 0, 0, 0]);
    let mut data = b"IDAT".to_vec();
    data.extend(zeros(rows));
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for chunk in [head, data, b"IEND".to_vec()] {
        let length = u32::try_from(chunk.len() - 4).unwrap_or(0);
        png.extend(length.to_be_bytes());
        png.extend(&chunk);
        png.extend(crc(&chunk).to_be_bytes());
    }
    png
}

/// A zlib stream of that many zeros: one literal, then copies of 258 bytes, 13 bits each.
fn zeros(count: u64) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let (mut open, mut held) = (0_u64, 0_u32);
    let mut put = |value: u64, bits: u32, stream: &mut Vec<u8>| {
        open |= value << held;
        held += bits;
        while held >= 8 {
            stream.push(open.to_le_bytes()[0]);
            open >>= 8;
            held -= 8;
        }
    };
    put(0b011, 3, &mut stream); // the last block, with the fixed code
    let copies = (count - 1) / 258;
    for _ in 0..count - copies * 258 {
        put(0b0000_1100, 8, &mut stream); // 0, its code 00110000 from the other end
    }
    for _ in 0..copies {
        put(0b1010_0011, 8, &mut stream); // 258 bytes, its code 11000101 from the other end
        put(0, 5, &mut stream); // from one byte back
    }
    put(0, 7, &mut stream); // the end
    put(0, 7, &mut stream); // to a whole byte
    // Adler-32 of zeros: the first sum stays 1, the second counts them.
    let second = u32::try_from(count % 65_521).unwrap_or(0);
    stream.extend(((second << 16) | 1).to_be_bytes());
    stream
}

fn crc(bytes: &[u8]) -> u32 {
    let mut table = [0_u32; 256];
    for (start, entry) in (0_u32..).zip(&mut table) {
        *entry = (0..8).fold(start, |sum, _| {
            (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 }
        });
    }
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        let [low, ..] = sum.to_le_bytes();
        let entry = table.get(usize::from(low ^ byte)).copied();
        (sum >> 8) ^ entry.unwrap_or(0)
    })
}

#[cfg(test)]
mod tests {
    use image::{ImageDecoder as _, codecs::png::PngDecoder};

    use super::*;

    #[test]
    fn the_bomb_is_a_valid_picture_of_its_size() {
        let bytes = file(OtherFile::Bomb, b"");
        assert!(bytes.len() < 2_500_000, "{}", bytes.len());
        let decoder = PngDecoder::new(std::io::Cursor::new(&bytes)).unwrap();
        assert_eq!(decoder.dimensions(), (SIDE, SIDE));
    }

    #[test]
    fn a_stream_of_zeros_unpacks_to_as_many() {
        // A small picture of the same making is read to its end, check sums and all.
        for side in [1_u32, 8, 9, 700] {
            let rows = u64::from(side) * u64::from(side.div_ceil(8) + 1);
            let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
            let head = [
                &b"IHDR"[..],
                &side.to_be_bytes(),
                &side.to_be_bytes(),
                &[1, 0, 0, 0, 0],
            ];
            for chunk in [
                head.concat(),
                [&b"IDAT"[..], &zeros(rows)].concat(),
                b"IEND".to_vec(),
            ] {
                png.extend(u32::try_from(chunk.len() - 4).unwrap().to_be_bytes());
                png.extend(&chunk);
                png.extend(crc(&chunk).to_be_bytes());
            }
            let read = image::load_from_memory(&png).unwrap();
            assert_eq!((read.width(), read.height()), (side, side));
        }
    }
}
