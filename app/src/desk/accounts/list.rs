//! `/desk/accounts`.

use super::{
    outcome::outcome,
    read::{Asked, Listed, listed},
};
use crate::{
    components::{Empty, Shape},
    desk::{
        links::link,
        parts::{Choose, Line, Pager, lines},
        plain::{asked_for, once_read_below},
    },
    view::Erase,
    words as said,
};
use domain::{
    accounts::{AccountState, AccountView},
    areas::AreaLevel,
    codes::Coded,
};
use leptos::prelude::*;
use leptos_meta::Title;

const HEADS: [&str; 6] = ["账号", "姓名", "角色", "区域（单位）", "状态", "最近使用"];

#[component]
pub(crate) fn AccountsPage() -> impl IntoView {
    let asked = Asked {
        role: asked_for("role"),
        area: asked_for("area"),
        state: asked_for("state"),
        text: asked_for("text"),
        after: asked_for("after"),
    };
    let reading = listed(asked.clone());
    view! {
        <Title text="账号 · 科特派" />
        <header class="desk-head">
            <h1 class="grow">"账号"</h1>
            <a class="button primary no-print" href="/desk/accounts/new">
                "新建账号"
            </a>
        </header>
        {outcome()}
        {once_read_below(reading, move |list| whole(&asked, list))}
    }
}

fn whole(asked: &Asked, list: Listed) -> AnyView {
    view! {
        {filters(asked, &list)}
        {found(asked, list)}
    }
    .erased()
}

fn filters(asked: &Asked, list: &Listed) -> AnyView {
    let roles = list
        .roles
        .iter()
        .map(|role| (role.code().to_owned(), role.label().to_owned()))
        .collect();
    let states = AccountState::ALL
        .iter()
        .map(|state| (state.code().to_owned(), state.label().to_owned()))
        .collect();
    let areas: Vec<_> = list
        .areas
        .iter()
        .map(|area| (area.code.to_string(), area.name.clone()))
        .collect();
    let townships = list
        .areas
        .iter()
        .all(|area| area.level == AreaLevel::Township);
    let label = if townships { "乡镇" } else { "区域" };
    let asked = asked.clone();
    view! {
        <form method="get" action="/desk/accounts" class="filters no-print">
            <label class="choose">
                <span>"查找"</span>
                <input class="input" name="text" maxlength="64" placeholder="账号或姓名" value=asked.text />
            </label>
            <Choose name="role" label="角色" all="全部" options=roles chosen=asked.role />
            <Choose name="area" label all="全部" options=areas chosen=asked.area />
            <Choose name="state" label="状态" all="全部" options=states chosen=asked.state />
            <button class="button">"查询"</button>
        </form>
    }
    .erased()
}

fn found(asked: &Asked, list: Listed) -> AnyView {
    if list.page.accounts.is_empty() {
        return view! { <Empty shape=Shape::Search text="没有符合条件的账号。" /> }.erased();
    }
    let here = |after: &str| {
        link(
            "/desk/accounts",
            &[
                ("text", &asked.text),
                ("role", &asked.role),
                ("area", &asked.area),
                ("state", &asked.state),
                ("after", after),
            ],
        )
    };
    let first = (!asked.after.is_empty()).then(|| here(""));
    let next = list.page.next.as_deref().map(here);
    let rows = list.page.accounts.into_iter().map(line).collect();
    view! {
        {lines(&HEADS, rows)}
        <Pager first next />
    }
    .erased()
}

fn line(account: AccountView) -> Line {
    Line {
        href: Some(format!("/desk/accounts/{}", account.id)),
        cells: vec![
            account.login,
            account.name,
            account.role.label().to_owned(),
            account.unit_name.unwrap_or(account.area_name),
            account.state.label().to_owned(),
            account
                .seen_at
                .map_or_else(|| "–".to_owned(), said::instant),
        ],
    }
}
