//! The frame of the desk: who is signed in, where to go, how much waits.

use crate::{
    components::{Icon, Notice, Shape, Tone, awaited},
    error::AppError,
    json::{Answer, data},
    me::LanguageChoice,
    view::Erase,
    words as said,
};
use chrono::NaiveDate;
use domain::codes::{Coded, Role};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use leptos_router::components::{A, Outlet};
use serde::{Deserialize, Serialize};

/// What the frame shows of the person at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtDesk {
    pub name: String,
    pub role: Role,
    pub area: String,
    pub today: NaiveDate,
    /// Records that wait for this person.
    pub waiting: i64,
    /// There are more than were counted.
    pub more: bool,
}

domain::json_by_serde!(AtDesk);

/// Raised whenever a decision was sent: the count of what waits is asked again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QueueChanged(pub(crate) RwSignal<u32>);

/// Who is at the desk, and how much waits.
#[server(prefix = "/fn", endpoint = "desk/who", input = GetUrl, output = Answer)]
pub async fn read_desk() -> Result<AtDesk, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    ssr::at_desk(&store, actor)
        .await
        .map_err(crate::server::seen)
}

#[cfg(feature = "ssr")]
mod ssr {
    use super::AtDesk;
    use crate::desk::reviews::waiting_for;
    use domain::{
        access::Actor,
        reading::{RecordFilter, RecordPage},
    };
    use store::{Store, areas, records};

    pub(super) async fn at_desk(store: &Store, actor: Actor) -> store::Result<AtDesk> {
        let area = match actor.area_code {
            Some(code) => areas::full_name(store, code).await?,
            None => String::new(),
        };
        let page = if super::decides(actor.role) {
            let filter = RecordFilter {
                statuses: waiting_for(actor.role),
                limit: Some(99),
                ..RecordFilter::default()
            };
            records::list(store, &actor, &filter).await?
        } else {
            RecordPage::default()
        };
        Ok(AtDesk {
            name: actor.name,
            role: actor.role,
            area,
            today: store.clock().today(),
            waiting: i64::try_from(page.records.len()).unwrap_or_default(),
            more: page.next.is_some(),
        })
    }
}

/// Whether this role has an office with an area, and so the whole desk.
const fn decides(role: Role) -> bool {
    matches!(
        role,
        Role::TownshipCoordinator | Role::CountyStaff | Role::CityStaff
    )
}

/// Whether this role enters records for their authors (代录), and so from a rescue file.
pub(crate) const fn brings_in(role: Role) -> bool {
    matches!(role, Role::TownshipCoordinator | Role::CountyStaff)
}

/// Frame and page of everything under `/desk`.
#[component]
pub(crate) fn DeskFrame() -> impl IntoView {
    let changed = RwSignal::new(0);
    provide_context(QueueChanged(changed));
    let who = data(move || changed.get(), |_| read_desk());
    view! {
        <a class="skip" href="#main">
            "跳到正文"
        </a>
        <div class="desk">
            <Transition fallback=|| view! { <div class="side"></div> }>
                {move || awaited(who, |who| {
                    match who {
                        Ok(who) => view! { <Side who /> }.erased(),
                        Err(error) => {
                            view! {
                                <div class="side">
                                    <Notice tone=Tone::Bad text=said::failure(&error) />
                                </div>
                            }
                                .erased()
                        }
                    }
                })}
            </Transition>
            <main id="main" tabindex="-1">
                <Outlet />
            </main>
        </div>
    }
}

