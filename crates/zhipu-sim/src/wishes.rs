//! What a request for a picture or clip asks for, checked as the platform checks it: unknown fields
//! are ignored, bad ones refused. Source: platform images.md §2–3, videos.md §2.

use bytes::Bytes;
use serde_json::Value;

use crate::check::{illegal, length, text};
use crate::codes::Refusal;
use crate::media;
use crate::models::Models;

const MEGABYTE: usize = 1_000_000;

/// A checked picture.
#[derive(Clone, Debug)]
pub(crate) struct PictureWish {
    pub(crate) model: String,
    pub(crate) prompt: String,
    pub(crate) size: [u32; 2],
}

/// A checked clip.
#[derive(Clone, Debug)]
pub(crate) struct ClipWish {
    pub(crate) model: String,
    pub(crate) prompt: String,
    pub(crate) size: [u32; 2],
    pub(crate) seconds: u32,
    pub(crate) fps: u32,
    pub(crate) sound: bool,
    /// Those that came along; what lies at an address is not fetched.
    pub(crate) pictures: Vec<Bytes>,
}

/// The rule for sizes that are not recommended: shortest and longest side, multiple, pixels.
type Custom = [u32; 4];

/// Model, recommended sizes (the first if none is asked for), others, qualities.
type Picture = (
    &'static str,
    &'static [&'static str],
    Custom,
    &'static [&'static str],
);

const GLM_SIZES: &[&str] = &[
    "1280x1280",
    "1568x1056",
    "1056x1568",
    "1472x1088",
    "1088x1472",
    "1728x960",
    "960x1728",
];
const COGVIEW_SIZES: &[&str] = &[
    "1024x1024",
    "768x1344",
    "864x1152",
    "1344x768",
    "1152x864",
    "1440x720",
    "720x1440",
];
const PICTURES: &[Picture] = &[
    ("glm-image", GLM_SIZES, [1024, 2048, 32, 1 << 22], &["hd"]),
    (
        "cogview-4-250304",
        COGVIEW_SIZES,
        [512, 2048, 16, 1 << 21],
        &["standard", "hd"],
    ),
    (
        "cogview-4",
        COGVIEW_SIZES,
        [512, 2048, 16, 1 << 21],
        &["standard", "hd"],
    ),
    (
        "cogview-3-flash",
        COGVIEW_SIZES,
        [512, 2048, 16, 1 << 21],
        &["standard", "hd"],
    ),
];

/// What a family of clip models takes.
struct Clip {
    model: &'static str,
    sizes: &'static [&'static str],
    /// Lengths in seconds, the first if none is asked for.
    seconds: &'static [u64],
    /// Whether `duration` is a field at all.
    says_seconds: bool,
    /// Least and most pictures.
    pictures: [usize; 2],
    vidu: bool,
    words: &'static [(&'static str, &'static [&'static str])],
}

const COG_3: &[&str] = &[
    "1280x720",
    "720x1280",
    "1024x1024",
    "1920x1080",
    "1080x1920",
    "2048x1080",
    "3840x2160",
];
const COG_2: &[&str] = &[
    "720x480",
    "1024x1024",
    "1280x960",
    "960x1280",
    "1920x1080",
    "1080x1920",
    "2048x1080",
    "3840x2160",
];
const QUALITY: (&str, &[&str]) = ("quality", &["speed", "quality"]);
const MOVEMENT: (&str, &[&str]) = ("movement_amplitude", &["auto", "small", "medium", "large"]);
const ASPECT: (&str, &[&str]) = ("aspect_ratio", &["16:9", "9:16", "1:1"]);
const STYLE: (&str, &[&str]) = ("style", &["general", "anime"]);

