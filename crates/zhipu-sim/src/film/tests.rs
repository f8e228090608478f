use super::*;
use crate::scene::Scene;

/// Plays vectors and a whole picture as a player would, without sub-pixels: what the film shows.
fn shown(canvas: &Canvas, vectors: &[Vector], grid: Grid, [x, y]: [u32; 2]) -> [u8; 3] {
    let block = (y / 16) * grid.columns + x / 16;
    let vector = vectors[usize::try_from(block).unwrap()];
    assert_eq!((vector.x % 4, vector.y % 4), (0, 0), "whole pixels");
    let at = |place: u32, by: i32| place.saturating_add_signed(by / 4);
    canvas.pixel(at(x, vector.x), at(y, vector.y))
}

#[test]
fn the_disc_moves_whole_and_leaves_a_clean_sky_behind() {
    for (width, height, seed) in [(320, 192, 3), (192, 320, 9), (320, 192, 20)] {
        let scene = Scene::new("x", seed, width, height);
        let (canvas, disc) = (scene.draw(), scene.disc());
        let grid = Grid::of(width, height);
        let (x, y, reach) = (disc.x, disc.y, disc.reach);
        for time in [0.0, 0.1, 0.25, 0.5, 0.75, 0.9] {
            let vectors = vectors(Motion::Swing { x, y, reach }, grid, time);
            let shift = round((time * std::f32::consts::TAU).sin() * float(width) * 0.28);
            for row in 0..height {
                for column in 0..width {
                    let from = column.saturating_add_signed(-shift);
                    let in_the_disc = column.abs_diff(disc.x.saturating_add_signed(shift)) <= reach
                        && row.abs_diff(disc.y) <= reach;
                    let wanted = if in_the_disc {
                        canvas.pixel(from, row)
                    } else if row.abs_diff(disc.y) <= reach {
                        canvas.pixel(0, row)
                    } else {
                        canvas.pixel(column, row)
                    };
                    let found = shown(&canvas, &vectors, grid, [column, row]);
                    assert_eq!(found, wanted, "{time}: {column} {row}");
                }
            }
        }
    }
}

#[test]
fn a_packet_never_holds_the_start_of_another() {
    let raw = [0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0];
    let packet = nal(5, &raw);
    assert!(
        !packet
            .windows(3)
            .any(|three| three[..2] == [0, 0] && three[2] < 3)
    );
    assert_eq!(packet[..6], [0x65, 0, 0, 3, 0, 0]);
}

#[test]
fn codes_are_those_of_the_standard() {
    let mut bits = bits::Bits::default();
    for number in 0..5 {
        bits.unsigned(number); // 1 010 011 00100 00101
    }
    for number in [0, 1, -1, 2] {
        bits.signed(number); // 1 010 011 00100
    }
    assert_eq!(
        bits.ended(),
        [0b1010_0110, 0b0100_0010, 0b1101_0011, 0b0010_0100]
    );
}

#[test]
fn a_film_is_small_and_says_its_size_length_and_sound() {
    let scene = Scene::new("海边", 1, 1280, 720);
    let (canvas, disc) = (scene.draw(), scene.disc());
    let motion = Motion::Swing {
        x: disc.x,
        y: disc.y,
        reach: disc.reach,
    };
    let film = |sound| Film {
        shots: vec![Shot {
            canvas: &canvas,
            motion,
        }],
        seconds: 4,
        fps: 24,
        sound,
    };
    let silent = film(false).mp4().unwrap();
    assert!(silent.len() < 1_500_000, "{}", silent.len());
    assert_eq!(&silent[4..8], b"ftyp");
    let has = |file: &[u8], name: &[u8]| file.windows(name.len()).any(|it| it == name);
    assert!(has(&silent, b"avc1") && !has(&silent, b"mp4a"));
    assert!(has(&film(true).mp4().unwrap(), b"mp4a"));
    let count = (4_u32 * 24).to_be_bytes();
    assert!(has(
        &silent,
        &[&b"stsz\0\0\0\0\0\0\0\0"[..], &count].concat()
    ));
}