#[component]
fn Side(who: AtDesk) -> impl IntoView {
    let office = decides(who.role);
    let count = match (who.waiting, who.more) {
        (0, _) => None,
        (count, false) => Some(count.to_string()),
        (count, true) => Some(format!("{count}+")),
    };
    view! {
        <div class="side no-print">
            <div class="who">
                <b class="brand">
                    <Icon shape=Shape::Leaf />
                    "科特派"
                </b>
                <small>{place(&who)}</small>
            </div>
            <nav class="desk-nav" aria-label="主导航">
                {office
                    .then(|| {
                        view! {
                            <A href="/desk" exact=true>
                                <Icon shape=Shape::Home />
                                <span>"总览"</span>
                            </A>
                            <A href="/desk/reviews">
                                <Icon shape=Shape::Review />
                                <span>"审核"</span>
                                {count
                                    .map(|count| {
                                        view! {
                                            <span class="count">
                                                {count}<span class="unseen">" 条待审"</span>
                                            </span>
                                        }
                                    })}
                            </A>
                            <A href="/desk/coverage" attr:rel="external">
                                <Icon shape=Shape::Coverage />
                                <span>"覆盖"</span>
                            </A>
                            <A href="/desk/statistics">
                                <Icon shape=Shape::Statistics />
                                <span>"年度统计"</span>
                            </A>
                        }
                    })}
                {if who.role == Role::UnitAdmin {
                    view! {
                        <A href="/desk/unit" attr:rel="external">
                            <Icon shape=Shape::Person />
                            <span>"本单位"</span>
                        </A>
                    }
                        .erased()
                } else if who.role == Role::Admin {
                    view! {
                        <A href="/desk/accounts" attr:rel="external">
                            <Icon shape=Shape::Person />
                            <span>"账号"</span>
                        </A>
                        <A href="/desk/settings" attr:rel="external">
                            <Icon shape=Shape::Review />
                            <span>"设置"</span>
                        </A>
                        <A href="/desk/audit" attr:rel="external">
                            <Icon shape=Shape::Search />
                            <span>"审计"</span>
                        </A>
                    }
                        .erased()
                } else {
                    view! {
                        <A href="/desk/records">
                            <Icon shape=Shape::Records />
                            <span>"记录"</span>
                        </A>
                        <A href="/desk/ledgers" attr:rel="external">
                            <Icon shape=Shape::Ledger />
                            <span>"台账"</span>
                        </A>
                        <A href="/desk/registers" attr:rel="external">
                            <Icon shape=Shape::Village />
                            <span>"名册"</span>
                        </A>
                    }
                        .erased()
                }}
                {tasks(who.role)
                    .into_iter()
                    .map(|task| {
                        view! {
                            <a class="wide" href=task.href rel="external">
                                <Icon shape=task.shape />
                                <span>{task.name}</span>
                            </a>
                        }
                    })
                    .collect_view()}
            </nav>
            <Account name=who.name role=who.role />
        </div>
    }
}

fn place(who: &AtDesk) -> String {
    match (who.area.as_str(), who.role) {
        ("", role) => role.label().to_owned(),
        (area, _) => area.to_owned(),
    }
}

/// A task of the year: beside the pages on a wide screen, in the menu on a phone, whose bar is full.
#[derive(Clone, Copy)]
struct Task {
    href: &'static str,
    name: &'static str,
    shape: Shape,
}

/// What somebody of this role does a few times a year.
fn tasks(role: Role) -> Vec<Task> {
    let task = |href, name, shape| Task { href, name, shape };
    let filings = task("/desk/filings", "年度上报", Shape::File);
    let quality = task("/desk/quality", "数据质量", Shape::Quality);
    let imports = task("/desk/imports", "导入", Shape::Import);
    match role {
        Role::CountyStaff => vec![filings, quality, imports],
        Role::CityStaff => vec![filings, quality],
        Role::TownshipCoordinator => vec![filings],
        Role::Admin => vec![imports],
        Role::Commissioner | Role::UnitAdmin => Vec::new(),
    }
}

/// The person's own matters, folded on a phone.
#[component]
fn Account(name: String, role: Role) -> impl IntoView {
    view! {
        <details class="account">
            <summary>
                <Icon shape=Shape::Person />
                <span>
                    <b>{name}</b>
                    <small>{role.label()}</small>
                </span>
            </summary>
            <div class="account-menu">
                {tasks(role)
                    .into_iter()
                    .map(|task| {
                        view! {
                            <a class="narrow" href=task.href rel="external">
                                {task.name}
                            </a>
                        }
                    })
                    .collect_view()}
                {(role == Role::CountyStaff).then(|| elsewhere("/desk/accounts", "账号"))}
                {matches!(role, Role::CountyStaff | Role::CityStaff)
                    .then(|| elsewhere("/desk/audit", "审计"))}
                {brings_in(role)
                    .then(|| {
                        view! {
                            <a href="/desk/on-behalf/visit" rel="external">
                                "代录纸质日志"
                            </a>
                            <a href="/desk/rescue" rel="external">
                                "导入救援文件"
                            </a>
                        }
                    })}
                <a href="/password" rel="external">
                    "修改密码"
                </a>
                <LanguageChoice />
                <form method="post" action="/sign-out">
                    <button class="button quiet">"退出"</button>
                </form>
            </div>
        </details>
    }
}

/// A link of the menu. The page is loaded anew, and the menu is closed there.
fn elsewhere(href: &'static str, name: &'static str) -> impl IntoView {
    view! {
        <a href=href rel="external">
            {name}
        </a>
    }
    .erased()
}
