//! Records that begin with a transaction, as it wrote them: what follows from them is made of this and not
//! read again.

use super::submissions::{self, Header};
use chrono::{DateTime, Utc};
use domain::{
    areas::{AreaCode, AreaLevel},
    codes::Status,
    days::Stay,
    ids::{CommissionerId, RecordId, TeamId},
    records::Record,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A record that begins with this transaction.
#[derive(Debug)]
pub(crate) struct Begun {
    pub(crate) id: RecordId,
    pub(crate) author: CommissionerId,
    pub(crate) team: Option<TeamId>,
    pub(crate) status: Status,
    pub(crate) late: bool,
    pub(crate) submitted_at: Option<DateTime<Utc>>,
    /// None of a draft: nothing counts it and nobody else sees it.
    pub(crate) record: Option<Record>,
}

impl Begun {
    pub(crate) const fn new(header: &Header, record: Option<Record>) -> Self {
        Self {
            id: header.id,
            author: header.author_id,
            team: header.team_id,
            status: header.status,
            late: header.late,
            submitted_at: header.submitted_at,
            record,
        }
    }

    /// Its author and whom it names.
    pub(crate) fn people(&self) -> BTreeSet<Uuid> {
        match &self.record {
            Some(record) => submissions::people_in(self.author, record),
            None => BTreeSet::from([self.author.0]),
        }
    }

    /// The village and the days of a visit to one.
    pub(crate) fn stay_in_village(&self) -> Option<(AreaCode, Stay)> {
        let Some(Record::Visit(visit)) = &self.record else {
            return None;
        };
        (visit.area_code.level() == AreaLevel::Village).then_some((visit.area_code, visit.stay()))
    }
}
