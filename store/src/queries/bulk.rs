//! Records by the ten thousand.

use super::{
    Pools,
    audit::{self, Entry},
    imported_records,
    record_batches::{self, Approval, NewRecord},
    submissions::{self, AT_ONCE},
};
use crate::{Result, bulk::Written};
use domain::calendar;
use serde_json::json;

pub(crate) async fn write(pools: &Pools, records: &[Written]) -> Result<()> {
    let mut tx = pools.begin().await?;
    let at = pools.clock.now();
    let by = imported_records::command_line(&mut tx, pools).await?;
    let count = i64::try_from(records.len()).unwrap_or(i64::MAX);
    let today = calendar::shanghai_date(at);
    let mut numbers = submissions::next_numbers(&mut tx, today, count).await?;
    for some in records.chunks(AT_ONCE) {
        let new: Vec<NewRecord<'_>> = some
            .iter()
            .zip(&mut numbers)
            .map(|(one, number)| NewRecord {
                record: &one.record,
                author: one.author,
                number,
                flags: &[],
                received_at: at.min(
                    calendar::day_begins(one.record.occurred_on()) + chrono::Duration::hours(32),
                ),
                import_key: None,
            })
            .collect();
        record_batches::insert(&mut tx, &new, Approval { by, at }).await?;
    }
    let entry = Entry {
        account_id: None,
        action: "records.bulk",
        subject_kind: "database",
        subject_id: String::new(),
        area_code: None,
        detail: json!({ "rows": count }),
    };
    audit::write(&mut tx, pools, entry).await?;
    Ok(tx.commit().await?)
}
