#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests"
)]

use std::time::Instant;

use super::*;

fn impatient() -> Keychain {
    Keychain {
        patience: Duration::from_millis(50),
        ..Keychain::new("dev.glim.test")
    }
}

#[tokio::test]
async fn a_call_that_stands_still_ends_in_time_and_the_next_fails_at_once() {
    let keychain = impatient();
    let (release, held) = std::sync::mpsc::channel::<()>();
    let patience = keychain.patience;
    let stands = keychain.run(patience, move || {
        held.recv().map_err(|_| SecretsError::Failed)
    });
    assert_eq!(stands.await, Err(SecretsError::TimedOut));
    let long = Duration::from_mins(10);
    let begun = Instant::now();
    assert_eq!(
        keychain.run(long, || Ok(1)).await,
        Err(SecretsError::TimedOut)
    );
    assert!(
        begun.elapsed() < Duration::from_mins(1),
        "it did not wait behind the prompt"
    );
    // The prompt is answered after all: the keychain works again.
    release.send(()).unwrap();
    let permit = Arc::clone(&keychain.turn).acquire_owned().await.unwrap();
    drop(permit);
    assert_eq!(keychain.run(long, || Ok(2)).await, Ok(2));
}

#[tokio::test]
async fn a_panic_inside_is_a_failure_and_the_turn_goes_on() {
    let keychain = Keychain::new("dev.glim.test");
    let broken = keychain.run::<()>(PROMPT_PATIENCE, || panic!("broken"));
    assert_eq!(broken.await, Err(SecretsError::Failed));
    assert_eq!(keychain.run(PROMPT_PATIENCE, || Ok(1)).await, Ok(1));
}

#[test]
fn no_secret_shows_in_debug() {
    assert!(!format!("{:?}", Keychain::new("dev.glim.test")).contains("secret"));
}

/// The Secret Service in each of its states. Each test starts this binary again inside a surrounding made for it,
/// where the ignored test of the same name does the work.
#[cfg(target_os = "linux")]
mod secret_service {
    use std::{
        path::Path,
        process::{Command, Stdio},
    };

    use super::*;

    const WITH_KEYRING: &str = "printf testpw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec \"$0\" \"$@\"";
    /// A bus on which nothing can be started.
    const BARE_BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"#;

    fn has(program: &str) -> bool {
        let found = std::env::var_os("PATH").is_some_and(|path| {
            std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
        });
        if !found {
            eprintln!("skipped: {program} is not installed");
        }
        found
    }

