//! Pictures without a model: a landscape drawn from a prompt and a number, and pictures that were
//! handed in. The same prompt and number give the same picture.

mod palette;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::imageops::FilterType as Sampling;
use image::{ExtendedColorType, ImageEncoder as _, ImageReader, Limits, RgbImage};

use crate::ids::{hash, mix};
use palette::{PALETTES, Palette};

/// The longest side of a picture that is read.
const LONGEST_SIDE: u32 = 20_000;

/// A drawn picture.
#[derive(Debug)]
pub(crate) struct Canvas {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pixels: RgbImage,
}

impl Canvas {
    /// A pixel; beyond the edges the nearest one.
    pub(crate) fn pixel(&self, x: u32, y: u32) -> [u8; 3] {
        let x = x.min(self.width.saturating_sub(1));
        let y = y.min(self.height.saturating_sub(1));
        self.pixels
            .get_pixel_checked(x, y)
            .map_or([0; 3], |it| it.0)
    }

    /// A picture that was handed in, cut and scaled to a size; `None` if it cannot be read.
    pub(crate) fn from_bytes(bytes: &[u8], width: u32, height: u32) -> Option<Self> {
        let mut reader = ImageReader::new(std::io::Cursor::new(bytes));
        let mut limits = Limits::default();
        limits.max_image_width = Some(LONGEST_SIDE);
        limits.max_image_height = Some(LONGEST_SIDE);
        reader.limits(limits);
        let picture = reader.with_guessed_format().ok()?.decode().ok()?;
        let filled = picture.resize_to_fill(width, height, Sampling::Triangle);
        Some(Self {
            width,
            height,
            pixels: filled.into_rgb8(),
        })
    }

    pub(crate) fn png(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive)
            .write_image(
                &self.pixels,
                self.width,
                self.height,
                ExtendedColorType::Rgb8,
            )
            .ok()?;
        Some(bytes)
    }

    pub(crate) fn jpeg(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 88)
            .write_image(
                &self.pixels,
                self.width,
                self.height,
                ExtendedColorType::Rgb8,
            )
            .ok()?;
        Some(bytes)
    }
}

/// A landscape: sky, a sun or moon, three ranges of hills or houses. Each row of sky and of each range
/// has one colour, so that a film of it is small.
#[derive(Debug)]
pub(crate) struct Scene {
    width: u32,
    height: u32,
    palette: Palette,
    number: u64,
}

/// The sun or moon.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Disc {
    pub(crate) x: u32,
    pub(crate) y: u32,
    /// From its centre to where nothing of its light is left.
    pub(crate) reach: u32,
}

impl Scene {
    pub(crate) fn new(prompt: &str, seed: u64, width: u32, height: u32) -> Self {
        let number = hash(seed, prompt);
        let palette = crate::ids::choose(PALETTES, number)
            .copied()
            .unwrap_or_default();
        Self {
            width,
            height,
            palette,
            number,
        }
    }

    /// Always in the upper half, above all hills.
    pub(crate) fn disc(&self) -> Disc {
        let short = self.width.min(self.height);
        Disc {
            x: self.width * self.percent(1, 35, 65) / 100,
            y: self.height * 26 / 100,
            reach: short * 15 / 100,
        }
    }

    pub(crate) fn draw(&self) -> Canvas {
        let ranges = [0, 1, 2].map(|range| self.tops(range));
        let sky: Vec<[u8; 3]> = self.rows(0, self.palette.sky);
        let grounds = self
            .palette
            .ground
            .map(|colours| self.rows(self.height / 2, colours));
        let disc = self.disc();
        let mut pixels = RgbImage::new(self.width, self.height);
        for (x, y, pixel) in pixels.enumerate_pixels_mut() {
            let (column, row) = (index(x), index(y));
            // The nearest range that reaches so high.
            let mut near_first = ranges.iter().zip(&grounds).rev();
            let ground = near_first.find(|(tops, _)| tops.get(column).is_some_and(|top| y >= *top));
            let colours = ground.map_or(&sky, |(_, colours)| colours);
            let plain = colours.get(row).copied().unwrap_or_default();
            pixel.0 = if ground.is_none() {
                self.lit(plain, disc, x, y)
            } else {
                plain
            };
        }
        Canvas {
            width: self.width,
            height: self.height,
            pixels,
        }
    }