const fn cog(model: &'static str, sizes: &'static [&'static str], most: usize) -> Clip {
    Clip {
        model,
        sizes,
        seconds: if most == 2 { &[5, 10] } else { &[6] },
        says_seconds: most == 2,
        pictures: [0, most],
        vidu: false,
        words: &[QUALITY],
    }
}

const fn vidu(model: &'static str, sizes: &'static [&'static str], pictures: [usize; 2]) -> Clip {
    Clip {
        model,
        sizes,
        seconds: &[4],
        says_seconds: true,
        pictures,
        vidu: true,
        words: &[MOVEMENT],
    }
}

const CLIPS: &[Clip] = &[
    cog("cogvideox-3", COG_3, 2),
    cog("cogvideox-2", COG_2, 1),
    cog("cogvideox-flash", COG_2, 1),
    Clip {
        seconds: &[5],
        words: &[MOVEMENT, ASPECT, STYLE],
        ..vidu("viduq1-text", &["1920x1080"], [0, 0])
    },
    Clip {
        seconds: &[5],
        ..vidu("viduq1-image", &["1920x1080"], [1, 1])
    },
    Clip {
        seconds: &[5],
        ..vidu("viduq1-start-end", &["1920x1080"], [1, 2])
    },
    vidu("vidu2-image", &["1280x720"], [1, 1]),
    vidu("vidu2-start-end", &["1280x720", "480x360"], [1, 2]),
    Clip {
        words: &[MOVEMENT, ASPECT],
        ..vidu("vidu2-reference", &["1280x720"], [1, 3])
    },
];

/// Checks a request for a picture; `later` is the call that answers with a task.
pub(crate) fn picture(body: &Value, models: &Models, later: bool) -> Result<PictureWish, Refusal> {
    let id = model(body)?;
    let known = PICTURES.iter().find(|it| id.eq_ignore_ascii_case(it.0));
    let (name, recommended, custom, qualities) = known.ok_or_else(|| other_model(id, models))?;
    if later && *name != "glm-image" {
        return Err(Refusal::of(1212));
    }
    let prompt = prompt(body)?.ok_or_else(|| Refusal::missing("prompt"))?;
    word(body, "quality", qualities)?;
    common(body)?;
    let asked = match body.get("size") {
        None | Some(Value::Null) => recommended.first().copied().unwrap_or_default(),
        Some(size) => size.as_str().ok_or_else(|| illegal("size"))?,
    };
    let [width, height] = sides(asked).ok_or_else(|| illegal("size"))?;
    let [least, most, multiple, pixels] = *custom;
    let fits = [width, height]
        .iter()
        .all(|side| (least..=most).contains(side) && side.is_multiple_of(multiple))
        && width * height <= pixels;
    if !fits && !recommended.contains(&asked) {
        return Err(illegal("size"));
    }
    Ok(PictureWish {
        model: (*name).to_owned(),
        prompt: prompt.to_owned(),
        size: [width, height],
    })
}

/// Checks a request for a clip.
pub(crate) fn clip(body: &Value, models: &Models) -> Result<ClipWish, Refusal> {
    let id = model(body)?;
    let known = CLIPS.iter().find(|it| id.eq_ignore_ascii_case(it.model));
    let clip = known.ok_or_else(|| other_model(id, models))?;
    let prompt = prompt(body)?;
    if prompt.is_some_and(|prompt| prompt.chars().count() > 512) {
        return Err(Refusal::range("prompt", "[1,512]"));
    }
    let (count, pictures) = pictures(body, clip)?;
    if prompt.is_none() && count == 0 {
        return Err(Refusal::missing("prompt"));
    }
    for (field, allowed) in clip.words {
        word(body, field, allowed)?;
    }
    common(body)?;
    flag(body, "with_audio")?;
    let seconds = if clip.says_seconds {
        number(body, "duration", clip.seconds)?
    } else {
        clip.seconds.first().copied().unwrap_or(6)
    };
    let fps = if clip.vidu {
        24
    } else {
        number(body, "fps", &[30, 60])?
    };
    let size = match word(body, "size", clip.sizes)?.and_then(sides) {
        Some(size) => size,
        None if clip.vidu => clip
            .sizes
            .first()
            .and_then(|size| sides(size))
            .unwrap_or([1280, 720]),
        None => by_picture(pictures.first()),
    };
    Ok(ClipWish {
        model: clip.model.to_owned(),
        prompt: prompt.unwrap_or_default().to_owned(),
        size: turned(size, text(body, "aspect_ratio")),
        seconds: u32::try_from(seconds).unwrap_or(5),
        fps: u32::try_from(fps).unwrap_or(30),
        sound: body.get("with_audio") == Some(&Value::Bool(true)),
        pictures,
    })
}

fn model(body: &Value) -> Result<&str, Refusal> {
    text(body, "model")
        .filter(|id| !id.is_empty())
        .ok_or_else(|| Refusal::missing("model"))
}

/// 1212 for a model that does something else, 1211 for none.
fn other_model(id: &str, models: &Models) -> Refusal {
    let id = id.to_ascii_lowercase();
    let makes = PICTURES.iter().any(|it| it.0 == id) || CLIPS.iter().any(|it| it.model == id);
    Refusal::of(if makes || models.get(&id).is_some() {
        1212
    } else {
        1211
    })
}

fn prompt(body: &Value) -> Result<Option<&str>, Refusal> {
    match body.get("prompt") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(prompt)) => Ok(Some(prompt.as_str()).filter(|it| !it.trim().is_empty())),
        Some(_) => Err(illegal("prompt")),
    }
}

