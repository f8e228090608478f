//! The data folder: locks, damage, newer releases, snapshots, backup and restore.

use std::{fs, path::Path};

use glim_store::{Error, OpenOptions, Store, restore};
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

use crate::scene::{NOON, Scene, new_conversation, options};

async fn set_schema(path: &Path, schema: i64) {
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .connect()
        .await
        .unwrap();
    let sql = sqlx::AssertSqlSafe(format!("PRAGMA user_version = {schema}"));
    sqlx::query(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

fn database(folder: &TempDir) -> std::path::PathBuf {
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
    assert_eq!(
        before[0][60..64],
        1_u32.to_be_bytes(),
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

#[tokio::test]
async fn a_backup_is_whole_while_the_store_goes_on() {
    let scene = Scene::new().await;
    let id = scene
        .store
        .create_conversation(&new_conversation(Some("备份")))
        .await
        .unwrap()
        .id;
    scene.turn(id, None, "q", "a").await;
    let elsewhere = TempDir::new().unwrap();
    let backup = elsewhere.path().join("it's a backup 备份.sqlite");
    fs::write(&backup, "an older backup").unwrap();

    let (copied, ()) = tokio::join!(scene.store.backup_to(&backup), async {
        for _ in 0..20 {
            scene.turn(id, None, "q", "a").await;
        }
    });
    copied.unwrap();
    assert_eq!(
        fs::read_dir(elsewhere.path()).unwrap().count(),
        1,
        "no partial file is left"
    );
    let missing = scene
        .store
        .backup_to(&elsewhere.path().join("no/such/folder/x"))
        .await;
    assert!(missing.is_err());

    let target = TempDir::new().unwrap();
    assert_eq!(
        restore(target.path(), &backup, NOON).await.unwrap(),
        None,
        "there was nothing to move"
    );
    let restored = Scene::open(target).await;
    assert_eq!(restored.store.search("备份", 5).await.unwrap().len(), 1);
    assert!(restored.store.path_len(id).await.unwrap() >= 2);
    restored.assert_whole().await;
}

#[tokio::test]
async fn only_a_whole_snapshot_of_ours_is_restored() {
    let scene = Scene::new().await;
    scene.conversation().await;
    let backup = scene.folder.path().join("backup.sqlite");
    scene.store.backup_to(&backup).await.unwrap();
    scene.store.close().await;
    let before = fs::read(database(&scene.folder)).unwrap();
    let folder = scene.folder.path();

    let missing = restore(folder, &folder.join("none"), NOON).await;
    assert!(matches!(
        missing,
        Err(Error::NotFound {
            what: "snapshot",
            ..
        })
    ));
    let text = folder.join("text");
    fs::write(&text, "你好".repeat(500)).unwrap();
    assert!(matches!(
        restore(folder, &text, NOON).await,
        Err(Error::Damaged { .. })
    ));
    let cut = folder.join("cut");
    let whole = fs::read(&backup).unwrap();
    fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    assert!(matches!(
        restore(folder, &cut, NOON).await,
        Err(Error::Damaged { .. })
    ));
    set_schema(&backup, 42).await;
    assert!(matches!(
        restore(folder, &backup, NOON).await,
        Err(Error::TooNew { found: 42, .. })
    ));
    assert_eq!(fs::read(database(&scene.folder)).unwrap(), before);
}

#[tokio::test]
async fn a_restore_that_was_cut_off_is_finished_or_undone() {
    let scene = Scene::new().await;
    let old = scene.conversation().await.id;
    let folder = scene.folder;
    let restoring = folder.path().join("glim.restoring.sqlite");
    scene.store.backup_to(&restoring).await.unwrap();
    let new = scene
        .store
        .create_conversation(&new_conversation(None))
        .await
        .unwrap()
        .id;
    scene.store.close().await;

    // Cut off before the present database was moved: it stays.
    let (store, _) = Store::open(&options(&folder)).await.unwrap();
    assert!(store.conversation(new).await.is_ok());
    assert!(!restoring.exists());
    store.backup_to(&restoring).await.unwrap();
    store.close().await;

    // Cut off after: the log that was left is moved as well, or it would be read into the restored database.
    let aside = folder.path().join("replaced/1");
    fs::create_dir_all(&aside).unwrap();
    fs::rename(database(&folder), aside.join("glim.sqlite")).unwrap();
    fs::write(folder.path().join("glim.sqlite-wal"), "left over").unwrap();
    let (store, opened) = Store::open(&options(&folder)).await.unwrap();
    assert!(!opened.created, "a restore never ends in an empty app");
    assert!(store.conversation(old).await.is_ok());
    assert_eq!(
        fs::read(aside.join("glim.sqlite-wal")).unwrap(),
        b"left over"
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
