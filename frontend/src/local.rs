//! The pages' data from what the phone holds.

use std::time::Duration;

use app::{
    device::{Local, Pending},
    records::api::{MyFilter, MyRecords, RecordSheet},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    calendar::shanghai_date,
    codes::{Coded, Status},
    reading::{FormChoices, FoundArea, RecordPage, RecordView, SessionUser, Workbench},
};
use futures::future::{Either, select};
use gloo_timers::future::sleep;
use leptos::prelude::*;

use crate::{
    account::{self, Account},
    held_records::{self, RawRecord},
    made_here::now,
    network,
    pull::{self, Held, News},
    work,
};

/// As long as a person waits for a page that the phone could show as well.
const PATIENCE: Duration = Duration::from_secs(4);

/// Reads the phone's database.
pub(crate) struct PhoneData(News);

impl PhoneData {
    pub(crate) const fn new(news: News) -> Self {
        Self(news)
    }
}

async fn mine() -> Option<(Account, Held)> {
    let account = account::settled().await?;
    let held = pull::held(account.account_id).await?;
    Some((account, held))
}

/// When what this person's phone holds was pulled; none when it holds nothing.
async fn pulled_at() -> Option<DateTime<Utc>> {
    let account = account::settled().await?;
    pull::pulled_at(account.account_id).await
}

fn today() -> NaiveDate {
    shanghai_date(now())
}

impl Local for PhoneData {
    fn session(&self) -> Pending<Option<SessionUser>> {
        Box::pin(async { Some(account::settled().await?.user()) })
    }

    fn workbench(&self) -> Pending<Option<Workbench>> {
        Box::pin(async { work::here().await?.workbench().await })
    }

    fn choices(&self) -> Pending<Option<FormChoices>> {
        Box::pin(async { work::here().await?.choices().await })
    }

    fn search(&self, text: String) -> Pending<Option<Vec<FoundArea>>> {
        Box::pin(async { work::here().await?.search(text).await })
    }

    fn records(&self, filter: MyFilter) -> Pending<Option<MyRecords>> {
        Box::pin(async { work::here().await?.records(filter).await })
    }

    fn record(&self, id: String) -> Pending<Option<RecordSheet>> {
        Box::pin(async { work::here().await?.record(id).await })
    }

    fn within_patience(&self, ask: Pending<()>) -> Pending<Option<()>> {
        Box::pin(async move {
            let offline = web_sys::window().is_some_and(|window| !window.navigator().on_line());
            if offline && pulled_at().await.is_some() {
                return None;
            }
            match select(ask, Box::pin(sleep(PATIENCE))).await {
                Either::Left(((), _)) => Some(()),
                // Nothing here to show instead: wait on.
                Either::Right(((), ask)) if pulled_at().await.is_none() => {
                    ask.await;
                    Some(())
                }
                Either::Right(_) => None,
            }
        })
    }

    fn is_server_there(&self) -> Pending<bool> {
        Box::pin(network::is_server_there())
    }

    fn changes(&self) -> Signal<u32> {
        self.0.changes.into()
    }

    fn shown_from(&self) -> Signal<Option<DateTime<Utc>>> {
        self.0.shown_from.into()
    }

    fn shows_local(&self, local: bool) {
        let shown_from = self.0.shown_from;
        if !local {
            shown_from.set(None);
            return;
        }
        leptos::task::spawn_local(async move {
            shown_from.set(pulled_at().await);
        });
    }
}

pub(crate) async fn workbench() -> Option<Workbench> {
    let (account, held) = mine().await?;
    let open = held_records::fitting(account.account_id, is_open).await;
    let open: Vec<RecordView> = open.iter().filter_map(RawRecord::read).collect();
    Some(held.reference.workbench(&open, today()))
}

pub(crate) async fn choices() -> Option<FormChoices> {
    let (_, held) = mine().await?;
    Some(held.reference.form_choices(today()))
}

pub(crate) async fn search(text: String) -> Option<Vec<FoundArea>> {
    let (_, held) = mine().await?;
    Some(held.reference.search(&text))
}

pub(crate) async fn records(filter: MyFilter) -> Option<MyRecords> {
    let account = account::settled().await?;
    pull::pulled_at(account.account_id).await?;
    let mut fitting =
        held_records::fitting(account.account_id, |record| fits(record, &filter, &account)).await;
    fitting.sort_by_cached_key(|record| std::cmp::Reverse(record.order()));
    let begin = filter.after.as_deref().map_or(0, |after| {
        fitting.partition_point(|record| key(record).as_str() >= after)
    });
    let page = &fitting[begin..fitting.len().min(begin + PAGE)];
    let more = begin + PAGE < fitting.len();
    Some(MyRecords {
        me: account.commissioner_id,
        today: today(),
        page: RecordPage {
            records: page.iter().filter_map(RawRecord::read).collect(),
            next: page.last().filter(|_| more).map(key),
        },
    })
}

pub(crate) async fn record(id: String) -> Option<RecordSheet> {
    let account = account::settled().await?;
    let record = held_records::one(account.account_id, &id).await?;
    Some(RecordSheet {
        me: account.commissioner_id,
        record,
        history: Vec::new(),
    })
}

/// As many as the server's list shows at once.
const PAGE: usize = 30;

/// A record's place in the list, as the server writes it.
fn key(record: &RawRecord) -> String {
    let (on, id) = record.order();
    format!("{on}_{id}")
}

fn status(record: &RawRecord) -> Option<Status> {
    Status::from_code(&record.text("status"))
}

/// Whether the workbench speaks of it.
fn is_open(record: &RawRecord) -> bool {
    status(record).is_some_and(|status| {
        matches!(status, Status::Draft | Status::Returned) || status.is_pending()
    })
}

/// The same choice as the server's list makes.
fn fits(record: &RawRecord, filter: &MyFilter, account: &Account) -> bool {
    let Some(status) = status(record) else {
        return false;
    };
    let wanted = match filter.status {
        None => status != Status::Discarded,
        Some(Status::Submitted) => status.is_pending(),
        Some(Status::Approved) => status.counts(),
        Some(other) => status == other,
    };
    let year = filter
        .year
        .is_none_or(|year| record.text("occurred_on").starts_with(&format!("{year}-")));
    let mine = filter.with_others
        || account
            .commissioner_id
            .is_some_and(|me| record.text("author_id") == me.to_string());
    let kind = filter
        .kind
        .is_none_or(|kind| record.text("kind") == kind.code());
    wanted && year && mine && kind
}
