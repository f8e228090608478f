//! Bytes to text: a byte order mark, then UTF-8, then UTF-16 without a mark, then what the letters look like.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{EUC_KR, Encoding, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// Guessing looks at no more than this; encodings show themselves early.
const SAMPLE: usize = 256 * 1024;

/// So few bytes above ASCII are about ten letters, and fit Korean as well as Chinese.
const FEW_BYTES: usize = 24;

/// A text and how sure it is.
pub(super) struct Decoded {
    pub(super) text: String,
    /// Characters that did not fit the encoding and were replaced.
    pub(super) misfits: u32,
}

/// Decodes bytes; `stated` is what the file itself says, which is believed unless it is plainly UTF-8.
pub(super) fn decode(bytes: &[u8], stated: Option<&'static Encoding>) -> Decoded {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return decode_as(bytes, encoding);
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && !is_iso_2022(bytes)
    {
        return Decoded {
            text: text.to_owned(),
            misfits: 0,
        };
    }
    let encoding = stated
        .filter(|it| *it != UTF_8)
        .or_else(|| utf_16(bytes))
        .unwrap_or_else(|| guessed(bytes));
    decode_as(bytes, encoding)
}

fn decode_as(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, _, has_misfits) = encoding.decode(bytes);
    let misfits = if has_misfits {
        text.matches('\u{fffd}').count()
    } else {
        0
    };
    Decoded {
        misfits: u32::try_from(misfits).unwrap_or(u32::MAX),
        text: text.into_owned(),
    }
}

/// The encoding a page or an XML file names near its beginning.
pub(super) fn stated(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(2048))?;
    let head = String::from_utf8_lossy(head).to_lowercase();
    let at = [("charset=", 8), ("encoding=", 9)];
    let (start, length) = at
        .iter()
        .find_map(|(word, length)| head.find(word).map(|start| (start, *length)))?;
    let rest = head.get(start + length..)?.trim_start_matches(['"', '\'']);
    let end = rest
        .find(|it: char| !it.is_ascii_alphanumeric() && it != '-' && it != '_')
        .unwrap_or(rest.len());
    Encoding::for_label(rest.get(..end)?.as_bytes())
}

/// Japanese mail encoding: seven bits, so it passes for ASCII.
fn is_iso_2022(bytes: &[u8]) -> bool {
    bytes
        .windows(3)
        .any(|it| matches!(it, b"\x1b$B" | b"\x1b$@"))
}

/// UTF-16 without a mark. Text in no other encoding holds zeros, and only one order of bytes makes letters of them.
pub(super) fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(SAMPLE) & !1)?;
    if !sample.contains(&0) {
        return None;
    }
    let likely = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(sample);
        let usual = text.chars().filter(|it| is_usual(*it)).count();
        (usual * 100 / text.chars().count().max(1), encoding)
    };
    let (share, encoding) = [UTF_16LE, UTF_16BE]
        .map(likely)
        .into_iter()
        .max_by_key(|it| it.0)?;
    (share >= 80).then_some(encoding)
}

/// Letters that texts in UTF-16 are mostly made of.
fn is_usual(letter: char) -> bool {
    let code = u32::from(letter);
    matches!(code, 9 | 10 | 13 | 0x20..=0x7e | 0xa0..=0x5ff | 0x2010..=0x203a)
        || matches!(code, 0x3000..=0x30ff | 0x4e00..=0x9fff | 0xac00..=0xd7a3 | 0xff01..=0xff5e)
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    let mut sample = bytes.get(..bytes.len().min(SAMPLE)).unwrap_or(bytes);
    // A sample that ends inside a letter would count as a misfit.
    if sample.len() < bytes.len() {
        let end = sample.iter().rposition(|it| *it == b'\n');
        sample = end.and_then(|end| sample.get(..end)).unwrap_or(sample);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Allow);
    // A few words give the guess little to go by. Here the other language of most files is Chinese.
    let high = sample.iter().filter(|it| !it.is_ascii()).count();
    let is_unsure = guess.is_single_byte() || (guess == EUC_KR && high <= FEW_BYTES);
    if is_unsure && reads_as_chinese(sample) {
        return GBK;
    }
    guess
}

