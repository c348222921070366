//! What a check reads from the database, all from one snapshot, row by row.

use super::{
    Conn, Pools, audit_check, filings, receipts::ReceiptKey, record_photos, rollup_check, whole,
};
use crate::{
    Result,
    attachment_files::AttachmentFiles,
    check::{Checked, Finding},
};
use domain::{
    codes::{Coded, Status},
    ids::RecordId,
};
use futures::TryStreamExt;
use uuid::Uuid;

type Tell<'a> = &'a mut (dyn FnMut(Finding) + Send);

pub(crate) async fn run(pools: &Pools, files: &AttachmentFiles, tell: Tell<'_>) -> Result<Checked> {
    let mut tx = pools.snapshot().await?;
    for finding in whole::findings(&mut tx).await? {
        tell(finding);
    }
    orphans(&mut tx, tell).await?;
    let mut checked = Checked {
        record_count: records(&mut tx, tell).await?,
        version_count: versions(&mut tx, tell).await?,
        receipt_count: receipts(&mut tx, tell).await?,
        ..Checked::default()
    };
    submitted(&mut tx, tell).await?;
    photos(&mut tx, files, tell).await?;
    audit_check::run(&mut tx, &mut checked, tell).await?;
    checked.roll_up_count = rollup_check::run(&mut tx, tell).await?;
    checked.filing_count = filings::check(&mut tx, tell).await?;
    Ok(checked)
}

/// No version outlives its record.
async fn orphans(conn: &mut Conn, tell: Tell<'_>) -> Result<()> {
    let found: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT DISTINCT v.record_id FROM record_versions v
         WHERE NOT EXISTS (SELECT 1 FROM records r WHERE r.id = v.record_id)",
    )
    .fetch_all(conn)
    .await?;
    for (id,) in found {
        let record = id.to_string();
        tell(Finding::VersionsWithoutRecord { record });
    }
    Ok(())
}

