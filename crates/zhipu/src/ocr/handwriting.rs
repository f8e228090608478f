//! Hand-writing, line by line with places. On `open.bigmodel.cn` only; 0.01 CNY a picture.

use serde_json::Value;

use crate::client::Client;
use crate::endpoint::Family;
use crate::error::Error;
use crate::form::Form;
use crate::http::Call;
use crate::upload::Upload;
use crate::wire;

/// What a picture of hand-writing may be, as data (files §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandwritingLimits {
    /// Endings in lower case.
    pub formats: &'static [&'static str],
    /// Bytes of a picture; megabytes taken as 10^6.
    pub most_bytes: u64,
    /// The words of [`HandwritingRequest::language`].
    pub languages: &'static [&'static str],
}

/// The limits of the platform.
pub const HANDWRITING_LIMITS: HandwritingLimits = HandwritingLimits {
    formats: &["png", "jpg", "jpeg", "bmp"],
    most_bytes: 8_000_000,
    languages: &[
        "CHN_ENG", "AUTO", "ENG", "JAP", "KOR", "FRE", "SPA", "POR", "GER", "ITA", "RUS", "DAN",
        "DUT", "MAL", "SWE", "IND", "POL", "ROM", "TUR", "GRE", "HUN", "THA", "VIE", "ARA", "HIN",
    ],
};

/// How hand-writing shall be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HandwritingRequest {
    /// One of [`HandwritingLimits::languages`]; `CHN_ENG` if not said.
    pub language: Option<String>,
    /// Whether each line comes with how sure the platform is; not if not said.
    pub probability: Option<bool>,
}

/// A place in a picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PixelBox {
    /// Pixels from the left.
    pub left: i64,
    /// Pixels from the top.
    pub top: i64,
    /// Pixels wide.
    pub width: i64,
    /// Pixels high.
    pub height: i64,
}

/// How sure the platform is of a line, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Probability {
    /// Over all its characters.
    pub average: f64,
    /// How far they differ.
    pub variance: Option<f64>,
    /// Of the least sure.
    pub least: Option<f64>,
}

/// A line of hand-writing.
#[derive(Debug, Clone, PartialEq)]
pub struct HandwritingLine {
    /// Its words.
    pub words: String,
    /// Where it stands.
    pub place: Option<PixelBox>,
    /// How sure it is, if that was asked for.
    pub probability: Option<Probability>,
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Handwriting {
    /// The task, for the platform's support.
    pub task_id: Option<String>,
    /// Whether it worked; without a word of the platform, whether there are lines.
    pub succeeded: bool,
    /// Words of the platform, which say why it failed.
    pub message: Option<String>,
    /// The lines, top to bottom as the platform orders them.
    pub lines: Vec<HandwritingLine>,
}

impl Handwriting {
    fn read(body: &Value) -> Result<Self, Error> {
        let lines: Vec<HandwritingLine> = wire::list(body, "words_result")
            .iter()
            .filter_map(read_line)
            .collect();
        let status = wire::filled(body, "status");
        if status.is_none() && body.get("words_result").is_none() {
            return Err(Error::malformed("it holds no lines and no state", None));
        }
        Ok(Self {
            task_id: wire::filled(body, "task_id"),
            succeeded: status.map_or(!lines.is_empty(), |status| {
                status.eq_ignore_ascii_case("succeeded")
            }),
            message: wire::filled(body, "message"),
            lines,
        })
    }
}

fn read_line(line: &Value) -> Option<HandwritingLine> {
    let place = line.get("location").filter(|it| it.is_object());
    let side = |place: &Value, name| wire::integer(place, name).unwrap_or(0);
    let sure = line.get("probability");
    Some(HandwritingLine {
        words: wire::text(line, "words")?,
        place: place.map(|place| PixelBox {
            left: side(place, "left"),
            top: side(place, "top"),
            width: side(place, "width"),
            height: side(place, "height"),
        }),
        probability: sure.and_then(|sure| {
            Some(Probability {
                average: wire::number(sure, "average")?,
                variance: wire::number(sure, "variance"),
                least: wire::number(sure, "min"),
            })
        }),
    })
}

impl Client {
    /// Reads hand-writing; paid by the picture.
    ///
    /// Sent again only when the platform says that it did not take it.
    pub async fn read_handwriting(
        &self,
        picture: &Upload,
        request: &HandwritingRequest,
    ) -> Result<Handwriting, Error> {
        let form = Form::default()
            .text("tool_type", "hand_write")
            .optional("language_type", request.language.as_ref())
            .optional("probability", request.probability)
            .file("file", picture);
        let call = Call::upload(Family::Main, "files/ocr", form).slow();
        Handwriting::read(&self.send(&call).await?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lines_are_read_with_and_without_probability() {
        let body = json!({"task_id": "ocr-77", "status": "succeeded", "words_result_num": 2,
        "words_result": [
            {"location": {"left": 12, "top": 40, "width": 210.0, "height": "32"},
             "words": "购物清单", "probability": {"average": 0.98, "min": 0.93}},
            {"words": "eggs", "location": null, "probability": []}, {"location": {}},
        ]});
        let found = Handwriting::read(&body).unwrap();
        assert!(found.succeeded);
        assert_eq!(found.lines.len(), 2);
        assert_eq!(found.lines[0].place.unwrap().height, 32);
        assert_eq!(found.lines[0].probability.unwrap().least, Some(0.93));
        assert_eq!(
            (found.lines[1].place, found.lines[1].probability),
            (None, None)
        );
    }

    #[test]
    fn a_failure_says_why_and_something_else_is_malformed() {
        let body = json!({"status": "failed", "message": "图片模糊"});
        let found = Handwriting::read(&body).unwrap();
        assert_eq!(
            (found.succeeded, found.message.as_deref()),
            (false, Some("图片模糊"))
        );
        assert!(Handwriting::read(&json!({"ok": 1})).is_err());
    }
}
