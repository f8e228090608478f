//! The table of business codes (platform notes, README §6, 2026-07 and older) as code.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use super::{Advice, Failure, Kind};

/// Names a failure: by its code, by its word, by the HTTP status; a message only decides for
/// own servers, which have neither codes nor agreed words for two cases that matter.
pub(crate) fn classify(status: Option<u16>, failure: &Failure) -> (Kind, Advice) {
    let words = [failure.code.as_deref(), failure.word.as_deref()];
    let by_table = words
        .iter()
        .flatten()
        .find_map(|word| by_code(word).or_else(|| by_word(word)));
    by_table
        .or_else(|| by_message(status, failure))
        .or_else(|| status.filter(|status| *status >= 300).map(by_status))
        // An error under HTTP 200 or inside a stream may carry the status as its code (llama.cpp).
        .or_else(|| {
            failure
                .code
                .as_deref()?
                .parse()
                .ok()
                .filter(|status| (400..600).contains(status))
                .map(by_status)
        })
        .unwrap_or((Kind::Server, Advice::Never))
}

fn by_code(code: &str) -> Option<(Kind, Advice)> {
    let named = match code {
        "1000" | "1001" | "1002" | "1003" | "1004" => (Kind::Auth, Advice::Never),
        "1005" | "1110" | "1111" | "1112" | "1121" => (Kind::Account, Advice::Never),
        "1100" => (Kind::Server, Advice::Once),
        // HTTP 429 like a rate limit, but no waiting brings the money back.
        "1113" => (Kind::Balance, Advice::Never),
        "1120" | "1200" | "1230" | "1234" => (Kind::Server, Advice::BackOff),
        "1210" | "1212" | "1213" | "1214" | "1215" | "1231" => (Kind::BadRequest, Advice::Never),
        "1211" => (Kind::ModelUnknown, Advice::Never),
        "1220" => (Kind::Forbidden, Advice::Never),
        "1221" | "1222" | "1233" => (Kind::NotFound, Advice::Never),
        "1261" => (Kind::PromptTooLong, Advice::Never),
        "1300" | "1301" => (Kind::Sensitive, Advice::Never),
        "1302" | "1303" | "1701" => (Kind::RateLimited, Advice::BackOff),
        "1304" | "1308" | "1310" | "1316" | "1317" | "1318" | "1319" | "1320" | "1321" => {
            (Kind::QuotaReset, Advice::AfterReset)
        }
        "1305" => (Kind::Overloaded, Advice::BackOff),
        "1309" | "1314" => (Kind::PlanEnded, Advice::Never),
        "1311" => (Kind::PlanDoesNotInclude, Advice::Never),
        "1313" => (Kind::FairUse, Advice::Never),
        "1315" => (Kind::KeyOfOtherProduct, Advice::Never),
        "1702" | "1703" => (Kind::Server, Advice::Never),
        _ => return None,
    };
    Some(named)
}

/// Words of the Responses form (platform notes, chat §10) and of `OpenAI`-like servers.
fn by_word(word: &str) -> Option<(Kind, Advice)> {
    let named = match word {
        "invalid_api_key" | "authentication_error" => (Kind::Auth, Advice::Never),
        "insufficient_quota" => (Kind::Balance, Advice::Never),
        "rate_limit_exceeded" => (Kind::RateLimited, Advice::BackOff),
        "overloaded" | "overloaded_error" => (Kind::Overloaded, Advice::BackOff),
        "model_not_found" => (Kind::ModelUnknown, Advice::Never),
        "context_length_exceeded" | "exceed_context_size_error" => {
            (Kind::PromptTooLong, Advice::Never)
        }
        "content_filter" | "content_policy_violation" => (Kind::Sensitive, Advice::Never),
        _ => return None,
    };
    Some(named)
}

/// `vLLM` and Ollama tell a missing model from a missing address, and a full context from a wrong
/// parameter, only in words.
fn by_message(status: Option<u16>, failure: &Failure) -> Option<(Kind, Advice)> {
    let message = failure.message.as_deref()?.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().all(|word| message.contains(word));
    match status? {
        404 if says(&["model", "not found"]) || says(&["model", "does not exist"]) => {
            Some((Kind::ModelUnknown, Advice::Never))
        }
        400 if says(&["maximum context length"]) || says(&["exceeds", "context size"]) => {
            Some((Kind::PromptTooLong, Advice::Never))
        }
        _ => None,
    }
}

fn by_status(status: u16) -> (Kind, Advice) {
    match status {
        300..=399 => (Kind::Malformed, Advice::Never),
        401 => (Kind::Auth, Advice::Never),
        402 => (Kind::Balance, Advice::Never),
        403 | 434 => (Kind::Forbidden, Advice::Never),
        404 | 405 | 410 | 501 | 505 => (Kind::NotFound, Advice::Never),
        407 => (Kind::Proxy, Advice::Never),
        409 => (Kind::BadRequest, Advice::BackOff),
        413 | 435 => (Kind::TooLarge, Advice::Never),
        429 => (Kind::RateLimited, Advice::BackOff),
        503 => (Kind::Overloaded, Advice::BackOff),
        408 | 500..=599 => (Kind::Server, Advice::BackOff),
        _ => (Kind::BadRequest, Advice::Never),
    }
}

