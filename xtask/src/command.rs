//! Running other programs: shown as they run, captured, or both at once.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::failure::{Failure, Outcome};
use crate::tree;

/// One program with its arguments; nothing runs before one of the last four methods.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    program: OsString,
    arguments: Vec<OsString>,
    folder: PathBuf,
    environment: Vec<(OsString, OsString)>,
}

/// What a watched program printed (both streams, in the order of arrival) and whether it ended with 0.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) output: String,
    pub(crate) success: bool,
}

impl Step {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        Self {
            program: program.as_ref().to_owned(),
            arguments: Vec::new(),
            folder: tree::root(),
            environment: Vec::new(),
        }
    }

    /// The cargo that runs this `xtask`, so that a `+toolchain` holds for all it starts.
    pub(crate) fn cargo() -> Self {
        Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    pub(crate) fn with(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(OsString::from));
        self
    }

    pub(crate) fn with_all<A: AsRef<OsStr>>(
        mut self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Self {
        self.arguments
            .extend(arguments.into_iter().map(|it| it.as_ref().to_owned()));
        self
    }

    pub(crate) fn within(mut self, folder: impl AsRef<Path>) -> Self {
        folder.as_ref().clone_into(&mut self.folder);
        self
    }

    pub(crate) fn set(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.environment
            .push((name.into(), value.as_ref().to_owned()));
        self
    }

    /// The command as a person would type it.
    pub(crate) fn line(&self) -> String {
        let program = Path::new(&self.program);
        let name = program
            .file_name()
            .unwrap_or(&self.program)
            .to_string_lossy()
            .into_owned();
        let shown = self.arguments.iter().map(|argument| {
            let argument = argument.to_string_lossy();
            if argument.is_empty() || argument.contains([' ', '(', '"', '*']) {
                format!("'{argument}'")
            } else {
                argument.into_owned()
            }
        });
        std::iter::once(name)
            .chain(shown)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Runs with our own terminal; fails when the program does.
    pub(crate) fn run(&self) -> Outcome {
        println!("   $ {}", self.line());
        let status = self
            .command()
            .status()
            .map_err(|error| self.did_not_start(&error))?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure::new(format!(
                "`{}` ended with {status}",
                self.line()
            )))
        }
    }

    /// Runs unseen and gives standard output; both ends of what was printed are in the failure.
    pub(crate) fn captured(&self) -> Outcome<String> {
        let output = self
            .command()
            .stdin(Stdio::null())
            .output()
            .map_err(|error| self.did_not_start(&error))?;
        let standard = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            return Ok(standard);
        }
        let both = format!("{standard}{}", String::from_utf8_lossy(&output.stderr));
        Err(Failure::new(format!(
            "`{}` ended with {}\n{}",
            self.line(),
            output.status,
            both_ends(&both)
        )))
    }

    /// Standard output of a program whose exit code says nothing about what it printed.
    pub(crate) fn output_whatever_the_end(&self) -> Outcome<String> {
        let mut command = self.command();
        command.stdin(Stdio::null()).stderr(Stdio::null());
        let output = command
            .output()
            .map_err(|error| self.did_not_start(&error))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// True when the program can be started and ends with 0; nothing is shown.
    pub(crate) fn succeeds(&self) -> bool {
        self.command()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Runs, shows every line as it comes and keeps it, so that test counts can be read from it.
    pub(crate) fn watched(&self) -> Outcome<Ended> {
        println!("   $ {}", self.line());
        let mut command = self.command();
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if std::io::stdout().is_terminal() {
            command
                .env("CARGO_TERM_COLOR", "always")
                .env("FORCE_COLOR", "1");
        }
        let mut child = command
            .spawn()
            .map_err(|error| self.did_not_start(&error))?;
        let kept = Arc::new(Mutex::new(String::new()));
        let readers = [
            child
                .stdout
                .take()
                .map(|stream| echo(stream, Arc::clone(&kept))),
            child
                .stderr
                .take()
                .map(|stream| echo(stream, Arc::clone(&kept))),
        ];
        let status = child.wait().map_err(|error| self.did_not_start(&error))?;
        for reader in readers.into_iter().flatten() {
            if reader.join().is_err() {
                return Err(Failure::new(format!(
                    "reading what `{}` prints failed",
                    self.line()
                )));
            }
        }
        let output = std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(Ended {
            output,
            success: status.success(),
        })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).current_dir(&self.folder);
        // Cargo tells its child which package it runs; a cargo below us would take it for its own.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CARGO_PKG_") {
                command.env_remove(name);
            }
        }
        command
            .env_remove("CARGO_MANIFEST_DIR")
            .env_remove("CARGO_MANIFEST_PATH");
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        command
    }

    fn did_not_start(&self, error: &std::io::Error) -> Failure {
        Failure::new(format!("could not run `{}`: {error}", self.line()))
    }
}

/// Copies a stream to our output line by line and into `kept`; ends when the stream does.
fn echo(stream: impl Read + Send + 'static, kept: Arc<Mutex<String>>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        while reader
            .read_until(b'\n', &mut line)
            .is_ok_and(|length| length > 0)
        {
            let text = String::from_utf8_lossy(&line).into_owned();
            kept.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push_str(&text);
            let mut output = std::io::stdout().lock();
            let _ = output.write_all(&line).and_then(|()| output.flush()); // a closed terminal must not end the tests
            line.clear();
        }
    })
}

/// The first and the last lines of a long output: some programs say first what is wrong, others last.
fn both_ends(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let (head, tail) = (20, 40);
    if lines.len() <= head + tail {
        return lines.join("\n");
    }
    let first = lines.get(..head).unwrap_or_default().join("\n");
    let last = lines
        .get(lines.len() - tail..)
        .unwrap_or_default()
        .join("\n");
    format!("{first}\n[{} lines]\n{last}", lines.len() - head - tail)
}

/// Where a program is found on the search path, if at all.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    let file = if cfg!(windows) && !name.contains('.') {
        format!("{name}.exe")
    } else {
        name.into()
    };
    std::env::split_paths(&paths)
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_output_keeps_both_ends() {
        let lines: Vec<String> = (0..100).map(|number| format!("line {number}")).collect();
        let short = both_ends(&lines.join("\n"));
        assert!(short.starts_with("line 0\n") && short.ends_with("line 99"));
        assert!(short.contains("[40 lines]") && !short.contains("line 30\n"));
        assert_eq!(both_ends("one\ntwo\n"), "one\ntwo");
    }

    #[test]
    fn a_step_is_shown_as_it_would_be_typed() {
        let step = Step::new("/usr/bin/xvfb-run").with(&["-s", "-screen 0 1x1x24", "a"]);
        assert_eq!(step.line(), "xvfb-run -s '-screen 0 1x1x24' a");
    }
}
