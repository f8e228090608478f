//! Reads the five shapes of error bodies (platform notes, README §4) and those of local servers.

use std::time::Duration;

use serde_json::Value;

use super::{Error, Refusal, classify};
use crate::chat::ContentFilter;
use crate::wire;

/// The longest message that is kept, in characters; a longer one is a page, not a message.
const MESSAGE_CHARACTERS: usize = 2_000;

/// What an error body says, before it is classified.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Failure {
    pub(crate) code: Option<String>,
    /// The `type` of `OpenAI`-like servers, which often tells more than their `code`.
    pub(crate) word: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) content_filter: Vec<ContentFilter>,
}

impl Failure {
    /// Classifies the failure and makes an error of it.
    pub(crate) fn into_error(self, status: Option<u16>, retry_after: Option<Duration>) -> Error {
        Error::from(self.into_refusal(status, retry_after))
    }

    fn into_refusal(self, status: Option<u16>, retry_after: Option<Duration>) -> Refusal {
        let (kind, advice) = classify(status, &self);
        Refusal {
            kind,
            advice,
            status,
            code: self.code.or(self.word),
            message: self.message,
            request_id: self.request_id,
            retry_after,
            content_filter: self.content_filter,
        }
    }
}

/// The failure in a JSON body, `None` if it is an honest answer.
///
/// Order of the notes: `error` (A, A+, D), then `success:false` (C), then a number other than 200
/// and 0 in `code` without `choices` or `data` (B). Bodies of other servers are read only when
/// `failed` says that the HTTP status was an error.
pub(crate) fn read_failure(body: &Value, failed: bool) -> Option<Failure> {
    let mut failure = match body.get("error") {
        Some(error @ Value::Object(_)) => nested(error),
        Some(Value::String(message)) => flat(None, Some(message.clone())),
        _ => flat_shapes(body, failed)?,
    };
    failure.request_id = failure
        .request_id
        .or_else(|| wire::filled(body, "request_id"));
    failure.content_filter = ["contentFilter", "content_filter"]
        .iter()
        .flat_map(|name| wire::list(body, name))
        .map(ContentFilter::read)
        .collect();
    failure.message = failure.message.map(shortened);
    Some(failure)
}

/// The failure in an answer of the form `{code, message, data}`, `None` if it is a success.
///
/// Stricter than [`read_failure`]: a failure may carry `data: null`, so only the code decides
/// (knowledge notes §1: success is 200; 0 is taken as well).
pub(crate) fn read_envelope(body: &Value) -> Option<Failure> {
    let code = wire::integer(body, "code").filter(|code| !matches!(code, 0 | 200))?;
    let message = ["message", "msg"]
        .iter()
        .find_map(|name| wire::filled(body, name));
    let mut failure = flat(Some(code.to_string()), message.map(shortened));
    failure.request_id = wire::filled(body, "request_id");
    Some(failure)
}

/// Why a task failed, in the body that tells its state; `failed` says that it did, whether or not
/// there are words for it.
pub(crate) fn read_task_failure(body: &Value, failed: bool) -> Option<Refusal> {
    let failure = read_failure(body, failed)?;
    Some(failure.into_refusal(None, None))
}

fn nested(error: &Value) -> Failure {
    Failure {
        code: wire::filled(error, "code"),
        word: wire::filled(error, "type"),
        message: wire::filled(error, "message").or_else(|| wire::filled(error, "msg")),
        request_id: wire::filled(error, "request_id"),
        content_filter: Vec::new(),
    }
}

fn flat(code: Option<String>, message: Option<String>) -> Failure {
    Failure {
        code,
        message,
        ..Failure::default()
    }
}

fn flat_shapes(body: &Value, failed: bool) -> Option<Failure> {
    let message = || {
        ["message", "msg", "detail"]
            .iter()
            .find_map(|name| wire::filled(body, name))
    };
    if wire::flag(body, "success") == Some(false) {
        return Some(flat(wire::filled(body, "code"), message()));
    }
    let says_something = body.get("choices").is_some() || body.get("data").is_some();
    let code = wire::integer(body, "code").filter(|code| !matches!(code, 0 | 200));
    if code.is_some() && !says_something {
        let word = wire::filled(body, "type");
        return Some(Failure {
            word,
            ..flat(code.map(|code| code.to_string()), message())
        });
    }
    failed.then(|| flat(wire::filled(body, "code"), message()))
}

