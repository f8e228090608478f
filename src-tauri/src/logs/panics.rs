//! What a panic leaves in the log: where, and its words only when they are ours. A formatted message may quote
//! what a person typed (`byte index 5 is not a char boundary; it is inside '你' of …`), so it is not written.

use std::{any::Any, backtrace::Backtrace, io::Write, panic};

/// Beginnings of the standard library's own messages, up to where values follow.
const KNOWN: [&str; 8] = [
    "called `Option::unwrap()` on a `None` value",
    "called `Result::unwrap()` on an `Err` value",
    "index out of bounds",
    "byte index",
    "attempt to",
    "assertion",
    "already borrowed",
    "already mutably borrowed",
];

/// From now on a panic anywhere is logged so, and its message printed nowhere else.
pub(crate) fn catch_panics() {
    panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let words = words(panic.payload());
        let thread = std::thread::current();
        let thread = thread.name().unwrap_or("unnamed");
        tracing::error!(target: "glim::panic", %place, thread, "panicked: {words}");
        let trace = Backtrace::capture();
        if trace.status() == std::backtrace::BacktraceStatus::Captured {
            tracing::error!(target: "glim::panic", "{trace}");
        }
        // Also where a terminal or the journal shows it: before the log begins there is nothing else.
        let _ = writeln!(std::io::stderr(), "glim: panicked at {place}: {words}"); // nowhere left to say it
    }));
}

/// What may be said of a panic's message.
fn words(payload: &(dyn Any + Send)) -> &'static str {
    if let Some(literal) = payload.downcast_ref::<&'static str>() {
        return literal;
    }
    payload
        .downcast_ref::<String>()
        .and_then(|message| KNOWN.into_iter().find(|known| message.starts_with(known)))
        .unwrap_or("a message that may quote what was typed and is not kept")
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::panic,
        clippy::string_slice,
        reason = "tests"
    )]

    use super::*;

    fn said(act: impl FnOnce() + panic::UnwindSafe) -> &'static str {
        words(&*panic::catch_unwind(act).unwrap_err())
    }

    #[test]
    fn literal_words_are_kept_and_typed_ones_are_not() {
        let typed = String::from("我的秘密");
        assert_eq!(said(|| panic!("the queue is gone")), "the queue is gone");
        assert!(!said(|| panic!("cannot send {typed}")).contains('我'));
        let typed = String::from("我的秘密");
        assert!(!said(move || drop(typed[..1].to_owned())).contains('我'));
        let failed = "x".parse::<u8>().map_err(|_| "我的秘密".to_owned());
        let words = said(move || assert_eq!(failed.unwrap(), 0));
        assert_eq!(words, "called `Result::unwrap()` on an `Err` value");
    }

    #[test]
    fn a_payload_of_another_kind_is_no_trouble() {
        assert!(said(|| panic::panic_any(7_u8)).contains("not kept"));
    }
}