/// How long the server asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    if let Some(milliseconds) = text("retry-after-ms").and_then(|text| text.parse().ok()) {
        return Some(Duration::from_millis(milliseconds));
    }
    let text = text(RETRY_AFTER.as_str())?;
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let when = DateTimeParser::new().parse_timestamp(text).ok()?;
    let wait_ms = when.as_millisecond().saturating_sub(now.as_millisecond());
    Some(Duration::from_millis(u64::try_from(wait_ms).unwrap_or(0)))
}

/// The first `YYYY-MM-DD hh:mm[:ss]` of a text.
pub(crate) fn date_and_time(text: &str) -> Option<&str> {
    const PATTERN: &[u8] = b"0000-00-00 00:00";
    let bytes = text.as_bytes();
    let fits = |window: &[u8], pattern: &[u8]| {
        window.len() == pattern.len()
            && window
                .iter()
                .zip(pattern)
                .all(|(byte, wanted)| match wanted {
                    b'0' => byte.is_ascii_digit(),
                    b' ' => matches!(byte, b' ' | b'T'),
                    _ => byte == wanted,
                })
    };
    let start = bytes
        .windows(PATTERN.len())
        .position(|window| fits(window, PATTERN))?;
    let end = start + PATTERN.len();
    let seconds = bytes
        .get(end..end + 3)
        .is_some_and(|window| fits(window, b":00"));
    text.get(start..if seconds { end + 3 } else { end })
}

