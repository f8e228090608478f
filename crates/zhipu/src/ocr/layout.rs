//! Whole pages to Markdown with their layout (GLM-OCR). Paid by the token, 0.2 CNY a million.

use serde::Serialize;
use serde_json::Value;

use crate::chat::Usage;
use crate::client::Client;
use crate::endpoint::Family;
use crate::error::Error;
use crate::http::{Call, json};
use crate::open::open_enum;
use crate::wire;

/// What may be sent, as data (files §4). Megabytes are taken as 10^6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayoutLimits {
    /// Endings in lower case.
    pub formats: &'static [&'static str],
    /// Bytes of a picture.
    pub most_picture_bytes: u64,
    /// Bytes of a PDF.
    pub most_pdf_bytes: u64,
    /// Pages of a PDF; the page of `api.z.ai` says 30.
    pub most_pages: u32,
}

/// The limits of the platform (CN-OAS-2026-07).
pub const LAYOUT_LIMITS: LayoutLimits = LayoutLimits {
    formats: &["pdf", "jpg", "png"],
    most_picture_bytes: 10_000_000,
    most_pdf_bytes: 50_000_000,
    most_pages: 100,
};

/// A page or document to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LayoutRequest {
    /// `glm-ocr`.
    pub model: String,
    /// The address of a PDF, JPEG or PNG, or its bytes in Base64.
    pub file: String,
    /// Whether pictures in the page are cut out; not if not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_crop_images: Option<bool>,
    /// Whether pictures of the found layout are made; not if not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need_layout_visualization: Option<bool>,
    /// The first page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_page_id: Option<u32>,
    /// The last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_page_id: Option<u32>,
    /// An id of one's own, 6 to 64 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Who asks, 6 to 128 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
}

impl LayoutRequest {
    /// A whole document, by its address or its bytes in Base64.
    pub fn new(file: impl Into<String>) -> Self {
        Self {
            model: "glm-ocr".to_owned(),
            file: file.into(),
            ..Self::default()
        }
    }
}

open_enum! {
    /// What a part of a page is.
    pub enum LayoutLabel {
        /// Text.
        Text = "text",
        /// A picture; its content is an address.
        Image = "image",
        /// A formula.
        Formula = "formula",
        /// A table; its content is HTML.
        Table = "table",
    }
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct LayoutElement {
    /// Its place in the order of reading.
    pub index: Option<u64>,
    /// What it is.
    pub label: LayoutLabel,
    /// Left, top, right, bottom. 0 to 1 by the specification; some outputs were said to be in
    /// pixels, which shows in values above 1.
    pub place: Option<[f64; 4]>,
    /// Text, HTML or address.
    pub content: String,
    /// The page it stands on.
    pub page: PageSize,
}

/// The size of a page, in pixels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PageSize {
    /// `None` if not told.
    pub width: Option<u64>,
    /// `None` if not told.
    pub height: Option<u64>,
}

