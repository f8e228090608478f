#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;

const KEY: &str = "0123456789abcdef0123456789abcdef.AbCd3fGhIjKlMn0p";

#[test]
fn keys_are_masked_wherever_they_stand() {
    for (line, masked) in [
        (format!("密钥{KEY}。好"), "密钥[key]。好"),
        (format!("key={KEY}."), "key=[key]"),
        (
            format!("{{\"authorization\":\"Bearer {KEY}\"}}"),
            "{\"authorization\":\"Bearer [key]\"}",
        ),
        (
            "Authorization: bearer abcdefgh12".to_owned(),
            "Authorization: bearer [key]",
        ),
        ("sk-proj-1234567890abcd🔑".to_owned(), "[key]🔑"),
        (
            "token eyJhbGciOiJIUzI1NiJ9.eyJhcGlfa2V5IjoiMTIzIn0.c2lnbmF0dXJl end".to_owned(),
            "token [key] end",
        ),
        (
            "proxy http://ann:s3cret@10.0.0.1:8080/x failed".to_owned(),
            "proxy http://[key]:[key]@10.0.0.1:8080/x failed",
        ),
    ] {
        assert_eq!(redact(&line), masked);
    }
}

#[test]
fn ordinary_lines_are_left_alone_and_not_copied() {
    for line in [
        "2026-11-23T16:00:00.123456Z  INFO glim_app::chat: sent message=0198f0a2-7b1c-7d3e-8f00-0123456789ab",
        "crates/glim-app/src/settings/sealed.rs:120:9 glim-markdown 0.13.6 https://api.z.ai/api/paas/v4/chat",
        "model glm-4.6 request_id=20241122160000abcdef0123456789ab status=429",
        "mail ann@example.com, http://127.0.0.1:8080 你好 مرحبا 🐎",
        "",
    ] {
        assert!(
            matches!(redact(line), Cow::Borrowed(same) if same == line),
            "{}",
            redact(line)
        );
    }
}

#[test]
fn the_writer_says_it_took_the_whole_line() {
    let mut out = Vec::new();
    let line = format!("{KEY}\n");
    assert_eq!(
        Redacting::new(&mut out).write(line.as_bytes()).unwrap(),
        line.len()
    );
    assert_eq!(out, b"[key]\n");
}

proptest! {
    #[test]
    fn a_key_never_comes_through(
        before in "\\PC{0,40}[ =:\"(，]",
        id in "[0-9a-f]{31}[0-9]",
        secret in "[A-Za-z0-9]{15}[0-9]",
        after in "[ ,\"）]\\PC{0,40}",
    ) {
        let line = format!("{before}{id}.{secret}{after}");
        let masked = redact(&line);
        prop_assert!(!masked.contains(&secret), "{masked}");
        prop_assert!(!masked.contains(&id), "{masked}");
    }

    #[test]
    fn any_text_is_taken_without_a_panic(text in "\\PC{0,200}") {
        let masked = redact(&text);
        prop_assert!(masked.len() <= text.len() + text.len() * MASK.len());
    }
}
