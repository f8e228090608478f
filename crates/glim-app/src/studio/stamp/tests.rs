#![allow(
    clippy::cast_possible_truncation,
    reason = "small numbers of the tests"
)]
use std::{io::Cursor, path::PathBuf};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use proptest::prelude::*;
use serde_json::json;
use tempfile::TempDir;

use super::*;

fn stamp(prompt: &str) -> Stamp {
    Stamp {
        prompt: prompt.to_owned(),
        model: Some("cogview-4-250304".to_owned()),
        mode: Some("text".to_owned()),
        parameters: json!({ "size": "1344x768", "watermark_enabled": false, "nested": { "数": [1, null] } }),
        made_ms: 1_795_000_000_000,
    }
}

fn picture(format: ImageFormat) -> Vec<u8> {
    let pixels = RgbImage::from_fn(70, 50, |x, y| Rgb([x as u8 * 3, y as u8 * 5, 77]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels)
        .write_to(&mut bytes, format)
        .unwrap();
    bytes.into_inner()
}

fn film() -> Vec<u8> {
    let ftyp = b"\0\0\0\x18ftypisom\0\0\x02\0isommp41".as_slice();
    [ftyp, b"\0\0\0\x10moovxxxxxxxx", b"\0\0\0\x10mdatyyyyyyyy"].concat()
}

struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn put(&self, content: &[u8]) -> PathBuf {
        let path = self.0.path().join("from");
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The file with the stamp in it.
    fn stamped(&self, content: &[u8], stamp: &Stamp) -> (bool, Vec<u8>) {
        let to = self.0.path().join("to");
        let stamped = write(&self.put(content), &to, stamp).unwrap();
        (stamped, std::fs::read(to).unwrap())
    }

    fn read(&self, content: &[u8]) -> Option<Stamp> {
        read(&self.put(content)).unwrap()
    }
}

const PROMPTS: [&str; 6] = [
    "a paper boat",
    "一只纸船漂在蓝色的湖上，<扁平> & \"海报\" 风格 😀 👨‍👩‍👧",
    "قارب ورقي\u{202e}\n\t\r line",
    "",
    "</glim:made>]]><![CDATA[&amp;&#13;",
    "\u{0}\u{1}\u{fffe}\u{10ffff}",
];

#[test]
fn what_goes_into_a_file_comes_out_of_it_in_every_language() {
    let desk = Desk::new();
    for bytes in [
        picture(ImageFormat::Png),
        picture(ImageFormat::Jpeg),
        film(),
    ] {
        for prompt in PROMPTS {
            let (stamped, with) = desk.stamped(&bytes, &stamp(prompt));
            assert!(stamped);
            assert_eq!(
                desk.read(&with).unwrap().prompt,
                prompt.replace('\u{fffe}', "")
            );
            assert_eq!(desk.read(&with).unwrap().parameters, stamp("").parameters);
        }
        assert_eq!(desk.read(&bytes), None, "nothing is read where nothing is");
    }
}

#[test]
fn a_stamped_picture_has_the_same_pixels_and_one_stamp_however_often_it_is_stamped() {
    let desk = Desk::new();
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let bytes = picture(format);
        let (_, once) = desk.stamped(&bytes, &stamp("first"));
        let (_, twice) = desk.stamped(&once, &stamp("第二"));
        let (_, plain) = desk.stamped(&bytes, &stamp("第二"));
        assert_eq!(twice, plain, "the old stamp is gone");
        let pixels = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_rgb8();
        assert_eq!(pixels(&twice), pixels(&bytes));
    }
    let (_, once) = desk.stamped(&film(), &stamp("first"));
    assert!(once.starts_with(&film()), "the samples stay where they are");
    let (_, twice) = desk.stamped(&once, &stamp("第二"));
    assert_eq!(twice, desk.stamped(&film(), &stamp("第二")).1);
}

#[test]
fn notes_of_others_stay_and_a_prompt_that_is_too_long_for_a_jpeg_goes_without() {
    let desk = Desk::new();
    let jpeg = picture(ImageFormat::Jpeg);
    let note = b"\xff\xe1\0\x0eExif\0\0MM\0*00\xff\xfe\0\x06AIGC";
    let noted = [&jpeg[..2], note, &jpeg[2..]].concat();
    let (stamped, with) = desk.stamped(&noted, &stamp("x"));
    assert!(stamped && with.windows(note.len()).count() > 0);
    assert!(with.windows(4).any(|it| it == b"AIGC"));
    assert_eq!(with[2..4], [0xff, 0xe1], "what the picture is stands first");
    assert_eq!(&with[6..10], b"Exif");

    // In once it fits, in twice it does not.
    let long = "长".repeat(15_000);
    let (stamped, with) = desk.stamped(&jpeg, &stamp(&long));
    assert!(stamped);
    assert_eq!(desk.read(&with).unwrap().prompt, long);
    let (stamped, with) = desk.stamped(&jpeg, &stamp(&"长".repeat(30_000)));
    assert!(!stamped);
    assert_eq!(with, jpeg, "then it goes as it is");
    let (stamped, _) = desk.stamped(&picture(ImageFormat::Png), &stamp(&"长".repeat(30_000)));
    assert!(stamped, "a PNG has more room");
}

#[test]
fn files_that_hold_no_stamp_or_are_broken_are_copied_as_they_are() {
    let desk = Desk::new();
    let png = picture(ImageFormat::Png);
    let endless = [film(), b"\0\0\0\0mdatzz".to_vec()].concat();
    let cases = [
        picture(ImageFormat::WebP),
        b"GIF89a whatever it is".to_vec(),
        "无 😀".as_bytes().to_vec(),
        Vec::new(),
        png[..png.len() - 20].to_vec(),
        b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT".to_vec(),
        b"\xff\xd8\xff\xe0\0\x00".to_vec(),
        endless,
    ];
    for content in cases {
        let (stamped, copy) = desk.stamped(&content, &stamp("x"));
        assert!(!stamped);
        assert_eq!(copy, content);
        assert_eq!(desk.read(&content), None);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_prompt_comes_back_and_changed_bytes_never_break_the_reader(
        prompt in "\\PC{0,300}",
        at in any::<usize>(),
        with in any::<u8>(),
        which in 0_usize..3,
    ) {
        let desk = Desk::new();
        let bytes = match which {
            0 => picture(ImageFormat::Png),
            1 => picture(ImageFormat::Jpeg),
            _ => film(),
        };
        let (stamped, mut file) = desk.stamped(&bytes, &stamp(&prompt));
        prop_assert!(stamped);
        let found = desk.read(&file).map(|it| it.prompt);
        prop_assert_eq!(found.as_deref(), Some(prompt.as_str()));
        let at = at % file.len();
        file[at] = with;
        desk.read(&file);
        desk.stamped(&file, &stamp("again"));
    }
}