impl PageSize {
    fn read(object: &Value) -> Self {
        Self {
            width: wire::count(object, "width"),
            height: wire::count(object, "height"),
        }
    }
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layout {
    /// The id of the answer.
    pub id: Option<String>,
    /// The id of the request, for the platform's support.
    pub request_id: Option<String>,
    /// When it was made, in seconds since 1970.
    pub created: Option<u64>,
    /// The model as the server names it.
    pub model: Option<String>,
    /// The whole in Markdown.
    pub markdown: String,
    /// The parts of each page.
    pub pages: Vec<Vec<LayoutElement>>,
    /// The sizes of the pages.
    pub page_sizes: Vec<PageSize>,
    /// How many pages the document has; `None` if not told.
    pub page_count: Option<u64>,
    /// Addresses of pictures of the layout.
    pub visualizations: Vec<String>,
    /// Tokens paid for; `None` if not told.
    pub usage: Option<Usage>,
}

impl Layout {
    fn read(body: &Value) -> Result<Self, Error> {
        let markdown = wire::content(body, "md_results");
        if markdown.is_none() && body.get("layout_details").is_none() {
            return Err(Error::malformed("it holds no text and no layout", None));
        }
        let details = body.get("layout_details").and_then(Value::as_array);
        let pages = details.into_iter().flatten().map(read_page).collect();
        let info = body.get("data_info").unwrap_or(&Value::Null);
        Ok(Self {
            id: wire::filled(body, "id"),
            request_id: wire::filled(body, "request_id").or_else(|| wire::filled(body, "id")),
            created: wire::count(body, "created"),
            model: wire::filled(body, "model"),
            markdown: markdown.unwrap_or_default(),
            pages,
            page_sizes: wire::list(info, "pages")
                .iter()
                .map(PageSize::read)
                .collect(),
            page_count: wire::count(info, "num_pages"),
            visualizations: wire::texts(body, "layout_visualization"),
            usage: body.get("usage").and_then(Usage::read),
        })
    }
}

fn read_page(page: &Value) -> Vec<LayoutElement> {
    let elements = page.as_array().into_iter().flatten();
    elements
        .filter(|element| element.is_object())
        .map(|element| LayoutElement {
            index: wire::count(element, "index"),
            label: LayoutLabel::from(wire::filled(element, "label").unwrap_or_default().as_str()),
            place: read_place(element),
            content: wire::content(element, "content").unwrap_or_default(),
            page: PageSize::read(element),
        })
        .collect()
}

fn read_place(element: &Value) -> Option<[f64; 4]> {
    let numbers = element.get("bbox_2d")?.as_array()?;
    let numbers: Vec<f64> = numbers.iter().filter_map(Value::as_f64).collect();
    numbers.try_into().ok()
}

impl Client {
    /// Reads pages with their layout; paid by the token.
    ///
    /// Sent again only when the platform says that it did not take it. Waits up to
    /// [`Timeouts::total`](crate::Timeouts), or 5 minutes without one.
    pub async fn parse_layout(&self, request: &LayoutRequest) -> Result<Layout, Error> {
        let call = Call::post(Family::Main, "layout_parsing", json(request)?);
        Layout::read(&self.send(&call.slow()).await?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pages_are_read_with_their_parts_and_odd_ones_are_left_out() {
        let body = json!({
            "id": "20260711130501ab", "model": "glm-ocr", "md_results": "# 发票\n",
            "layout_details": [[
                {"index": 0, "label": "text", "bbox_2d": [0.08, 0.05, 0.52, 0.09],
                 "content": "发票", "height": 2339, "width": 1654},
                {"label": "seal", "bbox_2d": [1, 2, 3], "content": null}, 7,
            ], "no page", []],
            "layout_visualization": ["https://example.invalid/vis-1.png"],
            "data_info": {"num_pages": 3, "pages": [{"width": 1654, "height": 2339}]},
            "usage": {"prompt_tokens": 1210, "completion_tokens": 340, "total_tokens": 1550,
                "prompt_tokens_details": {"cached_tokens": 0}},
        });
        let layout = Layout::read(&body).unwrap();
        assert_eq!(
            layout.pages.iter().map(Vec::len).collect::<Vec<_>>(),
            [2, 0, 0]
        );
        assert_eq!(layout.pages[0][0].place, Some([0.08, 0.05, 0.52, 0.09]));
        assert_eq!(
            layout.pages[0][1].label,
            LayoutLabel::Other("seal".to_owned())
        );
        assert_eq!(layout.pages[0][1].place, None);
        assert_eq!(
            (layout.page_count, layout.page_sizes[0].width),
            (Some(3), Some(1654))
        );
        assert_eq!(layout.usage.unwrap().cached_tokens, Some(0));
    }

    #[test]
    fn an_empty_page_is_an_answer_and_something_else_is_not() {
        assert_eq!(
            Layout::read(&json!({"md_results": ""})).unwrap().markdown,
            ""
        );
        assert!(Layout::read(&json!({"ok": true})).is_err());
    }

    #[test]
    fn only_what_is_said_is_sent() {
        let request = LayoutRequest {
            start_page_id: Some(2),
            ..LayoutRequest::new("https://example.invalid/a.pdf")
        };
        assert_eq!(
            serde_json::to_value(&request).unwrap(),
            json!({"model": "glm-ocr", "file": "https://example.invalid/a.pdf", "start_page_id": 2})
        );
    }
}
