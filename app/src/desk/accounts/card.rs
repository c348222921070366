//! `/desk/accounts/:id`: one account, its sessions, and what can be done to it.

use super::{
    fields::{self, tone},
    outcome::outcome,
    read::{Choices, Opened, opened},
};
use crate::{
    components::Pill,
    desk::{
        links::link,
        parts::{Line, lines},
        plain::{once_read, segment},
    },
    view::Erase,
    words as said,
};
use domain::{
    accounts::{AccountState, AccountView, SessionView},
    codes::{Coded, Role},
};
use leptos::prelude::*;
use leptos_meta::Title;

const HEADS: [&str; 4] = ["登录方式", "登录时间", "最近使用", "到期时间"];

#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    view! {
        <Title text="账号 · 科特派" />
        <p class="back-line no-print">
            <a href="/desk/accounts">"‹ 全部账号"</a>
        </p>
        <div class="no-print">{outcome()}</div>
        {once_read(opened(segment("id")), whole)}
    }
}

fn whole(opened: Opened) -> AnyView {
    let Opened {
        card,
        own,
        choices,
        code,
    } = opened;
    let account = card.account;
    let slip = code.map(|code| slip(&account, code));
    let printing = if slip.is_some() {
        "no-print stack"
    } else {
        "stack"
    };
    view! {
        {slip}
        <div class=printing>
            {facts(&account)}
            {sessions(card.sessions)}
            {(!own).then(|| actions(&account, &choices))}
            {own.then(|| view! { <p class="small">"这是您自己的账号，请在“修改密码”中处理。"</p> })}
        </div>
    }
    .erased()
}

/// The code on a piece of paper, to be handed over.
fn slip(account: &AccountView, code: String) -> AnyView {
    let until = account
        .code_until
        .map(|until| format!("有效期至 {}，只能用一次。", said::instant(until)));
    view! {
        <section class="card paper slip" aria-label="一次性验证码">
            <h2>"科特派 · 首次登录通知单"</h2>
            <dl class="facts">
                <dt>"姓名"</dt>
                <dd>{account.name.clone()}</dd>
                <dt>"账号"</dt>
                <dd>{account.login.clone()}</dd>
                <dt>"验证码"</dt>
                <dd>
                    <b class="figure code">{code}</b>
                </dd>
            </dl>
            <p>
                "在登录页点“用一次性验证码设置密码”，填写账号和验证码，设置自己的密码。" {until}
            </p>
            <p class="small no-print">
                "验证码只在这里显示一次，离开或刷新后不能再看。请打印本页或抄下后交给本人。"
            </p>
        </section>
    }
    .erased()
}

fn facts(account: &AccountView) -> AnyView {
    let place = account
        .unit_name
        .clone()
        .unwrap_or_else(|| account.area_name.clone());
    let code = account
        .code_until
        .map(|until| format!("已发一次性验证码，{} 前有效", said::instant(until)));
    view! {
        <section class="card stack tight">
            <div class="row apart">
                <h1>{account.name.clone()}</h1>
                <Pill text=account.state.label() tone=tone(account.state) />
            </div>
            <dl class="facts">
                <dt>"账号"</dt>
                <dd>{account.login.clone()}</dd>
                <dt>"角色"</dt>
                <dd>{account.role.label()}</dd>
                <dt>"区域（单位）"</dt>
                <dd>{if place.is_empty() { "–".to_owned() } else { place }}</dd>
                <dt>"建立"</dt>
                <dd>{said::instant(account.created_at)}</dd>
                {code.map(|text| view! {
                    <dt>"验证码"</dt>
                    <dd>{text}</dd>
                })}
            </dl>
            <p class="small">
                <a href=link("/desk/audit", &[("subject", &account.login)])>
                    "这个账号的变动记录"
                </a>
                " · "
                <a href=link("/desk/audit", &[("who", &account.login)])>
                    "这个账号做过的操作"
                </a>
            </p>
        </section>
    }
    .erased()
}

fn sessions(sessions: Vec<SessionView>) -> AnyView {
    let none = sessions.is_empty();
    let rows = sessions.into_iter().map(|session| Line {
        href: None,
        cells: vec![
            if session.is_script {
                "脚本"
            } else {
                "网页"
            }
            .to_owned(),
            said::instant(session.created_at),
            said::instant(session.seen_at),
            said::instant(session.expires_at),
        ],
    });
    let rows: Vec<_> = rows.collect();
    view! {
        <section class="stack tight" aria-label="登录中的设备">
            <h2>"登录中的设备"</h2>
            {if none {
                view! { <p class="small">"现在没有设备登录。"</p> }.erased()
            } else {
                lines(&HEADS, rows)
            }}
        </section>
    }
    .erased()
}

fn actions(account: &AccountView, choices: &Choices) -> AnyView {
    let id = account.id.to_string();
    let post = |verb: &str| format!("/desk/accounts/{id}/{verb}");
    let area = account.area_code.map(|code| code.to_string());
    let posting = (account.role != Role::Commissioner && !choices.roles.is_empty()).then(|| {
        let fields = fields::post(choices, Some(account.role), &area.unwrap_or_default());
        act(
            "修改角色或区域",
            "原有登录会退出。",
            post("post"),
            "保存",
            Some(fields),
        )
    });
    let rest = if account.state == AccountState::Disabled {
        act(
            "恢复账号",
            "恢复后可用原密码登录。",
            post("enable"),
            "恢复",
            None,
        )
    } else {
        view! {
            {act(
                "重置密码",
                "原密码作废，全部设备退出，另发一次性验证码。手机上未发送的记录不受影响。",
                post("reset"),
                "重置并显示验证码",
                None,
            )}
            {act(
                "退出全部设备",
                "所有手机和电脑都要重新登录，密码不变。",
                post("sign-out"),
                "全部退出",
                None,
            )}
            {act(
                "停用账号",
                "不能再登录，已有记录和统计不变；以后可以恢复。",
                post("disable"),
                "停用",
                None,
            )}
        }
        .erased()
    };
    view! {
        <section class="stack tight no-print" aria-label="处理">
            <h2>"处理"</h2>
            {posting}
            {rest}
        </section>
    }
    .erased()
}

/// One thing that can be done: folded until it is wanted, so that nobody does it by a slip.
fn act(
    name: &'static str,
    what: &'static str,
    action: String,
    word: &'static str,
    fields: Option<AnyView>,
) -> AnyView {
    view! {
        <details class="fold card">
            <summary>{name}</summary>
            <form class="form" method="post" action=action>
                {fields}
                <p>{what}</p>
                <button class="button primary" type="submit">
                    {word}
                </button>
            </form>
        </details>
    }
    .erased()
}