/// Whether the bytes are valid GBK whose letters above ASCII are nearly all common Chinese ones, in pairs.
fn reads_as_chinese(sample: &[u8]) -> bool {
    let (text, _, has_misfits) = GBK.decode(sample);
    if has_misfits {
        return false;
    }
    let is_common = |it: &char| {
        let code = u32::from(*it);
        // GB2312's two levels are what is written; the rest of GBK is where accented Latin ends up.
        matches!(code, 0x3000..=0x303f | 0xff01..=0xff5e) || is_gb2312(*it)
    };
    let high: Vec<char> = text.chars().filter(|it| !it.is_ascii()).collect();
    let common = high.iter().filter(|it| is_common(it)).count();
    high.len() > 1 && common * 20 >= high.len() * 19
}

fn is_gb2312(letter: char) -> bool {
    let mut bytes = [0; 4];
    let (encoded, _, failed) = GBK.encode(letter.encode_utf8(&mut bytes));
    !failed && matches!(encoded.as_ref(), [0xb0..=0xd7, 0xa1..=0xfe])
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, GB18030, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};

    use super::*;

    const CHINESE: &str = "第一条 为了保护合同当事人的合法权益，维护社会经济秩序，制定本法。";

    fn round(text: &str, encoding: &'static Encoding) -> String {
        let (bytes, _, failed) = encoding.encode(text);
        assert!(!failed, "{} cannot write it", encoding.name());
        let decoded = decode(&bytes, None);
        assert_eq!(decoded.misfits, 0);
        decoded.text
    }

    #[test]
    fn chinese_in_any_encoding_is_read() {
        assert_eq!(round(CHINESE, GB18030), CHINESE);
        let old = "第一條 為了保護契約當事人的合法權益，維護社會經濟秩序，制定本法。";
        assert_eq!(round(old, BIG5), old);
        for (mark, encoding) in [(true, "le"), (true, "be"), (false, "le"), (false, "be")] {
            let text = format!("{CHINESE}\nline 2\r\n{CHINESE}");
            let mut bytes = Vec::new();
            let units = text.encode_utf16();
            let units = mark.then_some(0xfeff).into_iter().chain(units);
            for unit in units {
                bytes.extend(if encoding == "le" {
                    unit.to_le_bytes()
                } else {
                    unit.to_be_bytes()
                });
            }
            assert_eq!(
                decode(&bytes, None).text,
                text,
                "UTF-16 {encoding}, mark {mark}"
            );
        }
        let marked = format!("\u{feff}{CHINESE}");
        assert_eq!(decode(marked.as_bytes(), None).text, CHINESE);
    }

    #[test]
    fn a_few_chinese_words_are_not_taken_for_accents() {
        for text in ["合同", "违约责任", "Name: 张三\n", "价格表"] {
            assert_eq!(round(text, GBK), text);
        }
    }

    #[test]
    fn other_scripts_stay_what_they_are() {
        let russian = "Стороны договорились о нижеследующем порядке оплаты.";
        assert_eq!(round(russian, WINDOWS_1251), russian);
        let french = "L’été dernier, le café était fermé à cause des élèves.";
        assert_eq!(round(french, WINDOWS_1252), french);
        let japanese = "これは契約書の写しです。よろしくお願いします。";
        assert_eq!(round(japanese, SHIFT_JIS), japanese);
    }

    #[test]
    fn misfits_are_counted_and_what_a_page_states_is_believed() {
        assert_eq!(decode(b"\xef\xbb\xbfab\xff\xffc", None).misfits, 2);
        assert_eq!(decode(&[], None).text, "");
        let page = b"<html><meta charset='big5'>\xa4\xa4\xa4\xe5";
        let label = stated(page);
        assert_eq!(label, Some(BIG5));
        assert!(decode(page, label).text.ends_with("中文"));
        assert_eq!(stated(b"<?xml version='1.0' encoding='GBK'?>"), Some(GBK));
    }
}
