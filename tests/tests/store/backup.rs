//! Backup and restore, from either database into either: what comes back is what was there.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use domain::statistics::AnnualStatistics;
use flate2::read::GzDecoder;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::Duration,
};
use store::{
    Clock, Problem, Store, StoreError,
    backup::{self, BackupError, Summary},
    check, statistics, sync,
};
use tempfile::TempDir;
use tests::{
    databases::{START, each_address, instant, migrate_to_first, on_postgres, open},
    filled::Filled,
    phone::Phone,
    world,
};
use tokio::time::sleep;

/// Backs up into a file of the folder.
async fn back_up(store: &Store, data: &Path, folder: &TempDir, name: &str) -> (PathBuf, Summary) {
    let path = folder.path().join(name);
    let out = File::create(&path).unwrap();
    let (_, summary) = backup::write(store, &data.join("attachments"), out, &|_| ())
        .await
        .unwrap();
    (path, summary)
}

async fn restore(file: &Path, into: &Path, url: Option<&str>) -> Result<Summary, BackupError> {
    let clock = Clock::fixed(instant(START));
    backup::restore(File::open(file).unwrap(), into, url, clock, &|_| ()).await
}

/// Opens what was restored; there must be nothing to find in it.
async fn opened(into: &Path, url: Option<&str>) -> Store {
    let own = format!("sqlite://{}/ketepai.db", into.display());
    let store = open(url.unwrap_or(&own)).await.0;
    let mut findings = Vec::new();
    let mut tell = |finding| findings.push(finding);
    check::run(&store, &into.join("attachments"), &mut tell)
        .await
        .unwrap();
    assert_eq!(findings, []);
    store
}

async fn figures(store: &Store) -> AnnualStatistics {
    statistics::annual_report(store, "360700000000".parse().unwrap(), 2026)
        .await
        .unwrap()
}

/// All rows of all tables but those a restore adds to (the log, its head, the epochs), each table's
/// rows sorted.
fn rows(file: &Path) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut archive = tar::Archive::new(File::open(file).unwrap());
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().display().to_string();
        let Some(table) = path
            .strip_prefix("tables/")
            .and_then(|rest| rest.split('/').next())
        else {
            continue;
        };
        if !table.starts_with("audit_") && table != "sync_epochs" {
            let lines = BufReader::new(GzDecoder::new(&mut entry)).lines();
            found
                .entry(table.to_owned())
                .or_default()
                .extend(lines.map(Result::unwrap));
        }
    }
    for rows in found.values_mut() {
        rows.sort();
    }
    found
}

/// Restores into this target and compares everything with the source.
async fn restores_alike(source: &Filled, file: &Path, folder: &TempDir, url: Option<&str>) {
    let into = folder.path().join(if url.is_some() {
        "into-postgres"
    } else {
        "into-sqlite"
    });
    restore(file, &into, url).await.unwrap();
    assert_eq!(into.join("ketepai.db").exists(), url.is_none());
    let restored = opened(&into, url).await;
    assert_eq!(
        figures(&restored).await.rows,
        figures(&source.store).await.rows
    );
    let (again, _) = back_up(&restored, &into, folder, "again").await;
    // One database keeps the columns in the other's order: rows compare as texts.
    assert_eq!(rows(&again), rows(file));
    for table in ["attachments", "feeds", "feed_entries", "account_keys"] {
        assert!(!rows(file)[table].is_empty(), "nothing in {table} to lose");
    }
    assert_eq!(
        fs::read(source.photo()).unwrap(),
        fs::read(photo_in(source, &into)).unwrap()
    );
    let before = leftovers(&into);
    assert!(before.is_empty(), "{before:?}");
    restored.close().await;
}

fn photo_in(source: &Filled, into: &Path) -> PathBuf {
    into.join(source.photo().strip_prefix(&source.data).unwrap())
}

/// What a restore leaves besides the database and its attachments.
fn leftovers(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with("ketepai.db") && name != "attachments")
        .collect()
}

