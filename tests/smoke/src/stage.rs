//! Display, bus, keychain and driver of one test, each a child process that dies with the stage.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{
    Held, Problem, Processes, Window,
    machine::{first_line, free_port, is_installed, restrict},
};

/// What a test needs that a build does not.
const PROGRAMS: [&str; 7] = [
    "Xvfb",
    "dbus-daemon",
    "gnome-keyring-daemon",
    "WebKitWebDriver",
    "import",
    "openbox",
    "xdotool",
];
/// How long a program may take to get ready on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Which keychain the app will find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keychain {
    /// A real gnome-keyring, unlocked.
    Unlocked,
    /// A session bus with nothing that serves secrets.
    NoService,
}

/// One test's machine.
#[derive(Debug)]
pub struct Stage {
    folder: TempDir,
    display: String,
    bus: String,
    /// Ended before the others, so that the app never outlives its display.
    driver: Option<Ending>,
    /// In the order they are ended.
    children: Vec<Ending>,
}

/// A child that is ended when dropped.
#[derive(Debug)]
struct Ending(Child);

impl Drop for Ending {
    fn drop(&mut self) {
        let _ = self.0.kill(); // it may have ended by itself
        let _ = self.0.wait(); // only to leave no zombie
    }
}

impl Stage {
    /// Sets the stage for a test. Where it cannot be set the test is skipped, with a printed reason, unless
    /// `GLIM_STAGE=required` says that this machine has everything (`cargo xtask test` does).
    ///
    /// # Errors
    /// As [`Stage::set`], and when the stage is required and cannot be set.
    pub fn set_or_skip(keychain: Keychain) -> Result<Option<Self>, Problem> {
        match Self::set(keychain)? {
            Ok(stage) => Ok(Some(stage)),
            Err(reason) if std::env::var("GLIM_STAGE").is_ok_and(|wish| wish == "required") => {
                Err(reason.into())
            }
            Err(reason) => {
                let _ = writeln!(std::io::stdout(), "skipped: {reason}"); // nobody reads along
                Ok(None)
            }
        }
    }

    /// Sets the stage, or says why it cannot be set here.
    ///
    /// # Errors
    /// When a program is there but does not get ready.
    pub fn set(keychain: Keychain) -> Result<Result<Self, String>, Problem> {
        if let Some(missing) = PROGRAMS.iter().find(|program| !is_installed(program)) {
            return Ok(Err(format!(
                "{missing} is not installed (cargo xtask test installs it)"
            )));
        }
        if !app().exists() {
            return Ok(Err(format!("{} is not built", app().display())));
        }
        let folder = TempDir::new()?;
        for name in ["home", "run", "data", "config"] {
            fs::create_dir(folder.path().join(name))?;
        }
        restrict(&folder.path().join("run"))?;
        let mut stage = Self {
            folder,
            driver: None,
            children: Vec::new(),
            display: String::new(),
            bus: String::new(),
        };
        stage.display = stage.start_display()?;
        stage.bus = stage.start_bus()?;
        if keychain == Keychain::Unlocked {
            stage.start_keychain()?;
        }
        Ok(Ok(stage))
    }

    /// Opens the app and waits until its window can be driven.
    ///
    /// # Errors
    /// When the app does not start.
    pub async fn open(&mut self) -> Result<Window, Problem> {
        self.open_program(&app()).await
    }

