//! The pages' data from what the phone holds.

use std::time::Duration;

use app::{
    device::{Local, Pending},
    records::api::{MyFilter, MyRecords, RecordSheet},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    calendar::{shanghai_date, year_bounds},
    codes::Status,
    reading::{FormChoices, FoundArea, RecordPage, RecordView, Workbench},
};
use futures::future::{Either, select};
use gloo_timers::future::sleep;
use leptos::prelude::*;

use crate::{
    account::{self, Account},
    made_here::now,
    pull::{self, Held},
};

/// As long as a person waits for a page that the phone could show as well.
const PATIENCE: Duration = Duration::from_secs(4);

/// Reads the phone's database.
pub(crate) struct PhoneData {
    shown_from: RwSignal<Option<DateTime<Utc>>>,
    changes: RwSignal<u32>,
}

impl PhoneData {
    /// `changes` counts the pulls that brought something.
    pub(crate) fn new(changes: RwSignal<u32>) -> Self {
        Self {
            shown_from: RwSignal::new(None),
            changes,
        }
    }
}

async fn mine() -> Option<(Account, Held)> {
    let account = account::current()?;
    let held = pull::held(account.account_id).await?;
    Some((account, held))
}

fn today() -> NaiveDate {
    shanghai_date(now())
}

impl Local for PhoneData {
    fn workbench(&self) -> Pending<Option<Workbench>> {
        Box::pin(async {
            let (account, held) = mine().await?;
            let records = pull::records(account.account_id).await;
            Some(held.reference.workbench(&records, today()))
        })
    }

    fn choices(&self) -> Pending<Option<FormChoices>> {
        Box::pin(async {
            let (_, held) = mine().await?;
            Some(held.reference.form_choices(today()))
        })
    }

    fn search(&self, text: String) -> Pending<Option<Vec<FoundArea>>> {
        Box::pin(async move {
            let (_, held) = mine().await?;
            Some(held.reference.search(&text))
        })
    }

    fn records(&self, filter: MyFilter) -> Pending<Option<MyRecords>> {
        Box::pin(async move {
            let (account, _) = mine().await?;
            let mut records = pull::records(account.account_id).await;
            records.retain(|record| fits(record, &filter, &account));
            records.sort_by_key(|record| std::cmp::Reverse((record.occurred_on, record.id)));
            Some(MyRecords {
                me: account.commissioner_id,
                today: today(),
                page: RecordPage {
                    records,
                    next: None,
                },
            })
        })
    }

    fn record(&self, id: String) -> Pending<Option<RecordSheet>> {
        Box::pin(async move {
            let account = account::current()?;
            let record = pull::record(account.account_id, &id).await?;
            Some(RecordSheet {
                me: account.commissioner_id,
                record,
                history: Vec::new(),
            })
        })
    }

    fn within_patience(&self, ask: Pending<()>) -> Pending<Option<()>> {
        Box::pin(async move {
            let offline = web_sys::window().is_some_and(|window| !window.navigator().on_line());
            if offline && mine().await.is_some() {
                return None;
            }
            match select(ask, Box::pin(sleep(PATIENCE))).await {
                Either::Left(((), _)) => Some(()),
                // Nothing here to show instead: wait on.
                Either::Right(((), ask)) if mine().await.is_none() => {
                    ask.await;
                    Some(())
                }
                Either::Right(_) => None,
            }
        })
    }

    fn changes(&self) -> Signal<u32> {
        self.changes.into()
    }

    fn shown_from(&self) -> Signal<Option<DateTime<Utc>>> {
        self.shown_from.into()
    }

    fn shows_local(&self, local: bool) {
        let shown_from = self.shown_from;
        if !local {
            shown_from.set(None);
            return;
        }
        leptos::task::spawn_local(async move {
            shown_from.set(mine().await.map(|(_, held)| held.pulled_at));
        });
    }
}

/// The same choice as the server's list makes.
fn fits(record: &RecordView, filter: &MyFilter, account: &Account) -> bool {
    let status = match filter.status {
        None => record.status != Status::Discarded,
        Some(Status::Submitted) => record.status.is_pending(),
        Some(Status::Approved) => record.status.counts(),
        Some(other) => record.status == other,
    };
    let year = filter.year.map(year_bounds).is_none_or(|(from, to)| {
        record
            .occurred_on
            .is_some_and(|on| (from..=to).contains(&on))
    });
    let mine = filter.with_others || Some(record.author_id) == account.commissioner_id;
    status && year && mine && filter.kind.is_none_or(|kind| kind == record.kind)
}
