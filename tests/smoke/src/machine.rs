//! What the stage needs of the machine: programs, ports, folders.

use std::{
    ffi::OsStr,
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::Child,
};

use crate::Problem;

pub(crate) fn is_installed(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(OsStr::new(program)).is_file())
    })
}

/// What a program says when it is ready.
pub(crate) fn first_line(child: &mut Child) -> Result<String, Problem> {
    let output = child.stdout.take().ok_or("no output to read")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    let line = line.trim().to_owned();
    if line.is_empty() {
        Err("it ended before it was ready".into())
    } else {
        Ok(line)
    }
}

pub(crate) fn free_port() -> Result<u16, Problem> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?
        .local_addr()?
        .port())
}

/// The session's folder must be the person's alone, or programs refuse it.
pub(crate) fn restrict(folder: &Path) -> Result<(), Problem> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::set_permissions(
        folder,
        fs::Permissions::from_mode(0o700),
    )?)
}
