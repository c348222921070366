//! The fields of forms about accounts.

use super::read::Choices;
use crate::view::Erase;
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
            <select class="input" id="role" name="role" required>
                {roles}
            </select>
        </div>
        {if choices.townships.is_empty() {
            any_area(area.to_owned())
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
            <select class="input" id="area" name="area" required>
                <option value="">"请选择"</option>
                {options}
            </select>
        </div>
    }
    .erased()
}

fn any_area(area: String) -> AnyView {
    view! {
        <div class="field">
            <label for="area">
                "区划代码 " <span class="hint">"12 位；统筹员填乡镇，科技局填县或市，其他不填"</span>
            </label>
            <input
                class="input"
                id="area"
                name="area"
                value=area
                inputmode="numeric"
                maxlength="12"
                autocomplete="off"
            />
        </div>
        <div class="field">
            <label for="unit">
                "派出单位代码 " <span class="hint">"只有派出单位管理员要填"</span>
            </label>
            <input class="input" id="unit" name="unit" maxlength="64" autocomplete="off" />
        </div>
    }
    .erased()
}

/// The tone of a state's pill.
pub(super) const fn tone(state: AccountState) -> &'static str {
    match state {
        AccountState::Active => "good",
        AccountState::Waiting => "soon",
        AccountState::Disabled => "bad",
    }
}
