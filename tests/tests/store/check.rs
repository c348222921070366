//! The check finds what went bad, on both databases, and finds nothing in what is whole.

#![expect(
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "a test may panic, and its cases stand in one table"
)]

use std::fs;
use store::{Problem, StoreError, backup::BackupError, check, check::Finding, is_postgres};
use tempfile::TempDir;
use tests::{
    databases::{each_address, execute},
    filled::Filled,
};

async fn findings(filled: &Filled) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut tell = |finding| found.push(finding);
    check::run(&filled.store, &filled.data.join("attachments"), &mut tell)
        .await
        .unwrap();
    found
}

/// Does something to a whole database and its folder; what the check then finds.
async fn after(url: &str, damage: impl AsyncFn(&Filled)) -> Vec<Finding> {
    let folder = TempDir::new().unwrap();
    let filled = Filled::make(url, folder.path()).await;
    assert_eq!(findings(&filled).await, []);
    damage(&filled).await;
    let found = findings(&filled).await;
    filled.store.close().await;
    found
}

#[tokio::test]
async fn a_flipped_bit_in_a_photo_and_a_missing_photo_are_found() {
    each_address(async |url| {
        let found = after(&url, async |filled| {
            let mut bytes = fs::read(filled.photo()).unwrap();
            bytes[3] ^= 1;
            fs::write(filled.photo(), bytes).unwrap();
        })
        .await;
        assert!(
            matches!(&found[..], [Finding::AttachmentDamaged { .. }]),
            "{found:?}"
        );
    })
    .await;
    each_address(async |url| {
        let found = after(&url, async |filled| {
            fs::remove_file(filled.photo()).unwrap();
        })
        .await;
        assert!(
            matches!(
                &found[..],
                [
                    Finding::PhotoMissing { .. },
                    Finding::AttachmentMissing { .. }
                ]
            ),
            "{found:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn each_change_behind_the_stores_back_is_found() {
    type Expected = fn(&[Finding]) -> bool;
    let cases: [(&str, Expected); 9] = [
        (
            "DELETE FROM record_versions WHERE version = 1 AND record_id = (SELECT record_id FROM record_versions WHERE version = 3)",
            |found| {
                matches!(
                    found,
                    [
                        Finding::Versions {
                            version: 3,
                            kept: 2,
                            ..
                        },
                        Finding::ChangeWithoutVersion { .. }
                    ]
                )
            },
        ),
        (
            "UPDATE records SET body = '{}' WHERE version = 3",
            |found| matches!(found, [Finding::Body { .. }]),
        ),
        (
            "UPDATE records SET status = 'approved' WHERE version = 3",
            |found| {
                matches!(
                    found,
                    [
                        Finding::Status { .. },
                        Finding::RollUp { .. },
                        Finding::RollUp { .. }
                    ]
                )
            },
        ),
        (
            "UPDATE records SET status = 'locked' WHERE version = 3",
            |found| matches!(found, [Finding::Status { .. }, ..]),
        ),
        (
            "UPDATE records SET submitted_body = '{}' WHERE version = 3",
            |found| matches!(found, [Finding::SubmittedBody { .. }]),
        ),
        (
            "UPDATE changes SET receipt = replace(receipt, 'k1.', 'k1.0') WHERE record_id = (SELECT id FROM records WHERE version = 3)",
            |found| matches!(found, [Finding::Receipt { .. }, Finding::Receipt { .. }]),
        ),
        (
            "DELETE FROM visits WHERE record_id = (SELECT id FROM records WHERE version = 3)",
            |found| matches!(found, [Finding::NothingCounted { .. }]),
        ),
        (
            "UPDATE annual_areas SET onsite_visits = onsite_visits + 1 WHERE standing = 'approved'",
            |found| matches!(found, [Finding::RollUp { year: 2026, .. }]),
        ),
        (
            "UPDATE annual_person_days SET units = 1 WHERE area_code = '360723000000'",
            |found| matches!(found, [Finding::RollUp { year: 2026, .. }]),
        ),
    ];
    for (damage, expected) in cases {
        each_address(async |url| {
            let found = after(&url, async |_| execute(&url, damage).await).await;
            assert!(expected(&found), "{damage}: {found:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_database_of_another_version_is_not_judged() {
    each_address(async |url| {
        let folder = TempDir::new().unwrap();
        let filled = Filled::make(&url, folder.path()).await;
        execute(
            &url,
            "UPDATE _sqlx_migrations SET version = 999 WHERE version = 4",
        )
        .await;
        let refused = check::run(&filled.store, folder.path(), &mut |_| ()).await;
        assert!(
            matches!(
                refused,
                Err(BackupError::Store(StoreError::Refused(
                    Problem::OtherVersion
                )))
            ),
            "{refused:?}"
        );
        filled.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn rows_that_name_what_somebody_deleted_by_hand_are_found() {
    each_address(async |url| {
        // PostgreSQL does not let them.
        if is_postgres(&url) {
            return;
        }
        let found = after(&url, async |_| {
            let by_hand = "PRAGMA foreign_keys = off; DELETE FROM records WHERE version = 3; PRAGMA foreign_keys = on";
            execute(&url, by_hand).await;
        })
        .await;
        let parents = found.iter().filter_map(|finding| match finding {
            Finding::ParentMissing { table, parent, .. } => Some((table.as_str(), parent.as_str())),
            _ => None,
        });
        let parents: Vec<_> = parents.collect();
        assert!(parents.contains(&("visits", "records")), "{found:?}");
        let orphaned = |finding: &Finding| matches!(finding, Finding::VersionsWithoutRecord { .. });
        assert!(found.iter().any(orphaned), "{found:?}");
    })
    .await;
}
