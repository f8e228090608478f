use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// 15 November 2026, noon in UTC.
const NOON: i64 = 1_794_744_000_000;

fn shape(width: u32, heading: u32) -> Shape {
    Shape {
        width,
        row_height: 200,
        gap: 8,
        heading,
    }
}

fn entries(aspects: &[u32], days_apart: i64) -> Vec<Entry> {
    (0_i64..)
        .zip(aspects)
        .map(|(at, aspect_milli)| Entry {
            number: 1000 - at,
            made_ms: NOON - at * days_apart * DAY_MS,
            aspect_milli: *aspect_milli,
        })
        .collect()
}

fn laid(shape: Shape, aspects: &[u32], days_apart: i64) -> Layout {
    let entries = entries(aspects, days_apart);
    Layout::new(shape, &entries, &mut Calendar::new(TimeZone::UTC))
}

fn all(layout: &Layout) -> Vec<Placed> {
    layout.between(0, u32::MAX, usize::MAX)
}

#[test]
fn a_full_row_ends_at_both_edges_and_the_last_one_is_ragged() {
    let layout = laid(shape(1000, 0), &[1500, 1500, 1500, 1500, 1500], 0);
    let rows = all(&layout);
    assert_eq!(rows[0].spans.first().unwrap().0, 0);
    let (left, width) = *rows[0].spans.last().unwrap();
    assert_eq!(left + width, 1000);
    assert!((150..=280).contains(&rows[0].height), "{rows:?}");
    let last = rows.last().unwrap();
    assert_eq!(last.height, 200, "not blown up to fill the row");
    assert_eq!(layout.height, last.top + last.height);
}

#[test]
fn nothing_is_a_gallery_of_no_height() {
    let layout = laid(shape(1000, 40), &[], 0);
    assert_eq!((layout.height, layout.months.len()), (0, 0));
    assert!(all(&layout).is_empty() && layout.row_with(0).is_none());
}

#[test]
fn a_panorama_and_a_strip_are_cut_and_leave_room_for_others() {
    let layout = laid(shape(1200, 0), &[90_000, 1000, 2, 1000], 0);
    assert_eq!(all(&layout)[0].spans.len(), 4, "{:?}", all(&layout));
}

#[test]
fn each_month_has_a_heading_and_begins_a_row() {
    let layout = laid(shape(900, 40), &[1000; 40], 2);
    let named: Vec<_> = layout.months.iter().map(|it| (it.year, it.month)).collect();
    assert_eq!(named, [(2026, 11), (2026, 10), (2026, 9), (2026, 8)]);
    assert_eq!(layout.months.iter().map(|it| it.count).sum::<u32>(), 40);
    for month in &layout.months {
        let row = layout.row_with(month.first).unwrap();
        assert_eq!((row.first, row.top), (month.first, month.top + 40));
    }
}

#[test]
fn without_headings_a_month_is_where_its_first_picture_is() {
    let layout = laid(shape(900, 0), &[1000; 40], 2);
    for month in &layout.months {
        let row = layout.row_with(month.first).unwrap();
        assert_eq!(row.top, month.top);
    }
}

#[test]
fn the_arrow_keys_go_to_what_is_above_and_below() {
    let layout = laid(shape(820, 0), &[1000; 12], 0);
    let rows = all(&layout);
    assert_eq!(rows[0].spans.len(), 4, "{rows:?}");
    assert_eq!(layout.beside(5, -1), Some(1));
    assert_eq!(layout.beside(5, 1), Some(9));
    assert_eq!(layout.beside(1, -1), None);
    assert_eq!(layout.beside(11, 1), None);
    assert_eq!(layout.beside(99, 1), None);
}

#[test]
fn a_long_stretch_is_cut_off() {
    let layout = laid(shape(820, 0), &[1000; 4000], 0);
    let count: usize = layout
        .between(0, u32::MAX, 1000)
        .iter()
        .map(|row| row.spans.len())
        .sum();
    assert!((1000..1010).contains(&count), "{count}");
}

proptest! {
    /// Whatever is asked for: every picture once and in order, nothing over the edge, nothing over another.
    #[test]
    fn every_picture_has_a_place_of_its_own(
        aspects in proptest::collection::vec(0_u32..100_000, 0..200),
        width in 0_u32..4000,
        row_height in 0_u32..600,
        gap in 0_u32..100,
        heading in prop_oneof![Just(0_u32), 1_u32..100],
        days in 0_i64..20,
    ) {
        let wanted = Shape { width, row_height, gap, heading };
        let layout = laid(wanted, &aspects, days);
        let shape = wanted.clamped();
        let rows = all(&layout);
        let mut next = 0;
        let mut bottom = 0;
        for row in &rows {
            prop_assert_eq!(row.first, next);
            next += index(row.spans.len());
            prop_assert!(row.top >= bottom);
            bottom = row.top + row.height;
            let mut right = 0;
            for (left, width) in &row.spans {
                prop_assert!(*left >= right && *width > 0);
                right = left + width;
            }
            prop_assert!(row.spans.len() == 1 || right <= shape.width, "{row:?}");
        }
        prop_assert_eq!(place(next), aspects.len());
        prop_assert_eq!(layout.height, bottom);
        prop_assert_eq!(layout.months.iter().map(|it| it.count).sum::<u32>(), next);
        for row in &rows {
            let found = layout.between(row.top, row.top + 1, 1);
            prop_assert_eq!(&found[0], row);
            prop_assert_eq!(&layout.row_with(row.first).unwrap(), row);
        }
    }
}
