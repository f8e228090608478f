//! What a file is, as far as its name tells before it is read: the words that searches are filtered by.

use std::path::Path;

/// Endings and the word of `glim_knowledge::Format` they stand for.
const KINDS: [(&str, &[&str]); 20] = [
    ("pdf", &["pdf"]),
    ("docx", &["docx", "docm", "dotx"]),
    ("pptx", &["pptx", "pptm", "ppsx"]),
    ("doc", &["doc", "dot", "wps"]),
    ("ppt", &["ppt", "pps"]),
    (
        "spreadsheet",
        &["xlsx", "xlsm", "xlsb", "xls", "xlt", "ods", "et"],
    ),
    ("odt", &["odt", "ott"]),
    ("odp", &["odp", "otp"]),
    ("epub", &["epub"]),
    ("rtf", &["rtf"]),
    ("mail", &["eml", "mbox"]),
    ("outlook", &["msg"]),
    (
        "picture",
        &[
            "png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "heic",
        ],
    ),
    ("html", &["html", "htm", "xhtml", "mhtml"]),
    ("markdown", &["md", "markdown", "mdx"]),
    ("csv", &["csv", "tsv"]),
    ("json", &["json", "jsonl", "ndjson"]),
    ("subtitles", &["srt", "vtt"]),
    ("xml", &["xml"]),
    (
        "code",
        &[
            "rs", "py", "js", "ts", "jsx", "tsx", "c", "h", "cc", "cpp", "hpp", "go", "java", "kt",
            "swift", "rb", "php", "cs", "sh", "sql", "css", "svelte", "vue", "toml", "yaml", "yml",
            "lua", "scala", "r",
        ],
    ),
];

/// The kind of a file by its ending; `text` for plain text and for what has no ending, else `other`.
pub(super) fn of(path: &Path) -> &'static str {
    let Some(ending) = path.extension() else {
        return "text";
    };
    let ending = ending.to_string_lossy().to_lowercase();
    if matches!(
        ending.as_str(),
        "txt" | "text" | "log" | "rst" | "tex" | "org"
    ) {
        return "text";
    }
    let known = KINDS
        .iter()
        .find(|(_, endings)| endings.contains(&ending.as_str()));
    known.map_or("other", |(kind, _)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_told_by_the_ending_in_any_case() {
        assert_eq!(of(Path::new("/a/年报.PDF")), "pdf");
        assert_eq!(of(Path::new("README")), "text");
        assert_eq!(of(Path::new("a.tar.xyz")), "other");
        assert_eq!(of(Path::new("表.xlsx")), "spreadsheet");
    }
}
