//! Anything typed is a query, and what it marks in any text are whole characters of it, in order.
#![no_main]

use glim_knowledge::Query;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (String, String, bool)| {
    let (typed, text, typing) = input;
    let query = Query::parse(&typed, typing);
    let mut end = 0;
    for place in query.places_in(&text) {
        assert!(place.start >= end && text.get(place.clone()).is_some_and(|it| !it.is_empty()));
        end = place.end;
    }
});