/// The `N` of `[1,N]` in a message about `max_tokens` (seen in LIVE-2026-10).
pub(crate) fn max_tokens_limit(message: &str) -> Option<u64> {
    if !message.contains("max_tokens") {
        return None;
    }
    let (_, range) = message.rsplit_once('[')?;
    let (range, _) = range.split_once(']')?;
    range.rsplit_once([',', '，'])?.1.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_code(code: &str) -> Failure {
        Failure {
            code: Some(code.to_owned()),
            ..Failure::default()
        }
    }

    fn with_message(message: &str) -> Failure {
        Failure {
            message: Some(message.to_owned()),
            ..Failure::default()
        }
    }

    #[test]
    fn every_code_of_the_table_has_its_kind_and_advice() {
        use Advice::{AfterReset, BackOff, Never, Once};
        let table: &[(&str, u16, Kind, Advice)] = &[
            ("500", 500, Kind::Server, BackOff),
            ("1000", 401, Kind::Auth, Never),
            ("1001", 401, Kind::Auth, Never),
            ("1002", 401, Kind::Auth, Never),
            ("1003", 401, Kind::Auth, Never),
            ("1004", 401, Kind::Auth, Never),
            ("1005", 401, Kind::Account, Never),
            ("1100", 500, Kind::Server, Once),
            ("1110", 400, Kind::Account, Never),
            ("1111", 400, Kind::Account, Never),
            ("1112", 400, Kind::Account, Never),
            ("1113", 429, Kind::Balance, Never),
            ("1120", 500, Kind::Server, BackOff),
            ("1121", 429, Kind::Account, Never),
            ("1200", 500, Kind::Server, BackOff),
            ("1210", 400, Kind::BadRequest, Never),
            ("1211", 400, Kind::ModelUnknown, Never),
            ("1212", 400, Kind::BadRequest, Never),
            ("1213", 400, Kind::BadRequest, Never),
            ("1214", 400, Kind::BadRequest, Never),
            ("1215", 400, Kind::BadRequest, Never),
            ("1220", 403, Kind::Forbidden, Never),
            ("1221", 400, Kind::NotFound, Never),
            ("1222", 400, Kind::NotFound, Never),
            ("1230", 500, Kind::Server, BackOff),
            ("1231", 400, Kind::BadRequest, Never),
            ("1233", 400, Kind::NotFound, Never),
            ("1234", 500, Kind::Server, BackOff),
            ("1261", 400, Kind::PromptTooLong, Never),
            ("1300", 400, Kind::Sensitive, Never),
            ("1301", 400, Kind::Sensitive, Never),
            ("1302", 429, Kind::RateLimited, BackOff),
            ("1303", 429, Kind::RateLimited, BackOff),
            ("1304", 429, Kind::QuotaReset, AfterReset),
            ("1305", 429, Kind::Overloaded, BackOff),
            ("1308", 429, Kind::QuotaReset, AfterReset),
            ("1309", 429, Kind::PlanEnded, Never),
            ("1310", 429, Kind::QuotaReset, AfterReset),
            ("1311", 429, Kind::PlanDoesNotInclude, Never),
            ("1313", 429, Kind::FairUse, Never),
            ("1314", 429, Kind::PlanEnded, Never),
            ("1315", 429, Kind::KeyOfOtherProduct, Never),
            ("1316", 429, Kind::QuotaReset, AfterReset),
            ("1317", 429, Kind::QuotaReset, AfterReset),
            ("1318", 429, Kind::QuotaReset, AfterReset),
            ("1319", 429, Kind::QuotaReset, AfterReset),
            ("1320", 429, Kind::QuotaReset, AfterReset),
            ("1321", 429, Kind::QuotaReset, AfterReset),
            ("1701", 429, Kind::RateLimited, BackOff),
            ("1702", 500, Kind::Server, Never),
            ("1703", 500, Kind::Server, Never),
        ];
        for (code, status, kind, advice) in table {
            let found = classify(Some(*status), &with_code(code));
            assert_eq!(found, (*kind, *advice), "{code}");
            // The code decides even where the status says something else, or nothing.
            assert_eq!(
                classify(None, &with_code(code)),
                (*kind, *advice),
                "{code} in a stream"
            );
        }
    }

    #[test]
    fn an_unknown_code_is_named_by_its_status() {
        assert_eq!(classify(Some(429), &with_code("1399")).0, Kind::RateLimited);
        assert_eq!(classify(Some(400), &with_code("9999")).0, Kind::BadRequest);
        assert_eq!(
            classify(Some(200), &with_code("9999")),
            (Kind::Server, Advice::Never)
        );
    }

    #[test]
    fn a_status_without_a_body_is_enough() {
        for (status, kind, advice) in [
            (302, Kind::Malformed, Advice::Never),
            (401, Kind::Auth, Advice::Never),
            (403, Kind::Forbidden, Advice::Never),
            (404, Kind::NotFound, Advice::Never),
            (407, Kind::Proxy, Advice::Never),
            (408, Kind::Server, Advice::BackOff),
            (409, Kind::BadRequest, Advice::BackOff),
            (413, Kind::TooLarge, Advice::Never),
            (418, Kind::BadRequest, Advice::Never),
            (434, Kind::Forbidden, Advice::Never),
            (435, Kind::TooLarge, Advice::Never),
            (502, Kind::Server, Advice::BackOff),
            (503, Kind::Overloaded, Advice::BackOff),
        ] {
            assert_eq!(
                classify(Some(status), &Failure::default()),
                (kind, advice),
                "{status}"
            );
        }
    }

    #[test]
    fn own_servers_are_understood_by_word_and_message() {
        let word = Failure {
            code: Some("400".to_owned()),
            word: Some("exceed_context_size_error".to_owned()),
            ..Failure::default()
        };
        assert_eq!(classify(Some(400), &word).0, Kind::PromptTooLong);
        let vllm = with_message("This model's maximum context length is 4096 tokens.");
        assert_eq!(classify(Some(400), &vllm).0, Kind::PromptTooLong);
        let ollama = with_message("model \"千问\" not found, try pulling it first");
        assert_eq!(classify(Some(404), &ollama).0, Kind::ModelUnknown);
        assert_eq!(
            classify(Some(404), &with_message("Not Found")).0,
            Kind::NotFound
        );
        assert_eq!(
            classify(None, &with_code("503")).0,
            Kind::Overloaded,
            "a code that is a status"
        );
    }

    #[test]
    fn retry_after_is_read_as_seconds_milliseconds_or_date() {
        let now = Timestamp::from_second(784_111_777).unwrap();
        let wait = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            retry_after(&headers, now)
        };
        assert_eq!(wait("retry-after", "7"), Some(Duration::from_secs(7)));
        assert_eq!(wait("retry-after", "0.5"), Some(Duration::from_millis(500)));
        assert_eq!(
            wait("retry-after-ms", "250"),
            Some(Duration::from_millis(250))
        );
        let date = "Sun, 06 Nov 1994 08:49:47 GMT";
        assert_eq!(wait("retry-after", date), Some(Duration::from_secs(10)));
        let past = "Sun, 06 Nov 1994 08:00:00 GMT";
        assert_eq!(wait("retry-after", past), Some(Duration::ZERO));
        for nonsense in ["soon", "-1", "", "1e400"] {
            assert_eq!(wait("retry-after", nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn the_reset_time_is_found_in_messages_of_both_languages() {
        let chinese = "已达到 5 小时的使用上限。您的限额将在 2026-11-23 18:05:09 重置。";
        assert_eq!(date_and_time(chinese), Some("2026-11-23 18:05:09"));
        assert_eq!(
            date_and_time("resets at 2026-11-23 18:05"),
            Some("2026-11-23 18:05")
        );
        assert_eq!(date_and_time("重置 2026-11-2 1"), None);
        assert_eq!(date_and_time(""), None);
    }

    #[test]
    fn the_cap_of_max_tokens_is_found_in_the_message() {
        assert_eq!(
            max_tokens_limit("max_tokens参数非法：范围 [1,98304]"),
            Some(98_304)
        );
        assert_eq!(
            max_tokens_limit("max_tokens must be in [1, 4095]."),
            Some(4_095)
        );
        assert_eq!(max_tokens_limit("top_p must be in [0,1]"), None);
        assert_eq!(max_tokens_limit("max_tokens is wrong ["), None);
    }
}
