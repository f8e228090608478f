#![allow(
    clippy::cast_possible_truncation,
    reason = "small numbers of the tests"
)]
use std::{io::Cursor, path::PathBuf};

use image::{DynamicImage, GrayImage, ImageBuffer, Luma, Rgb, RgbImage, Rgba, RgbaImage};
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

/// A folder with files of the test.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn put(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    fn look(&self, content: &[u8]) -> Result<Seen, Refusal> {
        look(&self.put("图片 😀.txt", content))
    }
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn colours(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x % 251) as u8, (y % 241) as u8, ((x + y) % 239) as u8])
    }))
}

/// A PNG that says of itself what it is not.
fn liar(width: u32, height: u32) -> Vec<u8> {
    let mut png = encoded(&colours(3, 3), ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    png
}

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

fn boxed(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut whole = (content.len() as u32 + 8).to_be_bytes().to_vec();
    whole.extend(kind);
    whole.extend(content);
    whole
}

/// The header of a film with one track of pictures.
fn moov(width: u32, height: u32, milliseconds: u32, turned: bool) -> Vec<u8> {
    let mut mvhd = vec![0; 12];
    mvhd.extend(1_000_u32.to_be_bytes());
    mvhd.extend(milliseconds.to_be_bytes());
    mvhd.extend([0; 80]);
    let mut tkhd = vec![0; 40];
    let one = 0x1_0000_u32;
    let matrix = if turned {
        [0, one, 0, one.wrapping_neg(), 0, 0, 0, 0, 0x4000_0000]
    } else {
        [one, 0, 0, 0, one, 0, 0, 0, 0x4000_0000]
    };
    for number in matrix.into_iter().chain([width << 16, height << 16]) {
        tkhd.extend(number.to_be_bytes());
    }
    let mut hdlr = vec![0; 8];
    hdlr.extend(b"vide");
    hdlr.extend([0; 13]);
    let mdia = boxed(*b"mdia", &boxed(*b"hdlr", &hdlr));
    let track = boxed(*b"trak", &[boxed(*b"tkhd", &tkhd), mdia].concat());
    boxed(*b"moov", &[boxed(*b"mvhd", &mvhd), track].concat())
}

fn film(moov: &[u8]) -> Vec<u8> {
    let ftyp = boxed(*b"ftyp", b"isom\0\0\x02\0isommp41");
    [ftyp, moov.to_vec(), boxed(*b"mdat", &[7; 100])].concat()
}

#[test]
fn every_format_is_known_by_its_bytes_and_given_a_small_picture() {
    let desk = Desk::new();
    let picture = colours(1_280, 720);
    for (format, seen_as) in [
        (ImageFormat::Png, Format::Png),
        (ImageFormat::Jpeg, Format::Jpeg),
        (ImageFormat::WebP, Format::Webp),
        (ImageFormat::Gif, Format::Gif),
    ] {
        let seen = desk.look(&encoded(&picture, format)).unwrap();
        assert_eq!(
            (seen.format, seen.width, seen.height),
            (seen_as, 1_280, 720)
        );
        let small = seen.small.unwrap();
        let shown = image::load_from_memory(&small.content).unwrap();
        assert_eq!((shown.width(), shown.height()), (512, 288));
        assert_eq!(Format::of(&small.content), Some(small.format));
        assert!((10..40).contains(&small.thumbhash.len()));
    }
}

#[test]
fn a_small_picture_keeps_what_one_can_see_through_and_is_never_larger() {
    let desk = Desk::new();
    let clear = RgbaImage::from_fn(60, 40, |x, _| Rgba([200, 0, 0, (x * 4) as u8]));
    let png = encoded(&DynamicImage::ImageRgba8(clear), ImageFormat::Png);
    let small = desk.look(&png).unwrap().small.unwrap();
    assert_eq!(small.format, Format::Webp);
    let shown = image::load_from_memory(&small.content).unwrap();
    assert_eq!((shown.width(), shown.height()), (60, 40));
    assert_eq!(shown.to_rgba8().get_pixel(0, 0).0[3], 0);

    let opaque = RgbaImage::from_pixel(60, 40, Rgba([1, 2, 3, 255]));
    let png = encoded(&DynamicImage::ImageRgba8(opaque), ImageFormat::Png);
    assert_eq!(desk.look(&png).unwrap().small.unwrap().format, Format::Jpeg);
}

#[test]
fn strange_but_honest_pictures_are_taken() {
    let desk = Desk::new();
    let deep: ImageBuffer<Luma<u16>, Vec<u16>> = ImageBuffer::from_pixel(64, 64, Luma([40_000]));
    for (picture, size) in [
        (colours(1, 1), (1, 1)),
        (colours(1, 9_000), (1, 9_000)),
        (colours(9_000, 1), (9_000, 1)),
        (DynamicImage::ImageLuma8(GrayImage::new(5, 7)), (5, 7)),
        (DynamicImage::ImageLuma16(deep), (64, 64)),
    ] {
        let seen = desk.look(&encoded(&picture, ImageFormat::Png)).unwrap();
        assert_eq!((seen.width, seen.height), size);
        assert!(seen.small.is_some());
    }
}

#[test]
fn a_picture_that_is_turned_by_its_note_has_the_size_it_is_shown_with() {
    let desk = Desk::new();
    let jpeg = encoded(&colours(80, 20), ImageFormat::Jpeg);
    let mut note = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01".to_vec();
    note.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0");
    let length = (note.len() as u16 + 2).to_be_bytes();
    let turned = [&jpeg[..2], b"\xff\xe1", &length, &note, &jpeg[2..]].concat();
    let seen = desk.look(&turned).unwrap();
    assert_eq!((seen.width, seen.height), (20, 80));
    let path = desk.put("turned.jpg", &turned);
    assert_eq!(measure(&path).unwrap(), (Format::Jpeg, 20, 80));
}

#[test]
fn bombs_are_refused_before_a_pixel_of_them_is_made() {
    let desk = Desk::new();
    for (width, height) in [
        (50_000, 50_000),
        (u32::MAX >> 1, 1),
        (16_384, 16_384),
        (8_000, 8_000),
    ] {
        let refusal = desk.look(&liar(width, height)).unwrap_err();
        assert!(
            matches!(refusal, Refusal::TooLarge { .. } | Refusal::Broken(_)),
            "{refusal}"
        );
    }
    let none = desk.look(&liar(0, 10)).unwrap_err();
    assert!(matches!(none, Refusal::Broken(_)), "{none}");
    // Within the limits by what it says, and far too little in it.
    let hollow = desk.look(&liar(6_000, 6_000)).unwrap_err();
    assert!(matches!(hollow, Refusal::Broken(_)), "{hollow}");
}

#[test]
fn programs_and_other_formats_are_no_pictures_whatever_they_are_called() {
    let desk = Desk::new();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for content in [
        b"".as_slice(),
        b"\x89PNG",
        svg,
        b"<!doctype html><script>1</script>",
        b"{\"error\":{\"code\":\"1301\"}}",
        b"%PDF-1.7",
        b"BM\x3a\0\0\0",
        b"RIFF\0\0\0\0WAVEfmt ",
        b"\0\0\0\x18ftypqt  \0\0\0\0",
        b"\0\0\0\x18ftypheic\0\0\0\0",
        "图片 😀 صورة".as_bytes(),
    ] {
        assert!(
            matches!(desk.look(content), Err(Refusal::NotMedia)),
            "{:?}",
            String::from_utf8_lossy(content)
        );
    }
}

#[test]
fn what_is_cut_off_anywhere_is_broken_and_never_kept() {
    let desk = Desk::new();
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let whole = encoded(&colours(200, 150), format);
        for part in [13, whole.len() / 3, whole.len() / 2, whole.len() * 9 / 10] {
            let refusal = desk.look(&whole[..part]).unwrap_err();
            assert!(
                matches!(refusal, Refusal::Broken(_)),
                "{format:?} cut at {part}: {refusal}"
            );
        }
    }
    let whole = film(&moov(1_280, 720, 5_000, false));
    for part in 12..whole.len() {
        assert!(desk.look(&whole[..part]).is_err(), "cut at {part}");
    }
}

