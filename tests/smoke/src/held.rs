//! Files dragged from another window onto that of the app, by the X server and the mouse: nothing of it is made up.

use std::{
    ffi::OsString,
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::Problem;

/// The Python of the system, which has the bindings of GTK; another one on the search path has not.
const PYTHON: &str = "/usr/bin/python3";
/// A small window at the corner of the screen that gives files to whoever takes them.
const SOURCE: &str = r#"
import gi, pathlib, sys
gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, GLib, Gtk
files = [pathlib.Path(name).as_uri() for name in sys.argv[1:]]
window = Gtk.Window(title="Files", decorated=False)
window.set_default_size(120, 60)
window.set_keep_above(True)
window.move(0, 0)
box = Gtk.EventBox()
box.add(Gtk.Label(label="Files"))
window.add(box)
box.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
box.drag_source_add_uri_targets()
box.connect("drag-data-get", lambda box, context, data, info, time: data.set_uris(files))
box.connect("drag-end", lambda *_: Gtk.main_quit())
window.connect("map-event", lambda *_: GLib.timeout_add(500, lambda: print("shown", flush=True)))
window.show_all()
Gtk.main()
"#;
/// On the source's window.
const FROM: (u32, u32) = (60, 30);
/// On the app's window, wherever on the screen it stands.
const OVER: (u32, u32) = (640, 450);
/// Steps of the mouse, as a hand makes them: a drag begins only after some, and the app hears of each.
const STEPS: u32 = 15;
/// Between two steps.
const PAUSE: Duration = Duration::from_millis(100);

/// Files in the hand, over the app's window.
#[derive(Debug)]
pub struct Held {
    source: Child,
    /// The environment in which the mouse moves.
    session: Vec<(OsString, OsString)>,
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.source.kill(); // it may have ended by itself
        let _ = self.source.wait(); // only to leave no zombie
    }
}

impl Held {
    pub(crate) async fn pick_up(
        in_session: &dyn Fn(&str) -> Command,
        files: &[PathBuf],
    ) -> Result<Self, Problem> {
        let mut source = in_session(PYTHON)
            .args(["-c", SOURCE])
            .args(files)
            .stdout(Stdio::piped())
            .spawn()?;
        let said = source.stdout.take().ok_or("no output to read")?;
        let of_session = in_session("xdotool");
        let session = of_session.get_envs();
        let session = session
            .filter_map(|(name, value)| Some((OsString::from(name), OsString::from(value?))));
        let held = Self {
            source,
            session: session.collect(),
        };
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line)?;
        if line.trim() != "shown" {
            return Err("the window to drag from did not come (python3-gi, gir1.2-gtk-3.0)".into());
        }
        held.mouse(&["mousemove", &FROM.0.to_string(), &FROM.1.to_string()])
            .await?;
        held.mouse(&["mousedown", "1"]).await?;
        for step in 1..=STEPS {
            let between = |from: u32, over: u32| (from + (over - from) * step / STEPS).to_string();
            let (x, y) = (between(FROM.0, OVER.0), between(FROM.1, OVER.1));
            held.mouse(&["mousemove", &x, &y]).await?;
        }
        Ok(held)
    }

    /// Lets go of them.
    ///
    /// # Errors
    /// When the mouse cannot be moved.
    pub async fn drop_here(self) -> Result<(), Problem> {
        self.mouse(&["mouseup", "1"]).await?;
        // The other window gives the files away only after this.
        tokio::time::sleep(PAUSE * 5).await;
        Ok(())
    }

    async fn mouse(&self, words: &[&str]) -> Result<(), Problem> {
        let moved = Command::new("xdotool")
            .envs(self.session.clone())
            .args(words)
            .status()?;
        if !moved.success() {
            return Err(format!("xdotool {words:?} failed").into());
        }
        tokio::time::sleep(PAUSE).await;
        Ok(())
    }
}
