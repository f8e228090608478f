//! The small picture of a picture, and the blur that stands in for it until it has come.

use fast_image_resize::{ResizeOptions, Resizer};
use image::{
    DynamicImage, ExtendedColorType, ImageEncoder as _, RgbImage, RgbaImage,
    codecs::{jpeg::JpegEncoder, webp::WebPEncoder},
};

use super::{Format, Refusal};

/// Longest side of the small picture: a row of the gallery on a dense screen.
const SIDE: u32 = 512;
/// Longest side of what the blur is made from; more is refused by its maker.
const BLUR_SIDE: u32 = 100;
/// No flaw is seen at that size.
const QUALITY: u8 = 84;

/// A small picture as a file, and its blur.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Small {
    pub(in crate::studio) content: Vec<u8>,
    pub(in crate::studio) format: Format,
    pub(in crate::studio) thumbhash: Vec<u8>,
}

impl Small {
    /// Takes the picture, so that its memory is free again afterwards.
    pub(super) fn of(picture: DynamicImage) -> Result<Self, Refusal> {
        let small = fit(plain(picture), SIDE)?;
        let thumbhash = blur(&small)?;
        let (content, format) = encode(&small)?;
        Ok(Self {
            content,
            format,
            thumbhash,
        })
    }
}

/// Eight bits a channel, with transparency only where there was any.
fn plain(picture: DynamicImage) -> DynamicImage {
    if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(picture.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(picture.into_rgb8())
    }
}

/// At most `side` long; never made larger.
fn fit(picture: DynamicImage, side: u32) -> Result<DynamicImage, Refusal> {
    let (width, height) = (picture.width(), picture.height());
    let longest = width.max(height);
    if longest <= side {
        return Ok(picture);
    }
    let scaled = |length: u32| {
        let scaled = (u64::from(length) * u64::from(side)).div_ceil(u64::from(longest));
        u32::try_from(scaled).unwrap_or(side).clamp(1, side)
    };
    let (width, height) = (scaled(width), scaled(height));
    let mut small = match picture {
        DynamicImage::ImageRgb8(_) => DynamicImage::ImageRgb8(RgbImage::new(width, height)),
        _ => DynamicImage::ImageRgba8(RgbaImage::new(width, height)),
    };
    Resizer::new()
        .resize(&picture, &mut small, &ResizeOptions::new())
        .map_err(|error| Refusal::Broken(error.to_string()))?;
    Ok(small)
}

fn blur(picture: &DynamicImage) -> Result<Vec<u8>, Refusal> {
    let tiny = fit(DynamicImage::ImageRgba8(picture.to_rgba8()), BLUR_SIDE)?.into_rgba8();
    let side = |length: u32| usize::try_from(length).unwrap_or_default();
    let (width, height) = (side(tiny.width()), side(tiny.height()));
    Ok(thumbhash::rgba_to_thumb_hash(width, height, tiny.as_raw()))
}

/// JPEG, but WebP for what one can see through.
fn encode(picture: &DynamicImage) -> Result<(Vec<u8>, Format), Refusal> {
    let mut content = Vec::new();
    let (width, height) = (picture.width(), picture.height());
    let seen_through = match picture {
        DynamicImage::ImageRgba8(pixels) => pixels.pixels().any(|pixel| pixel.0[3] < 255),
        _ => false,
    };
    let (done, format) = if seen_through {
        let encoder = WebPEncoder::new_lossless(&mut content);
        let pixels = picture.as_bytes();
        let done = encoder.write_image(pixels, width, height, ExtendedColorType::Rgba8);
        (done, Format::Webp)
    } else {
        let encoder = JpegEncoder::new_with_quality(&mut content, QUALITY);
        let pixels = picture.to_rgb8();
        let done = encoder.write_image(&pixels, width, height, ExtendedColorType::Rgb8);
        (done, Format::Jpeg)
    };
    done.map_err(|error| Refusal::Broken(error.to_string()))?;
    Ok((content, format))
}
