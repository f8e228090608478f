//! What each model can be asked for, as the page draws it, and what a filled-in form would cost. The table is `zhipu`'s.

use std::collections::BTreeMap;

use glim_store::{Cost, InputRole, MediaKind};
use serde_json::{Map, Value};
use zhipu::forms::{
    Filled, Form, FormKind, FormMode, Parameter, ParameterKind, PictureFacts, PictureRole,
    PictureRule, forms,
};

use super::{
    ControlView, FormProblem, FormView, ModeView, ParameterView, PictureRuleView, PromptRuleView,
    SizeRuleView,
};
use crate::{
    App, UiError,
    chat::{Money, stored_cost},
    settings::PlatformChoice,
};

/// The form of a model in a mode.
pub(super) fn of(model: &str, mode: &str) -> Result<&'static Form, UiError> {
    let unknown = || UiError::not_found("form");
    let mode = mode_of(mode).ok_or_else(unknown)?;
    zhipu::forms::form(model, mode).ok_or_else(unknown)
}

fn mode_of(word: &str) -> Option<FormMode> {
    serde_json::from_value(Value::from(word)).ok()
}

pub(super) fn word_of(mode: FormMode) -> &'static str {
    match mode {
        FormMode::Text => "text",
        FormMode::Image => "image",
        FormMode::FirstLast => "firstLast",
        FormMode::Reference => "reference",
    }
}

pub(super) fn kind_of(form: &Form) -> MediaKind {
    match form.kind {
        FormKind::Image => MediaKind::Image,
        FormKind::Video => MediaKind::Video,
    }
}

/// Whether a platform has a model. A plan is for texts; what an own server has nobody knows.
pub(super) fn is_offered(form: &Form, platform: &PlatformChoice) -> bool {
    match platform {
        PlatformChoice::Custom { .. } => true,
        PlatformChoice::BigModelCoding | PlatformChoice::ZaiCoding => false,
        PlatformChoice::BigModel | PlatformChoice::Zai | PlatformChoice::Demo => platform
            .model_host()
            .is_some_and(|host| form.hosts.iter().any(|it| it == host)),
    }
}

/// What one result costs; none when nobody knows.
pub(super) fn cost_of(form: &Form, platform: &PlatformChoice) -> Option<Cost> {
    let money = form.cost(platform.price_host()?)?;
    stored_cost(money.amount, money.currency.as_str())
}

pub(super) fn money_of(cost: &Cost) -> Money {
    Money {
        #[expect(clippy::cast_precision_loss, reason = "an amount to show")]
        amount: cost.amount_nano as f64 / 1e9,
        currency: cost.currency.clone(),
    }
}

/// Every model with all of its modes, in the order of the table.
pub(super) async fn list(app: &App) -> Result<Vec<FormView>, UiError> {
    let platform = app.platform().await?;
    let mut models: Vec<FormView> = Vec::new();
    for form in forms() {
        let mode = mode_view(form, platform.as_ref());
        match models.iter_mut().find(|view| view.model == form.model) {
            Some(view) => view.modes.push(mode),
            None => models.push(FormView {
                model: form.model.clone(),
                title: title_of(form),
                kind: kind_of(form),
                modes: vec![mode],
                link_seconds: form
                    .link_seconds
                    .and_then(|seconds| u32::try_from(seconds).ok()),
                asynchronous: form.asynchronous,
                usable: platform.as_ref().is_some_and(|it| is_offered(form, it)),
            }),
        }
    }
    Ok(models)
}

/// The name of a model for people; one that has no form keeps its own.
pub(super) fn title_of_model(model: &str) -> String {
    let form = forms().iter().find(|form| form.model == model);
    form.map_or_else(|| model.to_owned(), title_of)
}

/// What the platform takes for a parameter of words when nothing is sent.
pub(super) fn default_text(form: &Form, name: &str) -> Option<String> {
    match &form.parameter(name)?.kind {
        ParameterKind::Choice { default, .. } | ParameterKind::Size { default, .. } => {
            default.clone()
        }
        _ => None,
    }
}

