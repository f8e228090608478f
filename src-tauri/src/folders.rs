//! Where things lie. A profile of its own (`GLIM_CONFIG_DIR`, `GLIM_DATA_DIR`: tests, drills, a second account)
//! gets an identifier of its own, and with it its own single instance, keychain entries and web view.

use std::{
    env,
    fs::DirBuilder,
    io,
    path::{Path, PathBuf},
};

/// Names the app to the system: folders, D-Bus, keychain. Equal to `identifier` in `tauri.conf.json`.
pub(crate) const IDENTIFIER: &str = "dev.glim.desktop";

/// The folders of one profile. None of them need exist yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Folders {
    /// [`IDENTIFIER`], with a mark when this is a separate profile.
    pub(crate) identifier: String,
    /// Preferences, window state.
    pub(crate) config: PathBuf,
    /// Conversations, unless the preferences name another folder.
    pub(crate) data: PathBuf,
    /// `GLIM_DATA_DIR` is set: it wins over the preferences and is not written into them.
    pub(crate) data_is_forced: bool,
    /// Logs.
    pub(crate) logs: PathBuf,
    /// What the web view keeps for itself.
    pub(crate) web_view: PathBuf,
}

/// What the system and the environment say.
#[derive(Clone, Debug, Default)]
struct Surroundings {
    config_wish: Option<PathBuf>,
    data_wish: Option<PathBuf>,
    config: Option<PathBuf>,
    data: Option<PathBuf>,
    logs: Option<PathBuf>,
}

impl Folders {
    /// Asks the system; `None` when it knows no home folder and the environment names no profile.
    pub(crate) fn find() -> Option<Self> {
        let wish = |name| {
            env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(absolute)
        };
        Self::choose(Surroundings {
            config_wish: wish("GLIM_CONFIG_DIR"),
            data_wish: wish("GLIM_DATA_DIR"),
            config: dirs::config_dir(),
            data: dirs::data_local_dir(),
            // Where the Console app of macOS looks; elsewhere logs are data.
            logs: dirs::home_dir()
                .filter(|_| cfg!(target_os = "macos"))
                .map(|home| home.join("Library/Logs").join(IDENTIFIER)),
        })
    }

    fn choose(around: Surroundings) -> Option<Self> {
        let data_is_forced = around.data_wish.is_some();
        let identifier = match (&around.config_wish, &around.data_wish) {
            (None, None) => IDENTIFIER.to_owned(),
            (config, data) => {
                format!(
                    "{IDENTIFIER}.p{:016x}",
                    mark(config.as_deref(), data.as_deref())
                )
            }
        };
        let separate = around.config_wish.is_some();
        let config = match around.config_wish {
            Some(wish) => wish,
            None => around.config?.join(IDENTIFIER),
        };
        // A separate profile keeps everything together unless told otherwise.
        let local = match (&around.data_wish, separate) {
            (Some(wish), _) => wish.clone(),
            (None, true) => config.join("data"),
            (None, false) => around.data?.join(IDENTIFIER),
        };
        let logs = match around.logs {
            Some(logs) if identifier == IDENTIFIER => logs,
            _ => local.join("logs"),
        };
        Some(Self {
            identifier,
            config,
            logs,
            web_view: local.join("webview"),
            data: local,
            data_is_forced,
        })
    }
}

/// Makes a folder that nobody else may look into, with what is missing above it.
///
/// # Errors
/// When the system refuses; not when it is there.
pub(crate) fn make(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn absolute(path: std::ffi::OsString) -> PathBuf {
    let path = PathBuf::from(path);
    std::path::absolute(&path).unwrap_or(path)
}

/// FNV-1a of the wishes: the same in every build of every year, as keychain entries depend on it.
fn mark(config: Option<&Path>, data: Option<&Path>) -> u64 {
    let mut mark = 0xcbf2_9ce4_8422_2325_u64;
    for path in [config, data] {
        let bytes = path
            .map(|path| path.as_os_str().as_encoded_bytes())
            .unwrap_or_default();
        for byte in bytes.iter().chain(b"\0") {
            mark = (mark ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    mark
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn around() -> Surroundings {
        Surroundings {
            config: Some("/home/安/.config".into()),
            data: Some("/home/安/.local/share".into()),
            ..Surroundings::default()
        }
    }

    #[test]
    fn without_wishes_everything_lies_where_the_system_keeps_such_things() {
        let folders = Folders::choose(around()).unwrap();
        assert_eq!(folders.identifier, "dev.glim.desktop");
        assert_eq!(
            folders.config,
            Path::new("/home/安/.config/dev.glim.desktop")
        );
        assert_eq!(
            folders.data,
            Path::new("/home/安/.local/share/dev.glim.desktop")
        );
        assert_eq!(folders.logs, folders.data.join("logs"));
        assert!(!folders.data_is_forced);
    }

    #[test]
    fn a_config_folder_makes_a_profile_that_shares_nothing() {
        let wish = |path: &str| {
            Folders::choose(Surroundings {
                config_wish: Some(path.into()),
                ..around()
            })
            .unwrap()
        };
        let (one, two) = (wish("/tmp/一"), wish("/tmp/二"));
        assert_eq!(one.data, Path::new("/tmp/一/data"));
        assert!(one.logs.starts_with("/tmp/一") && one.web_view.starts_with("/tmp/一"));
        assert!(one.identifier.starts_with("dev.glim.desktop.p"));
        assert_ne!(one.identifier, two.identifier);
        assert_eq!(one, wish("/tmp/一"), "the same profile is found again");
    }

    #[test]
    fn a_data_folder_alone_is_forced_and_marked() {
        let folders = Folders::choose(Surroundings {
            data_wish: Some("/data".into()),
            ..around()
        })
        .unwrap();
        assert_eq!(
            folders.config,
            Path::new("/home/安/.config/dev.glim.desktop")
        );
        assert_eq!(folders.data, Path::new("/data"));
        assert!(folders.data_is_forced);
        assert_ne!(folders.identifier, IDENTIFIER);
    }

    #[test]
    fn a_profile_needs_no_home() {
        let nowhere = Surroundings::default();
        assert_eq!(Folders::choose(nowhere.clone()), None);
        let profile = Surroundings {
            config_wish: Some("/tmp/p".into()),
            ..nowhere
        };
        assert!(Folders::choose(profile).is_some());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_look_into_a_folder_we_make() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("数据").join("logs");
        make(&folder).unwrap();
        make(&folder).unwrap();
        for made in [folder.as_path(), folder.parent().unwrap()] {
            assert_eq!(made.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn the_mark_never_changes() {
        assert_eq!(
            mark(Some(Path::new("/tmp/p")), None),
            mark(Some(Path::new("/tmp/p")), None)
        );
        assert_ne!(
            mark(Some(Path::new("/a")), None),
            mark(None, Some(Path::new("/a")))
        );
        assert_eq!(
            mark(None, None),
            0x0832_8807_b4eb_6fed,
            "computed once, kept for ever"
        );
    }

    #[test]
    fn the_identifier_is_the_one_of_the_bundle() {
        let conf: serde_json::Value =
            serde_json::from_str(include_str!("../../tauri.conf.json")).unwrap();
        assert_eq!(conf["identifier"], IDENTIFIER);
    }
}