fn shortened(mut message: String) -> String {
    if let Some((end, _)) = message.char_indices().nth(MESSAGE_CHARACTERS) {
        message.truncate(end);
        message.push('…');
    }
    message
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(body: &Value) -> Failure {
        read_failure(body, false).expect("a failure")
    }

    #[test]
    fn shape_a_gives_code_and_message_whether_the_code_is_text_or_number() {
        for code in [json!("1211"), json!(1211)] {
            let failure = read(&json!({"error": {"code": code, "message": "模型不存在"}}));
            assert_eq!(failure.code.as_deref(), Some("1211"));
            assert_eq!(failure.message.as_deref(), Some("模型不存在"));
        }
    }

    #[test]
    fn shape_a_plus_keeps_what_moderation_found() {
        let failure = read(&json!({
            "contentFilter": [{"level": 1, "role": "user"}],
            "error": {"code": "1301", "message": "敏感"}
        }));
        assert_eq!(failure.content_filter.len(), 1);
        assert_eq!(failure.content_filter[0].level, Some(1));
        assert_eq!(failure.content_filter[0].role.as_deref(), Some("user"));
    }

    #[test]
    fn shape_b_is_a_failure_only_when_nothing_was_answered() {
        let failure = read(&json!({"code": 10001, "message": "知识库不存在"}));
        assert_eq!(failure.code.as_deref(), Some("10001"));
        for body in [
            json!({"code": 200, "message": "ok"}),
            json!({"code": 0}),
            json!({"code": 7, "data": []}),
            json!({"code": 7, "choices": []}),
        ] {
            assert_eq!(read_failure(&body, false), None, "{body}");
        }
    }

    #[test]
    fn an_envelope_fails_by_its_code_whatever_its_data() {
        for data in [json!(null), json!([]), json!({"list": []})] {
            let body = json!({"code": 10010, "message": "知识库不存在", "data": data});
            let failure = read_envelope(&body).expect("a failure");
            assert_eq!(failure.code.as_deref(), Some("10010"));
            assert_eq!(failure.message.as_deref(), Some("知识库不存在"));
        }
        for body in [
            json!({"code": 200}),
            json!({"code": "200", "data": null}),
            json!({"data": 1}),
        ] {
            assert_eq!(read_envelope(&body), None, "{body}");
        }
    }

    #[test]
    fn shape_c_is_found_by_its_success_false() {
        let failure = read(&json!({"code": 1000, "msg": "bad key", "success": false}));
        assert_eq!(failure.code.as_deref(), Some("1000"));
        assert_eq!(failure.message.as_deref(), Some("bad key"));
    }

    #[test]
    fn an_error_that_is_null_or_empty_is_no_error() {
        for body in [
            json!({"error": null, "choices": []}),
            json!({"id": "1"}),
            json!([1]),
        ] {
            assert_eq!(read_failure(&body, false), None, "{body}");
        }
    }

    #[test]
    fn bodies_of_local_servers_are_read() {
        let ollama = read(&json!({"error": "model 'x' not found"}));
        assert_eq!(ollama.message.as_deref(), Some("model 'x' not found"));
        let llama = read(&json!({"error": {"code": 400, "type": "exceed_context_size_error"}}));
        assert_eq!(llama.word.as_deref(), Some("exceed_context_size_error"));
        let fast_api = read_failure(&json!({"detail": "Not Found"}), true).unwrap();
        assert_eq!(fast_api.message.as_deref(), Some("Not Found"));
        let vllm = read(&json!({"object": "error", "message": "no", "type": "X", "code": 404}));
        assert_eq!(
            (vllm.code.as_deref(), vllm.word.as_deref()),
            (Some("404"), Some("X"))
        );
    }

    #[test]
    fn wrong_types_inside_an_error_do_not_hide_it() {
        let failure = read(&json!({"error": {"code": null, "message": ["x"]}, "request_id": 17}));
        assert_eq!((failure.code, failure.message), (None, None));
        assert_eq!(failure.request_id.as_deref(), Some("17"));
    }

    #[test]
    fn a_page_for_a_message_is_cut_between_characters() {
        let failure = read(&json!({"error": {"message": "错".repeat(5_000)}}));
        let message = failure.message.unwrap();
        assert_eq!(message.chars().count(), MESSAGE_CHARACTERS + 1);
        assert!(message.ends_with('…'));
    }
}
