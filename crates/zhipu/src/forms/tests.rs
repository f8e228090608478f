//! The table as it is, and what the check says to good and bad values.

mod notes;

use serde_json::{Map, Value, json};

use super::*;
use crate::catalogue::{ModelKind, ModelStatus};

fn map(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else {
        panic!("{value}")
    };
    map
}

fn picture(media_type: &str, width: u32, height: u32) -> PictureFacts {
    PictureFacts {
        media_type: media_type.to_owned(),
        bytes: 1_000,
        size: PixelSize { width, height },
    }
}

fn problems(
    form: &Form,
    prompt: &str,
    parameters: Value,
    pictures: &[PictureFacts],
) -> Vec<Problem> {
    form.check(&Filled {
        prompt,
        parameters: &map(parameters),
        pictures,
    })
}

/// Like [`problems`], of a form that takes no pictures.
fn spoken(model: &str, prompt: &str, parameters: Value) -> Vec<Problem> {
    problems(
        form(model, FormMode::Text).unwrap(),
        prompt,
        parameters,
        &[],
    )
}

#[test]
fn every_current_model_of_the_catalogue_that_makes_something_has_forms_and_no_other() {
    let makes = |kind: &ModelKind| matches!(kind, ModelKind::Image | ModelKind::Video);
    let mut wanted: Vec<&str> = Catalogue::builtin()
        .models()
        .iter()
        .filter(|model| makes(&model.kind) && model.status == ModelStatus::Current)
        .map(|model| model.id.as_str())
        .collect();
    let mut found: Vec<&str> = forms().iter().map(|form| form.model.as_str()).collect();
    found.dedup();
    wanted.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, wanted);
    for form in forms() {
        assert!(
            !form.family.is_empty() && !form.hosts.is_empty(),
            "{}",
            form.model
        );
        assert!(form.synchronous || form.asynchronous, "{}", form.model);
        let same = |other: &&Form| other.model == form.model && other.mode == form.mode;
        assert_eq!(forms().iter().filter(same).count(), 1, "{}", form.model);
    }
}

#[test]
fn what_the_platform_takes_if_nothing_is_said_passes_the_check() {
    for form in forms() {
        let mut parameters = Map::new();
        for parameter in &form.parameters {
            let value = match &parameter.kind {
                ParameterKind::Choice { default, .. } | ParameterKind::Size { default, .. } => {
                    json!(default)
                }
                ParameterKind::Number { default, .. } => json!(default),
                ParameterKind::Flag { default } => json!(default),
                ParameterKind::Text { .. } => Value::Null,
            };
            parameters.insert(parameter.name.clone(), value);
        }
        let count = form.pictures.as_ref().map_or(0, |rule| rule.least);
        let pictures = vec![picture("image/png", 640, 480); count as usize];
        let filled = Filled {
            prompt: "一只猫",
            parameters: &parameters,
            pictures: &pictures,
        };
        assert_eq!(form.check(&filled), [], "{} {:?}", form.model, form.mode);
    }
}

#[test]
fn recommended_sizes_pass_before_the_rule_for_others() {
    let size = |size: &str| spoken("glm-image", "x", json!({ "size": size }));
    assert_eq!(size("1728x960"), [], "its side is below the rule's bound");
    assert_eq!(size("1024x2048"), []);
    assert_eq!(size("2048x2048"), []);
    let parameter = || "size".to_owned();
    let (least, most) = (1024, 2048);
    for wrong in ["960x960", "2080x1024", "1024x99999999999"] {
        let found = size(wrong);
        let range = Problem::SideOutOfRange {
            parameter: parameter(),
            least,
            most,
        };
        let none = Problem::NotASize {
            parameter: parameter(),
        };
        assert!(found == [range] || found == [none], "{wrong}: {found:?}");
    }
    let multiple = 32;
    let uneven = Problem::SideNotMultiple {
        parameter: parameter(),
        multiple,
    };
    assert_eq!(size("1040x1024"), [uneven]);
    let wide = spoken("cogview-4", "x", json!({"size": "2048x1040"}));
    let most = 1 << 21;
    assert_eq!(
        wide,
        [Problem::TooManyPixels {
            parameter: parameter(),
            most
        }]
    );
    for wrong in [
        "",
        "1024×1024",
        "1024X1024",
        "+1024x1024",
        " 1024x1024",
        "1024x1024x2",
        "0x0",
    ] {
        let none = Problem::NotASize {
            parameter: parameter(),
        };
        assert_eq!(size(wrong), [none], "{wrong}");
    }
    let fixed = spoken("viduq1-text", "x", json!({"size": "1280x720"}));
    assert!(
        matches!(fixed.as_slice(), [Problem::NotAnOption { .. }]),
        "{fixed:?}"
    );
}

#[test]
fn values_of_a_wrong_word_or_type_are_told_with_those_that_pass() {
    let found = spoken(
        "cogvideox-3",
        "x",
        json!({"fps": 24, "duration": "5", "with_audio": "yes", "quality": "hd"}),
    );
    assert_eq!(found.len(), 4, "{found:?}");
    let fps = Problem::NotAnOption {
        parameter: "fps".to_owned(),
        options: vec!["30".to_owned(), "60".to_owned()],
    };
    assert!(found.contains(&fps), "{found:?}");
    let odd = spoken("cogview-4", "x", json!({"n": 4, "seed": null}));
    let unknown = Problem::UnknownParameter {
        parameter: "n".to_owned(),
    };
    assert_eq!(odd, [unknown], "a null is as good as nothing");
    let short = spoken("cogview-4", "x", json!({"user_id": "五个字符啊"}));
    assert!(matches!(
        short.as_slice(),
        [Problem::TextLength {
            least: 6,
            most: Some(128),
            ..
        }]
    ));
    assert_eq!(
        spoken("cogview-4", "x", json!({"user_id": "六个字符啊啊"})),
        []
    );
}

