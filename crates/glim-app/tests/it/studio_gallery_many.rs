//! What a gallery of a hundred thousand costs. Ignored: it takes half a minute to fill. Run it with
//! `cargo nextest run --cargo-profile bench-app -p glim-app --run-ignored only -E 'test(studio_gallery_many)' --no-capture`.
#![allow(clippy::print_stdout, reason = "says what it measured")]

use std::time::{Duration, Instant};

use glim_app::studio::{GalleryFilter, SetFavourite, studio_facets, studio_favourite};
use glim_store::MediaKind;

use crate::studio_gallery::{Filled, NOON};

const MANY: u32 = 100_000;
const SUBJECTS: [&str; 6] = [
    "一只戴帽子的橘猫",
    "a lighthouse in a storm",
    "江南水乡的清晨",
    "雪山下的木屋",
    "an old fisherman",
    "赛博朋克城市的雨夜",
];
const STYLES: [&str; 5] = ["水彩画", "oil painting", "电影感", "工笔重彩", "35mm film"];

fn prompts() -> impl Iterator<Item = String> {
    (0..MANY).map(|at| {
        let place = usize::try_from(at).unwrap();
        let subject = SUBJECTS[place * 7 % SUBJECTS.len()];
        let style = STYLES[place * 11 / 3 % STYLES.len()];
        format!("{subject}，{style}，第 {at} 版，高清细节，柔和的光线")
    })
}

fn filters() -> Vec<(&'static str, GalleryFilter)> {
    let all = GalleryFilter::default;
    let text = |text: &str| GalleryFilter {
        text: text.to_owned(),
        ..all()
    };
    vec![
        (
            "videos",
            GalleryFilter {
                kinds: vec![MediaKind::Video],
                ..all()
            },
        ),
        (
            "a model",
            GalleryFilter {
                models: vec!["glm-image".into()],
                ..all()
            },
        ),
        (
            "favourites",
            GalleryFilter {
                favourite: true,
                ..all()
            },
        ),
        (
            "a year",
            GalleryFilter {
                from_ms: Some(NOON - 365 * 86_400_000),
                ..all()
            },
        ),
        ("a character in all", text("光")),
        ("words in all", text("柔和的光线")),
        ("a word in some", text("橘猫")),
        ("two in some", text("木屋 水彩画")),
        ("unfinished", text("lightho")),
        ("one in all of them", text("99999")),
        ("in none", text("没有的东西")),
    ]
}

fn percentile(times: &mut [Duration], part: f64) -> Duration {
    times.sort();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place in a short list"
    )]
    let at = ((times.len() as f64 * part).ceil() as usize).clamp(1, times.len());
    times[at - 1]
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures"]
async fn a_hundred_thousand_are_quick() {
    let begin = Instant::now();
    let filled = Filled::with(prompts()).await;
    println!("filled {MANY} in {:?}", begin.elapsed());

    let begin = Instant::now();
    let whole = filled.open(GalleryFilter::default()).await;
    let first = filled.rows(&whole, 0, 1600).await;
    let opened = begin.elapsed();
    assert_eq!(whole.total, MANY);
    println!("open, with the first {} rows: {opened:?}", first.len());

    let favourite = SetFavourite {
        artifacts: filled.ids.iter().copied().step_by(20).take(2000).collect(),
        favourite: true,
    };
    studio_favourite(&filled.app, favourite).await.unwrap();
    let begin = Instant::now();
    filled.open(GalleryFilter::default()).await;
    println!("again after 2,000 changed: {:?}", begin.elapsed());

    let mut slow = Vec::new();
    for (name, filter) in filters() {
        let mut times = Vec::new();
        let mut total = 0;
        for round in 0..20 {
            // A range of its own, so that no layout is known.
            let filter = GalleryFilter {
                until_ms: Some(NOON + 1 + round),
                ..filter.clone()
            };
            let begin = Instant::now();
            let gallery = filled.open(filter).await;
            times.push(begin.elapsed());
            total = gallery.total;
        }
        let p95 = percentile(&mut times, 0.95);
        println!(
            "{name}: {total} left, p50 {:?}, p95 {p95:?}",
            percentile(&mut times, 0.5)
        );
        slow.push(p95);
    }

    // So many layouts were made since that this one is forgotten.
    let whole = filled.open(GalleryFilter::default()).await;
    let mut times = Vec::new();
    for at in 0..200 {
        let top = whole.height / 200 * at;
        let begin = Instant::now();
        filled.rows(&whole, top, top + 1600).await;
        times.push(begin.elapsed());
    }
    println!("rows anywhere: p95 {:?}", percentile(&mut times, 0.95));
    let begin = Instant::now();
    studio_facets(&filled.app, ()).await.unwrap();
    println!("facets: {:?}", begin.elapsed());

    // Ten times what is promised: this machine may be busy, but not that busy.
    assert!(opened < Duration::from_secs(2));
    assert!(slow.into_iter().all(|it| it < Duration::from_millis(200)));
}
