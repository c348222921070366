//! Imports of bureaus' own lists: upload, check, mend, import, print the one-time codes.
//!
//! A file is checked first and imported on a second word; both run on the server while the page
//! tells how far they have come. The pages carry no script.

mod codes;
mod file;
mod report;
mod start;

pub use codes::Issued;
pub(crate) use codes::{AskFirst, Codes, CodesPage, issued};
pub(crate) use file::FilePage;
pub use file::Watch;
pub(crate) use start::ImportsPage;

use crate::error::AppError;
use domain::{access::Actor, ids::ImportId};
use store::{Store, StoreError, imports::files};

/// Who asks, and whom.
#[derive(Debug, Clone)]
struct Desk {
    actor: Actor,
    store: Store,
}

impl Desk {
    fn open() -> Result<Self, AppError> {
        Ok(Self {
            actor: crate::server::actor()?,
            store: crate::server::store(),
        })
    }

    async fn file(&self, id: &str) -> Result<files::File, AppError> {
        let id: Result<ImportId, _> = id.parse();
        let id = id.map_err(|_| crate::server::seen(StoreError::NotFound))?;
        files::find(&self.store, &self.actor, id)
            .await
            .map_err(crate::server::seen)
    }
}
