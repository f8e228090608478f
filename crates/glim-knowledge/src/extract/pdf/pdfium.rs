//! PDFium, loaded at run time: characters of each page with their boxes.

use std::cell::OnceCell;
use std::path::Path;
use std::rc::Rc;

use pdfium_render::prelude::{
    PdfDocumentMetadataTagType, PdfFormField, PdfFormFieldCommon, PdfPage, PdfPageAnnotationCommon,
    PdfPageAnnotationType, PdfRect, Pdfium, PdfiumError, PdfiumInternalError,
};

use super::layout::{self, Glyph};
use super::{Collector, Found, ReadProblem, Source};
use crate::document::Rect;

/// A page with more notes is a drawing with a mark on every part.
const MOST_NOTES: usize = 2_000;

thread_local! {
    /// The library of this thread, or that loading it has failed. PDFium must not be used by two threads, and binds once
    /// in a process, so that only the first thread to ask for it has it.
    static LIBRARY: OnceCell<Option<Rc<Pdfium>>> = const { OnceCell::new() };
}

/// The library in a folder or file, if it can be loaded.
pub(super) fn library(at: &Path) -> Option<Rc<Pdfium>> {
    LIBRARY.with(|library| library.get_or_init(|| load(at).map(Rc::new)).clone())
}

fn load(at: &Path) -> Option<Pdfium> {
    let file = if at.is_dir() {
        Pdfium::pdfium_platform_library_name_at_path(at)
    } else {
        at.to_path_buf()
    };
    let bindings = Pdfium::bind_to_library(file).ok()?;
    Some(Pdfium::new(bindings))
}

pub(super) fn read(
    library: &Pdfium,
    source: &Source<'_>,
    to: &mut Collector,
) -> Result<(), ReadProblem> {
    let document = library.load_pdf_from_byte_slice(source.bytes, None);
    let document = document.map_err(|error| problem(&error))?;
    let title = document.metadata().get(PdfDocumentMetadataTagType::Title);
    if let Some(title) = title.filter(|it| is_title(it.value())) {
        to.set_title(title.value());
    }
    let count = u32::try_from(document.pages().len()).unwrap_or(0);
    to.set_pages(count);
    let mut found = Found::default();
    let mut room = source.limits.text_bytes;
    for page in 1..=count {
        if page > source.limits.pages {
            to.cut_short("pages");
            break;
        }
        let index = i32::try_from(page - 1).unwrap_or(i32::MAX);
        let Ok(opened) = document.pages().get(index) else {
            found.damaged.push(page);
            continue;
        };
        let Some(glyphs) = glyphs(&opened) else {
            found.damaged.push(page);
            continue;
        };
        let lines = layout::lines(&glyphs);
        let before = found.notes.len();
        let notes = notes(&opened).into_iter();
        found
            .notes
            .extend(notes.map(|(text, rect)| (page, text, rect)));
        if lines.is_empty() && found.notes.len() == before {
            found.blank.push(page);
            continue;
        }
        let length: usize = lines.iter().map(|line| line.text.len()).sum();
        room = room.saturating_sub(u64::try_from(length).unwrap_or(u64::MAX));
        found.pages.push((page, lines));
        if room == 0 {
            to.cut_short("text");
            break;
        }
    }
    if count > 0 && found.damaged.len() == usize::try_from(count).unwrap_or(0) {
        return Err(ReadProblem::damaged("none of its pages can be opened"));
    }
    found.push(to);
    Ok(())
}

fn problem(error: &PdfiumError) -> ReadProblem {
    match error {
        PdfiumError::PdfiumLibraryInternalError(
            PdfiumInternalError::PasswordError | PdfiumInternalError::SecurityError,
        ) => ReadProblem::Encrypted,
        other => ReadProblem::damaged(format!("{other:?}")),
    }
}

/// Programs write the name of a file, or their own, where the title belongs.
fn is_title(text: &str) -> bool {
    let text = text.trim();
    let lower = text.to_lowercase();
    let is_name = [
        ".doc", ".docx", ".dvi", ".tex", ".indd", ".qxd", ".ppt", ".pptx", ".pdf",
    ]
    .iter()
    .any(|ending| lower.ends_with(ending));
    text.chars().filter(|it| it.is_alphanumeric()).count() > 2
        && !is_name
        && !lower.starts_with("untitled")
        && !lower.starts_with("microsoft word -")
}

/// The characters of a page in the order of its content; nothing when PDFium cannot tell them.
fn glyphs(page: &PdfPage<'_>) -> Option<Vec<Glyph>> {
    let text = page.text().ok()?;
    let chars = text.chars();
    let mut glyphs = Vec::with_capacity(chars.len());
    let mut begins = true;
    for char in chars.iter() {
        let Some(letter) = char.unicode_char() else {
            continue;
        };
        // What PDFium puts in has no place of its own; its boxes are not worth asking for.
        let blank = letter.is_whitespace() || letter.is_control();
        let rect = if blank {
            None
        } else {
            char.loose_bounds().ok().map(|it| rect(&it))
        };
        let size = if blank {
            0.0
        } else {
            char.scaled_font_size().value
        };
        // Asking for the name of the font is dear, and one letter of a word tells.
        let bold = (begins && !blank).then(|| is_bold(&char.font_name()));
        begins = blank;
        glyphs.push(Glyph {
            letter,
            rect,
            size,
            bold,
        });
    }
    Some(glyphs)
}

/// Comments, and what the fields of a form hold. Links and the windows of comments say nothing of their own.
fn notes(page: &PdfPage<'_>) -> Vec<(String, Rect)> {
    let mut notes = Vec::new();
    for annotation in page.annotations().iter().take(MOST_NOTES) {
        let kind = annotation.annotation_type();
        let is_empty_kind = matches!(
            kind,
            PdfPageAnnotationType::Link | PdfPageAnnotationType::Popup
        );
        if is_empty_kind || annotation.is_hidden() {
            continue;
        }
        let text = match annotation.as_form_field() {
            Some(field) => content(field),
            None => annotation.contents(),
        };
        let text = text.map(|it| it.replace('\r', "\n").trim().to_owned());
        if let (Some(text), Ok(bounds)) = (text.filter(|it| !it.is_empty()), annotation.bounds()) {
            notes.push((text, rect(&bounds)));
        }
    }
    notes
}

fn content(field: &PdfFormField<'_>) -> Option<String> {
    if let Some(text) = field.as_text_field() {
        // Nobody filled in a password to have it found.
        return text.value().filter(|_| !text.is_password());
    }
    if let Some(mark) = field.as_checkbox_field() {
        let name = field.name().unwrap_or_default();
        return mark
            .is_checked()
            .is_ok_and(|it| it)
            .then(|| format!("☑ {name}"));
    }
    if let Some(choice) = field.as_combo_box_field() {
        return choice.value();
    }
    field.as_list_box_field()?.value()
}

/// Names of fonts say it: `ABCDEF+SimHei`, `Times-Bold`, `NimbusRomNo9L-Medi`, `CMBX12`.
fn is_bold(font: &str) -> bool {
    let font = font.to_lowercase();
    let signs = ["bold", "black", "heavy", "-medi", "cmbx", "simhei", "黑体"];
    signs.iter().any(|sign| font.contains(sign))
}

fn rect(bounds: &PdfRect) -> Rect {
    let (left, right) = (bounds.left().value, bounds.right().value);
    let (bottom, top) = (bounds.bottom().value, bounds.top().value);
    Rect {
        left: left.min(right),
        bottom: bottom.min(top),
        right: right.max(left),
        top: top.max(bottom),
    }
}
