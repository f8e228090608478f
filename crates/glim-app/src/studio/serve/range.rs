//! Which bytes a player asks for.

/// None of the bytes asked for is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unsatisfiable;

/// The first and last byte of one range. `None` is to be answered with the whole: there is no such unit, it is not
/// understood, or it is several ranges at once, which no player asks for.
pub(super) fn of(wanted: &str, length: u64) -> Option<Result<(u64, u64), Unsatisfiable>> {
    let (unit, ranges) = wanted.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") || ranges.contains(',') {
        return None;
    }
    let (first, last) = ranges.trim().split_once('-')?;
    let last_byte = length.checked_sub(1);
    if first.is_empty() {
        let most = number(last)?;
        return Some(match last_byte {
            Some(end) if most > 0 => Ok((length.saturating_sub(most), end)),
            _ => Err(Unsatisfiable),
        });
    }
    let first = number(first)?;
    let last = if last.is_empty() {
        u64::MAX
    } else {
        number(last)?
    };
    if last < first {
        return None;
    }
    Some(match last_byte {
        Some(end) if first <= end => Ok((first, last.min(end))),
        _ => Err(Unsatisfiable),
    })
}

/// Digits only: a sign or a blank in the middle is no number. More than there can be bytes is as many as there are.
fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn players_ask_in_three_ways_and_nonsense_gets_the_whole() {
        for (wanted, part) in [
            ("bytes=0-", (0, 99)),
            ("bytes=0-0", (0, 0)),
            ("Bytes = 10-19", (10, 19)),
            ("bytes=90-1000", (90, 99)),
            ("bytes=-10", (90, 99)),
            ("bytes=-1000", (0, 99)),
            ("bytes=99-99999999999999999999999", (99, 99)),
        ] {
            assert_eq!(of(wanted, 100), Some(Ok(part)), "{wanted}");
        }
        for wanted in ["bytes=100-", "bytes=-0", "bytes=99999999999999999999999-"] {
            assert_eq!(of(wanted, 100), Some(Err(Unsatisfiable)), "{wanted}");
        }
        for wanted in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "bytes=5-4",
            "bytes=0-1,3-4",
            "items=0-1",
            "bytes=+1-2",
            "bytes=1 0-20",
            "bytes=一-二",
            "bytes=1-2-3",
        ] {
            assert_eq!(of(wanted, 100), None, "{wanted}");
        }
        assert_eq!(of("bytes=0-", 0), Some(Err(Unsatisfiable)));
    }

    proptest! {
        #[test]
        fn what_is_given_lies_in_the_file(wanted in "bytes=[0-9]{0,21}-[0-9]{0,21}", length in 0_u64..10_000) {
            if let Some(Ok((first, last))) = of(&wanted, length) {
                prop_assert!(first <= last && last < length);
            }
        }
    }
}
