//! What the command line may say. Anything unknown is ignored: desktops add arguments of their own.

/// How the window is to be drawn, when the person says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drawing {
    /// `--safe-mode`: without the GPU's buffers, now and from now on.
    Safe,
    /// `--default-graphics`: forget what was remembered and decide anew.
    Default,
}

/// The command line, understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// Wish about drawing.
    pub(crate) drawing: Option<Drawing>,
    /// Text to print instead of starting.
    pub(crate) answer: Option<String>,
}

const HELP: &str = "Glim, a desktop home for the Zhipu AI open platform

Usage: glim [OPTION] [FILE OR FOLDER]...
  FILE OR FOLDER      is given to the window that is open, as if dropped on it
  --safe-mode         draw without the GPU's buffers (blank window, crashes); is remembered
  --default-graphics  forget --safe-mode and decide anew
  --version           print the version
  --help              print this

Environment
  GLIM_CONFIG_DIR  folder of preferences: makes a whole separate profile
  GLIM_DATA_DIR    folder of conversations
  GLIM_LOG         what is logged, such as glim_app=debug (default: info)";

impl Arguments {
    /// Reads the arguments after the program's name; the last wish wins.
    pub(crate) fn read(arguments: impl Iterator<Item = String>) -> Self {
        let mut read = Self::default();
        for argument in arguments {
            match argument.as_str() {
                "--safe-mode" => read.drawing = Some(Drawing::Safe),
                "--default-graphics" => read.drawing = Some(Drawing::Default),
                "--version" | "-V" => {
                    read.answer = Some(format!("glim {}", env!("CARGO_PKG_VERSION")));
                }
                "--help" | "-h" => read.answer = Some(HELP.to_owned()),
                _ => {}
            }
        }
        read
    }
}

/// What is neither the program nor an option: files, for the window that is open.
pub(crate) fn files(arguments: impl Iterator<Item = String>) -> Vec<String> {
    let given = arguments.filter(|argument| !argument.is_empty() && !argument.starts_with('-'));
    given.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Arguments {
        Arguments::read(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn what_is_no_option_is_a_file() {
        let line = ["--safe-mode", "a b.pdf", "-psn_0_12345", "文件夹", ""];
        assert_eq!(
            files(line.map(str::to_owned).into_iter()),
            ["a b.pdf", "文件夹"]
        );
    }

    #[test]
    fn wishes_are_understood_and_strangers_ignored() {
        assert_eq!(read(""), Arguments::default());
        assert_eq!(
            read("-psn_0_12345 文件.txt --gapplication-service"),
            Arguments::default()
        );
        assert_eq!(read("x --safe-mode y").drawing, Some(Drawing::Safe));
        assert_eq!(
            read("--safe-mode --default-graphics").drawing,
            Some(Drawing::Default)
        );
        assert_eq!(read("--version").answer, Some("glim 0.1.0".to_owned()));
        assert!(
            read("--help")
                .answer
                .is_some_and(|help| help.contains("--safe-mode"))
        );
    }
}