    /// A colour for each row, from one to the other between a row and the bottom.
    fn rows(&self, from: u32, [above, below]: [[u8; 3]; 2]) -> Vec<[u8; 3]> {
        let span = float(self.height.saturating_sub(from).max(1));
        (0..self.height)
            .map(|row| blend(above, below, float(row.saturating_sub(from)) / span))
            .collect()
    }

    /// The row in which a range begins, for each column.
    fn tops(&self, range: u64) -> Vec<u32> {
        let base = [0.56, 0.68, 0.82].get(usize::try_from(range).unwrap_or(0));
        let base = base.copied().unwrap_or(0.8);
        let is_town = self.number.is_multiple_of(3) && range > 0;
        let (height, width) = (float(self.height), float(self.width));
        (0..self.width)
            .map(|column| {
                let along = float(column) / width;
                let rise = if is_town {
                    self.house(range, along)
                } else {
                    self.hill(range, along)
                };
                whole(height * (base - rise).clamp(0.5, 1.0))
            })
            .collect()
    }

    fn hill(&self, range: u64, along: f32) -> f32 {
        let wave = |salt: u64, waves: f32, size: f32| {
            let phase = float(self.percent(salt * 7 + range, 0, 100)) / 100.0;
            ((along * waves + phase) * std::f32::consts::TAU).sin() * size
        };
        wave(2, 1.3, 0.035) + wave(3, 3.1, 0.018) + wave(4, 7.7, 0.006)
    }

    fn house(&self, range: u64, along: f32) -> f32 {
        let place = u64::from(whole(
            along * 23.0 + float(self.percent(range, 0, 50)) / 50.0,
        ));
        let tall = mix(self.number ^ mix(place * 31 + range)) % 100;
        float(u32::try_from(tall).unwrap_or(0)) / 100.0 * 0.13
    }

    /// The sky with the light of the disc in it.
    fn lit(&self, plain: [u8; 3], disc: Disc, x: u32, y: u32) -> [u8; 3] {
        let (far_x, far_y) = (x.abs_diff(disc.x), y.abs_diff(disc.y));
        if far_x > disc.reach || far_y > disc.reach {
            return plain;
        }
        let distance = float(far_x).hypot(float(far_y));
        let reach = float(disc.reach);
        let radius = reach * 0.55;
        // Half a pixel of the edge is both.
        let solid = (radius - distance + 0.5).clamp(0.0, 1.0);
        let halo = (1.0 - (distance - radius) / (reach - radius)).clamp(0.0, 1.0) * 0.35;
        blend(plain, self.palette.disc, solid.max(halo * halo * 2.5))
    }

    /// A number of this scene between two others.
    fn percent(&self, salt: u64, least: u32, most: u32) -> u32 {
        let span = u64::from(most - least + 1);
        least + u32::try_from(mix(self.number ^ mix(salt)) % span).unwrap_or(0)
    }
}

fn blend(one: [u8; 3], other: [u8; 3], share: f32) -> [u8; 3] {
    let mut mixed = one;
    for (level, other) in mixed.iter_mut().zip(other) {
        let (from, to) = (f32::from(*level), f32::from(other));
        *level = u8::try_from(whole(from + (to - from) * share.clamp(0.0, 1.0))).unwrap_or(255);
    }
    mixed
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sides of pictures, far below 2^24"
)]
pub(crate) fn float(number: u32) -> f32 {
    number as f32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sides and colour levels; the cast itself ends at the bounds"
)]
fn whole(number: f32) -> u32 {
    number.round() as u32
}

#[cfg(test)]
mod tests;