#[tokio::test]
async fn a_backup_of_either_database_is_restored_alike_into_either() {
    each_address(async |url| {
        let folder = TempDir::new().unwrap();
        let source = Filled::make(&url, &folder.path().join("data")).await;
        let (file, summary) = back_up(&source.store, &source.data, &folder, "backup").await;
        assert_eq!(
            (summary.attachment_count, summary.damaged_attachments.len()),
            (1, 0)
        );
        assert_eq!(summary.byte_count, fs::metadata(&file).unwrap().len());
        restores_alike(&source, &file, &folder, None).await;
        on_postgres(&async |target: String| {
            restores_alike(&source, &file, &folder, Some(&target)).await;
        })
        .await;
        source.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_phone_pulls_anew_from_a_restored_database() {
    each_address(async |url| {
        let folder = TempDir::new().unwrap();
        let source = Filled::make(&url, &folder.path().join("data")).await;
        let mut phone = Phone::of(source.zhao.clone());
        phone.pulls(&source.store).await;
        let (file, _) = back_up(&source.store, &source.data, &folder, "backup").await;
        let into = folder.path().join("into");
        restore(&file, &into, None).await.unwrap();
        let restored = opened(&into, None).await;
        let refused = sync::pull(&restored, &phone.owner, &phone.cursor).await;
        assert!(
            matches!(refused, Err(StoreError::Refused(Problem::CursorExpired))),
            "{refused:?}"
        );
        let mut anew = Phone::of(source.zhao.clone());
        anew.pulls(&restored).await;
        assert_eq!(anew.records, phone.records);
        restored.close().await;
        source.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_backup_of_the_first_release_is_restored_and_brought_up_to_date() {
    each_address(async |url| {
        let folder = TempDir::new().unwrap();
        migrate_to_first(&url).await;
        let clock = Clock::fixed(instant(START));
        let older = Store::attach(&url, clock).await.unwrap();
        let (file, _) = back_up(&older, folder.path(), &folder, "backup").await;
        older.close().await;
        let into = folder.path().join("into");
        restore(&file, &into, None).await.unwrap();
        let restored = opened(&into, None).await;
        world::golden(&restored).await;
        let zhao = world::commissioner(&restored, "13900001008").await;
        Phone::of(zhao).pulls(&restored).await;
        restored.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_backup_taken_while_phones_push_is_of_one_moment() {
    each_address(async |url| {
        let folder = TempDir::new().unwrap();
        let source = Filled::make(&url, &folder.path().join("data")).await;
        let pushed = AtomicUsize::new(0);
        let ended = AtomicBool::new(false);
        let push = async |lane: u64| {
            let mut number = 1000 * lane;
            while !ended.load(Ordering::Relaxed) && number < 1000 * lane + 300 {
                let photo = source.uploads(format!("photo {number}").as_bytes());
                source.submits(number, &[&photo]).await;
                pushed.fetch_add(1, Ordering::Relaxed);
                number += 1;
            }
        };
        // Each lane may have one that is written and not counted yet: the fourth was written since.
        let one_more_is_pushed = async || {
            let before = pushed.load(Ordering::Relaxed);
            while pushed.load(Ordering::Relaxed) < before + 4 {
                sleep(Duration::from_millis(2)).await;
            }
        };
        let back_up_thrice = async {
            let mut files = Vec::new();
            for turn in 0..3 {
                one_more_is_pushed().await;
                files.push(
                    back_up(&source.store, &source.data, &folder, &format!("{turn}"))
                        .await
                        .0,
                );
            }
            ended.store(true, Ordering::Relaxed);
            files
        };
        let (files, ..) = tokio::join!(back_up_thrice, push(1), push(2), push(3));
        for (turn, file) in files.iter().enumerate() {
            let into = folder.path().join(format!("into-{turn}"));
            restore(file, &into, None).await.unwrap();
            opened(&into, None).await.close().await;
        }
        let counts: Vec<usize> = files
            .iter()
            .map(|file| rows(file)["records"].len())
            .collect();
        assert!(
            counts.is_sorted_by(|one, next| one < next),
            "nothing written between two backups: {counts:?}"
        );
        source.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_cut_or_altered_backup_leaves_nothing_behind() {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite://{}/source.db", folder.path().display());
    let source = Filled::make(&url, &folder.path().join("data")).await;
    let (file, _) = back_up(&source.store, &source.data, &folder, "backup").await;
    let whole = fs::read(&file).unwrap();
    let bad = folder.path().join("bad");
    let into = folder.path().join("into");
    let last = whole.len() - 1;
    let offsets: Vec<usize> = (0..60).map(|part| last * part / 59).collect();
    for at in &offsets {
        let mut altered = whole.clone();
        altered[*at] ^= 0x10;
        fs::write(&bad, altered).unwrap();
        let refused = restore(&bad, &into, None).await;
        assert!(
            matches!(refused, Err(BackupError::Damaged)),
            "altered at {at}: {refused:?}"
        );
        fs::write(&bad, &whole[..*at]).unwrap();
        let refused = restore(&bad, &into, None).await;
        assert!(
            matches!(refused, Err(BackupError::Damaged)),
            "cut at {at}: {refused:?}"
        );
        assert!(!into.exists(), "something was left");
    }
    File::options()
        .append(true)
        .open(&file)
        .unwrap()
        .write_all(b"\0")
        .unwrap();
    assert!(restore(&file, &into, None).await.is_err());
    on_postgres(&async |target: String| {
        restore(&bad, &into, Some(&target)).await.unwrap_err();
        assert!(!into.exists());
        // Still empty: the whole one goes in.
        fs::write(&file, &whole).unwrap();
        restore(&file, &into, Some(&target)).await.unwrap();
        opened(&into, Some(&target)).await.close().await;
    })
    .await;
    source.store.close().await;
}

#[tokio::test]
async fn what_is_not_empty_is_not_restored_into() {
    each_address(async |url| {
        let folder = TempDir::new().unwrap();
        let source = Filled::make(&url, &folder.path().join("data")).await;
        let (file, _) = back_up(&source.store, &source.data, &folder, "backup").await;
        let into = folder.path().join("into");
        if store::is_postgres(&url) {
            let refused = restore(&file, &into, Some(&url)).await;
            assert!(
                matches!(refused, Err(BackupError::DatabaseNotEmpty)),
                "{refused:?}"
            );
            assert!(!into.exists());
        }
        fs::create_dir(&into).unwrap();
        fs::write(into.join("note.txt"), "mine").unwrap();
        let refused = restore(&file, &into, None).await;
        assert!(
            matches!(refused, Err(BackupError::FolderNotEmpty(_))),
            "{refused:?}"
        );
        assert_eq!(leftovers(&into), ["note.txt"]);
        fs::remove_file(into.join("note.txt")).unwrap();
        // What a killed restore has left is cleared away.
        fs::create_dir(into.join(".restoring")).unwrap();
        fs::write(into.join(".restoring/ketepai.db"), "half").unwrap();
        restore(&file, &into, None).await.unwrap();
        opened(&into, None).await.close().await;
        source.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn photos_that_are_missing_or_cannot_be_read_are_named() {
    each_address(async |url| {
        let folder = TempDir::new().unwrap();
        let source = Filled::make(&url, &folder.path().join("data")).await;
        let photo = source.photo();
        let name = [photo.file_name().unwrap().to_str().unwrap()];
        fs::remove_file(&photo).unwrap();
        let (_, summary) = back_up(&source.store, &source.data, &folder, "missing").await;
        assert_eq!(summary.missing_attachments, name);
        assert_eq!(summary.attachment_count, 0);
        fs::create_dir(&photo).unwrap();
        let (_, summary) = back_up(&source.store, &source.data, &folder, "unreadable").await;
        assert_eq!(summary.damaged_attachments, name);
        assert!(summary.missing_attachments.is_empty());
        source.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_damaged_photo_is_named_and_does_not_keep_the_rest_out() {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite://{}/source.db", folder.path().display());
    let source = Filled::make(&url, &folder.path().join("data")).await;
    fs::write(source.photo().with_file_name("being-written.tmp"), "half").unwrap();
    let bad = source.photo();
    fs::write(&bad, "flipped").unwrap();
    source.uploads(b"another photo");
    let (file, summary) = back_up(&source.store, &source.data, &folder, "backup").await;
    assert_eq!(summary.attachment_count, 1);
    assert_eq!(
        summary.damaged_attachments,
        [bad.file_name().unwrap().to_str().unwrap()]
    );
    restore(&file, &folder.path().join("into"), None)
        .await
        .unwrap();
    source.store.close().await;
}

#[tokio::test]
async fn the_file_can_be_looked_into_with_tar() {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite://{}/source.db", folder.path().display());
    let source = Filled::make(&url, &folder.path().join("data")).await;
    let (file, summary) = back_up(&source.store, &source.data, &folder, "backup").await;
    let mut archive = tar::Archive::new(File::open(&file).unwrap());
    let mut manifest = String::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        if entry.path().unwrap() == Path::new("manifest.json") {
            entry.read_to_string(&mut manifest).unwrap();
        }
    }
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["rows"]["records"], 9);
    assert_eq!(manifest["attachment_count"], summary.attachment_count);
    source.store.close().await;
}