#[test]
fn a_film_says_its_size_and_length_from_either_end_of_the_file() {
    let desk = Desk::new();
    let seen = desk.look(&film(&moov(1_920, 1_080, 5_040, false))).unwrap();
    assert_eq!(
        (seen.format, seen.width, seen.height),
        (Format::Mp4, 1_920, 1_080)
    );
    assert_eq!(
        (seen.duration_ms, seen.small.is_none()),
        (Some(5_040), true)
    );
    let turned = desk.look(&film(&moov(1_920, 1_080, 1, true))).unwrap();
    assert_eq!((turned.width, turned.height), (1_080, 1_920));
    let last = [
        boxed(*b"ftyp", b"mp42\0\0\0\0mp42"),
        boxed(*b"free", b""),
        // With its length in eight bytes, as cameras write it.
        [
            b"\0\0\0\x01mdat".as_slice(),
            &116_u64.to_be_bytes(),
            &[1; 100],
        ]
        .concat(),
        moov(640, 480, 0, false),
    ]
    .concat();
    let seen = desk.look(&last).unwrap();
    assert_eq!(
        (seen.width, seen.height, seen.duration_ms),
        (640, 480, None)
    );
}

#[test]
fn films_made_to_do_harm_end_at_once() {
    let desk = Desk::new();
    let ftyp = boxed(*b"ftyp", b"isom\0\0\x02\0isommp41");
    let endless = [ftyp.clone(), b"\0\0\0\x00mdat".to_vec()].concat();
    let lies = [
        ftyp.clone(),
        b"\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xf0".to_vec(),
    ]
    .concat();
    let tiny = [ftyp.clone(), b"\0\0\0\x04free".repeat(3)].concat();
    let many = [ftyp, boxed(*b"free", b"").repeat(MOST)].concat();
    let nested = film(&boxed(*b"moov", &b"\0\0\0\xfftrak".repeat(5_000)));
    let huge = film(&moov(0xffff, 0xffff, 1, false));
    let nothing = film(&moov(0, 0, 1, false));
    for bad in [endless, lies, tiny, many, nested, huge, nothing] {
        assert!(desk.look(&bad).is_err());
    }
}

const MOST: usize = 30_000;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn changed_bytes_are_seen_or_refused_and_nothing_falls_over(
        at in 0_usize..4_000,
        with in proptest::collection::vec(any::<u8>(), 1..8),
        which in 0_usize..4,
    ) {
        let desk = Desk::new();
        let picture = colours(40, 30);
        let mut bytes = match which {
            0 => encoded(&picture, ImageFormat::Png),
            1 => encoded(&picture, ImageFormat::Jpeg),
            2 => encoded(&picture, ImageFormat::WebP),
            _ => film(&moov(640, 480, 4_000, false)),
        };
        let at = at % bytes.len();
        for (byte, new) in bytes[at..].iter_mut().zip(&with) {
            *byte = *new;
        }
        if let Ok(seen) = desk.look(&bytes) {
            prop_assert!(seen.width > 0 && seen.height > 0);
            prop_assert!(u64::from(seen.width) * u64::from(seen.height) <= 16_384 * 16_384);
        }
    }
}
