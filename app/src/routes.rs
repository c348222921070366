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

use crate::desk::{
    coverage::CoveragePage,
    overview::OverviewPage,
    records::{RecordPage, RecordsPage},
    reviews::ReviewsPage,
    shell::DeskFrame,
    statistics::{BehindPage, StatisticsPage},
    villages::VillagePage,
};

/// The first segment of every page of the desk.
pub const DESK: &str = "/desk";

/// Whether a request path belongs to the desk.
pub fn is_desk(path: &str) -> bool {
    path.strip_prefix(DESK)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What a commissioner carries: starts offline, so it stays small.
#[component]
pub fn FieldApp() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title text="科特派" />
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/") view=|| view! { <Blank title="工作台" /> } ssr=SsrMode::Async />
                <Route path=path!("/visits/new") view=|| view! { <Blank title="记一次服务" /> } ssr=SsrMode::Async />
                <Route path=path!("/trainings/new") view=|| view! { <Blank title="记一次培训" /> } ssr=SsrMode::Async />
                <Route path=path!("/records") view=|| view! { <Blank title="我的记录" /> } ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
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
                    <Route path=path!("/coverage") view=CoveragePage ssr=SsrMode::Async />
                    <Route path=path!("/villages/:code") view=VillagePage ssr=SsrMode::Async />
                    <Route path=path!("/statistics") view=StatisticsPage ssr=SsrMode::Async />
                    <Route path=path!("/statistics/:code") view=BehindPage ssr=SsrMode::Async />
                    <Route path=path!("/records") view=RecordsPage ssr=SsrMode::Async />
                    <Route path=path!("/records/:id") view=RecordPage ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// Stands where a feature's page will be.
#[component]
fn Blank(title: &'static str) -> impl IntoView {
    view! {
        <main>
            <h1>{title}</h1>
        </main>
    }
}

#[component]
fn NotFound() -> impl IntoView {
    view! {
        <main>
            <h1>"没有这个页面"</h1>
            <a href="/" rel="external">"回到工作台"</a>
        </main>
    }
}

#[cfg(test)]
mod tests {
    use super::is_desk;

    #[test]
    fn the_desk_is_told_by_its_first_segment() {
        assert!(is_desk("/desk"));
        assert!(is_desk("/desk/reviews"));
        assert!(!is_desk("/"));
        assert!(!is_desk("/desktop"));
    }
}
