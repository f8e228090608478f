//! The real window, driven by WebDriver: find what a person sees, click, type, look.

use std::{fs, path::Path, time::Duration};

use fantoccini::{Client, ClientBuilder, key::Key};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};

use crate::{Problem, stage::target};

/// How long something may take to show on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open window of the app.
#[derive(Debug)]
pub struct Window {
    client: Client,
    display: String,
}

impl Window {
    pub(crate) async fn open(driver: u16, display: &str, app: &Path) -> Result<Self, Problem> {
        let mut capabilities = Map::new();
        capabilities.insert("browserName".into(), "wry".into());
        capabilities.insert(
            "webkitgtk:browserOptions".into(),
            json!({ "binary": app, "args": [] }),
        );
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let address = format!("http://127.0.0.1:{driver}");
        let client = bounded("a window", builder.connect(&address)).await?;
        Ok(Self {
            client,
            display: display.to_owned(),
        })
    }

    /// Waits until something matches `css`. By a script, since the driver's own search breaks when what it
    /// found is drawn anew meanwhile.
    ///
    /// # Errors
    /// When it does not come in time.
    pub async fn see(&self, css: &str) -> Result<(), Problem> {
        let script = "return document.querySelector(arguments[0]) !== null";
        self.until(script, vec![json!(css)], css).await
    }

    /// Waits until the element's text holds `words`.
    ///
    /// # Errors
    /// When it does not in time; says what was there.
    pub async fn see_text(&self, css: &str, words: &str) -> Result<(), Problem> {
        self.until(
            "return Array.from(document.querySelectorAll(arguments[0])).some((found) => found.textContent.includes(arguments[1]))",
            vec![json!(css), json!(words)],
            &format!("\u{201c}{words}\u{201d} in {css}"),
        )
        .await
    }

    /// Waits until nothing matches `css`.
    ///
    /// # Errors
    /// When it stays.
    pub async fn see_gone(&self, css: &str) -> Result<(), Problem> {
        self.until(
            "return document.querySelector(arguments[0]) === null",
            vec![json!(css)],
            &format!("{css} to go"),
        )
        .await
    }