    /// The same with another program of this Tauri, to compare with.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn open_program(&mut self, program: &Path) -> Result<Window, Problem> {
        // A driver of its own for each window: one whose app was killed holds on to its session for a while.
        self.driver = None;
        let (driver, port) = self.start_driver().await?;
        self.driver = Some(driver);
        Window::open(port, &self.display, program).await
    }

    /// Gives windows frames and places, as a desktop does; without it nothing can be dragged from one to another.
    ///
    /// # Errors
    /// When it does not start.
    pub fn manage_windows(&mut self) -> Result<(), Problem> {
        let child = self.in_session("openbox").spawn()?;
        self.children.insert(0, Ending(child));
        Ok(())
    }

    /// Picks files up in another window and holds them over that of the app.
    ///
    /// # Errors
    /// When that window does not come.
    pub async fn hold(&self, files: &[PathBuf]) -> Result<Held, Problem> {
        Held::pick_up(&|program| self.in_session(program), files).await
    }

    /// Starts the app a second time with files: they come to the window that is open, as if dropped on it.
    ///
    /// # Errors
    /// When the second start does not end.
    pub async fn give(&self, files: &[PathBuf]) -> Result<(), Problem> {
        let mut child = self
            .in_session(&app().to_string_lossy())
            .args(files)
            .spawn()?;
        let until = Instant::now() + PATIENCE;
        while child.try_wait()?.is_none() {
            if Instant::now() > until {
                child.kill()?;
                return Err("a second start of the app did not end".into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Ends every process of the app at once, as a crash or a power cut of the session would.
    ///
    /// # Errors
    /// When the system does not list its processes.
    pub fn kill_app(&self) -> Result<usize, Problem> {
        let app = app();
        let mut killed = 0;
        for process in self.processes(|program| program == app)? {
            let pid = process.file_name().ok_or("a process without a number")?;
            killed += usize::from(Command::new("kill").arg("-9").arg(pid).status()?.success());
        }
        Ok(killed)
    }

    /// The folders under `/proc` of the app's web processes.
    ///
    /// # Errors
    /// When the system does not list its processes.
    pub fn web_processes(&self) -> Result<Vec<PathBuf>, Problem> {
        self.processes(|program| program.ends_with("WebKitWebProcess"))
    }

    /// The processes of an open window of this program, the app when it is none.
    ///
    /// # Errors
    /// When there is none, or the system does not list them.
    pub fn processes_of(&self, program: Option<&Path>) -> Result<Processes, Problem> {
        let program = program.map_or_else(app, Path::to_owned);
        let own = self.processes(|running| running == program)?;
        let own = own.into_iter().next().ok_or("the app does not run")?;
        let of_webkit = |running: &Path| {
            let name = running.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("WebKit") && name.ends_with("Process")
        };
        Ok(Processes::new(own, self.processes(of_webkit)?))
    }

    /// Waits until a program of this stage has ended: a second start of the app would only bring the first forward.
    ///
    /// # Errors
    /// When it does not end in time.
    pub async fn ended(&self, program: Option<&Path>) -> Result<(), Problem> {
        let until = Instant::now() + PATIENCE;
        while self.processes_of(program).is_ok() {
            if Instant::now() > until {
                return Err("the app did not end".into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Processes of this stage, told from others by their home.
    fn processes(&self, is_meant: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>, Problem> {
        let mark = format!("HOME={}", self.folder.path().join("home").display());
        let is_ours = |process: &Path| {
            fs::read(process.join("environ")).is_ok_and(|environment| {
                environment
                    .split(|byte| *byte == 0)
                    .any(|line| line == mark.as_bytes())
            })
        };
        Ok(fs::read_dir("/proc")?
            .flatten()
            .map(|entry| entry.path())
            .filter(|process| fs::read_link(process.join("exe")).is_ok_and(|exe| is_meant(&exe)))
            .filter(|process| is_ours(process))
            .collect())
    }

    /// The app's data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Everything the app may have written: data, preferences, logs, caches.
    pub fn everything(&self) -> &Path {
        self.folder.path()
    }

    fn start_display(&mut self) -> Result<String, Problem> {
        let mut child = self
            .command("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x900x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .spawn()?;
        let number = first_line(&mut child)?;
        self.children.insert(0, Ending(child));
        Ok(format!(":{number}"))
    }

    fn start_bus(&mut self) -> Result<String, Problem> {
        let mut child = self
            .command("dbus-daemon")
            .args(["--session", "--print-address", "--nofork"])
            .stdout(Stdio::piped())
            .spawn()?;
        let address = first_line(&mut child)?;
        self.children.insert(0, Ending(child));
        Ok(address)
    }

    fn start_keychain(&mut self) -> Result<(), Problem> {
        let bus = self.bus.clone();
        let mut child = self
            .command("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .env("DBUS_SESSION_BUS_ADDRESS", &bus)
            .stdin(Stdio::piped())
            .spawn()?;
        if let Some(mut input) = child.stdin.take() {
            input.write_all(b"password of the test")?;
        }
        self.children.insert(0, Ending(child));
        let until = Instant::now() + PATIENCE;
        while !self.serves_secrets(&bus)? {
            if Instant::now() > until {
                return Err("gnome-keyring did not come onto the bus".into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn serves_secrets(&self, bus: &str) -> Result<bool, Problem> {
        let output = self
            .command("dbus-send")
            .env("DBUS_SESSION_BUS_ADDRESS", bus)
            .args([
                "--session",
                "--print-reply",
                "--dest=org.freedesktop.DBus",
                "/",
            ])
            .args([
                "org.freedesktop.DBus.NameHasOwner",
                "string:org.freedesktop.secrets",
            ])
            .stdout(Stdio::piped())
            .output()?;
        Ok(String::from_utf8_lossy(&output.stdout).contains("boolean true"))
    }

    async fn start_driver(&self) -> Result<(Ending, u16), Problem> {
        let port = free_port()?;
        let child = self
            .in_session("WebKitWebDriver")
            .arg("--host=127.0.0.1")
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .spawn()?;
        let driver = Ending(child);
        let until = Instant::now() + PATIENCE;
        while tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .is_err()
        {
            if Instant::now() > until {
                return Err("WebKitWebDriver did not listen".into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok((driver, port))
    }

    /// A program on this stage's display and bus, with the app's folders.
    fn in_session(&self, program: &str) -> Command {
        let path = |name: &str| self.folder.path().join(name);
        let mut command = self.command(program);
        command
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("GLIM_DATA_DIR", path("data"))
            .env("GLIM_CONFIG_DIR", path("config"))
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("LIBGL_ALWAYS_SOFTWARE", "1");
        command
    }

    /// A program with a home of its own and none of the person's session.
    fn command(&self, program: &str) -> Command {
        let home = self.folder.path().join("home");
        let mut command = Command::new(program);
        command
            .env_remove("WAYLAND_DISPLAY")
            .env("HOME", &home)
            .env("XDG_RUNTIME_DIR", self.folder.path().join("run"))
            .env("XDG_DATA_HOME", home.join(".local/share"))
            .env("XDG_CONFIG_HOME", home.join(".config"))
            .env("XDG_CACHE_HOME", home.join(".cache"))
            .env("LANG", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }
}

/// The app as `cargo build` leaves it; `GLIM_BINARY` names another.
fn app() -> PathBuf {
    if let Some(binary) = std::env::var_os("GLIM_BINARY") {
        return binary.into();
    }
    target().join("debug/glim")
}

/// Cargo's target folder, where screenshots go too.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
            PathBuf::from,
        )
        .canonicalize()
        .unwrap_or_else(|_| PathBuf::from("target"))
}
