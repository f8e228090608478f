//! The data folder: locks, damage, newer releases, a full disk.

use std::{fs, path::Path};

use glim_store::{Error, MessageState, OpenOptions, Outcome, Store, TitleBy, restore};
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

use crate::scene::{NOON, Scene, delta, ended, new_turn, options};

pub(crate) async fn set_schema(path: &Path, schema: i64) {
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .connect()
        .await
        .unwrap();
    let sql = sqlx::AssertSqlSafe(format!("PRAGMA user_version = {schema}"));
    sqlx::query(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

pub(crate) fn database(folder: &TempDir) -> std::path::PathBuf {
    folder.path().join("glim.sqlite")
}

#[tokio::test]
async fn a_folder_is_made_and_said_to_be_new() {
    let parent = TempDir::new().unwrap();
    let folder = parent.path().join("数据 📁/glim");
    let options = OpenOptions {
        folder,
        now_ms: NOON,
    };
    let (store, opened) = Store::open(&options).await.unwrap();
    assert!(opened.created && opened.migrated_from.is_none() && opened.snapshot.is_none());
    store.close().await;
    let (_, opened) = Store::open(&options).await.unwrap();
    assert!(!opened.created);
}

#[tokio::test]
async fn a_folder_that_is_open_is_locked_until_it_is_closed() {
    let scene = Scene::new().await;
    let second = Store::open(&options(&scene.folder)).await;
    assert!(matches!(second, Err(Error::Locked { .. })), "{second:?}");
    let restored = restore(scene.folder.path(), &database(&scene.folder), NOON).await;
    assert!(
        matches!(restored, Err(Error::Locked { .. })),
        "{restored:?}"
    );
    scene.store.close().await;
    assert!(matches!(
        scene.store.settings().await,
        Err(Error::Closed { .. })
    ));
    let checked = scene.store.integrity_check().await;
    assert!(matches!(checked, Err(Error::Closed { .. })), "{checked:?}");
    let copied = scene
        .store
        .backup_to(&scene.folder.path().join("copy"))
        .await;
    assert!(matches!(copied, Err(Error::Closed { .. })), "{copied:?}");
    assert!(Store::open(&options(&scene.folder)).await.is_ok());
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_the_file_not_touched() {
    let scene = Scene::new().await;
    scene.conversation().await;
    scene.store.close().await;
    let path = database(&scene.folder);
    set_schema(&path, 99).await;
    let before = fs::read(&path).unwrap();

    let refused = Store::open(&options(&scene.folder)).await;
    match refused {
        Err(Error::TooNew {
            found: 99,
            known,
            path: named,
        }) => {
            assert!(known < 99);
            assert_eq!(named, path);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(fs::read(&path).unwrap(), before, "byte for byte");
    assert!(!scene.folder.path().join("glim.sqlite-wal").exists());
}

#[tokio::test]
async fn a_newer_schema_that_is_only_in_the_log_is_refused_too() {
    let scene = Scene::new().await;
    scene.conversation().await;
    scene.store.close().await;
    // What a newer release leaves if it is killed right after migrating: copy the files while they are open.
    let killed = TempDir::new().unwrap();
    let mut connection = SqliteConnectOptions::new()
        .filename(database(&scene.folder))
        .pragma("wal_autocheckpoint", "0")
        .connect()
        .await
        .unwrap();
    sqlx::query("PRAGMA user_version = 77")
        .execute(&mut connection)
        .await
        .unwrap();
    for name in ["glim.sqlite", "glim.sqlite-wal"] {
        fs::copy(scene.folder.path().join(name), killed.path().join(name)).unwrap();
    }
    connection.close().await.unwrap();
    let read = || {
        ["glim.sqlite", "glim.sqlite-wal"].map(|name| fs::read(killed.path().join(name)).unwrap())
    };
    let before = read();
    assert_ne!(
        before[0][60..64],
        77_u32.to_be_bytes(),
        "the file alone says nothing of it"
    );

    let refused = Store::open(&options(&killed)).await;
    assert!(
        matches!(refused, Err(Error::TooNew { found: 77, .. })),
        "{refused:?}"
    );
    assert_eq!(read(), before);
}

#[tokio::test]
async fn what_is_no_database_of_ours_is_named_and_left_alone() {
    let folder = TempDir::new().unwrap();
    let path = database(&folder);
    let mut other = SqliteConnectOptions::new()
        .filename(folder.path().join("other"))
        .create_if_missing(true)
        .connect()
        .await
        .unwrap();
    sqlx::query("CREATE TABLE t (a)")
        .execute(&mut other)
        .await
        .unwrap();
    other.close().await.unwrap();
    let other = fs::read(folder.path().join("other")).unwrap();
    let text = "这不是数据库 😀".repeat(100).into_bytes();
    for content in [text, b"SQLite format 3\0".to_vec(), other] {
        fs::write(&path, &content).unwrap();
        let refused = Store::open(&options(&folder)).await;
        match refused {
            Err(Error::Damaged {
                path: named,
                detail,
                ..
            }) => {
                assert_eq!(named, path);
                assert!(!detail.is_empty());
            }
            other => panic!("{other:?}"),
        }
    }
    // Foreign contents keep their tables; opening may have made the file WAL, nothing else.
    assert!(
        fs::read(&path)
            .unwrap()
            .windows(14)
            .any(|window| window == b"CREATE TABLE t")
    );
}

#[tokio::test]
async fn a_damaged_database_is_named_with_what_can_be_restored() {
    let scene = Scene::new().await;
    let id = scene.conversation().await.id;
    for round in 0..40 {
        scene
            .turn(id, None, &format!("{round}"), &"长".repeat(2_000))
            .await;
    }
    let folder = scene.folder;
    scene.store.close().await;
    let snapshots = folder.path().join("snapshots");
    fs::create_dir_all(&snapshots).unwrap();
    fs::copy(
        database(&folder),
        snapshots.join("glim-1700000000000-schema-1.sqlite"),
    )
    .unwrap();
    fs::write(snapshots.join("notes.txt"), "not ours").unwrap();

    let mut bytes = fs::read(database(&folder)).unwrap();
    bytes[8_192..].fill(0x5a);
    fs::write(database(&folder), &bytes).unwrap();
    let failed = match Store::open(&options(&folder)).await {
        Ok((store, _)) => store.path_page(id, 0, 10).await.map(|_| ()),
        Err(error) => Err(error),
    };
    let Err(Error::Damaged {
        path,
        snapshots: found,
        ..
    }) = failed
    else {
        panic!("{failed:?}");
    };
    assert_eq!(path, database(&folder));
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].created_ms, found[0].schema),
        (1_700_000_000_000, 1)
    );

    let aside = restore(folder.path(), &found[0].path, NOON)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        fs::read(aside.join("glim.sqlite")).unwrap(),
        bytes,
        "the damaged file is kept"
    );
    let (store, _) = Store::open(&options(&folder)).await.unwrap();
    assert_eq!(
        store.path_page(id, 0, 100).await.unwrap()[1].text,
        "长".repeat(2_000)
    );
    assert!(store.integrity_check().await.unwrap().ok);
}

#[tokio::test]
async fn damage_inside_is_found_by_the_check() {
    let scene = Scene::new().await;
    let id = scene.conversation().await.id;
    scene.turn(id, None, "q", "a").await;
    scene.assert_whole().await;
    scene.store.close().await;
    let mut connection = SqliteConnectOptions::new()
        .filename(database(&scene.folder))
        .connect()
        .await
        .unwrap();
    sqlx::query("UPDATE path SET message = 999 WHERE depth = 1")
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    let scene = Scene::open(scene.folder).await;
    let integrity = scene.store.integrity_check().await.unwrap();
    assert!(!integrity.ok);
    assert!(
        integrity.problems[0].contains("path of conversation"),
        "{:?}",
        integrity.problems
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_may_not_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o500)).unwrap();
    if fs::write(folder.path().join("probe"), "").is_ok() {
        println!("skipped: this user (root?) may write everywhere");
        return;
    }
    let refused = Store::open(&options(&folder)).await;
    assert!(matches!(refused, Err(Error::Denied { .. })), "{refused:?}");
}

