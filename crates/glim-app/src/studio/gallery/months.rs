//! Which month an instant is in, by the clock on the wall here.

use jiff::{Timestamp, ToSpan as _, tz::TimeZone};

/// Remembers the month it said last: of things in order of time almost all are in it.
#[derive(Debug)]
pub(crate) struct Calendar {
    zone: TimeZone,
    /// From when until when, and which.
    last: (i64, i64, (i16, u8)),
}

impl Calendar {
    pub(crate) fn new(zone: TimeZone) -> Self {
        Self {
            zone,
            last: (0, 0, (1970, 1)),
        }
    }

    /// Year and month.
    pub(crate) fn month_of(&mut self, at_ms: i64) -> (i16, u8) {
        let (from, until, month) = self.last;
        if (from..until).contains(&at_ms) {
            return month;
        }
        self.last = self.look(at_ms).unwrap_or((at_ms, at_ms, (1970, 1)));
        self.last.2
    }

    fn look(&self, at_ms: i64) -> Option<(i64, i64, (i16, u8))> {
        let at = Timestamp::from_millisecond(at_ms).ok()?;
        let first = at
            .to_zoned_datetime(self.zone.clone())
            .date()
            .first_of_month();
        let next = first.checked_add(1.month()).ok()?;
        let begin = |date: jiff::civil::Date| {
            let zoned = date.to_zoned_datetime(self.zone.clone()).ok()?;
            Some(zoned.timestamp().as_millisecond())
        };
        let month = u8::try_from(first.month()).ok()?;
        Some((begin(first)?, begin(next)?, (first.year(), month)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_at_midnight_here_and_not_in_greenwich() {
        let mut shanghai = Calendar::new(TimeZone::fixed(jiff::tz::offset(8)));
        let mut london = Calendar::new(TimeZone::UTC);
        // 31 October 2026, 16:00 in Greenwich.
        let midnight = 1_793_462_400_000;
        assert_eq!(shanghai.month_of(midnight), (2026, 11));
        assert_eq!(shanghai.month_of(midnight - 1), (2026, 10));
        assert_eq!(london.month_of(midnight), (2026, 10));
    }

    #[test]
    fn an_instant_outside_of_all_calendars_is_said_to_be_the_first() {
        let mut calendar = Calendar::new(TimeZone::UTC);
        assert_eq!(calendar.month_of(i64::MAX), (1970, 1));
        assert_eq!(calendar.month_of(i64::MIN), (1970, 1));
    }
}