    /// Runs the ignored test `name` through `before` (a program and its arguments) with a home of its own.
    fn run_inside(name: &str, before: &[&str], home: &Path) {
        let me = std::env::current_exe().unwrap();
        let me = me.to_str().unwrap();
        let test = format!("keychain::tests::secret_service::{name}");
        let mut words: Vec<&str> = before.to_vec();
        words.extend([me, "--exact", test.as_str(), "--ignored", "--nocapture"]);
        let (program, arguments) = words.split_first().unwrap();
        let output = Command::new(program)
            .args(arguments)
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.contains("1 passed"),
            "{name}: {}\n{said}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }

    fn home() -> tempfile::TempDir {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o700)).unwrap();
        folder
    }

    fn keychain() -> Keychain {
        Keychain {
            patience: Duration::from_secs(20),
            ..Keychain::new("dev.glim.test")
        }
    }

    async fn expect_failure(expected: SecretsError) {
        let keychain = keychain();
        assert_eq!(keychain.state().await, KeychainState::from(expected));
        assert_eq!(keychain.get("key:bigModel").await.unwrap_err(), expected);
        let set = keychain.set("key:bigModel", SecretString::from("k")).await;
        assert_eq!(set.unwrap_err(), expected);
    }

    #[test]
    fn without_a_bus_it_says_so() {
        run_inside("inside_no_bus", &["env"], home().path());
    }

    #[tokio::test]
    #[ignore = "run by without_a_bus_it_says_so"]
    async fn inside_no_bus() {
        expect_failure(SecretsError::NoBus).await;
    }

    #[test]
    fn with_a_bus_and_no_service_it_says_so() {
        if !has("dbus-run-session") {
            return;
        }
        let home = home();
        let config = home.path().join("bus.conf");
        std::fs::write(&config, BARE_BUS).unwrap();
        let config = format!("--config-file={}", config.display());
        run_inside(
            "inside_no_service",
            &["dbus-run-session", &config, "--"],
            home.path(),
        );
    }

    #[tokio::test]
    #[ignore = "run by with_a_bus_and_no_service_it_says_so"]
    async fn inside_no_service() {
        expect_failure(SecretsError::NoService).await;
    }

    #[test]
    fn a_service_that_nobody_unlocked_is_locked() {
        if has("dbus-run-session") && has("gnome-keyring-daemon") {
            run_inside(
                "inside_never_unlocked",
                &["dbus-run-session", "--"],
                home().path(),
            );
        }
    }

    #[tokio::test]
    #[ignore = "run by a_service_that_nobody_unlocked_is_locked"]
    async fn inside_never_unlocked() {
        expect_failure(SecretsError::Locked).await;
    }

    #[test]
    fn an_unlocked_keyring_keeps_finds_and_forgets() {
        if has("dbus-run-session") && has("gnome-keyring-daemon") {
            let before = ["dbus-run-session", "--", "sh", "-c", WITH_KEYRING];
            run_inside("inside_unlocked", &before, home().path());
        }
    }

    #[tokio::test]
    #[ignore = "run by an_unlocked_keyring_keeps_finds_and_forgets"]
    async fn inside_unlocked() {
        let keychain = keychain();
        assert_eq!(keychain.state().await, KeychainState::Available);
        assert!(keychain.get("proxy").await.unwrap().is_none());
        keychain.delete("proxy").await.unwrap();
        let long = "密钥🔑 مفتاح ".repeat(1_000);
        assert!(long.len() > 20_000);
        for secret in ["", "a.b", "密钥🔑 \"\\\n", &long, "shorter again"] {
            keychain
                .set("key:bigModel", SecretString::from(secret))
                .await
                .unwrap();
            let found = keychain.get("key:bigModel").await.unwrap().unwrap();
            assert_eq!(found.expose_secret(), secret);
        }
        let other = Keychain::new("dev.glim.test.p1");
        assert!(
            other.get("key:bigModel").await.unwrap().is_none(),
            "profiles share nothing"
        );
        keychain.delete("key:bigModel").await.unwrap();
        assert!(keychain.get("key:bigModel").await.unwrap().is_none());
    }

    #[test]
    fn a_keyring_locked_later_is_named_and_comes_back() {
        if has("dbus-run-session") && has("gnome-keyring-daemon") {
            let before = ["dbus-run-session", "--", "sh", "-c", WITH_KEYRING];
            run_inside("inside_locked", &before, home().path());
        }
    }

    #[tokio::test]
    #[ignore = "run by a_keyring_locked_later_is_named_and_comes_back"]
    async fn inside_locked() {
        let keychain = keychain();
        keychain
            .set("key:zai", SecretString::from("kept"))
            .await
            .unwrap();
        lock_everything();
        assert_eq!(keychain.state().await, KeychainState::Locked);
        // Nobody is there to answer the prompt.
        assert_eq!(
            keychain.get("key:zai").await.unwrap_err(),
            SecretsError::Locked
        );
        let set = keychain.set("key:other", SecretString::from("new")).await;
        assert_eq!(set.unwrap_err(), SecretsError::Locked);
    }

    fn lock_everything() {
        let connection = dbus::blocking::Connection::new_session().unwrap();
        let service = connection.with_proxy(
            "org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            Duration::from_secs(5),
        );
        let keyrings = vec![dbus::Path::from(
            "/org/freedesktop/secrets/collection/login",
        )];
        let (locked, _prompt): (Vec<dbus::Path<'static>>, dbus::Path<'static>) = service
            .method_call("org.freedesktop.Secret.Service", "Lock", (keyrings,))
            .unwrap();
        assert_eq!(locked.len(), 1);
    }
}