fn common(body: &Value) -> Result<(), Refusal> {
    flag(body, "watermark_enabled")?;
    length(body, "user_id", 6..=128)
}

fn flag(body: &Value, field: &str) -> Result<(), Refusal> {
    match body.get(field) {
        None | Some(Value::Null | Value::Bool(_)) => Ok(()),
        Some(_) => Err(illegal(field)),
    }
}

fn word<'a>(body: &'a Value, field: &str, allowed: &[&str]) -> Result<Option<&'a str>, Refusal> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value
            .as_str()
            .filter(|word| allowed.contains(word))
            .map(Some)
            .ok_or_else(|| illegal(field)),
    }
}

fn number(body: &Value, field: &str, allowed: &[u64]) -> Result<u64, Refusal> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(allowed.first().copied().unwrap_or_default()),
        Some(value) => value
            .as_u64()
            .filter(|number| allowed.contains(number))
            .ok_or_else(|| illegal(field)),
    }
}

/// How many pictures there are, and those that came along.
fn pictures(body: &Value, clip: &Clip) -> Result<(usize, Vec<Bytes>), Refusal> {
    let told: Vec<&str> = match body.get("image_url") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(one)) if clip.pictures[1] < 2 || !clip.vidu => vec![one],
        // Two frames of CogVideoX are a list of exactly two; a list of one is none of its forms.
        Some(Value::Array(several)) if clip.vidu || several.len() == 2 => {
            let texts: Option<Vec<&str>> = several.iter().map(Value::as_str).collect();
            texts.ok_or_else(|| illegal("image_url"))?
        }
        Some(_) => return Err(illegal("image_url")),
    };
    let [least, most] = clip.pictures;
    if told.len() < least && told.is_empty() {
        return Err(Refusal::missing("image_url"));
    }
    if told.len() < least || told.len() > most {
        return Err(Refusal::range("image_url", &format!("[{least},{most}]")));
    }
    let mut came = Vec::new();
    for url in &told {
        if media::is_address(url) {
            continue;
        }
        if clip.vidu && !url.starts_with("data:image/") {
            return Err(illegal("image_url"));
        }
        came.push(checked(media::decode(url)?, clip)?);
    }
    Ok((told.len(), came))
}

fn checked(bytes: Vec<u8>, clip: &Clip) -> Result<Bytes, Refusal> {
    let (format, pixels) = media::sniff(&bytes).ok_or_else(|| illegal("image_url"))?;
    let known = matches!(format, "PNG" | "JPEG") || (clip.vidu && format == "WebP");
    let most = if clip.vidu {
        50 * MEGABYTE
    } else {
        5 * MEGABYTE
    };
    if !known || bytes.len() > most {
        return Err(illegal("image_url"));
    }
    if let Some((width, height)) = pixels.filter(|_| clip.vidu) {
        let small = clip.model == "vidu2-reference" && width.min(height) < 128;
        if width > height.saturating_mul(4) || height > width.saturating_mul(4) || small {
            return Err(illegal("image_url"));
        }
    }
    Ok(bytes.into())
}

