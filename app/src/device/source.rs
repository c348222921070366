//! Where pages take their data from: the server, or what the phone holds when there is no network.

use std::{future::Future, sync::Arc};

use chrono::{DateTime, Utc};
use domain::reading::{FormChoices, FoundArea, SessionUser, Workbench};
use leptos::prelude::*;
use send_wrapper::SendWrapper;

use super::{Pending, device};
use crate::{
    error::AppError,
    records::api::{MyFilter, MyRecords, RecordSheet, read_record, read_records},
    session::api::read_session,
    workbench::api::{read_choices, read_workbench, search_areas},
};

/// What this phone holds of the server's data. `None` when it was never pulled.
pub trait Local: Send + Sync {
    fn session(&self) -> Pending<Option<SessionUser>>;
    fn workbench(&self) -> Pending<Option<Workbench>>;
    fn choices(&self) -> Pending<Option<FormChoices>>;
    fn search(&self, text: String) -> Pending<Option<Vec<FoundArea>>>;
    fn records(&self, filter: MyFilter) -> Pending<Option<MyRecords>>;
    fn record(&self, id: String) -> Pending<Option<RecordSheet>>;

    /// Waits for the server only as long as a person would: an answer, or `None` when there is no
    /// network or it takes too long.
    fn within_patience(&self, ask: Pending<()>) -> Pending<Option<()>>;

    /// Whether the server answers now, or within some seconds.
    fn is_server_there(&self) -> Pending<bool>;

    /// Counts the pulls that brought something: what a page shows may be old then.
    fn changes(&self) -> Signal<u32>;

    /// When the data on the pages was pulled, if it is the phone's own; none while it is the server's.
    fn shown_from(&self) -> Signal<Option<DateTime<Utc>>>;

    /// Says that a page shows the phone's data (or the server's again).
    fn shows_local(&self, local: bool);
}

/// Asks the server first, and the phone when the server cannot be reached.
#[derive(Clone, Copy)]
pub struct Source(StoredValue<Option<Arc<dyn Local>>>);

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Source")
    }
}

/// The source of this page. Called while the page is set up.
#[must_use]
pub fn source() -> Source {
    Source(StoredValue::new(device().map(|device| device.local)))
}

type Found<T> = Result<T, AppError>;

impl Source {
    /// Followed by pages that read again when something new was pulled.
    #[must_use]
    pub fn changes(self) -> u32 {
        self.0
            .with_value(|local| local.as_ref().map(|local| local.changes()))
            .map_or(0, |changes| changes.get())
    }

    pub fn session(self) -> impl Future<Output = Found<SessionUser>> + Send {
        self.first(read_session(), |local| local.session())
    }

    pub fn workbench(self) -> impl Future<Output = Found<Workbench>> + Send {
        self.first(read_workbench(), |local| local.workbench())
    }

    pub fn choices(self) -> impl Future<Output = Found<FormChoices>> + Send {
        self.first(read_choices(), |local| local.choices())
    }

    pub fn search(self, text: String) -> impl Future<Output = Found<Vec<FoundArea>>> + Send {
        self.first(search_areas(text.clone()), |local| local.search(text))
    }

    pub fn records(self, filter: MyFilter) -> impl Future<Output = Found<MyRecords>> + Send {
        self.first(read_records(filter.clone()), |local| local.records(filter))
    }

    pub fn record(self, id: String) -> impl Future<Output = Found<RecordSheet>> + Send {
        self.first(read_record(id.clone()), |local| local.record(id))
    }

    /// The server's answer; the phone's, when the server cannot be reached and the phone has one.
    fn first<T: Send + 'static>(
        self,
        server: impl Future<Output = Found<T>> + Send + 'static,
        phone: impl FnOnce(&dyn Local) -> Pending<Option<T>> + Send + 'static,
    ) -> impl Future<Output = Found<T>> + Send {
        // A page that asks twice may be gone before it asks again.
        let local = self.0.try_get_value().flatten();
        // Boxed: on the server it holds all that a page asks the database.
        let server = Box::pin(server);
        async move {
            let Some(local) = local else {
                return server.await;
            };
            SendWrapper::new(async move {
                let asked = patiently(&*local, server).await;
                let reached = !matches!(asked, Err(AppError::Unreachable | AppError::Unavailable));
                if reached {
                    local.shows_local(false);
                    return asked;
                }
                match phone(&*local).await {
                    Some(held) => {
                        local.shows_local(true);
                        Ok(held)
                    }
                    None => asked,
                }
            })
            .await
        }
    }
}

/// Asks the server, but not longer than a person waits.
async fn patiently<T: 'static>(
    local: &dyn Local,
    server: impl Future<Output = Found<T>> + 'static,
) -> Found<T> {
    let answer = std::rc::Rc::new(std::cell::RefCell::new(None));
    let place = std::rc::Rc::clone(&answer);
    let ask = Box::pin(async move {
        *place.borrow_mut() = Some(server.await);
    });
    // What stands there, or nothing in time.
    let _ = local.within_patience(ask).await;
    answer
        .borrow_mut()
        .take()
        .unwrap_or(Err(AppError::Unreachable))
}
