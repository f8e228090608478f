//! First run, keys and their places, data.

use std::sync::Arc;

use glim_app::{
    App, Early, ErrorCode, MemorySecrets, SecretsError, Setup, SystemClock,
    library::LibrarySetup,
    settings::{
        Appearance, CheckKey, Connect, KeyPlace, KeyVerdict, KeyView, KeychainState, Passphrase,
        PlatformChoice, ProxyView, SetProxy, settings_backup, settings_check_key, settings_connect,
        settings_forget_key, settings_open_link, settings_overview, settings_set_appearance,
        settings_set_proxy, settings_start, settings_unlock,
    },
};

use crate::bench_app::Bench;

const KEY: &str = "0123456789abcdef0123456789abcdef.s3cr3tS3cr3t1f3a";

fn connect(platform: PlatformChoice, keep: KeyPlace, passphrase: Option<&str>) -> Connect {
    Connect {
        platform,
        key: Some(KEY.into()),
        keep,
        passphrase: passphrase.map(str::to_owned),
    }
}

#[tokio::test]
async fn the_first_run_is_over_once_a_platform_is_chosen() {
    let bench = Bench::fresh().await;
    assert!(settings_start(&bench.app, ()).await.unwrap().first_run);
    let request = Connect {
        platform: PlatformChoice::Demo,
        key: None,
        keep: KeyPlace::Session,
        passphrase: None,
    };
    settings_connect(&bench.app, request).await.unwrap();
    assert!(!settings_start(&bench.app, ()).await.unwrap().first_run);
}

#[tokio::test]
async fn a_key_is_checked_by_a_free_call() {
    let bench = Bench::fresh().await;
    let check = |key: &str| CheckKey {
        platform: bench.platform(),
        key: Some(key.to_owned()),
    };
    let good = settings_check_key(&bench.app, check(bench.simulator.key()))
        .await
        .unwrap();
    assert!(matches!(good, KeyVerdict::Accepted { models } if models > 0));
    let bad = settings_check_key(&bench.app, check(KEY)).await.unwrap();
    let KeyVerdict::Problem { problem } = bad else {
        panic!("{bad:?}")
    };
    assert_eq!(problem.code, ErrorCode::KeyRefused);
    assert!(!format!("{problem:?}").contains(KEY));
    assert!(
        bench
            .simulator
            .requests()
            .iter()
            .all(|seen| seen.method == "GET")
    );
}

#[tokio::test]
async fn a_key_in_the_keychain_survives_a_restart_and_shows_only_its_end() {
    let mut bench = Bench::fresh().await;
    let request = connect(PlatformChoice::BigModel, KeyPlace::Keychain, None);
    settings_connect(&bench.app, request).await.unwrap();
    bench.restart().await;
    let overview = settings_overview(&bench.app, ()).await.unwrap();
    let expected = KeyView::Present {
        ends_in: "1f3a".into(),
        place: KeyPlace::Keychain,
    };
    assert_eq!(overview.key, expected);
    let overview = settings_forget_key(&bench.app, PlatformChoice::BigModel)
        .await
        .unwrap();
    assert_eq!(overview.key, KeyView::Missing);
}

#[tokio::test]
async fn a_sealed_key_is_locked_after_a_restart_until_the_passphrase_comes() {
    let mut bench = Bench::fresh().await;
    let request = connect(
        PlatformChoice::Zai,
        KeyPlace::SealedFile,
        Some("开门 sesame"),
    );
    settings_connect(&bench.app, request).await.unwrap();
    bench.restart().await;
    assert_eq!(
        settings_overview(&bench.app, ()).await.unwrap().key,
        KeyView::Locked
    );
    let wrong = Passphrase {
        passphrase: "open".into(),
    };
    let error = settings_unlock(&bench.app, wrong).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::PassphraseWrong);
    let right = Passphrase {
        passphrase: "开门 sesame".into(),
    };
    let overview = settings_unlock(&bench.app, right).await.unwrap();
    assert!(matches!(
        overview.key,
        KeyView::Present {
            place: KeyPlace::SealedFile,
            ..
        }
    ));
}

#[tokio::test]
async fn a_key_for_this_session_is_gone_with_it() {
    let mut bench = Bench::fresh().await;
    let request = connect(PlatformChoice::BigModel, KeyPlace::Session, None);
    settings_connect(&bench.app, request).await.unwrap();
    bench.restart().await;
    assert_eq!(
        settings_overview(&bench.app, ()).await.unwrap().key,
        KeyView::Missing
    );
}

