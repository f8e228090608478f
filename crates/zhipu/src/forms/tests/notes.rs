//! Walks the platform notes (images §2–3, videos §2 in `../shared`) and the table against each other:
//! every documented parameter of every model is in it with exactly the documented values, and nothing
//! else is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;

type Words = BTreeSet<String>;

/// A file of the notes; says why the test does nothing where they are not beside the tree.
fn notes(name: &str) -> Option<String> {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/platform");
    let text = std::fs::read_to_string(place.join(name)).ok();
    if text.is_none() {
        println!("skipped: no ../shared/platform/{name}");
    }
    text
}

/// The rows of the first table behind a heading, its head first; `\|` is a bar inside a cell.
fn table(notes: &str, heading: &str) -> Vec<Vec<String>> {
    let start = notes
        .find(heading)
        .unwrap_or_else(|| panic!("no {heading}"));
    let rows = notes[start..]
        .lines()
        .skip_while(|line| !line.starts_with('|'));
    let rows = rows.take_while(|line| line.starts_with('|'));
    let cells = |line: &str| {
        let hidden = line.replace("\\|", "\u{1}");
        let cells = hidden.trim_matches('|').split('|');
        cells
            .map(|cell| cell.trim().replace('\u{1}', "|"))
            .collect()
    };
    rows.map(cells)
        .filter(|row: &Vec<String>| !row[0].starts_with("--"))
        .collect()
}

/// What stands between backticks.
fn quoted(text: &str) -> Vec<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(ToOwned::to_owned)
        .collect()
}