/// On a disk of a few megabytes: `mount -t tmpfs -o size=3m tmpfs /tmp/small`, then
/// `GLIM_STORE_SMALL_DISK=/tmp/small cargo test -p glim-store -- --ignored a_disk_that_fills_up`.
#[tokio::test]
#[ignore = "needs a small disk of its own"]
async fn a_disk_that_fills_up_keeps_what_was_kept_and_goes_on_when_there_is_room() {
    let Some(disk) = std::env::var_os("GLIM_STORE_SMALL_DISK") else {
        return;
    };
    let scene = Scene::open(TempDir::new_in(disk).unwrap()).await;
    let id = scene.conversation().await.id;
    let turn = scene
        .store
        .begin_turn(&new_turn(id, None, "q"))
        .await
        .unwrap();
    let ballast = scene.folder.path().join("ballast");
    let mut kept = String::new();
    for seq in 0.. {
        if seq == 20 {
            let mut size = 4 << 20;
            while size > 0 && fs::write(&ballast, vec![0_u8; size]).is_err() {
                size /= 2;
            }
        }
        let piece = format!("{seq}段{}", "😀".repeat(500));
        match scene
            .store
            .append_delta(turn.attempt, &delta(seq, "", &piece), NOON)
            .await
        {
            Ok(()) => kept += &piece,
            Err(Error::DiskFull { .. }) => break,
            Err(other) => panic!("{other:?}"),
        }
    }
    let renamed = scene
        .store
        .rename_conversation(id, Some(&"长".repeat(9_000)), TitleBy::Person)
        .await;
    assert!(
        matches!(renamed, Err(Error::DiskFull { .. })),
        "{renamed:?}"
    );
    assert_eq!(scene.store.message(turn.answer).await.unwrap().text, kept);
    let copied = scene
        .store
        .backup_to(&scene.folder.path().join("copy"))
        .await;
    assert!(matches!(copied, Err(Error::DiskFull { .. })), "{copied:?}");

    fs::remove_file(&ballast).unwrap();
    let rest = Some(delta(1_000_000, "", "完"));
    let outcome = Outcome {
        rest,
        ..ended(MessageState::Complete)
    };
    scene
        .store
        .finish_attempt(turn.attempt, &outcome)
        .await
        .unwrap();
    assert_eq!(
        scene.store.message(turn.answer).await.unwrap().text,
        kept + "完"
    );
    scene.assert_whole().await;
}
