//! Things that are no plain file, or have a name nobody would give.

use std::{fs, path::Path};

use glim_smoke::Problem;

#[cfg(not(unix))]
pub(super) fn fill(folder: &Path, _elsewhere: &Path) -> Result<(), Problem> {
    fs::create_dir_all(folder)?;
    Ok(plain(folder)?)
}

#[cfg(unix)]
pub(super) fn fill(folder: &Path, elsewhere: &Path) -> Result<(), Problem> {
    use std::{
        ffi::OsStr,
        os::unix::{ffi::OsStrExt as _, fs::PermissionsExt as _, fs::symlink, net::UnixListener},
        process::Command,
    };
    fs::create_dir_all(folder)?;
    plain(folder)?;
    for name in [
        &b"\xff\xfe\x80.txt"[..],
        b"new\nline.txt",
        b"tab\tbell\x07.txt",
        b"-rf.txt",
        b"$(id) `id` %s.txt",
    ] {
        let mut text = b"a strange name ".to_vec();
        text.extend(name);
        fs::write(folder.join(OsStr::from_bytes(name)), text)?;
    }
    let made = Command::new("mkfifo")
        .arg(folder.join("pipe.txt"))
        .status()?;
    if !made.success() {
        return Err("no pipe could be made".into());
    }
    // The socket's file stays when the listener is dropped.
    UnixListener::bind(elsewhere.join("s"))?;
    fs::rename(elsewhere.join("s"), folder.join("socket.txt"))?;
    symlink("/dev/zero", folder.join("zeros.txt"))?;
    symlink("/proc/self/mem", folder.join("memory.txt"))?;
    symlink(folder, folder.join("myself"))?;
    symlink("nowhere", folder.join("broken link.txt"))?;
    let locked = folder.join("locked.txt");
    fs::write(&locked, "nobody may read this")?;
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000))?;
    Ok(())
}

/// What every system can have.
fn plain(folder: &Path) -> std::io::Result<()> {
    // Ten gigabytes that take no room.
    fs::File::create(folder.join("sparse.txt"))?.set_len(10 << 30)?;
    // Under the size that is refused, over what any text is.
    fs::File::create(folder.join("zeros.pdf"))?.set_len(400 << 20)?;
    fs::write(
        folder.join(format!("{}.txt", "长".repeat(80))),
        "a long name",
    )?;
    let mut deep = folder.to_owned();
    for level in 0..60 {
        deep = deep.join(format!("level {level}"));
    }
    fs::create_dir_all(&deep)?;
    fs::write(deep.join("bottom.txt"), "far below")
}
