//! What each model that makes pictures or video takes, as data: one [`Form`] for each model and mode.
//!
//! A screen draws its fields from a form, [`Form::check`] holds what was filled in against the same
//! table, and [`Form::picture_input`] writes pictures as the model wants them. The table is
//! `forms.json` of this crate (facts of 2026-07 to 2026-10 with sources: platform notes, images §2–3,
//! videos §2); a test walks those notes and this table against each other. Prices and hosts come from
//! the [catalogue](crate::catalogue).

mod check;
mod form;

use std::sync::LazyLock;

use serde::Deserialize;

pub use check::{Filled, PictureFacts, Problem};
pub use form::{
    Condition, Form, FormKind, FormMode, Parameter, ParameterKind, PictureForm, PictureRole,
    PictureRule, PixelSize, PromptRule, Range, SizeRule,
};

use crate::catalogue::Catalogue;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Table {
    forms: Vec<Form>,
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    // A file that does not parse fails the tests; in a release it could only be an empty table.
    let table: Table = serde_json::from_str(include_str!("../forms.json")).unwrap_or_default();
    let mut forms = table.forms;
    for form in &mut forms {
        if let Some(model) = Catalogue::builtin().get(&form.model) {
            form.family.clone_from(&model.family);
            form.hosts.clone_from(&model.hosts);
            form.prices.clone_from(&model.prices);
        }
    }
    forms
});

/// All forms: pictures first, then video, newest family first; modes of one model together.
pub fn forms() -> &'static [Form] {
    &FORMS
}

/// The form of a model in a mode, the model in whatever case; `None` if it has no such mode.
pub fn form(model: &str, mode: FormMode) -> Option<&'static Form> {
    let model = model.trim();
    forms()
        .iter()
        .find(|form| form.mode == mode && form.model.eq_ignore_ascii_case(model))
}

#[cfg(test)]
mod tests;
