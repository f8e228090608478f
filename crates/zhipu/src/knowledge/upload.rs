//! Putting documents into a base: from this machine, or from addresses.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::document::Slicing;
use crate::form::Form;
use crate::upload::Upload;
use crate::wire;

/// Who is called when a document is done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Callback {
    /// The address.
    pub url: String,
    /// Headers of the call.
    pub headers: BTreeMap<String, String>,
}

/// How documents are taken in; what is `None` or empty the platform chooses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentOptions {
    /// How they are cut.
    pub slicing: Option<Slicing>,
    /// Where they are cut, for [`Slicing::Custom`]; at line ends if not said.
    pub separators: Vec<String>,
    /// Characters of a slice, 20 to 2000, for [`Slicing::Custom`]; 300 if not said.
    pub sentence_size: Option<u32>,
    /// Whether pictures are read; not if not said. Files only.
    pub parse_image: Option<bool>,
    /// Who is called when they are done.
    pub callback: Option<Callback>,
    /// How many characters are taken at most. Files only.
    pub word_num_limit: Option<u64>,
    /// An id of one's own (`req_id` on the wire). Files only.
    pub request_id: Option<String>,
}

impl DocumentOptions {
    /// The form of an upload. Lists are the same field again and again.
    pub(super) fn form(&self, files: &[Upload]) -> Form {
        let mut form = Form::default().optional("knowledge_type", self.slicing.map(Slicing::id));
        for separator in &self.separators {
            form = form.text("custom_separator", separator);
        }
        form = form
            .optional("sentence_size", self.sentence_size)
            .optional("parse_image", self.parse_image)
            .optional("word_num_limit", self.word_num_limit)
            .optional("req_id", self.request_id.as_ref());
        if let Some(callback) = &self.callback {
            form = form.text("callback_url", &callback.url);
            if let Ok(headers) = serde_json::to_string(&callback.headers)
                && !callback.headers.is_empty()
            {
                form = form.text("callback_header", &headers);
            }
        }
        files
            .iter()
            .fold(form, |form, file| form.file("files", file))
    }
}

/// A document behind an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UrlDocument {
    /// The address.
    pub url: String,
    /// How it is taken in.
    pub options: DocumentOptions,
}

#[derive(Debug, Serialize)]
pub(super) struct WireUrls<'a> {
    knowledge_id: &'a str,
    upload_detail: Vec<WireUrl<'a>>,
}

#[derive(Debug, Serialize)]
struct WireUrl<'a> {
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    knowledge_type: Option<i64>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    custom_separator: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    sentence_size: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_header: Option<&'a BTreeMap<String, String>>,
}

impl<'a> WireUrls<'a> {
    pub(super) fn new(knowledge_id: &'a str, documents: &'a [UrlDocument]) -> Self {
        let detail = |document: &'a UrlDocument| {
            let options = &document.options;
            let callback = options.callback.as_ref();
            let headers = callback.map(|callback| &callback.headers);
            WireUrl {
                url: &document.url,
                knowledge_type: options.slicing.map(Slicing::id),
                custom_separator: &options.separators,
                sentence_size: options.sentence_size,
                callback_url: callback.map(|callback| callback.url.as_str()),
                callback_header: headers.filter(|headers| !headers.is_empty()),
            }
        };
        Self {
            knowledge_id,
            upload_detail: documents.iter().map(detail).collect(),
        }
    }
}

/// A document that was taken in; its vectors are still to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedDocument {
    /// Its id, to be looked at with [`Client::document`](crate::Client::document).
    pub id: String,
    /// Its name, of files.
    pub name: Option<String>,
    /// Its address: the one that was given, or a signed one good for about 10 hours.
    pub url: Option<String>,
}

/// A document that was not taken in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RefusedDocument {
    /// Its name, of files.
    pub name: Option<String>,
    /// Its address, of addresses.
    pub url: Option<String>,
    /// Words of the platform.
    pub reason: Option<String>,
}

/// What became of documents. A call succeeds also if all of them were refused: look at both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentUploads {
    /// Taken in.
    pub accepted: Vec<AcceptedDocument>,
    /// Not taken in.
    pub refused: Vec<RefusedDocument>,
}

impl DocumentUploads {
    pub(super) fn read(data: &Value) -> Self {
        // The older SDK writes `filename`.
        let name = |it| wire::filled(it, "fileName").or_else(|| wire::filled(it, "filename"));
        let accepted = wire::list(data, "successInfos").iter().filter_map(|it| {
            Some(AcceptedDocument {
                id: wire::filled(it, "documentId")?,
                name: name(it),
                url: wire::filled(it, "url"),
            })
        });
        let refused = wire::list(data, "failedInfos").iter();
        let refused = refused
            .filter(|it| it.is_object())
            .map(|it| RefusedDocument {
                name: name(it),
                url: wire::filled(it, "url"),
                reason: wire::filled(it, "failReason"),
            });
        Self {
            accepted: accepted.collect(),
            refused: refused.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_halves_of_an_upload_are_read() {
        let data = json!({
            "successInfos": [{"documentId": "194301", "fileName": "规则.pdf", "url": "https://x"},
                {"fileName": "no id"}],
            "failedInfos": [{"fileName": "big.bin", "failReason": "格式不支持"}, null],
        });
        let found = DocumentUploads::read(&data);
        assert_eq!(found.accepted.len(), 1);
        assert_eq!(found.accepted[0].name.as_deref(), Some("规则.pdf"));
        assert_eq!(found.refused.len(), 1);
        assert_eq!(found.refused[0].reason.as_deref(), Some("格式不支持"));
        let old = json!({"failedInfos": null, "successInfos": {"documentId": 5, "filename": "a"}});
        assert_eq!(
            DocumentUploads::read(&old).accepted[0].name.as_deref(),
            Some("a")
        );
    }

    #[test]
    fn addresses_are_sent_with_what_is_said_of_them() {
        let plain = UrlDocument {
            url: "https://example.invalid/a".to_owned(),
            ..UrlDocument::default()
        };
        let mut full = plain.clone();
        full.options = DocumentOptions {
            slicing: Some(Slicing::Custom),
            separators: vec!["\n\n".to_owned()],
            sentence_size: Some(500),
            callback: Some(Callback {
                url: "https://example.invalid/done".to_owned(),
                headers: BTreeMap::from([("k".to_owned(), "v".to_owned())]),
            }),
            ..DocumentOptions::default()
        };
        let both = [plain, full];
        assert_eq!(
            serde_json::to_value(WireUrls::new("19", &both)).unwrap(),
            json!({"knowledge_id": "19", "upload_detail": [
                {"url": "https://example.invalid/a"},
                {"url": "https://example.invalid/a", "knowledge_type": 5,
                 "custom_separator": ["\n\n"], "sentence_size": 500,
                 "callback_url": "https://example.invalid/done", "callback_header": {"k": "v"}},
            ]})
        );
    }
}