#[test]
fn a_prompt_is_counted_in_characters_and_may_be_left_out_beside_a_picture() {
    let long = "猫".repeat(513);
    let found = spoken("cogvideox-3", &long, json!({}));
    let too_long = Problem::PromptTooLong {
        characters: 513,
        most: 512,
    };
    assert_eq!(found, [too_long]);
    assert_eq!(
        spoken("cogvideox-3", &format!(" {} ", "猫".repeat(512)), json!({})),
        []
    );
    assert_eq!(
        spoken("cogview-4", &"猫".repeat(9_000), json!({})),
        [],
        "no limit is published"
    );
    for empty in ["", " \n\u{3000}"] {
        assert_eq!(
            spoken("cogview-4", empty, json!({})),
            [Problem::PromptMissing]
        );
    }
    let beside = form("vidu2-image", FormMode::Image).unwrap();
    let one = [picture("image/webp", 640, 480)];
    assert_eq!(problems(beside, "", json!({}), &one), []);
    let neither = problems(beside, "", json!({}), &[]);
    assert_eq!(
        neither,
        [
            Problem::PromptMissing,
            Problem::PictureCount { least: 1, most: 1 }
        ]
    );
}

#[test]
fn pictures_are_held_against_types_bytes_shape_and_each_other() {
    let ends = form("vidu2-start-end", FormMode::FirstLast).unwrap();
    let good = picture("image/png", 640, 480);
    assert_eq!(
        problems(ends, "", json!({}), &[good.clone(), good.clone()]),
        []
    );
    let one = std::slice::from_ref(&good);
    assert_eq!(
        problems(ends, "", json!({}), one),
        [],
        "the last may be left out"
    );
    let large = picture("image/png", 1280, 960);
    let differ = Problem::PicturesDiffer {
        least: 0.8,
        most: 1.25,
    };
    assert_eq!(
        problems(ends, "", json!({}), &[good.clone(), large]),
        [differ]
    );
    let strip = picture("image/gif", 401, 100);
    let found = problems(ends, "", json!({}), &[strip.clone(), strip]);
    assert_eq!(found.len(), 4, "type and shape of both: {found:?}");
    let edge = picture("image/png", 400, 100);
    assert_eq!(
        problems(ends, "", json!({}), &[edge]),
        [],
        "4:1 itself passes"
    );
    let huge = PictureFacts {
        bytes: 5_000_001,
        ..good.clone()
    };
    let start = form("cogvideox-2", FormMode::Image).unwrap();
    let too_large = Problem::PictureTooLarge {
        picture: 0,
        most_bytes: 5_000_000,
    };
    assert_eq!(problems(start, "", json!({}), &[huge]), [too_large]);
    let reference = form("vidu2-reference", FormMode::Reference).unwrap();
    let small = picture("image/jpeg", 127, 200);
    let too_small = Problem::PictureTooSmall {
        picture: 0,
        least_side: 128,
    };
    assert_eq!(problems(reference, "", json!({}), &[small]), [too_small]);
    let many = problems(reference, "", json!({}), &vec![good.clone(); 4]);
    assert_eq!(many, [Problem::PictureCount { least: 1, most: 3 }]);
    let none_taken = problems(
        form("cogview-4", FormMode::Text).unwrap(),
        "x",
        json!({}),
        &[good],
    );
    assert_eq!(none_taken, [Problem::NoPicturesTaken]);
    let nothing = picture("image/png", 0, 0);
    assert!(!problems(reference, "", json!({}), &[nothing]).is_empty());
}

#[test]
fn pictures_are_written_as_each_model_wants_them() {
    let written = |model, mode, count| {
        let pictures = (0..count).map(|at: u32| format!("data:{at}")).collect();
        form(model, mode).unwrap().picture_input(pictures)
    };
    let json = |input| serde_json::to_value(input).unwrap();
    assert_eq!(
        json(written("cogvideox-3", FormMode::Image, 1)),
        json!("data:0")
    );
    assert_eq!(
        json(written("cogvideox-3", FormMode::FirstLast, 2)),
        json!(["data:0", "data:1"])
    );
    assert_eq!(
        json(written("vidu2-start-end", FormMode::FirstLast, 1)),
        json!(["data:0"])
    );
    assert_eq!(
        json(written("vidu2-reference", FormMode::Reference, 1)),
        json!(["data:0"])
    );
    assert_eq!(written("cogvideox-3", FormMode::Image, 0), None);
    assert_eq!(written("viduq1-text", FormMode::Text, 1), None);
}

#[test]
fn prices_are_those_of_the_host() {
    let cost = |model, mode, host| {
        form(model, mode)
            .unwrap()
            .cost(host)
            .map(|money| money.amount)
    };
    assert_eq!(
        cost("cogview-4", FormMode::Text, "open.bigmodel.cn"),
        Some(0.06)
    );
    assert_eq!(
        cost("cogview-3-flash", FormMode::Text, "open.bigmodel.cn"),
        Some(0.0)
    );
    assert_eq!(cost("cogvideox-3", FormMode::Image, "api.z.ai"), Some(0.2));
    assert_eq!(
        cost("glm-image", FormMode::Text, "open.bigmodel.cn"),
        None,
        "none was found"
    );
}

#[test]
fn a_form_crosses_to_a_screen_and_back() {
    for form in forms() {
        let text = serde_json::to_string(form).unwrap();
        assert_eq!(&serde_json::from_str::<Form>(&text).unwrap(), form);
    }
}
