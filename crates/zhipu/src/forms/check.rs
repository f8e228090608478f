//! What was filled in, held against a form.

use serde::Serialize;
use serde_json::{Map, Value};
use ts_rs::TS;

use super::form::{Form, FormKind, Parameter, ParameterKind, PictureRule, PixelSize, SizeRule};

/// What is known of a picture before it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureFacts {
    /// As its bytes tell, not its name: `image/png`.
    pub media_type: String,
    /// How long the file is.
    pub bytes: u64,
    /// Its pixels.
    pub size: PixelSize,
}

/// A form as it was filled in.
#[derive(Debug, Clone, Copy)]
pub struct Filled<'a> {
    /// The prompt; white around it does not count.
    pub prompt: &'a str,
    /// The parameters that are to be sent; a null counts as not filled in.
    pub parameters: &'a Map<String, Value>,
    /// The pictures, in the order of the roles.
    pub pictures: &'a [PictureFacts],
}

/// Something that the platform would refuse; `picture` counts from 0.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Problem {
    /// There is no prompt, and there must be one.
    PromptMissing,
    /// The prompt is too long.
    PromptTooLong {
        /// Its characters.
        #[ts(type = "number")]
        characters: u64,
        /// How many it may have.
        most: u32,
    },
    /// The model does not know the parameter.
    UnknownParameter {
        /// Its name.
        parameter: String,
    },
    /// The value is none of those that pass, or of another type.
    NotAnOption {
        /// The parameter.
        parameter: String,
        /// The values that pass.
        options: Vec<String>,
    },
    /// It is no width and height.
    NotASize {
        /// The parameter.
        parameter: String,
    },
    /// A side is too short or too long.
    SideOutOfRange {
        /// The parameter.
        parameter: String,
        /// The shortest side.
        least: u32,
        /// The longest side.
        most: u32,
    },
    /// A side is no multiple.
    SideNotMultiple {
        /// The parameter.
        parameter: String,
        /// Of this.
        multiple: u32,
    },
    /// There are too many pixels in all.
    TooManyPixels {
        /// The parameter.
        parameter: String,
        /// How many there may be.
        #[ts(type = "number")]
        most: u64,
    },
    /// A text is too short or too long, or is none.
    TextLength {
        /// The parameter.
        parameter: String,
        /// The fewest characters.
        least: u32,
        /// The most characters.
        most: Option<u32>,
    },
    /// The model takes no pictures in this mode.
    NoPicturesTaken,
    /// There are too few or too many pictures.
    PictureCount {
        /// How many there must be.
        least: u32,
        /// How many there may be.
        most: u32,
    },
    /// A picture is of a type that is not taken.
    PictureType {
        /// Which.
        picture: u32,
        /// What is taken.
        media_types: Vec<String>,
    },
    /// A picture is too large a file.
    PictureTooLarge {
        /// Which.
        picture: u32,
        /// The most bytes.
        #[ts(type = "number")]
        most_bytes: u64,
    },
    /// A picture is too long or too high for its width.
    PictureAspect {
        /// Which.
        picture: u32,
        /// The least width divided by height.
        least: f64,
        /// The most.
        most: f64,
    },
    /// A picture has too few pixels.
    PictureTooSmall {
        /// Which.
        picture: u32,
        /// The shortest side that passes.
        least_side: u32,
    },
    /// First and last frame differ too much in their pixels.
    PicturesDiffer {
        /// The least pixels of the first divided by those of the last.
        least: f64,
        /// The most.
        most: f64,
    },
}

impl Form {
    /// All that the platform would refuse, as far as its documents tell; empty if nothing.
    pub fn check(&self, filled: &Filled<'_>) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.check_prompt(filled, &mut problems);
        for (name, value) in filled.parameters {
            match self.parameter(name) {
                _ if value.is_null() => {}
                Some(parameter) => problems.extend(check_value(parameter, value)),
                None => problems.push(Problem::UnknownParameter {
                    parameter: name.clone(),
                }),
            }
        }
        match &self.pictures {
            Some(rule) => check_pictures(rule, filled.pictures, &mut problems),
            None if filled.pictures.is_empty() => {}
            None => problems.push(Problem::NoPicturesTaken),
        }
        problems
    }

    fn check_prompt(&self, filled: &Filled<'_>, problems: &mut Vec<Problem>) {
        let prompt = filled.prompt.trim();
        // A clip needs a prompt or a picture; how many pictures there must be is said elsewhere.
        let needed =
            self.prompt.required || (self.kind == FormKind::Video && filled.pictures.is_empty());
        if prompt.is_empty() {
            if needed {
                problems.push(Problem::PromptMissing);
            }
            return;
        }
        let characters = u64::try_from(prompt.chars().count()).unwrap_or(u64::MAX);
        if let Some(most) = self.prompt.most_characters
            && characters > u64::from(most)
        {
            problems.push(Problem::PromptTooLong { characters, most });
        }
    }
}

