//! Every page by name, and the part of the wasm that holds its code.
//!
//! A root's wasm comes in parts: what every page needs, and beside it the code of pages that belong
//! together, fetched when the first of them opens. The server has all pages at hand; in the browser
//! [`Parts`] fetches.

use std::{future::Future, pin::Pin};

use leptos::prelude::*;

use crate::{
    components::{Notice, Tone},
    device::Pending,
    me::MePage,
    outbox::{MergePage, OutboxEntryPage, OutboxPage},
    phone::PhonePage,
    recording::{Aside, EditPage},
    records::{RecordPage, RecordsPage},
    rescue::RescuePage,
    session::{FirstSignInPage, PasswordPage, SignInPage},
    trainings::NewTrainingPage,
    view::{Erase, view},
    villages::VillagesPage,
    visits::NewVisitPage,
    workbench::WorkbenchPage,
};

/// A page, by its part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    Gate(Gate),
    Lists(Lists),
    Forms(Forms),
    Care(Care),
}

/// Where a commissioner looks: today, villages, records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lists {
    Workbench,
    Villages,
    Records,
    Record,
}

/// Before anybody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    SignIn,
    FirstSignIn,
    Password,
}

/// Where a record is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forms {
    NewVisit,
    NewTraining,
    Edit,
}

/// What waits on the phone, and how the phone does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    Me,
    Outbox,
    Entry,
    Merge,
    Phone,
    Rescue,
}

impl Lists {
    pub fn view(self) -> AnyView {
        match self {
            Self::Workbench => WorkbenchPage().erased(),
            Self::Villages => VillagesPage().erased(),
            Self::Records => RecordsPage().erased(),
            Self::Record => RecordPage().erased(),
        }
    }
}

impl Gate {
    pub fn view(self) -> AnyView {
        match self {
            Self::SignIn => SignInPage().erased(),
            Self::FirstSignIn => FirstSignInPage().erased(),
            Self::Password => PasswordPage().erased(),
        }
    }
}

impl Forms {
    pub fn view(self) -> AnyView {
        match self {
            Self::NewVisit => NewVisitPage().erased(),
            Self::NewTraining => NewTrainingPage().erased(),
            Self::Edit => EditPage().erased(),
        }
    }
}

impl Care {
    pub fn view(self) -> AnyView {
        match self {
            Self::Me => MePage().erased(),
            Self::Outbox => OutboxPage().erased(),
            Self::Entry => OutboxEntryPage().erased(),
            Self::Merge => MergePage().erased(),
            Self::Phone => PhonePage().erased(),
            Self::Rescue => RescuePage().erased(),
        }
    }
}

impl Page {
    /// The page of the field root at a path; none for a path that is no page.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        Some(match segments.as_slice() {
            [] => Self::Lists(Lists::Workbench),
            ["villages"] => Self::Lists(Lists::Villages),
            ["sign-in"] => Self::Gate(Gate::SignIn),
            ["first-sign-in"] => Self::Gate(Gate::FirstSignIn),
            ["password"] => Self::Gate(Gate::Password),
            ["visits", "new"] => Self::Forms(Forms::NewVisit),
            ["trainings", "new"] => Self::Forms(Forms::NewTraining),
            ["records", _, "edit"] => Self::Forms(Forms::Edit),
            ["records"] => Self::Lists(Lists::Records),
            ["records", _] => Self::Lists(Lists::Record),
            ["me"] => Self::Care(Care::Me),
            ["outbox"] => Self::Care(Care::Outbox),
            ["outbox", _] => Self::Care(Care::Entry),
            ["outbox", _, "merge"] => Self::Care(Care::Merge),
            ["phone"] => Self::Care(Care::Phone),
            ["rescue"] => Self::Care(Care::Rescue),
            _ => return None,
        })
    }

    /// The part's name, as its files and `frontend/src/parts.rs` have it; none for what every visit
    /// brings.
    #[must_use]
    pub const fn part(self) -> Option<&'static str> {
        Some(match self {
            Self::Gate(_) => return None,
            Self::Lists(_) => "lists",
            Self::Forms(_) => "forms",
            Self::Care(_) => "care",
        })
    }
}

/// A part could not be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a part of the wasm could not be fetched")]
pub struct Missing;

/// A page on its way.
pub type Coming = Pin<Box<dyn Future<Output = Result<AnyView, Missing>> + Send>>;

/// Fetches parts in the browser.
pub trait Parts: Send + Sync {
    fn view(&self, page: Page) -> Coming;
    /// Fetches what stands aside in forms.
    fn fetch_asides(&self) -> Pending<Result<(), Missing>>;
    /// Something that stands aside; at once where its part is here.
    fn aside(&self, aside: Aside) -> Coming;
}

/// The page as a route shows it: at once where its part is there, as it is while a page that the
/// server rendered wakes.
#[cfg(feature = "ssr")]
pub(crate) fn show(page: Page) -> AnyView {
    match page {
        Page::Gate(page) => page.view(),
        Page::Lists(page) => page.view(),
        Page::Forms(page) => page.view(),
        Page::Care(page) => page.view(),
    }
}

/// The page as a route shows it: at once where its part is there, as it is while a page that the
/// server rendered wakes.
#[cfg(not(feature = "ssr"))]
pub(crate) fn show(page: Page) -> AnyView {
    use futures::FutureExt as _;

    let Some(parts) = use_context::<std::sync::Arc<dyn Parts>>() else {
        return PartMissing().erased();
    };
    let mut coming = parts.view(page);
    match (&mut coming).now_or_never() {
        Some(view) => view.unwrap_or_else(|Missing| PartMissing().erased()),
        None => Suspend::new(async move {
            coming
                .await
                .unwrap_or_else(|Missing| PartMissing().erased())
        })
        .erased(),
    }
}

/// Stands where a page would be.
#[component]
fn PartMissing() -> impl IntoView {
    view! {
        <div class="gate">
            <main id="main" class="stack" tabindex="-1">
                <h1>"这一页没有打开"</h1>
                <Notice tone=Tone::Bad text="网络断了，这一页还没有下载到手机上。已保存的内容不受影响。" />
                <p>
                    <button
                        class="button primary"
                        type="button"
                        on:click=|_| {
                            // Nothing to do where it fails.
                            let _ = window().location().reload();
                        }
                    >
                        "重试"
                    </button>
                </p>
            </main>
        </div>
    }
    .erased()
}
