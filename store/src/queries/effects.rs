//! What follows from changed records in the same transaction: roll-ups, ledgers and feeds.

use super::{
    Conn, Pools,
    audit::Trail,
    begun::Begun,
    feeds::Changed,
    ledgers,
    rollups::{self, Touched},
};
use crate::Result;
use domain::{
    areas::AreaCode,
    ids::{AccountId, RecordId},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The effects of the records that a transaction changes.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    touched: Touched,
    changed: Changed,
    /// Records that say something for the ledgers, and who changed them.
    linked: BTreeMap<RecordId, AccountId>,
}

impl Effects {
    /// Notes records before they change. Every change of what anybody sees of a record begins here, or
    /// with [`Self::begins`].
    pub(crate) async fn before(
        &mut self,
        conn: &mut Conn,
        ids: impl IntoIterator<Item = RecordId>,
    ) -> Result<()> {
        let ids: Vec<Uuid> = ids.into_iter().map(|id| id.0).collect();
        self.touched.add(conn, &ids).await?;
        self.changed.note(conn, &ids).await
    }

    /// Notes a record that was written and is new: nobody saw it before, and nothing counted it.
    pub(crate) fn begins(&mut self, begun: Begun) {
        self.changed.begins(begun);
    }

    /// Takes the turns of these places' counties too: there, what is counted changes without a record.
    pub(crate) fn change_at(&mut self, places: impl IntoIterator<Item = AreaCode>) {
        self.touched.also.extend(places);
    }

    /// Notes who changed a record, if any of its bodies says something for the ledgers.
    pub(crate) fn linked<'a>(
        &mut self,
        (id, by): (RecordId, AccountId),
        bodies: impl IntoIterator<Item = Option<&'a str>>,
    ) {
        let mut bodies = bodies.into_iter().flatten();
        if bodies.any(|body| body.contains("\"linked\"")) {
            self.linked.insert(id, by);
        }
    }

    /// Writes all effects. Only the audit log and the commit come after.
    pub(crate) async fn settle(
        mut self,
        conn: &mut Conn,
        pools: &Pools,
        trail: &mut Trail,
    ) -> Result<()> {
        // Where the records stand now, besides where they stood before. A new one stood nowhere.
        self.touched.add(conn, &self.changed.known()).await?;
        rollups::refresh_with_new(conn, &self.touched, self.changed.begun()).await?;
        for linked in self.linked {
            ledgers::keep_up(conn, pools, linked, trail).await?;
        }
        self.changed.publish(conn).await
    }
}
