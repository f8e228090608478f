//! Forms with files (`multipart/form-data`), read whole.

use axum::body::Body;
use axum::extract::{FromRequest as _, Multipart, Request};
use bytes::Bytes;

use crate::codes::Refusal;
use crate::routes::Arrived;

/// The fields of a form in order.
#[derive(Debug, Default)]
pub(crate) struct Form {
    texts: Vec<(String, String)>,
    pub(crate) files: Vec<FormFile>,
}

/// A file of a form.
#[derive(Clone, Debug)]
pub(crate) struct FormFile {
    pub(crate) field: String,
    pub(crate) name: String,
    pub(crate) bytes: Bytes,
}

impl Form {
    pub(crate) async fn read(arrived: &Arrived) -> Result<Self, Refusal> {
        let bad_form = || Refusal::saying(1210, "表单无法解析。", "The form could not be read");
        let mut request = Request::new(Body::from(arrived.body.clone()));
        *request.headers_mut() = arrived.parts.headers.clone();
        // They carry the server's word that the form has no bound of its own: the body had one.
        *request.extensions_mut() = arrived.parts.extensions.clone();
        let mut fields = Multipart::from_request(request, &())
            .await
            .map_err(|_| bad_form())?;
        let mut form = Self::default();
        while let Some(field) = fields.next_field().await.map_err(|_| bad_form())? {
            // Python's SDKs write lists as `name[]`.
            let name = field.name().unwrap_or("").trim_end_matches("[]").to_owned();
            match field.file_name().map(str::to_owned) {
                Some(file_name) => form.files.push(FormFile {
                    field: name,
                    name: file_name,
                    bytes: field.bytes().await.map_err(|_| bad_form())?,
                }),
                None => form
                    .texts
                    .push((name, field.text().await.map_err(|_| bad_form())?)),
            }
        }
        Ok(form)
    }

    /// The first value of a field, unless it is empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let found = self.texts.iter().find(|(field, _)| field == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// All values of a field.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        let found = self.texts.iter().filter(|(field, _)| field == name);
        found.map(|(_, value)| value.clone()).collect()
    }

    /// The file of a field, or the refusal of a form without it.
    pub(crate) fn file(&self, name: &str) -> Result<&FormFile, Refusal> {
        let file = self.files.iter().find(|file| file.field == name);
        file.ok_or_else(|| Refusal::missing(name))
    }
}

impl FormFile {
    /// The ending of its name in lower case, without the dot.
    pub(crate) fn ending(&self) -> String {
        ending(&self.name)
    }
}

/// The ending of a name in lower case, without the dot; empty if it has none.
pub(crate) fn ending(name: &str) -> String {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.unwrap_or_default().to_ascii_lowercase()
}