/// Width and height of `1280x720`.
fn sides(text: &str) -> Option<[u32; 2]> {
    let (width, height) = text.split_once('x')?;
    let side = |digits: &str| {
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        digits
            .parse()
            .ok()
            .filter(|side| plain && (1..=8192).contains(side))
    };
    Some([side(width)?, side(height)?])
}

/// Short side 1080, the long one by the picture, both even.
fn by_picture(picture: Option<&Bytes>) -> [u32; 2] {
    let pixels = picture.and_then(|bytes| media::sniff(bytes)?.1);
    let Some((width, height)) = pixels.filter(|(width, height)| *width > 0 && *height > 0) else {
        return [1920, 1080];
    };
    let long = u64::from(width.max(height)) * 1080 / u64::from(width.min(height));
    let long = u32::try_from(long.min(3840)).unwrap_or(3840) & !1;
    if width >= height {
        [long, 1080]
    } else {
        [1080, long]
    }
}

fn turned([width, height]: [u32; 2], aspect: Option<&str>) -> [u32; 2] {
    match aspect {
        Some("9:16") => [height, width],
        Some("1:1") => [height, height],
        _ => [width, height],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn code(body: &Value) -> u16 {
        let models = Models::built_in().unwrap();
        clip(body, &models).unwrap_err().code
    }

    #[test]
    fn a_clip_has_the_length_and_size_of_its_model() {
        let models = Models::built_in().unwrap();
        let told = |body: Value| {
            let wish = clip(&body, &models).unwrap();
            (wish.size, wish.seconds, wish.fps)
        };
        assert_eq!(
            told(json!({"model": "cogvideox-3", "prompt": "x"})),
            ([1920, 1080], 5, 30)
        );
        let turned = json!({"model": "viduq1-text", "prompt": "x", "aspect_ratio": "9:16"});
        assert_eq!(told(turned), ([1080, 1920], 5, 24));
        let long = json!({"model": "CogVideoX-3", "prompt": "x", "duration": 10, "fps": 60, "size": "1024x1024"});
        assert_eq!(told(long), ([1024, 1024], 10, 60));
        let flash = json!({"model": "cogvideox-flash", "prompt": "x", "duration": 10});
        assert_eq!(told(flash).1, 6, "it has no such field, so it is ignored");
    }

    #[test]
    fn bad_values_have_the_documented_codes() {
        assert_eq!(code(&json!({"model": "cogvideox-3"})), 1213);
        assert_eq!(code(&json!({"model": "sora", "prompt": "x"})), 1211);
        assert_eq!(code(&json!({"model": "cogview-4", "prompt": "x"})), 1212);
        assert_eq!(code(&json!({"model": "viduq1-image", "prompt": "x"})), 1213);
        assert_eq!(
            code(&json!({"model": "cogvideox-3", "prompt": "x", "duration": 7})),
            1214
        );
        let raw = json!({"model": "vidu2-image", "image_url": "iVBORw0KGgo="});
        assert_eq!(code(&raw), 1214, "Vidu wants a data address");
        let long = "猫".repeat(513);
        assert_eq!(code(&json!({"model": "cogvideox-2", "prompt": long})), 1210);
        let models = Models::built_in().unwrap();
        let size = |size: &str| {
            picture(
                &json!({"model": "glm-image", "prompt": "x", "size": size}),
                &models,
                true,
            )
        };
        assert_eq!(size("1728x960").unwrap().size, [1728, 960]);
        for wrong in [
            "960x960",
            "1030x1024",
            "2048",
            "2048x2080",
            "x",
            "99999x99999",
        ] {
            assert_eq!(size(wrong).unwrap_err().code, 1214, "{wrong}");
        }
        let later = json!({"model": "cogview-4", "prompt": "x"});
        assert_eq!(picture(&later, &models, true).unwrap_err().code, 1212);
    }
}
