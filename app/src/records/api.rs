//! Records as their people read them.

use chrono::NaiveDate;
use domain::{
    codes::{RecordKind, Status},
    ids::CommissionerId,
    reading::{RecordPage, RecordView, VersionView},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{error::AppError, json::Answer};

/// What the list asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MyFilter {
    pub kind: Option<RecordKind>,
    pub status: Option<Status>,
    pub year: Option<i32>,
    /// Also what others wrote and that names me.
    #[serde(default)]
    pub with_others: bool,
    pub after: Option<String>,
}

/// A page of records, and for whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MyRecords {
    pub me: Option<CommissionerId>,
    pub today: NaiveDate,
    pub page: RecordPage,
}

domain::from_json!(MyRecords { me, today, page });

/// A record with its history, and for whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordSheet {
    pub me: Option<CommissionerId>,
    pub record: RecordView,
    pub history: Vec<VersionView>,
}

domain::from_json!(RecordSheet {
    me,
    record,
    history
});

/// The person's records, newest first.
#[server(prefix = "/fn", endpoint = "records", input = server_fn::codec::Json, output = Answer)]
pub async fn read_records(filter: MyFilter) -> Result<MyRecords, AppError> {
    use crate::server;
    let actor = server::actor()?;
    let store = server::store();
    let page =
        store::records::list(&store, &actor, &filter.for_person(actor.commissioner_id)).await;
    Ok(MyRecords {
        me: actor.commissioner_id,
        today: store.clock().today(),
        page: page.map_err(server::seen)?,
    })
}

/// One record and its versions.
#[server(prefix = "/fn", endpoint = "record", output = Answer)]
pub async fn read_record(id: String) -> Result<RecordSheet, AppError> {
    use crate::server;
    let actor = server::actor()?;
    let (store, id) = (server::store(), server::record_id(&id)?);
    let record = store::records::get(&store, &actor, id)
        .await
        .map_err(server::seen)?;
    let history = store::records::history(&store, &actor, id)
        .await
        .map_err(server::seen)?;
    Ok(RecordSheet {
        me: actor.commissioner_id,
        record,
        history,
    })
}

/// 我没参加.
#[server(prefix = "/fn", endpoint = "mark_absence", output = Answer)]
pub async fn mark_absence(id: String) -> Result<(), AppError> {
    use crate::server;
    let actor = server::actor()?;
    let done =
        store::records::mark_absence(&server::store(), &actor, server::record_id(&id)?).await;
    done.map_err(server::seen)
}

#[cfg(feature = "ssr")]
impl MyFilter {
    /// As the store takes it. 待审核 holds what the township has verified, 已通过 what is locked.
    fn for_person(self, me: Option<CommissionerId>) -> domain::reading::RecordFilter {
        let statuses = match self.status {
            None => Vec::new(),
            Some(Status::Submitted) => vec![Status::Submitted, Status::Verified],
            Some(Status::Approved) => vec![Status::Approved, Status::Locked],
            Some(other) => vec![other],
        };
        let bounds = self.year.map(domain::calendar::year_bounds);
        domain::reading::RecordFilter {
            kind: self.kind,
            statuses,
            from: bounds.map(|(from, _)| from),
            to: bounds.map(|(_, to)| to),
            author: me.filter(|_| !self.with_others),
            after: self.after,
            limit: Some(30),
            ..domain::reading::RecordFilter::default()
        }
    }
}
