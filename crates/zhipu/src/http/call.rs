//! A call before it is made: where to, with what, and what it means to make it twice.

use bytes::Bytes;
use reqwest::Method;
use serde::Serialize;
use url::form_urlencoded::Serializer;

use crate::endpoint::Family;
use crate::error::Error;
use crate::form::Form;
use crate::retry::Repeat;

/// A call, ready to be made more than once.
#[derive(Debug)]
pub(crate) struct Call {
    pub(super) method: Method,
    pub(super) family: Family,
    pub(super) path: String,
    /// Encoded, without the question mark; never logged, as it may hold words of the person.
    pub(super) query: String,
    pub(super) payload: Payload,
    pub(super) repeat: Repeat,
    pub(super) slow: bool,
    pub(super) enveloped: bool,
    pub(super) about_a_task: bool,
}

/// What a call carries.
#[derive(Debug)]
pub(crate) enum Payload {
    Nothing,
    Json(Bytes),
    Form(Form),
}

impl Call {
    /// A call that only reads.
    pub(crate) fn get(family: Family, path: &str) -> Self {
        Self::new(Method::GET, family, path, Payload::Nothing).repeated(Repeat::Free)
    }

    /// A call with a JSON body, by default as careful as one that starts a job.
    pub(crate) fn post(family: Family, path: &str, body: Bytes) -> Self {
        Self::new(Method::POST, family, path, Payload::Json(body))
    }

    /// A call with a form, as careful as one that starts a job.
    pub(crate) fn upload(family: Family, path: &str, form: Form) -> Self {
        Self::new(Method::POST, family, path, Payload::Form(form))
    }

    /// A change of something that exists.
    pub(crate) fn put(family: Family, path: &str, body: Bytes) -> Self {
        Self::new(Method::PUT, family, path, Payload::Json(body))
    }

    /// A deletion. Not made again after a silence: the second would be told that nothing is there.
    pub(crate) fn delete(family: Family, path: &str) -> Self {
        Self::new(Method::DELETE, family, path, Payload::Nothing).repeated(Repeat::Answer)
    }

    fn new(method: Method, family: Family, path: &str, payload: Payload) -> Self {
        Self {
            method,
            family,
            path: path.to_owned(),
            query: String::new(),
            payload,
            repeat: Repeat::Job,
            slow: false,
            enveloped: false,
            about_a_task: false,
        }
    }

    /// Says what it means to make it twice.
    pub(crate) fn repeated(self, repeat: Repeat) -> Self {
        Self { repeat, ..self }
    }

    /// The head comes only when the whole answer is ready.
    pub(crate) fn slow(self) -> Self {
        Self { slow: true, ..self }
    }

    /// The answer is `{code, message, data}`, where only the code 200 is a success.
    pub(crate) fn enveloped(self) -> Self {
        Self {
            enveloped: true,
            ..self
        }
    }

    /// An error in an answer that tells a task's state is the task's and not the call's.
    pub(crate) fn about_a_task(self) -> Self {
        Self {
            about_a_task: true,
            ..self
        }
    }

    /// Puts parameters behind the path.
    pub(crate) fn asking(self, query: String) -> Self {
        Self { query, ..self }
    }
}

/// Encodes the parameters that are there.
pub(crate) fn query(parameters: &[(&str, Option<String>)]) -> String {
    let mut encoded = Serializer::new(String::new());
    for (name, value) in parameters {
        if let Some(value) = value {
            encoded.append_pair(name, value);
        }
    }
    encoded.finish()
}

/// Writes a body.
pub(crate) fn json(body: &impl Serialize) -> Result<Bytes, Error> {
    serde_json::to_vec(body)
        .map(Bytes::from)
        .map_err(|source| Error::Unwritable { source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_encoded_and_missing_ones_left_out() {
        let found = query(&[
            ("word", Some("年假 & 50%".to_owned())),
            ("page", None),
            ("size", Some("10".to_owned())),
        ]);
        assert_eq!(found, "word=%E5%B9%B4%E5%81%87+%26+50%25&size=10");
        assert_eq!(query(&[("a", None)]), "");
    }
}
