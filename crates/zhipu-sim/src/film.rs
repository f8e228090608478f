//! Clips that play: H.264 (constrained baseline) in MP4, without an encoder.
//!
//! A full encoder would cost seconds for a clip of a few kilobytes that no model made anyway. This one
//! writes the few words of H.264 that a drawn scene needs: one lossless picture in which flat places
//! are told by their neighbours, and then only motion over it. Start at [`Film::mp4`].

mod bits;
mod frame;
mod mp4;
mod slice;

use bits::nal;
use frame::Frame;
use mp4::{Sample, Track};
use slice::{Grid, Vector};

use crate::scene::{Canvas, float};

/// How the picture of a shot moves.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Motion {
    /// A square swings from side to side before a ground that is the same from left to right.
    Swing {
        /// Its centre.
        x: u32,
        /// Its centre.
        y: u32,
        /// From its centre to where nothing of it is left.
        reach: u32,
    },
    /// The camera goes towards the middle.
    Nearer,
    /// The camera goes away from the middle.
    Farther,
}

/// One picture and its motion.
#[derive(Debug)]
pub(crate) struct Shot<'a> {
    pub(crate) canvas: &'a Canvas,
    pub(crate) motion: Motion,
}

/// A clip to be written; the shots share its time.
#[derive(Debug)]
pub(crate) struct Film<'a> {
    pub(crate) shots: Vec<Shot<'a>>,
    pub(crate) seconds: u32,
    pub(crate) fps: u32,
    pub(crate) sound: bool,
}

impl Film<'_> {
    /// The file. All shots must be of one size, even in both sides; `None` without shots.
    pub(crate) fn mp4(&self) -> Option<Vec<u8>> {
        let first = self.shots.first()?;
        let grid = Grid::of(first.canvas.width, first.canvas.height);
        let frames = self.seconds * self.fps;
        let count = u32::try_from(self.shots.len()).ok()?;
        let mut samples = Vec::new();
        for (place, shot) in (0..).zip(&self.shots) {
            let begin = frames * place / count;
            let end = frames * (place + 1) / count;
            samples.extend(shoot(shot, grid, place, end - begin));
        }
        let track = Track {
            width: first.canvas.width,
            height: first.canvas.height,
            fps: self.fps,
            parameters: [
                nal(7, &slice::sequence(grid, self.fps)),
                nal(8, &slice::picture()),
            ],
            samples,
        };
        Some(track.mp4(self.sound.then_some(self.seconds)))
    }
}

/// The samples of one shot: the picture, then its motion.
fn shoot(shot: &Shot<'_>, grid: Grid, place: u32, frames: u32) -> Vec<Sample> {
    let frame = Frame::of(shot.canvas, grid);
    let mut samples = vec![Sample {
        bytes: nal(5, &slice::still(&frame, grid, place)),
        whole: true,
    }];
    for number in 1..frames {
        let time = float(number) / float(frames.max(2) - 1);
        let vectors = vectors(shot.motion, grid, time);
        samples.push(Sample {
            bytes: nal(1, &slice::moved(&vectors, grid, number)),
            whole: false,
        });
    }
    samples
}

/// For each macroblock, where in the picture its content lies, at a time between 0 and 1.
fn vectors(motion: Motion, grid: Grid, time: f32) -> Vec<Vector> {
    let shift = match motion {
        Motion::Swing { .. } => {
            // No further than a vector of any level reaches.
            let widest = (float(grid.columns) * 16.0 * 0.28).min(2000.0);
            round((time * std::f32::consts::TAU).sin() * widest)
        }
        Motion::Nearer | Motion::Farther => 0,
    };
    let mut vectors = Vec::with_capacity(grid.count());
    for row in 0..grid.rows {
        for column in 0..grid.columns {
            vectors.push(match motion {
                Motion::Swing { x, y, reach } => swing(grid, [column, row], [x, y, reach], shift),
                Motion::Nearer => zoom(grid, [column, row], 1.0 + 0.12 * time),
                Motion::Farther => zoom(grid, [column, row], 1.12 - 0.12 * time),
            });
        }
    }
    vectors
}

/// Behind the square: the square shifted. Where it was: a clean place of the same rows.
fn swing(grid: Grid, [column, row]: [u32; 2], [x, y, reach]: [u32; 3], shift: i32) -> Vector {
    let pixels = |blocks: u32| i32::try_from(blocks * 16).unwrap_or(0);
    let whole = |number: u32| i32::try_from(number).unwrap_or(0);
    let (left, top) = (pixels(column), pixels(row));
    let (x, y, reach) = (whole(x), whole(y), whole(reach));
    let meets = |centre: i32, start: i32| start + 16 > centre - reach && start < centre + reach;
    if !meets(y, top) {
        return Vector::default();
    }
    if meets(x + shift, left) {
        return Vector {
            x: -shift * 4,
            y: 0,
        };
    }
    if meets(x, left) {
        // Beyond an edge the last column goes on, which is clean as well.
        let away = 2 * reach + 32;
        let to_the_right = x < pixels(grid.columns) / 2;
        let away = if to_the_right { away } else { -away };
        return Vector { x: away * 4, y: 0 };
    }
    Vector::default()
}

fn zoom(grid: Grid, [column, row]: [u32; 2], scale: f32) -> Vector {
    let along = |place: u32, count: u32| {
        let from_middle = (float(place) + 0.5 - float(count) / 2.0) * 16.0;
        round(from_middle * (1.0 / scale - 1.0) * 4.0)
    };
    Vector {
        x: along(column, grid.columns),
        y: along(row, grid.rows),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "vectors are thousands of pixels at most"
)]
fn round(number: f32) -> i32 {
    number.round() as i32
}

#[cfg(test)]
mod tests;
