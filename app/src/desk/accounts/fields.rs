//! The fields of forms about accounts.

use super::read::Choices;
use crate::{desk::plain::asked_for, view::Erase};
use domain::{
    accounts::AccountState,
    codes::{Coded, Role},
};
use leptos::prelude::*;

/// Role, and where it works.
pub(super) fn post(choices: &Choices, role: Option<Role>, area: &str) -> AnyView {
    let roles = choices
        .roles
        .iter()
        .map(|one| {
            view! {
                <option value=one.code() selected=role == Some(*one)>
                    {one.label()}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for="role">"角色"</label>
            <select class="input" id="role" name="role" required aria-invalid=refused("role")>
                {roles}
            </select>
        </div>
        {if choices.townships.is_empty() {
            any_area(choices, area)
        } else {
            township(choices, area)
        }}
    }
    .erased()
}

fn township(choices: &Choices, chosen: &str) -> AnyView {
    let options = choices
        .townships
        .iter()
        .map(|area| {
            view! {
                <option value=area.code.to_string() selected=area.code.as_str() == chosen>
                    {area.name.clone()}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for="area">"乡镇"</label>
            <select class="input" id="area" name="area" required aria-invalid=refused("area")>
                <option value="">"请选择"</option>
                {options}
            </select>
        </div>
    }
    .erased()
}

fn any_area(choices: &Choices, area: &str) -> AnyView {
    let areas = choices.areas.iter();
    let areas = areas.map(|(code, name)| (code.to_string(), name.clone()));
    let units = choices.units.iter().cloned();
    view! {
        <div class="field">
            <label for="area">
                "区划代码 "
                <span class="hint">
                    "12 位，输入地名可选；统筹员填乡镇，科技局填县或市，其他不填"
                </span>
            </label>
            {offered("area", area, areas.collect())}
        </div>
        <div class="field">
            <label for="unit">
                "派出单位代码 "
                <span class="hint">"输入名称可选；只有派出单位管理员要填"</span>
            </label>
            {offered("unit", &asked_for("unit"), units.collect())}
        </div>
    }
    .erased()
}

/// A code, found by its name, and marked when it was refused.
fn offered(name: &'static str, value: &str, offers: Vec<(String, String)>) -> AnyView {
    let list = format!("{name}-offers");
    let options = offers.into_iter().map(|(code, name)| {
        view! { <option value=code>{name}</option> }
    });
    view! {
        <input
            class="input"
            id=name
            name=name
            value=value.to_owned()
            maxlength="64"
            autocomplete="off"
            list=list.clone()
            aria-invalid=refused(name)
        />
        <datalist id=list>{options.collect_view()}</datalist>
    }
    .erased()
}

/// The `aria-invalid` of a field: what is wrong with it is told above the form.
pub(super) fn refused(name: &str) -> Option<&'static str> {
    (asked_for("field") == name).then_some("true")
}

/// The tone of a state's pill.
pub(super) const fn tone(state: AccountState) -> &'static str {
    match state {
        AccountState::Active => "good",
        AccountState::Waiting => "soon",
        AccountState::Disabled => "bad",
    }
}
