//! The commissioner's first page, and what the forms offer.

use super::{
    Conn, Db, Pools, coverage_rules, my_villages,
    record_rows::{self, RecordRow, SELECT},
    reference,
};
use crate::{Result, StoreError};
use chrono::Datelike;
use domain::{
    access::Actor,
    ids::CommissionerId,
    reading::{FormChoices, RecordView, Workbench},
    reference::{my_teams, my_villages},
};

/// The commissioner who asks; [`StoreError::Forbidden`] for everybody else.
pub(crate) fn me(actor: &Actor) -> Result<CommissionerId> {
    actor.commissioner_id.ok_or(StoreError::Forbidden)
}

pub(crate) async fn today(pools: &Pools, actor: &Actor) -> Result<Workbench> {
    let me = me(actor)?;
    let mut tx = pools.snapshot().await?;
    let today = pools.clock.today();
    let person = reference::person(&mut tx, actor, me).await?;
    let (drafts, waiting): (i64, i64) = sqlx::query_as(
        "SELECT COUNT(*) FILTER (WHERE status = 'draft'), COUNT(*) FILTER (WHERE status IN ('submitted', 'verified')) FROM records WHERE author_id = $1",
    )
    .bind(me.0)
    .fetch_one(&mut *tx)
    .await?;
    let villages = my_villages::read(&mut tx, me, today).await?;
    let industries = reference::industries(&mut tx, today).await?;
    let book = coverage_rules::book(&mut tx).await?;
    Ok(Workbench {
        today,
        progress: reference::progress(
            &mut tx,
            &book,
            (me, person.home.code),
            (today.year(), today),
        )
        .await?,
        name: person.name,
        county: person.home.name,
        returned: returned(&mut tx, actor, me).await?,
        villages: my_villages(&villages, &industries, today),
        drafts,
        waiting,
    })
}

async fn returned(conn: &mut Conn, actor: &Actor, me: CommissionerId) -> Result<Vec<RecordView>> {
    let mut query = sqlx::QueryBuilder::<Db>::new(SELECT);
    query
        .push(" WHERE r.status = 'returned' AND r.author_id = ")
        .push_bind(me.0)
        .push(" ORDER BY r.reviewed_at DESC, r.id LIMIT 50");
    let found: Vec<RecordRow> = query.build_query_as().fetch_all(&mut *conn).await?;
    record_rows::views(conn, actor, found).await
}

pub(crate) async fn form_choices(pools: &Pools, actor: &Actor) -> Result<FormChoices> {
    let me = me(actor)?;
    let mut tx = pools.snapshot().await?;
    let today = pools.clock.today();
    let person = reference::person(&mut tx, actor, me).await?;
    let villages = my_villages::read(&mut tx, me, today).await?;
    let industries = reference::industries(&mut tx, today).await?;
    let (teams, people) = reference::teams(&mut tx, me, today).await?;
    Ok(FormChoices {
        today,
        commissioner_id: me,
        own_industry_codes: person.industry_codes,
        villages: my_villages(&villages, &industries, today),
        county: person.county,
        teams: my_teams(&teams, &people, today),
        industries,
    })
}
