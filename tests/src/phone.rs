//! A phone that pulls: what it has got, as its pages would show it.

use domain::{
    access::Actor,
    ids::RecordId,
    reading::RecordView,
    reference::{Pulled, Reference},
};
use std::collections::BTreeMap;
use store::{Store, sync};

/// The phone of one commissioner.
#[derive(Debug)]
pub struct Phone {
    pub owner: Actor,
    pub cursor: String,
    pub records: BTreeMap<RecordId, RecordView>,
    pub reference: Option<Reference>,
}

impl Phone {
    /// A new phone.
    #[must_use]
    pub const fn of(owner: Actor) -> Self {
        Self {
            owner,
            cursor: String::new(),
            records: BTreeMap::new(),
            reference: None,
        }
    }

    /// Pulls once, over the wire as JSON, and keeps what came.
    ///
    /// # Panics
    /// When the pull fails.
    pub async fn pulls_once(&mut self, store: &Store) -> Pulled {
        let pulled = sync::pull(store, &self.owner, &self.cursor)
            .await
            .unwrap_or_else(|error| panic!("pull of {}: {error}", self.owner.name));
        let sent = serde_json::to_string(&pulled).unwrap_or_default();
        let pulled: Pulled =
            serde_json::from_str(&sent).unwrap_or_else(|error| panic!("{error}: {sent}"));
        self.cursor.clone_from(&pulled.cursor);
        for record in &pulled.records {
            self.records.insert(record.id, record.clone());
        }
        for id in &pulled.removed {
            self.records.remove(id);
        }
        if let Some(update) = pulled.reference.clone() {
            self.reference = Reference::updated(self.reference.take(), update);
        }
        pulled
    }

    /// Pulls until there is no more.
    ///
    /// # Panics
    /// When a pull fails.
    pub async fn pulls(&mut self, store: &Store) -> Vec<Pulled> {
        let mut all = vec![self.pulls_once(store).await];
        while all.last().is_some_and(|pulled| pulled.more) {
            all.push(self.pulls_once(store).await);
        }
        all
    }

    /// The whole reference.
    ///
    /// # Panics
    /// Before the first pull.
    #[must_use]
    pub fn reference(&self) -> &Reference {
        self.reference
            .as_ref()
            .unwrap_or_else(|| panic!("{} has no reference", self.owner.name))
    }
}