#[tokio::test]
async fn a_broken_keychain_is_named_and_changes_nothing() {
    let bench = Bench::fresh().await;
    for (problem, state, code) in [
        (
            SecretsError::NoBus,
            KeychainState::NoBus,
            ErrorCode::KeychainNoBus,
        ),
        (
            SecretsError::NoService,
            KeychainState::NoService,
            ErrorCode::KeychainNoService,
        ),
        (
            SecretsError::Locked,
            KeychainState::Locked,
            ErrorCode::KeychainLocked,
        ),
        (
            SecretsError::TimedOut,
            KeychainState::TimedOut,
            ErrorCode::KeychainTimedOut,
        ),
    ] {
        bench.secrets.break_with(Some(problem));
        let request = connect(PlatformChoice::BigModel, KeyPlace::Keychain, None);
        assert_eq!(
            settings_connect(&bench.app, request)
                .await
                .unwrap_err()
                .code,
            code
        );
        let overview = settings_overview(&bench.app, ()).await.unwrap();
        assert_eq!((overview.keychain, overview.platform), (state, None));
    }
}

/// The promise of the product: no key in anything that is written.
#[tokio::test]
async fn no_file_ever_holds_a_key() {
    let bench = Bench::connected().await;
    let request = connect(PlatformChoice::Zai, KeyPlace::SealedFile, Some("pass"));
    settings_connect(&bench.app, request).await.unwrap();
    let sent = bench.ask(None, "hello").await;
    bench.end_of(sent.answer.id).await;
    settings_backup(&bench.app, ()).await.unwrap();
    bench.app.shutdown().await;
    let mut searched = 0;
    let mut folders = vec![bench.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            searched += 1;
            for key in [KEY, bench.simulator.key()] {
                let found = bytes
                    .windows(key.len())
                    .any(|window| window == key.as_bytes());
                assert!(!found, "{}", path.display());
            }
        }
    }
    assert!(searched >= 3, "database, sealed file and backup");
}

#[tokio::test]
async fn a_database_of_a_newer_glim_blocks_politely() {
    let bench = Bench::connected().await;
    bench.app.shutdown().await;
    let file = bench.folder.path().join("glim.sqlite");
    // The schema number stands at byte 60 of the header, big endian (sqlite.org/fileformat.html).
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[60..64].copy_from_slice(&9_999u32.to_be_bytes());
    std::fs::write(&file, &bytes).unwrap();
    let app = App::start(Setup {
        early: Early {
            data_folder: bench.folder.path().to_owned(),
            appearance: Appearance::default(),
        },
        secrets: Arc::new(MemorySecrets::default()),
        clock: Arc::new(SystemClock),
        version: "0".into(),
        logs_folder: bench.folder.path().join("logs"),
        demo: glim_app::DemoPace::default(),
        library: LibrarySetup::default(),
    })
    .await;
    let start = settings_start(&app, ()).await.unwrap();
    assert_eq!(start.blocked.unwrap().problem.code, ErrorCode::StoreTooNew);
    assert_eq!(
        std::fs::read(&file).unwrap(),
        bytes,
        "not a byte was touched"
    );
    let error = settings_overview(&app, ()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::StoreTooNew);
}

#[tokio::test]
async fn looks_are_handed_to_the_host_to_keep() {
    let bench = Bench::fresh().await;
    let mut early = bench.app.early();
    early.mark_unchanged();
    let request = Appearance {
        text_size: 500,
        ..Appearance::default()
    };
    settings_set_appearance(&bench.app, request).await.unwrap();
    early.changed().await.unwrap();
    assert_eq!(
        early.borrow().appearance.text_size,
        200,
        "kept within what is readable"
    );
}

#[tokio::test]
async fn a_proxy_must_be_an_address_and_keeps_its_password_out_of_the_row() {
    let bench = Bench::fresh().await;
    let custom = |url: &str| ProxyView::Custom {
        url: url.into(),
        user: Some("me".into()),
        has_password: false,
    };
    for bad in ["", "proxy", "ftp://proxy:1", "http://me:secret@proxy:8080"] {
        let request = SetProxy {
            proxy: custom(bad),
            password: None,
        };
        let error = settings_set_proxy(&bench.app, request).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::BadInput, "{bad}");
    }
    let request = SetProxy {
        proxy: custom("http://proxy:8080"),
        password: Some("geheim".into()),
    };
    let overview = settings_set_proxy(&bench.app, request).await.unwrap();
    assert!(matches!(
        overview.proxy,
        ProxyView::Custom {
            has_password: true,
            ..
        }
    ));
    assert!(!serde_json::to_string(&overview).unwrap().contains("geheim"));
}

#[tokio::test]
async fn only_links_of_the_web_and_of_mail_are_opened() {
    let bench = Bench::fresh().await;
    for bad in [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "smb://host",
        "not a link",
    ] {
        let error = settings_open_link(&bench.app, bad.into())
            .await
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::BadInput, "{bad}");
    }
    let mut wishes = bench.app.take_host_requests().unwrap();
    let app = bench.app.clone();
    let asked = tokio::spawn(async move { settings_open_link(&app, "https://z.ai/".into()).await });
    match wishes.recv().await.unwrap() {
        glim_app::HostRequest::OpenLink { url, done } => {
            assert_eq!(url.as_str(), "https://z.ai/");
            done.send(true).unwrap();
        }
        other => panic!("{other:?}"),
    }
    asked.await.unwrap().unwrap();
}
