//! Server functions of records at the desk.

use crate::{desk::links::link, error::AppError, json::Answer};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    areas::AreaCode,
    ids::RecordId,
    reading::{RecordFilter, RecordPage, RecordView, VersionView},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A page of records, and who reads them when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    pub today: NaiveDate,
    pub actor: Actor,
    pub page: RecordPage,
}

domain::json_by_serde!(Listed);

/// One record, and who reads it when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    pub today: NaiveDate,
    pub actor: Actor,
    /// Counties whose townships verify first.
    pub township_step: Vec<AreaCode>,
    pub record: RecordView,
}

domain::json_by_serde!(Opened);

/// What the address of a list asks for, as text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub area: String,
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub author: String,
    /// Days that a record must have waited for longer.
    #[serde(default)]
    pub waited: String,
    #[serde(default)]
    pub after: String,
}

impl Asked {
    /// What narrows the list, as an address holds it; the page of it left out.
    pub(crate) fn parts(&self) -> Vec<(&'static str, String)> {
        vec![
            ("area", self.area.clone()),
            ("kind", self.kind.clone()),
            ("status", self.status.clone()),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
            ("author", self.author.clone()),
        ]
    }

    /// An address of the list, or of a record in it that leads back there.
    pub(crate) fn carried(&self, path: &str) -> String {
        let parts = self.parts();
        let parts = parts.iter().map(|(name, value)| (*name, value.as_str()));
        let parts: Vec<_> = parts.chain([("after", self.after.as_str())]).collect();
        link(path, &parts)
    }

    /// Whether it asks for less than everything.
    pub(crate) fn narrows(&self) -> bool {
        self.parts().iter().any(|(_, part)| !part.is_empty()) || !self.waited.is_empty()
    }

    /// The filter it means; what cannot be read asks for nothing.
    pub fn filter(&self) -> RecordFilter {
        use domain::codes::{Coded, RecordKind, Status};
        RecordFilter {
            kind: RecordKind::from_code(&self.kind),
            statuses: Status::from_code(&self.status).into_iter().collect(),
            area: self.area.parse().ok(),
            from: self.from.parse().ok(),
            to: self.to.parse().ok(),
            author: self.author.parse().ok(),
            after: Some(self.after.clone()).filter(|after| !after.is_empty()),
            limit: Some(50),
            ..RecordFilter::default()
        }
    }
}

/// A page of the records the person may read, newest first.
#[server(prefix = "/fn", endpoint = "desk/records", input = GetUrl, output = Answer)]
pub async fn list_records(asked: Asked) -> Result<Listed, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let page = store::records::list(&store, &actor, &asked.filter())
        .await
        .map_err(crate::server::seen)?;
    let today = store.clock().today();
    Ok(Listed { today, actor, page })
}

/// One record.
#[server(prefix = "/fn", endpoint = "desk/record", input = GetUrl, output = Answer)]
pub async fn open_record(id: String) -> Result<Opened, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let id = crate::server::record_id(&id)?;
    let record = store::records::get(&store, &actor, id)
        .await
        .map_err(crate::server::seen)?;
    let today = store.clock().today();
    let township_step = store::settings::counties_with_township_step(&store, &actor)
        .await
        .map_err(crate::server::seen)?;
    Ok(Opened {
        today,
        actor,
        township_step,
        record,
    })
}

/// A record's versions, oldest first.
#[server(prefix = "/fn", endpoint = "desk/history", input = GetUrl, output = Answer)]
pub async fn history(id: RecordId) -> Result<Vec<VersionView>, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    store::records::history(&store, &actor, id)
        .await
        .map_err(crate::server::seen)
}

/// The confirming contact's phone in full; every call is audited.
#[server(prefix = "/fn", endpoint = "desk/reveal-phone", output = Answer)]
pub async fn reveal_phone(id: RecordId) -> Result<String, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    store::records::reveal_phone(&store, &actor, id)
        .await
        .map_err(crate::server::seen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::codes::{RecordKind, Status};

    #[test]
    fn a_records_address_leads_back_to_the_list_as_it_was() {
        let asked = Asked {
            kind: "visit".into(),
            after: "2026-05-01.7".into(),
            ..Asked::default()
        };
        assert_eq!(
            asked.carried("/desk/records/1"),
            "/desk/records/1?kind=visit&after=2026-05-01.7"
        );
    }

    #[test]
    fn an_address_that_makes_no_sense_asks_for_nothing() {
        let asked = Asked {
            kind: "training".into(),
            status: "approved".into(),
            area: "not an area".into(),
            from: "2026-02-30".into(),
            ..Asked::default()
        };
        let filter = asked.filter();
        assert_eq!(filter.kind, Some(RecordKind::Training));
        assert_eq!(filter.statuses, [Status::Approved]);
        assert_eq!((filter.area, filter.from, filter.after), (None, None, None));
    }
}
