//! Whole copies: backup, restore, and a restore that was cut off.

use std::fs;

use glim_store::{Error, Store, restore};
use tempfile::TempDir;

use crate::{
    folder::{database, set_schema},
    scene::{NOON, Scene, new_conversation, options},
};

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