/// The family's name, and what the model's own says beyond it. Where each of a family does something else, that is all it says
/// beyond, in the platform's words: then it is left to the page.
fn title_of(form: &Form) -> String {
    let family = forms()
        .iter()
        .filter(|other| other.family == form.family && other.model != form.model);
    let (mut several, mut alike) = (false, false);
    for other in family {
        several = true;
        let mut own = forms().iter().filter(|it| it.model == form.model);
        alike |= own.any(|it| it.mode == other.mode);
    }
    match beyond(&form.model, &form.family) {
        None => form.model.clone(),
        Some(_) if several && !alike => form.family.clone(),
        Some(rest) => rest.split('-').filter(|word| !word.is_empty()).fold(
            form.family.clone(),
            |mut title, word| {
                let number = word.len() > 2 && word.chars().all(|it| it.is_ascii_digit());
                title.push(if number { ' ' } else { '-' });
                let mut letters = word.chars();
                title.extend(letters.next().map(|first| first.to_ascii_uppercase()));
                title.push_str(letters.as_str());
                title
            },
        ),
    }
}

/// What follows the family in a model's name, written as the platform does: `250304` of `cogview-4-250304`. None when the
/// name does not begin with it.
fn beyond<'name>(model: &'name str, family: &str) -> Option<&'name str> {
    let mut wanted = family.chars().filter(char::is_ascii_alphanumeric);
    let mut next = wanted.next()?;
    for (at, letter) in model.char_indices() {
        if !letter.is_ascii_alphanumeric() {
            continue;
        }
        if !letter.eq_ignore_ascii_case(&next) {
            return None;
        }
        match wanted.next() {
            Some(letter) => next = letter,
            None => return model.get(at + letter.len_utf8()..),
        }
    }
    None
}

fn mode_view(form: &Form, platform: Option<&PlatformChoice>) -> ModeView {
    let offered = form.parameters.iter().filter(|it| it.offered);
    ModeView {
        mode: word_of(form.mode).to_owned(),
        prompt: PromptRuleView {
            required: form.prompt.required,
            longest: form.prompt.most_characters,
        },
        parameters: offered.map(parameter_view).collect(),
        pictures: form.pictures.as_ref().map(picture_view),
        price: platform
            .and_then(|platform| cost_of(form, platform))
            .map(|cost| money_of(&cost)),
    }
}

fn parameter_view(parameter: &Parameter) -> ParameterView {
    let (default, control) = match &parameter.kind {
        ParameterKind::Choice { options, default } => {
            let values = options.iter().cloned().map(Value::from).collect();
            (
                default.clone().map(Value::from),
                ControlView::Choice { values },
            )
        }
        ParameterKind::Number { options, default } => {
            let values = options.iter().copied().map(Value::from).collect();
            (default.map(Value::from), ControlView::Choice { values })
        }
        ParameterKind::Flag { default } => (Some(Value::from(*default)), ControlView::Switch),
        ParameterKind::Text { most, .. } => (None, ControlView::Text { longest: *most }),
        ParameterKind::Size {
            recommended,
            custom,
            default,
        } => {
            let control = ControlView::Size {
                recommended: recommended.clone(),
                free: custom.map(|rule| SizeRuleView {
                    min: rule.least_side,
                    max: rule.most_side,
                    multiple: rule.multiple,
                    most_pixels: rule.most_pixels,
                }),
            };
            (default.clone().map(Value::from), control)
        }
    };
    ParameterView {
        name: parameter.name.clone(),
        default,
        control,
    }
}

fn picture_view(rule: &PictureRule) -> PictureRuleView {
    PictureRuleView {
        roles: rule.roles.iter().copied().map(role_of).collect(),
        least: rule.least,
        most: u32::try_from(rule.roles.len()).unwrap_or(u32::MAX),
        most_bytes: Some(rule.most_bytes),
        media_types: rule.media_types.clone(),
        min_side: rule.least_side,
        most_aspect: rule.aspect.map(|aspect| aspect.most),
    }
}

fn role_of(role: PictureRole) -> InputRole {
    match role {
        PictureRole::FirstFrame => InputRole::FirstFrame,
        PictureRole::LastFrame => InputRole::LastFrame,
        PictureRole::Reference => InputRole::Reference,
    }
}

