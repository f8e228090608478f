use super::*;

fn drawn(prompt: &str, seed: u64, width: u32, height: u32) -> Canvas {
    Scene::new(prompt, seed, width, height).draw()
}

#[test]
fn a_picture_has_the_asked_size_and_depends_on_prompt_and_number_alone() {
    let one = drawn("一只猫 🐈 שלום", 1, 144, 96).png().unwrap();
    let read = image::load_from_memory(&one).unwrap();
    assert_eq!((read.width(), read.height()), (144, 96));
    assert_eq!(drawn("一只猫 🐈 שלום", 1, 144, 96).png().unwrap(), one);
    for seed in 2..5 {
        assert_ne!(drawn("一只猫 🐈 שלום", seed, 144, 96).png().unwrap(), one);
    }
    assert_ne!(drawn("", 1, 144, 96).png().unwrap(), one);
    let jpeg = drawn("x", 1, 144, 96).jpeg().unwrap();
    let format = image::guess_format(&jpeg).unwrap();
    assert_eq!(format, image::ImageFormat::Jpeg);
}

#[test]
fn around_the_disc_the_sky_is_the_same_from_left_to_right() {
    for seed in 0..40 {
        for (width, height) in [(256, 144), (144, 256), (128, 128)] {
            let scene = Scene::new("x", seed, width, height);
            let (canvas, disc) = (scene.draw(), scene.disc());
            for y in disc.y - disc.reach..=disc.y + disc.reach {
                for x in 0..width {
                    if x.abs_diff(disc.x) > disc.reach {
                        assert_eq!(canvas.pixel(x, y), canvas.pixel(0, y), "{seed} {x} {y}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_picture_that_was_handed_in_fills_the_size_and_a_broken_one_is_none() {
    let wide = drawn("x", 1, 200, 50).png().unwrap();
    let canvas = Canvas::from_bytes(&wide, 64, 64).unwrap();
    assert_eq!((canvas.width, canvas.height), (64, 64));
    assert!(Canvas::from_bytes(&wide[..wide.len() / 2], 64, 64).is_none());
    assert!(Canvas::from_bytes(b"<svg/>", 64, 64).is_none());
}
