//! A gallery to begin with: as many artifacts as are asked for, over some years, of a few dozen real pictures. The same
//! every time, but for their ids.

use std::{error::Error, path::Path, time::SystemTime};

use glim_store::{
    ArtifactId, ContentHash, MediaKind, NewArtifact, NewImport, NewMedia, OpenOptions, Store,
};
use image::{ImageEncoder as _, Rgb, RgbImage, codecs::jpeg::JpegEncoder, imageops};
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// Longest side of a picture and of its small one.
const SIDES: [u32; 2] = [1_024, 512];
/// As the models make them: width and height.
const SHAPES: [(u32, u32); 8] = [
    (1, 1),
    (4, 3),
    (3, 4),
    (16, 9),
    (9, 16),
    (3, 2),
    (2, 3),
    (21, 9),
];
/// Pictures of each shape.
const HUES: u32 = 6;
/// Artifacts in one transaction.
const BATCH: u32 = 5_000;
/// Four years, half of all in the last one.
const YEARS: f64 = 4.0;
const YEAR_MS: f64 = 365.25 * 24.0 * 60.0 * 60.0 * 1000.0;

const SUBJECTS: [&str; 12] = [
    "一只戴帽子的橘猫",
    "a lighthouse in a storm",
    "江南水乡的清晨",
    "an astronaut on a bicycle",
    "雪山下的木屋",
    "a bowl of ramen, steam rising",
    "赛博朋克城市的雨夜",
    "a portrait of an old fisherman",
    "敦煌壁画里的飞天",
    "a paper boat on a puddle",
    "机械齿轮组成的鲸鱼",
    "a field of sunflowers",
];
const STYLES: [&str; 8] = [
    "水彩画",
    "oil painting",
    "电影感，浅景深",
    "isometric, soft light",
    "工笔重彩",
    "35mm film",
    "像素艺术",
    "charcoal sketch",
];
const MODELS: [(&str, MediaKind); 5] = [
    ("cogview-4-250304", MediaKind::Image),
    ("glm-image", MediaKind::Image),
    ("cogview-3-flash", MediaKind::Image),
    ("cogvideox-3", MediaKind::Video),
    ("viduq1-text", MediaKind::Video),
];
const TAGS: [&str; 5] = ["封面", "草稿", "人物", "landscape", "给客户看"];
const BOARDS: [&str; 3] = ["产品海报", "Mood board", "壁纸"];

/// One of the pictures, kept.
struct Picture {
    file: ContentHash,
    thumb: ContentHash,
    width: u32,
    height: u32,
    thumbhash: Vec<u8>,
}

/// Fills the folder, unless it holds as many already.
pub(crate) async fn fill(folder: &Path, artifacts: u32) -> Result<(), Box<dyn Error>> {
    let now_ms = i64::try_from(SystemTime::UNIX_EPOCH.elapsed()?.as_millis())?;
    let options = OpenOptions {
        folder: folder.to_owned(),
        now_ms,
    };
    let (store, _) = Store::open(&options).await?;
    let there = store.artifact_lines(-1, -1).await?.lines.len();
    let missing = artifacts.saturating_sub(u32::try_from(there)?);
    if missing > 0 {
        let pictures = draw(&store, now_ms).await?;
        let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
        let mut ids = Vec::new();
        for first in (0..missing).step_by(usize::try_from(BATCH)?) {
            let count = BATCH.min(missing - first);
            let batch: Vec<NewImport> = (0..count)
                .filter_map(|_| artifact(&pictures, &mut chance, now_ms))
                .collect();
            ids.extend(batch.iter().map(|new| new.artifact.id));
            store.add_artifacts(&batch).await?;
        }
        sort_out(&store, &ids, now_ms).await?;
    }
    store.close().await;
    Ok(())
}

fn artifact(pictures: &[Picture], chance: &mut Chance, now_ms: i64) -> Option<NewImport> {
    let picture = chance.of(pictures)?;
    let (model, kind) = *chance.of(&MODELS)?;
    let age = chance.part() * chance.part() * YEARS * YEAR_MS;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "some years in milliseconds"
    )]
    let made_ms = now_ms - age as i64;
    let prompt = format!(
        "{}，{}，第 {} 版",
        chance.of(&SUBJECTS)?,
        chance.of(&STYLES)?,
        chance.below(100_000)
    );
    Some(NewImport {
        artifact: NewArtifact {
            id: ArtifactId::new(),
            kind,
            file: picture.file,
            thumb: Some(picture.thumb),
            width: picture.width,
            height: picture.height,
            duration_ms: (kind == MediaKind::Video).then_some(5_000),
            thumbhash: Some(picture.thumbhash.clone()),
            made_ms,
        },
        mode: Some("text".to_owned()),
        model: Some(model.to_owned()),
        prompt,
        parameters: json!({ "size": format!("{}x{}", picture.width, picture.height) }),
        name: None,
    })
}

