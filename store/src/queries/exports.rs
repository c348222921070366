//! Whole lists in batches, all of a list from one snapshot, and the audit row of each export.

use super::{
    Pools,
    audit::{self, Entry},
    behind::{self, ListedRecords},
    divisions::Told,
    due_villages::{self, Asked},
    record_rows::{self, Shared},
    records, statistics,
};
use crate::{
    Result,
    exports::{BATCH, Batches, Export},
};
use domain::{
    access::Actor,
    areas::AreaCode,
    calendar,
    divisions::ToldYear,
    reading::{RecordFilter, RecordView},
    statistics::{CountedStanding, catalogue::IndicatorCode},
};
use serde_json::json;

pub(crate) async fn records(
    pools: &Pools,
    actor: &Actor,
    filter: &RecordFilter,
    out: &Batches<RecordView>,
) -> Result<()> {
    let mut tx = pools.snapshot_for_pages().await?;
    let mut filter = RecordFilter {
        after: None,
        ..filter.clone()
    };
    let mut shared = Shared::default();
    loop {
        let page = records::page(&mut tx, actor, &filter, BATCH, &mut shared).await?;
        let read_on = out.send(page.records).await.is_ok();
        if !read_on || page.next.is_none() {
            return Ok(());
        }
        filter.after = page.next;
    }
}

pub(crate) async fn behind(
    pools: &Pools,
    actor: &Actor,
    code: IndicatorCode,
    area: AreaCode,
    ToldYear { year, divisions }: ToldYear,
    out: &Batches<RecordView>,
) -> Result<()> {
    statistics::authorise(actor, area)?;
    let mut tx = pools.snapshot_for_pages().await?;
    let today = pools.clock.today();
    let as_of = calendar::as_of(year, today);
    let told = Told::read(&mut tx, divisions.day(as_of, today)).await?;
    let asked = Asked {
        area,
        year,
        as_of,
        standing: CountedStanding::Approved,
        designation: None,
    };
    let due = due_villages::read_told(&mut tx, asked, &told).await?;
    let listed = ListedRecords::new(code, asked, &due, &told);
    let mut after: Option<String> = None;
    let mut shared = Shared::default();
    loop {
        let from = after.as_deref();
        let (found, next) = behind::record_page(&mut tx, &listed, from, BATCH).await?;
        let views = record_rows::views_after(&mut tx, actor, found, &mut shared).await?;
        let read_on = out.send(views).await.is_ok();
        if !read_on || next.is_none() {
            return Ok(());
        }
        after = next;
    }
}

pub(crate) async fn note(pools: &Pools, actor: Option<&Actor>, export: &Export) -> Result<()> {
    // Filed where the person's own office reads it, wherever they asked about.
    let area_code = match actor {
        Some(actor) => export
            .area
            .filter(|area| actor.covers(area))
            .or(actor.area_code),
        None => export.area,
    };
    let mut tx = pools.begin().await?;
    let entry = Entry {
        account_id: actor.map(|actor| actor.account_id),
        action: "exports.make",
        subject_kind: "list",
        subject_id: export.list.clone(),
        area_code,
        detail: json!({ "format": export.format, "rows": export.rows, "asked": export.asked }),
    };
    audit::write(&mut tx, pools, entry).await?;
    Ok(tx.commit().await?)
}
