//! What several drills do to a backend and its disk.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use glim_smoke::{Backend, Problem};
use tempfile::TempDir;

/// A disk of its own in memory; unmounted when dropped.
pub(crate) struct SmallDisk(TempDir);

impl SmallDisk {
    /// Of so many megabytes; none where none can be mounted.
    pub(crate) fn mount(megabytes: u32) -> Result<Option<Self>, Problem> {
        let folder = TempDir::new()?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"])
            .arg(folder.path())
            .output();
        Ok(mounted
            .is_ok_and(|it| it.status.success())
            .then_some(Self(folder)))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status(); // a disk in memory ends with the machine
    }
}

/// Starts a backend on a folder and kills it so much later, whether it is ready or not.
pub(crate) fn kill_while_starting(data: &Path, moment: Duration) -> Result<(), Problem> {
    let mut child = Command::new(Backend::program()?)
        .arg("--folder")
        .arg(data)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    std::thread::sleep(moment);
    child.kill()?;
    child.wait()?;
    Ok(())
}
