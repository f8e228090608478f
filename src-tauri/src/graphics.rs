//! Linux: whether WebKitGTK may draw through the GPU's buffers (DMA-BUF).
//!
//! It must not where there is no GPU (a software one costs a third more memory and most of a core) or where the
//! driver is NVIDIA's own (blank windows and crashes). Else it may, and whether the page ever came is written
//! down: a start that died is followed by a plain one. WebKit reads the choice from the environment, which a
//! running program should not change, so the program starts itself anew with the variable set.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::arguments::Drawing;

/// What WebKitGTK looks at.
const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
/// Set beside it by us, so that a person's own switch is told from ours. Its value is the reason, for the log.
const REASON: &str = "GLIM_PLAIN_GRAPHICS";
const FILE: &str = "graphics.json";

/// What an earlier start left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Memory {
    /// Plain drawing was asked for or found necessary.
    plain: bool,
    /// The process that is trying the GPU's buffers and has not seen its page yet.
    trying: Option<u32>,
}

/// What the machine is like.
#[derive(Clone, Copy, Debug)]
struct Machine {
    has_gpu: bool,
    has_nvidia_driver: bool,
}

/// How this start draws, why, and what to remember.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Decision {
    plain: Option<&'static str>,
    memory: Memory,
}

/// The choice made for this run.
#[derive(Clone, Debug)]
pub(crate) struct Graphics {
    file: PathBuf,
    memory: Memory,
}

impl Graphics {
    /// Decides for this run. On Linux this may replace the process by one with the switch set, and then does not
    /// return there.
    ///
    /// # Errors
    /// When the program cannot start itself anew; drawing is then left to WebKit.
    pub(crate) fn prepare(config: &Path, drawing: Option<Drawing>) -> (Self, io::Result<()>) {
        let file = config.join(FILE);
        let remembered = read(&file);
        let chosen_outside = std::env::var_os(SWITCH).is_some();
        if !cfg!(target_os = "linux") || chosen_outside {
            return (
                Self {
                    file,
                    memory: remembered,
                },
                Ok(()),
            );
        }
        let decision = decide(drawing, machine(), &remembered, is_running);
        let kept = if decision.memory == remembered {
            Ok(())
        } else {
            write(&file, &decision.memory)
        };
        let graphics = Self {
            file,
            memory: decision.memory,
        };
        match decision.plain {
            Some(reason) => (graphics, kept.and_then(|()| start_anew(reason))),
            None => (graphics, kept),
        }
    }

    /// The page came: the way of drawing works.
    ///
    /// # Errors
    /// When that cannot be written down; the next start may then be plain without need.
    pub(crate) fn worked(&self) -> io::Result<()> {
        if self.memory.trying.is_none() {
            return Ok(());
        }
        write(
            &self.file,
            &Memory {
                trying: None,
                ..self.memory.clone()
            },
        )
    }
}

/// Why this run draws plainly, when it is by our choice.
pub(crate) fn plain_reason() -> Option<String> {
    std::env::var(REASON).ok()
}

fn decide(
    drawing: Option<Drawing>,
    machine: Machine,
    remembered: &Memory,
    is_running: impl Fn(u32) -> bool,
) -> Decision {
    let mut memory = match drawing {
        Some(Drawing::Safe) => Memory {
            plain: true,
            trying: None,
        },
        Some(Drawing::Default) => Memory::default(),
        None => remembered.clone(),
    };
    let plain = if drawing == Some(Drawing::Safe) {
        Some("asked for by --safe-mode")
    } else if !machine.has_gpu {
        Some("no GPU")
    } else if machine.has_nvidia_driver {
        Some("the NVIDIA driver")
    } else if memory.plain {
        Some("remembered")
    } else if memory.trying.is_some_and(|process| !is_running(process)) {
        memory = Memory {
            plain: true,
            trying: None,
        };
        Some("an earlier start never came to its page")
    } else {
        None
    };
    // A process that still tries is another start of the same moment: its mark stays its own.
    if plain.is_none() && memory.trying.is_none() {
        memory.trying = Some(std::process::id());
    }
    Decision { plain, memory }
}

fn machine() -> Machine {
    let has_gpu = fs::read_dir("/dev/dri").is_ok_and(|entries| {
        entries
            .flatten()
            .any(|entry| entry.file_name().as_encoded_bytes().starts_with(b"renderD"))
    });
    Machine {
        has_gpu,
        has_nvidia_driver: Path::new("/proc/driver/nvidia/version").exists(),
    }
}

fn is_running(process: u32) -> bool {
    Path::new("/proc").join(process.to_string()).exists()
}

/// A file that cannot be read or understood is one that says nothing.
fn read(file: &Path) -> Memory {
    fs::read(file)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

fn write(file: &Path, memory: &Memory) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        crate::folders::make(folder)?;
    }
    fs::write(file, serde_json::to_vec(memory)?)
}

/// Same process, same arguments, one variable more. Returns only when it failed.
#[cfg(target_os = "linux")]
fn start_anew(reason: &str) -> io::Result<()> {
    use std::os::unix::process::CommandExt;

    let mut arguments = std::env::args_os();
    let name = arguments.next().unwrap_or_default();
    Err(std::process::Command::new(std::env::current_exe()?)
        .arg0(name)
        .args(arguments)
        .env(SWITCH, "1")
        .env(REASON, reason)
        .exec())
}

#[cfg(not(target_os = "linux"))]
fn start_anew(_reason: &str) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[path = "graphics/tests.rs"]
mod tests;