/// What is wrong with a filled-in form, beside what the roles of its pictures say.
pub(super) fn problems(
    form: &Form,
    prompt: &str,
    parameters: &BTreeMap<String, Value>,
    pictures: &[(InputRole, PictureFacts)],
) -> Vec<FormProblem> {
    let parameters: Map<String, Value> = parameters.clone().into_iter().collect();
    let facts: Vec<PictureFacts> = pictures.iter().map(|(_, facts)| facts.clone()).collect();
    let filled = Filled {
        prompt,
        parameters: &parameters,
        pictures: &facts,
    };
    let mut problems: Vec<FormProblem> = form
        .check(&filled)
        .iter()
        .filter_map(|problem| problem_view(&serde_json::to_value(problem).ok()?))
        .collect();
    // What the program fills in is not taken from a page.
    let own = parameters.keys().filter(|name| {
        let known = form.parameter(name);
        known.is_some_and(|it| !it.offered)
    });
    problems.extend(own.map(|name| problem("unknownParameter", name)));
    let roles = form.pictures.iter().flat_map(|rule| &rule.roles);
    let wrong = roles
        .zip(pictures)
        .any(|(wanted, (given, _))| role_of(*wanted) != *given);
    if wrong {
        problems.push(problem("pictureRole", "pictures"));
    }
    problems
}

pub(super) fn problem(code: &str, parameter: &str) -> FormProblem {
    FormProblem {
        code: code.to_owned(),
        parameter: parameter.to_owned(),
        params: BTreeMap::new(),
    }
}

/// A problem as `zhipu` writes it: its code, and beside it the values for the sentence.
fn problem_view(problem: &Value) -> Option<FormProblem> {
    let fields = problem.as_object()?;
    let code = fields.get("code")?.as_str()?;
    let about = match fields.get("parameter").and_then(Value::as_str) {
        Some(parameter) => parameter,
        None if code.starts_with("prompt") => "prompt",
        None => "pictures",
    };
    let values = fields
        .iter()
        .filter(|(name, value)| !matches!(name.as_str(), "code" | "parameter") && !value.is_null());
    Some(FormProblem {
        code: code.to_owned(),
        parameter: about.to_owned(),
        params: values
            .map(|(name, value)| (name.clone(), words(value)))
            .collect(),
    })
}

fn words(value: &Value) -> String {
    match value {
        Value::String(word) => word.clone(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// The longest prompt a model takes in any of its modes.
pub(super) fn longest_prompt(model: &str) -> Option<u32> {
    let of_model = forms().iter().filter(|form| form.model == model);
    of_model
        .filter_map(|form| form.prompt.most_characters)
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_model_has_a_name_for_people() {
        let mut titles: Vec<(&str, String)> = forms()
            .iter()
            .map(|form| (form.model.as_str(), title_of(form)))
            .collect();
        titles.dedup();
        let wanted = [
            ("glm-image", "GLM-Image"),
            ("cogview-4-250304", "CogView-4 250304"),
            ("cogview-4", "CogView-4"),
            ("cogview-3-flash", "CogView-3-Flash"),
            ("cogvideox-3", "CogVideoX-3"),
            ("cogvideox-2", "CogVideoX-2"),
            ("cogvideox-flash", "CogVideoX-Flash"),
            ("viduq1-text", "Vidu Q1"),
            ("viduq1-image", "Vidu Q1"),
            ("viduq1-start-end", "Vidu Q1"),
            ("vidu2-image", "Vidu 2"),
            ("vidu2-start-end", "Vidu 2"),
            ("vidu2-reference", "Vidu 2"),
        ];
        assert_eq!(
            titles,
            wanted.map(|(model, title)| (model, title.to_owned()))
        );
    }

    #[test]
    fn a_model_that_is_not_named_after_its_family_keeps_its_own_name() {
        assert_eq!(beyond("new-model", "CogView"), None);
        assert_eq!(beyond("cog", "CogView"), None, "shorter");
        assert_eq!(beyond("模型-4", "CogView"), None);
        assert_eq!(beyond("x", ""), None, "of no family");
    }
}