fn numbers(text: &str) -> Words {
    text.split(|letter: char| !letter.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

/// The forms of a model, all modes.
fn forms_of(model: &str) -> Vec<&'static Form> {
    let found: Vec<_> = forms().iter().filter(|form| form.model == model).collect();
    assert!(!found.is_empty(), "no form of {model}");
    found
}

/// All names that the table has for a model, `model` and the SDK's own among them.
fn names(model: &str) -> Words {
    let mut names = Words::from(["model".to_owned(), "prompt".to_owned()]);
    for form in forms_of(model) {
        names.extend(
            form.parameters
                .iter()
                .map(|parameter| parameter.name.clone()),
        );
        names.extend(form.sdk_only.iter().cloned());
        names.extend(form.pictures.iter().map(|_| "image_url".to_owned()));
    }
    names
}

/// The values that the table lets pass for a parameter, and the default, over all modes of a model.
fn values(model: &str, name: &str) -> (Words, Option<String>) {
    let (mut all, mut default) = (Words::new(), None);
    for parameter in forms_of(model)
        .iter()
        .filter_map(|form| form.parameter(name))
    {
        let told = match &parameter.kind {
            ParameterKind::Choice { options, default } => {
                all.extend(options.iter().cloned());
                default.clone()
            }
            ParameterKind::Number { options, default } => {
                all.extend(options.iter().map(ToString::to_string));
                default.map(|number| number.to_string())
            }
            ParameterKind::Size {
                recommended,
                default,
                ..
            } => {
                all.extend(recommended.iter().cloned());
                default.clone()
            }
            ParameterKind::Flag { default } => Some(default.to_string()),
            ParameterKind::Text { .. } => None,
        };
        default = default.or(told);
    }
    (all, default)
}

/// The part of a cell that is about a model: `Q1 …; 2 …` speaks of two, and `same` of the column before.
fn part_for(cell: &str, model: &str) -> String {
    let parts: Vec<&str> = cell.split(';').map(str::trim).collect();
    let (own, other) = if model.starts_with("viduq1") {
        ("Q1 ", "2 ")
    } else {
        ("2 ", "Q1 ")
    };
    let mine = parts.iter().find_map(|part| part.strip_prefix(own));
    if parts.iter().any(|part| part.starts_with(other)) {
        return mine
            .unwrap_or_else(|| panic!("{cell} does not speak of {model}"))
            .to_owned();
    }
    cell.to_owned()
}

#[test]
fn the_table_has_every_documented_parameter_of_every_model_that_makes_pictures() {
    let Some(notes) = notes("images.md") else {
        return;
    };
    let fields = table(&notes, "## 2. Request body");
    let documented: Words = fields[1..].iter().flat_map(|row| quoted(&row[0])).collect();
    assert!(documented.len() > 10, "{documented:?}");
    let sizes = table(&notes, "## 3. Size rules");
    let models: Vec<String> = sizes[1..].iter().flat_map(|row| quoted(&row[0])).collect();
    let ours = forms().iter().filter(|form| form.kind == FormKind::Image);
    let ours: Vec<String> = ours.map(|form| form.model.clone()).collect();
    assert_eq!(ours, models, "the same models, in the same order");
    for model in &models {
        assert_eq!(names(model), documented, "{model}");
        let quality = if model == "glm-image" {
            "hd"
        } else {
            "standard"
        };
        assert_eq!(values(model, "quality").1.as_deref(), Some(quality));
    }
    for row in &sizes[1..] {
        for model in quoted(&row[0]) {
            check_size_rule(row, &model);
        }
    }
}

fn check_size_rule(row: &[String], model: &str) {
    let (found, default) = values(model, "size");
    let documented = quoted(&row[1]);
    assert_eq!(found, documented.iter().cloned().collect(), "{model}");
    assert_eq!(default.as_ref(), documented.first(), "{model}");
    let ParameterKind::Size { custom, .. } = &forms_of(model)[0].parameter("size").unwrap().kind
    else {
        panic!("{model} has no sizes")
    };
    let rule = custom.unwrap();
    let sides: Vec<u32> = row[2]
        .split(['–', ' '])
        .filter_map(|word| word.parse().ok())
        .collect();
    assert_eq!([rule.least_side, rule.most_side], sides[..], "{model}");
    assert_eq!(rule.multiple.to_string(), row[3], "{model}");
    let most: String = row[4].split('=').nth(1).unwrap().replace(' ', "");
    assert_eq!(rule.most_pixels.to_string(), most, "{model}");
}

#[test]
fn the_table_has_every_documented_parameter_of_every_model_that_makes_clips() {
    let Some(notes) = notes("videos.md") else {
        return;
    };
    let rows = table(&notes, "## 2. Models and what each accepts");
    let columns: Vec<Vec<String>> = rows[0].iter().map(|head| quoted(head)).collect();
    let mut models: Vec<String> = columns.iter().flatten().cloned().collect();
    let ours = forms().iter().filter(|form| form.kind == FormKind::Video);
    let mut found: Vec<String> = ours.map(|form| form.model.clone()).collect();
    models.sort_unstable();
    found.sort_unstable();
    found.dedup();
    assert_eq!(found, models, "the same models");
    let sdk = notes
        .lines()
        .find(|line| line.starts_with("Extra fields that only the SDK sends"));
    let sdk = quoted(sdk.unwrap());
    let sdk = sdk.iter().filter(|word| {
        word.chars()
            .all(|letter| letter.is_lowercase() || letter == '_')
    });
    let sdk: Words = sdk.filter(|word| *word != "image_url").cloned().collect();
    let mut documented: BTreeMap<&str, Words> = BTreeMap::new();
    for row in rows[1..].iter().filter(|row| row[0].starts_with('`')) {
        let name = &quoted(&row[0])[0];
        let mut before = String::new();
        for (place, cell) in row.iter().enumerate().skip(1) {
            let cell = if cell == "same" {
                before.clone()
            } else {
                cell.clone()
            };
            before.clone_from(&cell);
            if cell.starts_with('—') {
                continue;
            }
            for model in &columns[place] {
                documented.entry(model).or_default().insert(name.clone());
                check_cell(model, name, &part_for(&cell, model));
            }
        }
    }
    for model in &models {
        let mut wanted = documented[model.as_str()].clone();
        wanted.extend(sdk.iter().cloned());
        wanted.insert("model".to_owned());
        assert_eq!(names(model), wanted, "{model}");
    }
    check_pictures(&rows, &columns);
}

/// Values and default of one documented parameter of one model.
fn check_cell(model: &str, name: &str, cell: &str) {
    let (found, default) = values(model, name);
    let told: Vec<String> = quoted(cell);
    match name {
        "prompt" => {
            assert!(cell.contains("≤512"), "{cell}");
            let most = forms_of(model)
                .iter()
                .all(|form| form.prompt.most_characters == Some(512));
            assert!(most, "{model}");
        }
        "fps" | "duration" => {
            assert_eq!(found, numbers(cell), "{model} {name}");
            let first = cell.split(' ').next().unwrap();
            assert_eq!(default.as_deref(), Some(first), "{model} {name}");
        }
        "size" => assert_eq!(found, told.into_iter().collect(), "{model} {name}"),
        "with_audio" | "watermark_enabled" => {
            assert!(
                cell.starts_with("bool") && found.is_empty(),
                "{model} {name}"
            );
            let on = cell.contains("default on");
            assert_eq!(default, Some(on.to_string()), "{model} {name}");
            let conditional = forms_of(model)[0]
                .parameter(name)
                .unwrap()
                .effective_when
                .is_some();
            assert_eq!(
                conditional,
                cell.contains("effective only"),
                "{model} {name}"
            );
        }
        "image_url" | "request_id" => {}
        "user_id" => assert_eq!(numbers(cell), numbers("6–128"), "{model}"),
        _ => {
            let place = cell
                .find("(default)")
                .unwrap_or_else(|| panic!("{cell}: no default"));
            let first = quoted(&cell[..place]).pop();
            assert_eq!(
                (found, default),
                (told.into_iter().collect(), first),
                "{model} {name}"
            );
        }
    }
}

/// Counts, types and bytes of pictures.
fn check_pictures(rows: &[Vec<String>], columns: &[Vec<String>]) {
    let row = |head: &str| rows.iter().find(|row| row[0] == head).unwrap();
    let (urls, limits) = (row("`image_url`"), row("image limits"));
    for (place, models) in columns.iter().enumerate().skip(1) {
        for model in models {
            let rules: Vec<_> = forms_of(model)
                .iter()
                .filter_map(|form| form.pictures.as_ref())
                .collect();
            if urls[place].starts_with('—') {
                assert!(rules.is_empty(), "{model}");
                continue;
            }
            let counts: Words = rules
                .iter()
                .map(|rule| rule.roles.len().to_string())
                .collect();
            let most = numbers(&urls[place].replace("Base64", ""))
                .into_iter()
                .max()
                .unwrap_or_else(|| "1".to_owned());
            assert_eq!(counts.into_iter().max(), Some(most), "{model}");
            for rule in &rules {
                let wide = rule.media_types.contains(&"image/webp".to_owned());
                assert_eq!(wide, model.starts_with("vidu"), "{model}");
                let bytes = if wide { "50" } else { "5" };
                assert_eq!((rule.most_bytes / 1_000_000).to_string(), bytes, "{model}");
                let limit = if limits[place].starts_with("same") {
                    &limits[place - 1]
                } else {
                    &limits[place]
                };
                let limit = if limit.starts_with("same") {
                    &limits[place - 2]
                } else {
                    limit
                };
                assert!(limit.contains(&format!("≤{bytes} MB")), "{model}: {limit}");
                assert_eq!(rule.aspect.is_some(), limit.contains("1:4"), "{model}");
                assert_eq!(
                    rule.least_side.is_some(),
                    limits[place].contains("128"),
                    "{model}"
                );
                assert_eq!(
                    rule.pair_ratio.is_some(),
                    limits[place].contains("0.8"),
                    "{model}"
                );
            }
        }
    }
}
