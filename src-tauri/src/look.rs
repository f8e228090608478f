//! What the page wears before its own code runs: the chosen theme, and on Linux the system's own font.
//!
//! WebKitGTK asks fontconfig for each name of a font list anew for each size and weight, 1.5 to 2.5 ms a name. The list
//! that macOS and Windows need, most of whose names Linux does not know, cost a start there 160 ms; and
//! `system-ui` finds nothing. So Linux has a list of its own (`[data-system="linux"]` in `ui/src/kit/tokens.css`),
//! headed by what the desktop's settings name.

use glim_app::settings::Theme;

/// Longest name of a font that is believed.
const LONGEST_NAME: usize = 64;

/// The script that sets theme and font before the first style is computed: the page's own code comes too late for the
/// first frame. Wants the window system, so on the main thread.
pub(crate) fn first(theme: Theme) -> String {
    script(theme, cfg!(target_os = "linux"), system_font().as_deref())
}

fn script(theme: Theme, is_linux: bool, font: Option<&str>) -> String {
    let theme = match theme {
        Theme::Light => "\"light\"",
        Theme::Dark => "\"dark\"",
        Theme::System => {
            "matchMedia(\"(prefers-color-scheme: dark)\").matches ? \"dark\" : \"light\""
        }
    };
    let system = if is_linux {
        "root.dataset.system = \"linux\";"
    } else {
        ""
    };
    let font = font
        .map(|name| format!("root.style.setProperty(\"--font-system\", '\"{name}\"');"))
        .unwrap_or_default();
    // In WebView2 the script runs before there is a root element.
    format!(
        "(() => {{
  const wear = () => {{
    const root = document.documentElement;
    if (root === null) return false;
    root.dataset.theme = {theme};
    {system}{font}
    return true;
  }};
  if (!wear()) {{
    new MutationObserver((_, observer) => {{
      if (wear()) observer.disconnect();
    }}).observe(document, {{ childList: true }});
  }}
}})();"
    )
}

/// The family that the desktop's settings name for its own text.
#[cfg(target_os = "linux")]
fn system_font() -> Option<String> {
    use gtk::prelude::GtkSettingsExt;

    let wanted = gtk::Settings::default()?.gtk_font_name()?;
    let families = gtk::pango::FontDescription::from_string(&wanted).family()?;
    named(&families)
}

#[cfg(not(target_os = "linux"))]
fn system_font() -> Option<String> {
    None
}

/// The first of `families` if it is a font and no more than a name: it is put into a script. Where nothing is set GTK
/// says `Sans`, which is any font.
#[cfg(any(target_os = "linux", test))]
fn named(families: &str) -> Option<String> {
    let first = families.split(',').next()?.trim();
    let is_name = !first.is_empty()
        && first.len() <= LONGEST_NAME
        && first
            .chars()
            .all(|each| each.is_alphanumeric() || " -_.".contains(each));
    let is_any = ["sans", "sans-serif", "serif", "monospace", "system-ui"]
        .iter()
        .any(|generic| first.eq_ignore_ascii_case(generic));
    (is_name && !is_any).then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_colours_are_those_of_the_chosen_theme() {
        let of = |theme| script(theme, false, None);
        assert!(of(Theme::Dark).contains("dataset.theme = \"dark\";"));
        assert!(of(Theme::Light).contains("dataset.theme = \"light\";"));
        assert!(of(Theme::System).contains("prefers-color-scheme"));
    }

    #[test]
    fn linux_alone_is_told_to_the_page_with_its_font() {
        assert!(!script(Theme::Light, false, None).contains("dataset.system"));
        let linux = script(Theme::Light, true, Some("Cantarell"));
        assert!(linux.contains("dataset.system = \"linux\";"));
        assert!(linux.contains("setProperty(\"--font-system\", '\"Cantarell\"');"));
        assert!(!script(Theme::Light, true, None).contains("--font-system"));
    }

    #[test]
    fn a_font_of_the_settings_is_a_name_or_nothing() {
        assert_eq!(named("Cantarell").as_deref(), Some("Cantarell"));
        assert_eq!(named("Ubuntu Sans,Sans").as_deref(), Some("Ubuntu Sans"));
        assert_eq!(named("文泉驿微米黑").as_deref(), Some("文泉驿微米黑"));
        for nothing in [
            "",
            "Sans",
            "sans-serif",
            "x\"); alert(1); (\"",
            "a\\b",
            "a\nb",
        ] {
            assert_eq!(named(nothing), None, "{nothing:?}");
        }
        assert_eq!(named(&"a".repeat(LONGEST_NAME + 1)), None);
    }
}