/// Every record keeps its versions 1 to n.
async fn versions(conn: &mut Conn, tell: Tell<'_>) -> Result<u64> {
    let (count,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM record_versions")
        .fetch_one(&mut *conn)
        .await?;
    let mut found = sqlx::query_as(
        "SELECT r.id, r.version, COUNT(v.version) FROM records r LEFT JOIN record_versions v ON v.record_id = r.id
         GROUP BY r.id, r.version
         HAVING COUNT(v.version) <> r.version OR MIN(v.version) <> 1 OR MAX(v.version) <> r.version",
    )
    .fetch(conn);
    while let Some((id, version, kept)) = found.try_next().await? {
        let id: Uuid = id;
        tell(Finding::Versions {
            record: id.to_string(),
            version,
            kept,
        });
    }
    Ok(u64::try_from(count).unwrap_or_default())
}

#[derive(sqlx::FromRow)]
struct NewestRow {
    id: Uuid,
    status: String,
    body: String,
    submitted_body: Option<String>,
    version_status: Option<String>,
    version_body: Option<String>,
    change_id: Option<Uuid>,
}

impl NewestRow {
    /// A phone's change carries what its writer sees, a decision what was submitted.
    fn says_the_same(&self) -> bool {
        let body = if self.change_id.is_some() {
            &self.body
        } else {
            self.submitted_body.as_ref().unwrap_or(&self.body)
        };
        self.version_body
            .as_ref()
            .is_none_or(|version| version == body)
    }

    /// Freezing a year locks approved records without a version of its own.
    fn has_the_same_status(&self) -> bool {
        let locked = self.status == Status::Locked.code();
        self.version_status.as_ref().is_none_or(|version| {
            *version == self.status || (locked && version == Status::Approved.code())
        })
    }
}

/// Every record is what its newest version says.
async fn records(conn: &mut Conn, tell: Tell<'_>) -> Result<u64> {
    let mut count = 0;
    let mut found = sqlx::query_as::<_, NewestRow>(
        "SELECT r.id, r.status, r.body, r.submitted_body, v.status AS version_status, v.body AS version_body, v.change_id
         FROM records r LEFT JOIN record_versions v ON v.record_id = r.id AND v.version = r.version",
    )
    .fetch(conn);
    while let Some(row) = found.try_next().await? {
        count += 1;
        let record = row.id.to_string();
        if !row.says_the_same() {
            tell(Finding::Body { record });
        } else if !row.has_the_same_status() {
            tell(Finding::Status { record });
        }
    }
    Ok(count)
}

/// What was submitted stands as it was, and in the rows that figures are made of.
async fn submitted(conn: &mut Conn, tell: Tell<'_>) -> Result<()> {
    let changed: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT r.id FROM records r JOIN record_versions v ON v.record_id = r.id
         WHERE v.version = (SELECT MAX(s.version) FROM record_versions s WHERE s.record_id = r.id AND s.action = 'submit')
           AND (r.submitted_body IS NULL OR r.submitted_body <> v.body)",
    )
    .fetch_all(&mut *conn)
    .await?;
    for (id,) in changed {
        let record = id.to_string();
        tell(Finding::SubmittedBody { record });
    }
    let uncounted: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT r.id FROM records r LEFT JOIN visits v ON v.record_id = r.id LEFT JOIN trainings t ON t.record_id = r.id
         WHERE r.number IS NOT NULL AND ((r.kind = 'visit' AND v.record_id IS NULL) OR (r.kind = 'training' AND t.record_id IS NULL))",
    )
    .fetch_all(conn)
    .await?;
    for (id,) in uncounted {
        let record = id.to_string();
        tell(Finding::NothingCounted { record });
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct ReceiptRow {
    change_id: Uuid,
    record_id: Uuid,
    version: Option<i64>,
    receipt: Option<String>,
    /// None when the version is not kept, or another change made it.
    body: Option<String>,
}

/// Every accepted change has its version and a receipt that its key signed.
async fn receipts(conn: &mut Conn, tell: Tell<'_>) -> Result<u64> {
    let keys = ReceiptKey::all(conn).await?;
    let mut count = 0;
    let mut found = sqlx::query_as::<_, ReceiptRow>(
        "SELECT c.change_id, c.record_id, c.version, c.receipt, v.body FROM changes c
         LEFT JOIN record_versions v ON v.record_id = c.record_id AND v.version = c.version AND v.change_id = c.change_id
         WHERE c.outcome = 'applied'",
    )
    .fetch(conn);
    while let Some(row) = found.try_next().await? {
        count += 1;
        let change = row.change_id.to_string();
        let (Some(version), Some(body)) = (row.version, &row.body) else {
            tell(Finding::ChangeWithoutVersion { change });
            continue;
        };
        let receipt = row.receipt.unwrap_or_default();
        let key = receipt.split_once('.').and_then(|(id, _)| keys.get(id));
        let signed = key
            .map(|key| {
                key.sign(
                    RecordId(row.record_id),
                    version,
                    &record_photos::named(body),
                )
            })
            .transpose()?;
        if signed != Some(receipt) {
            tell(Finding::Receipt { change });
        }
    }
    Ok(count)
}

/// What is said to be there has its bytes.
async fn photos(conn: &mut Conn, files: &AttachmentFiles, tell: Tell<'_>) -> Result<()> {
    {
        let mut found = sqlx::query_as(
            "SELECT record_id, sha256 FROM record_photos WHERE present = $1 ORDER BY record_id, position",
        )
        .bind(true)
        .fetch(&mut *conn);
        while let Some((record, hash)) = found.try_next().await? {
            let (record, hash): (Uuid, String) = (record, hash);
            if !files.holds(&hash) {
                tell(Finding::PhotoMissing {
                    record: record.to_string(),
                    hash,
                });
            }
        }
    }
    let mut found =
        sqlx::query_as("SELECT DISTINCT sha256 FROM attachments ORDER BY sha256").fetch(conn);
    while let Some((hash,)) = found.try_next().await? {
        let hash: String = hash;
        if !files.holds(&hash) {
            tell(Finding::AttachmentMissing { hash });
        }
    }
    Ok(())
}
