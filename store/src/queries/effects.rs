//! What follows from changed records in the same transaction: roll-ups and feeds.

use super::{
    Conn,
    feeds::Changed,
    rollups::{self, Touched},
};
use crate::Result;
use domain::{areas::AreaCode, ids::RecordId};

/// The effects of the records that a transaction changes.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    touched: Touched,
    changed: Changed,
}

impl Effects {
    /// Notes a record before it changes. Every change of what anybody sees of a record begins here.
    pub(crate) async fn before(&mut self, conn: &mut Conn, id: RecordId) -> Result<()> {
        self.touched.add(conn, id).await?;
        self.changed.note(conn, id).await
    }

    /// Notes a record whose area, date or people have changed.
    pub(crate) async fn after(&mut self, conn: &mut Conn, id: RecordId) -> Result<()> {
        self.touched.add(conn, id).await
    }

    /// Takes the turns of these places' counties too: there, what is counted changes without a record.
    pub(crate) fn change_at(&mut self, places: impl IntoIterator<Item = AreaCode>) {
        self.touched.also.extend(places);
    }

    /// Writes all effects. Only the audit log and the commit come after.
    pub(crate) async fn settle(self, conn: &mut Conn) -> Result<()> {
        rollups::refresh(conn, &self.touched).await?;
        self.changed.publish(conn).await
    }
}
