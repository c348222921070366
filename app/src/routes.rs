//! Every page's URL. Two roots split by URL: what a commissioner carries, and the desk.
//!
//! A link from one root to the other needs `rel="external"`: it loads the other bundle.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    desk::{
        overview::OverviewPage,
        records as desk_records,
        rescue::OfficeRescuePage,
        reviews::ReviewsPage,
        shell::DeskFrame,
        statistics::{BehindPage, StatisticsPage},
    },
    frame::focus_main_after_moves,
    parts::show,
    phone::Bars,
    view::Erase,
};

/// The first segment of every page of the desk.
pub const DESK: &str = "/desk";

/// Whether a request path belongs to the desk.
pub fn is_desk(path: &str) -> bool {
    path.strip_prefix(DESK)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Pages of the desk made on the server alone, below [`DESK`].
const PLAIN: [&str; 13] = [
    "/charts",
    "/quality",
    "/filings",
    "/registers",
    "/unit",
    "/ledgers",
    "/imports",
    "/accounts",
    "/audit",
    "/coverage",
    "/villages",
    "/on-behalf",
    "/settings",
];

/// Whether a page of the desk is made on the server alone, without wasm.
pub fn is_plain(path: &str) -> bool {
    let Some(rest) = path.strip_prefix(DESK) else {
        return false;
    };
    PLAIN.iter().any(|plain| {
        rest.strip_prefix(plain)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// What a commissioner carries: starts offline, so it stays small.
#[cfg(feature = "ssr")]
#[component]
pub fn FieldApp() -> impl IntoView {
    use crate::parts::{Care, Forms, Gate, Lists, Page};
    provide_meta_context();
    view! {
        <Title text="科特派" />
        <Router>
            <Moves />
            <Bars />
            <Routes fallback=NotFound>
                <Route path=path!("/") view=|| show(Page::Lists(Lists::Workbench)) ssr=SsrMode::Async />
                <Route path=path!("/sign-in") view=|| show(Page::Gate(Gate::SignIn)) ssr=SsrMode::Async />
                <Route path=path!("/first-sign-in") view=|| show(Page::Gate(Gate::FirstSignIn)) ssr=SsrMode::Async />
                <Route path=path!("/password") view=|| show(Page::Gate(Gate::Password)) ssr=SsrMode::Async />
                <Route path=path!("/visits/new") view=|| show(Page::Forms(Forms::NewVisit)) ssr=SsrMode::Async />
                <Route path=path!("/trainings/new") view=|| show(Page::Forms(Forms::NewTraining)) ssr=SsrMode::Async />
                <Route path=path!("/records") view=|| show(Page::Lists(Lists::Records)) ssr=SsrMode::Async />
                <Route path=path!("/records/:id") view=|| show(Page::Lists(Lists::Record)) ssr=SsrMode::Async />
                <Route path=path!("/records/:id/edit") view=|| show(Page::Forms(Forms::Edit)) ssr=SsrMode::Async />
                <Route path=path!("/villages") view=|| show(Page::Lists(Lists::Villages)) ssr=SsrMode::Async />
                <Route path=path!("/me") view=|| show(Page::Care(Care::Me)) ssr=SsrMode::Async />
                <Route path=path!("/outbox") view=|| show(Page::Care(Care::Outbox)) ssr=SsrMode::Async />
                <Route path=path!("/outbox/:id") view=|| show(Page::Care(Care::Entry)) ssr=SsrMode::Async />
                <Route path=path!("/outbox/:id/merge") view=|| show(Page::Care(Care::Merge)) ssr=SsrMode::Async />
                <Route path=path!("/phone") view=|| show(Page::Care(Care::Phone)) ssr=SsrMode::Async />
                <Route path=path!("/rescue") view=|| show(Page::Care(Care::Rescue)) ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
    .erased()
}

/// What a commissioner carries: starts offline, so it stays small.
#[cfg(not(feature = "ssr"))]
#[component]
pub fn FieldApp() -> impl IntoView {
    let page = crate::moves::begin();
    crate::view::view! {
        <Moves />
        <Bars />
        {move || match page.get() {
            Some(page) => show(page),
            None => NotFound().erased(),
        }}
    }
    .erased()
}

/// Looks after the focus as pages change.
#[component]
fn Moves() -> impl IntoView {
    focus_main_after_moves();
}

/// The bureau's side: review, coverage, statistics, registers, settings.
#[component]
pub fn DeskApp() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title text="科特派" />
        <Router>
            <Routes fallback=NotFound>
                <ParentRoute path=path!("/desk") view=DeskFrame ssr=SsrMode::Async>
                    <Route path=path!("") view=OverviewPage ssr=SsrMode::Async />
                    <Route path=path!("/reviews") view=ReviewsPage ssr=SsrMode::Async />
                    <Route path=path!("/statistics") view=StatisticsPage ssr=SsrMode::Async />
                    <Route path=path!("/statistics/:code") view=BehindPage ssr=SsrMode::Async />
                    <Route path=path!("/records") view=desk_records::RecordsPage ssr=SsrMode::Async />
                    <Route path=path!("/records/:id") view=desk_records::RecordPage ssr=SsrMode::Async />
                    <Route path=path!("/rescue") view=OfficeRescuePage ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
    .erased()
}

/// The pages of the desk that need no wasm: registers, lists to print, forms. A link to them from a
/// page with wasm needs `rel="external"`.
#[cfg(feature = "ssr")]
#[expect(clippy::too_many_lines, reason = "one page a line")]
#[component]
pub fn PlainApp() -> impl IntoView {
    use crate::desk::{
        accounts, audit, charts, coverage, filings, imports, ledgers, on_behalf, quality,
        registers, settings, unit, villages,
    };
    provide_meta_context();
    view! {
        <Title text="科特派" />
        <Router>
            <Routes fallback=NotFound>
                <ParentRoute path=path!("/desk") view=DeskFrame ssr=SsrMode::Async>
                    <Route path=path!("/accounts") view=accounts::AccountsPage ssr=SsrMode::Async />
                    <Route path=path!("/accounts/new") view=accounts::NewAccountPage ssr=SsrMode::Async />
                    <Route path=path!("/accounts/:id") view=accounts::AccountPage ssr=SsrMode::Async />
                    <Route path=path!("/audit") view=audit::AuditPage ssr=SsrMode::Async />
                    <Route path=path!("/filings") view=filings::FilingsPage ssr=SsrMode::Async />
                    <Route path=path!("/filings/new") view=filings::NewFilingPage ssr=SsrMode::Async />
                    <Route path=path!("/filings/compare") view=filings::ComparePage ssr=SsrMode::Async />
                    <Route path=path!("/filings/:id") view=filings::FilingPage ssr=SsrMode::Async />
                    <Route path=path!("/filings/:id/items") view=filings::FiledItemsPage ssr=SsrMode::Async />
                    <Route path=path!("/charts") view=charts::ChartsPage ssr=SsrMode::Async />
                    <Route path=path!("/imports") view=imports::ImportsPage ssr=SsrMode::Async />
                    <Route path=path!("/imports/:id") view=imports::FilePage ssr=SsrMode::Async />
                    <Route path=path!("/imports/:id/codes") view=imports::CodesPage ssr=SsrMode::Async />
                    <Route path=path!("/coverage") view=coverage::CoveragePage ssr=SsrMode::Async />
                    <Route path=path!("/coverage/list") view=coverage::ListPage ssr=SsrMode::Async />
                    <Route path=path!("/coverage/reminder") view=coverage::ReminderPage ssr=SsrMode::Async />
                    <Route path=path!("/settings") view=settings::SettingsPage ssr=SsrMode::Async />
                    <Route path=path!("/settings/form") view=settings::FormPage ssr=SsrMode::Async />
                    <Route path=path!("/on-behalf/:kind") view=on_behalf::OnBehalfPage ssr=SsrMode::Async />
                    <Route path=path!("/unit") view=unit::UnitPage ssr=SsrMode::Async />
                    <Route path=path!("/unit/people/:id") view=unit::PersonPage ssr=SsrMode::Async />
                    <Route path=path!("/unit/people/:id/opinion") view=unit::OpinionPage ssr=SsrMode::Async />
                    <Route path=path!("/unit/people/:id/sheet") view=unit::SheetPage ssr=SsrMode::Async />
                    <Route path=path!("/unit/records/:id") view=unit::RecordPage ssr=SsrMode::Async />
                    <Route path=path!("/ledgers") view=ledgers::LedgersPage ssr=SsrMode::Async />
                    <Route path=path!("/ledgers/:ledger") view=ledgers::LedgerPage ssr=SsrMode::Async />
                    <Route path=path!("/ledgers/:ledger/new") view=ledgers::NewPage ssr=SsrMode::Async />
                    <Route path=path!("/ledgers/replies/link") view=ledgers::LinkPage ssr=SsrMode::Async />
                    <Route path=path!("/ledgers/:ledger/:key") view=ledgers::CardPage ssr=SsrMode::Async />
                    <Route path=path!("/ledgers/:ledger/:key/edit") view=ledgers::EditPage ssr=SsrMode::Async />
                    <Route
                        path=path!("/ledgers/:ledger/:key/steps/:step")
                        view=ledgers::StepPage
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/quality") view=quality::QualityPage ssr=SsrMode::Async />
                    <Route path=path!("/quality/:check") view=quality::CheckPage ssr=SsrMode::Async />
                    <Route path=path!("/registers") view=registers::RegistersPage ssr=SsrMode::Async />
                    <Route path=path!("/registers/:register") view=registers::RegisterPage ssr=SsrMode::Async />
                    <Route path=path!("/registers/:register/new") view=registers::NewPage ssr=SsrMode::Async />
                    <Route path=path!("/registers/:register/:key") view=registers::CardPage ssr=SsrMode::Async />
                    <Route
                        path=path!("/registers/:register/:key/handover")
                        view=registers::HandoverPage
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/registers/:register/:key/codes")
                        view=registers::CodePage
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/registers/:register/:key/edit") view=registers::EditPage ssr=SsrMode::Async />
                    <Route path=path!("/villages/:code") view=villages::VillagePage ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
    .erased()
}

#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <div class="gate">
            <main id="main" class="stack">
                <h1>"没有这个页面"</h1>
                <p>"地址可能不对，或页面已经移走。"</p>
                <p>
                    <a class="button primary" href="/" rel="external">
                        "回到工作台"
                    </a>
                </p>
            </main>
        </div>
    }
    .erased()
}

#[cfg(test)]
mod tests {
    use super::{is_desk, is_plain};

    #[test]
    fn registers_and_imports_carry_no_script() {
        assert!(is_plain("/desk/registers"));
        assert!(is_plain("/desk/imports/1"));
        assert!(is_plain("/desk/coverage/list"));
        assert!(is_plain("/desk/coverage"));
        assert!(!is_plain("/desk/reviews"));
        assert!(!is_plain("/registers"));
    }

    #[test]
    fn the_desk_is_told_by_its_first_segment() {
        assert!(is_desk("/desk"));
        assert!(is_desk("/desk/reviews"));
        assert!(!is_desk("/"));
        assert!(!is_desk("/desktop"));
    }
}