/// Every twentieth a favourite, some with tags, some on boards.
async fn sort_out(store: &Store, ids: &[ArtifactId], now_ms: i64) -> Result<(), Box<dyn Error>> {
    let each = |step: usize, from: usize| -> Vec<ArtifactId> {
        ids.iter().skip(from).step_by(step).copied().collect()
    };
    store.set_favourite(&each(20, 3), true).await?;
    for (from, tag) in TAGS.iter().enumerate() {
        let tags = [(*tag).to_owned()];
        store.set_tags(&each(100, from * 7), &tags, &[]).await?;
    }
    for (from, board) in BOARDS.iter().enumerate() {
        store
            .create_board(board, &each(150, from * 11), now_ms)
            .await?;
    }
    Ok(())
}

async fn draw(store: &Store, now_ms: i64) -> Result<Vec<Picture>, Box<dyn Error>> {
    let mut pictures = Vec::new();
    for (at, (wide, high)) in (0..).zip(SHAPES) {
        for hue in 0..HUES {
            let large = paint((wide, high), at * HUES + hue);
            let (width, height) = large.dimensions();
            let [side, small_side] = SIDES;
            let small = imageops::thumbnail(
                &large,
                (width * small_side / side).max(1),
                (height * small_side / side).max(1),
            );
            let tiny = imageops::thumbnail(&large, (width / 16).max(1), (height / 16).max(1));
            let rgba = image::DynamicImage::ImageRgb8(tiny).to_rgba8();
            pictures.push(Picture {
                file: keep(store, &large, now_ms).await?,
                thumb: keep(store, &small, now_ms).await?,
                width,
                height,
                thumbhash: thumbhash::rgba_to_thumb_hash(
                    usize::try_from(rgba.width())?,
                    usize::try_from(rgba.height())?,
                    rgba.as_raw(),
                ),
            });
        }
    }
    Ok(pictures)
}

/// Waves of two colours with some grain, so that decoding it costs what a picture costs.
fn paint((wide, high): (u32, u32), seed: u32) -> RgbImage {
    let side = SIDES.into_iter().max().unwrap_or(1);
    let longest = wide.max(high);
    let mut chance = Chance(u64::from(seed) + 1);
    let [from, to] = [chance.colour(), chance.colour()];
    let bend = 2.0 + chance.part() * 6.0;
    RgbImage::from_fn(side * wide / longest, side * high / longest, |x, y| {
        let (across, down) = (
            f64::from(x) / f64::from(side),
            f64::from(y) / f64::from(side),
        );
        let wave = ((across * bend).sin() + (down * bend + across * 3.0).cos()) / 4.0 + 0.5;
        let grain = (chance.part() - 0.5) * 12.0;
        Rgb(std::array::from_fn(|channel| {
            let [from, to] = [from, to].map(|colour| colour.get(channel).copied().unwrap_or(0.0));
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to a byte"
            )]
            let byte = (from + (to - from) * wave + grain).clamp(0.0, 255.0) as u8;
            byte
        }))
    })
}

async fn keep(
    store: &Store,
    picture: &RgbImage,
    now_ms: i64,
) -> Result<ContentHash, Box<dyn Error>> {
    let mut content = Vec::new();
    JpegEncoder::new_with_quality(&mut content, 84).write_image(
        picture.as_raw(),
        picture.width(),
        picture.height(),
        image::ExtendedColorType::Rgb8,
    )?;
    let hash = ContentHash(Sha256::digest(&content).into());
    let draft = store.media_draft().await?;
    let bytes = i64::try_from(content.len())?;
    tokio::fs::write(&draft, content).await?;
    let new = NewMedia {
        hash,
        media_type: "image/jpeg".to_owned(),
        bytes,
    };
    store.keep_media(&draft, &new, now_ms).await?;
    Ok(hash)
}

/// The same numbers every time (xorshift64*).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: u64) -> u64 {
        (self.next() >> 11) % end.max(1)
    }

    /// From 0 to 1.
    fn part(&mut self) -> f64 {
        u32::try_from(self.below(1 << 32)).map_or(0.0, |part| f64::from(part) / f64::from(u32::MAX))
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let at = self.below(u64::try_from(all.len()).ok()?);
        all.get(usize::try_from(at).ok()?)
    }

    fn colour(&mut self) -> [f64; 3] {
        std::array::from_fn(|_| self.part() * 255.0)
    }
}