    /// Waits until the script answers true.
    ///
    /// # Errors
    /// When it does not in time; `what` says what was waited for.
    pub async fn until(
        &self,
        script: &str,
        arguments: Vec<Value>,
        what: &str,
    ) -> Result<(), Problem> {
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            let answer = bounded(what, self.client.execute(script, arguments.clone())).await?;
            if answer == json!(true) {
                return Ok(());
            }
            if tokio::time::Instant::now() > until {
                let seen = self.run("return document.body.innerText").await?;
                return Err(format!("waited for {what}; the window shows:\n{seen}").into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Clicks the button a screen reader would call so; the last one when there are several.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn click_named(&self, name: &str) -> Result<(), Problem> {
        let script = "
            const named = Array.from(document.querySelectorAll('button, [role=menuitem], label, a'))
                .filter((found) => found.getAttribute('aria-label') === arguments[0]
                    || found.textContent.trim() === arguments[0]);
            const target = named.at(-1);
            if (target === undefined) return false;
            target.click();
            return true;";
        self.until(
            script,
            vec![json!(name)],
            &format!("a button \u{201c}{name}\u{201d}"),
        )
        .await
    }

    /// Opens the menu of what matches `css`, as the right button of a mouse would. Not by the driver's own mouse: once that
    /// has been used, its keyboard types neither capitals nor Chinese.
    ///
    /// # Errors
    /// When it is not there or nothing opens.
    pub async fn menu_of(&self, css: &str) -> Result<(), Problem> {
        let script = "
            const target = document.querySelector(arguments[0]);
            if (target === null) return false;
            const { left, top, width, height } = target.getBoundingClientRect();
            const at = { clientX: left + width / 2, clientY: top + height / 2, button: 2 };
            target.dispatchEvent(new MouseEvent('contextmenu', { ...at, bubbles: true, cancelable: true }));
            return true";
        self.until(script, vec![json!(css)], css).await?;
        self.see("[role=menu]").await
    }

    /// Types into the field that a screen reader would call so.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn fill_named(&self, name: &str, text: &str) -> Result<(), Problem> {
        let script = "
            const label = Array.from(document.querySelectorAll('label'))
                .find((found) => found.textContent.trim().startsWith(arguments[0]));
            const field = label?.control
                ?? document.querySelector(`[aria-label=\"${CSS.escape(arguments[0])}\"]`);
            if (!field) return false;
            field.focus();
            return document.activeElement === field;";
        self.until(
            script,
            vec![json!(name)],
            &format!("a field \u{201c}{name}\u{201d}"),
        )
        .await?;
        self.keys(text).await
    }

    /// The first run with an own server, its key kept in the system's keychain.
    ///
    /// # Errors
    /// When the sheet does not come or the key is refused.
    pub async fn first_run(&self, base: &str, key: &str) -> Result<(), Problem> {
        self.see_text("h1, h2", "Welcome to Glim").await?;
        self.connect(base, key).await?;
        self.see("[role=textbox], textarea").await
    }

    /// Fills in whatever sheet asks who answers: an own server, its key kept in the system's keychain.
    ///
    /// # Errors
    /// When the sheet does not come or the key is refused.
    pub async fn connect(&self, base: &str, key: &str) -> Result<(), Problem> {
        self.until(
            "const own = document.querySelector('input[value=custom]'); own?.click(); return own !== null",
            vec![],
            "the choice of an own server",
        )
        .await?;
        self.fill_named("Server address", base).await?;
        self.fill_named("API key", key).await?;
        self.press(&[], "\u{e007}").await?;
        self.see_gone("input[value=custom]").await
    }

    /// Asks by the keyboard and waits for the whole answer.
    ///
    /// # Errors
    /// When the answer does not end well.
    pub async fn ask(&self, question: &str) -> Result<(), Problem> {
        let count = "return document.querySelectorAll('article[data-message]').length";
        let before = self.run(count).await?;
        self.send(question).await?;
        self.until(
            "const answers = document.querySelectorAll('article[data-message]');
             return answers.length > arguments[0] && answers[answers.length - 1].dataset.state === 'complete'",
            vec![before],
            "a complete answer",
        )
        .await
    }

    /// Types a question into the composer and presses Enter.
    ///
    /// # Errors
    /// When there is no composer.
    pub async fn send(&self, question: &str) -> Result<(), Problem> {
        self.fill_named("Message", question).await?;
        self.press(&[], "\u{e007}").await
    }

    /// Types into whatever has the focus.
    ///
    /// # Errors
    /// When nothing takes it.
    pub async fn keys(&self, keys: &str) -> Result<(), Problem> {
        let focused = bounded("the focused element", self.client.active_element()).await?;
        bounded("keys", focused.send_keys(keys)).await
    }

    /// Presses one key with the given ones held.
    ///
    /// # Errors
    /// When nothing takes it.
    pub async fn press(&self, held: &[Key], key: &str) -> Result<(), Problem> {
        let mut chord: String = held.iter().map(|key| char::from(*key)).collect();
        chord.push_str(key);
        if !held.is_empty() {
            chord.push(char::from(Key::Null));
        }
        self.keys(&chord).await
    }

    /// What a script in the page returns.
    ///
    /// # Errors
    /// When it throws.
    pub async fn run(&self, script: &str) -> Result<Value, Problem> {
        bounded("a script", self.client.execute(script, vec![])).await
    }

    /// Keeps a picture of the screen under `target/screenshots/window/`, as a person would see it. By the display
    /// and not by the driver, whose own pictures sometimes never come.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn picture(&self, name: &str) -> Result<(), Problem> {
        // Colours fade for a moment after a change of theme.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let folder = target().join("screenshots/window");
        fs::create_dir_all(&folder)?;
        let taken = tokio::process::Command::new("import")
            .args(["-display", &self.display, "-window", "root"])
            .arg(folder.join(format!("{name}.png")))
            .status();
        if bounded("a picture", taken).await?.success() {
            return Ok(());
        }
        Err(format!("no picture {name}").into())
    }

    /// Sets the window's size.
    ///
    /// # Errors
    /// When the driver cannot.
    pub async fn size(&self, width: u32, height: u32) -> Result<(), Problem> {
        bounded("a size", self.client.set_window_size(width, height)).await
    }

    /// Loads the page anew, as a crash of the web process would.
    ///
    /// # Errors
    /// When the driver cannot.
    pub async fn reload(&self) -> Result<(), Problem> {
        bounded("a reload", self.client.refresh()).await
    }

    /// Closes the window as a person would.
    ///
    /// # Errors
    /// When the app has gone before.
    pub async fn close(self) -> Result<(), Problem> {
        bounded("the end", self.client.close()).await
    }
}

/// What the driver is asked must be answered: a page that hangs ends the test with a word instead of for ever.
async fn bounded<T, E>(what: &str, asked: impl Future<Output = Result<T, E>>) -> Result<T, Problem>
where
    E: std::error::Error + Send + Sync + 'static,
{
    tokio::time::timeout(PATIENCE, asked)
        .await
        .map_err(|_| format!("the driver did not answer in {PATIENCE:?}: {what}"))?
        .map_err(Problem::from)
}