fn check_value(parameter: &Parameter, value: &Value) -> Option<Problem> {
    let name = || parameter.name.clone();
    let not_an_option = |options: Vec<String>| {
        Some(Problem::NotAnOption {
            parameter: name(),
            options,
        })
    };
    match &parameter.kind {
        ParameterKind::Choice { options, .. } => {
            let known = value
                .as_str()
                .is_some_and(|word| options.iter().any(|option| option == word));
            if known {
                None
            } else {
                not_an_option(options.clone())
            }
        }
        ParameterKind::Number { options, .. } => {
            let known = value
                .as_u64()
                .is_some_and(|number| options.iter().any(|option| u64::from(*option) == number));
            let words = || options.iter().map(ToString::to_string).collect();
            if known { None } else { not_an_option(words()) }
        }
        ParameterKind::Flag { .. } => {
            let words = || vec!["true".to_owned(), "false".to_owned()];
            if value.is_boolean() {
                None
            } else {
                not_an_option(words())
            }
        }
        ParameterKind::Text { least, most } => {
            let fits = value
                .as_str()
                .is_some_and(|text| has_length(text, *least, *most));
            (!fits).then(|| Problem::TextLength {
                parameter: name(),
                least: *least,
                most: *most,
            })
        }
        ParameterKind::Size {
            recommended,
            custom,
            ..
        } => {
            let text = value.as_str().unwrap_or("");
            if recommended.iter().any(|size| size == text) {
                return None;
            }
            match custom {
                Some(rule) => check_size(*rule, text, name()),
                None => not_an_option(recommended.clone()),
            }
        }
    }
}

fn has_length(text: &str, least: u32, most: Option<u32>) -> bool {
    let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    characters >= least && most.is_none_or(|most| characters <= most)
}

fn check_size(rule: SizeRule, text: &str, parameter: String) -> Option<Problem> {
    let Some(size) = PixelSize::parse(text) else {
        return Some(Problem::NotASize { parameter });
    };
    let sides = [size.width, size.height];
    let (least, most) = (rule.least_side, rule.most_side);
    if sides.iter().any(|side| !(least..=most).contains(side)) {
        return Some(Problem::SideOutOfRange {
            parameter,
            least,
            most,
        });
    }
    if sides.iter().any(|side| !side.is_multiple_of(rule.multiple)) {
        let multiple = rule.multiple;
        return Some(Problem::SideNotMultiple {
            parameter,
            multiple,
        });
    }
    (size.pixels() > rule.most_pixels).then_some(Problem::TooManyPixels {
        parameter,
        most: rule.most_pixels,
    })
}

fn check_pictures(rule: &PictureRule, pictures: &[PictureFacts], problems: &mut Vec<Problem>) {
    let most = u32::try_from(rule.roles.len()).unwrap_or(u32::MAX);
    let count = u32::try_from(pictures.len()).unwrap_or(u32::MAX);
    if count < rule.least || count > most {
        let least = rule.least;
        problems.push(Problem::PictureCount { least, most });
    }
    for (picture, facts) in (0..).zip(pictures) {
        check_picture(rule, picture, facts, problems);
    }
    if let (Some(range), [first, last]) = (rule.pair_ratio, pictures)
        && !range.holds(ratio(first.size.pixels(), last.size.pixels()))
    {
        let (least, most) = (range.least, range.most);
        problems.push(Problem::PicturesDiffer { least, most });
    }
}

fn check_picture(
    rule: &PictureRule,
    picture: u32,
    facts: &PictureFacts,
    problems: &mut Vec<Problem>,
) {
    if !rule.media_types.contains(&facts.media_type) {
        let media_types = rule.media_types.clone();
        problems.push(Problem::PictureType {
            picture,
            media_types,
        });
    }
    if facts.bytes > rule.most_bytes {
        let most_bytes = rule.most_bytes;
        problems.push(Problem::PictureTooLarge {
            picture,
            most_bytes,
        });
    }
    let size = facts.size;
    if let Some(range) = rule.aspect
        && !range.holds(ratio(size.width.into(), size.height.into()))
    {
        problems.push(Problem::PictureAspect {
            picture,
            least: range.least,
            most: range.most,
        });
    }
    if let Some(least_side) = rule.least_side
        && size.width.min(size.height) < least_side
    {
        problems.push(Problem::PictureTooSmall {
            picture,
            least_side,
        });
    }
}

/// Exact up to 2³² pixels, which no picture passes that is ever decoded; infinite beside nothing.
fn ratio(one: u64, other: u64) -> f64 {
    let float = |number| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    float(one) / float(other)
}
