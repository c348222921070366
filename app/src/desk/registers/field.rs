//! A field of a form, by how its column is entered.

use crate::{desk::parts::LongText, view::Erase};
use domain::registers::{Field, Input};
use leptos::prelude::*;

#[component]
pub(crate) fn FormField(field: Field) -> impl IntoView {
    let id = field.column.clone();
    let fault_id = format!("{id}-error");
    let notes = view! {
        {field
            .fault
            .clone()
            .map(|text| {
                view! {
                    <p class="error" id=fault_id.clone()>
                        {text}
                    </p>
                }
            })}
        {field
            .theirs
            .clone()
            .map(|text| {
                let text = if text.is_empty() { "（清空）".to_owned() } else { text };
                view! { <p class="theirs">{format!("对方改成：{text}")}</p> }
            })}
    };
    let hint = if field.required && field.input != Input::Fixed {
        "必填"
    } else {
        ""
    };
    match field.input.clone() {
        Input::Several(options) => view! {
            <fieldset class="field">
                <legend>{field.label.clone()} " " <span class="hint">{hint}</span></legend>
                <Boxes field options />
                {notes}
            </fieldset>
        }
        .erased(),
        Input::Members(people, roles) => view! {
            <fieldset class="field">
                <legend>{field.label.clone()}</legend>
                <Members field people roles />
                {notes}
            </fieldset>
        }
        .erased(),
        input => view! {
            <div class="field">
                <label for=id>{field.label.clone()} " " <span class="hint">{hint}</span></label>
                {control(&field, input)}
                {notes}
            </div>
        }
        .erased(),
    }
}

fn control(field: &Field, input: Input) -> AnyView {
    match input {
        Input::Fixed => view! {
            <output class="fixed" id=field.column.clone()>
                {field.value.clone()}
            </output>
        }
        .erased(),
        Input::One(options) => view! { <Select field=field.clone() options /> }.erased(),
        Input::Long => {
            let (name, text) = (field.column.clone(), field.value.clone());
            view! { <LongText name text wrong=field.fault.is_some() /> }.erased()
        }
        Input::Offered(offers) => line(field, "text", offers),
        Input::Date => line(field, "date", Vec::new()),
        Input::Number => line(field, "number", Vec::new()),
        Input::Line | Input::Several(_) | Input::Members(..) => line(field, "text", Vec::new()),
    }
}

fn line(field: &Field, kind: &'static str, offers: Vec<String>) -> AnyView {
    let id = field.column.clone();
    let list = (!offers.is_empty()).then(|| format!("{id}-offers"));
    let offers = list.clone().map(|list| {
        let options = offers
            .into_iter()
            .map(|offer| view! { <option value=offer></option> });
        view! { <datalist id=list>{options.collect_view()}</datalist> }
    });
    view! {
        <input
            class="input"
            id=id.clone()
            name=id.clone()
            type=kind
            value=field.value.clone()
            list=list
            required=field.required
            autocomplete="off"
            aria-invalid=field.fault.is_some().then_some("true")
            aria-describedby=field.fault.is_some().then(|| format!("{id}-error"))
        />
        {offers}
    }
    .erased()
}

#[component]
fn Select(field: Field, options: Vec<(String, String)>) -> impl IntoView {
    let id = field.column.clone();
    let options = options.into_iter().map(|(value, word)| {
        let selected = value == field.value;
        view! {
            <option value=value selected=selected>
                {word}
            </option>
        }
    });
    let options = options.collect_view();
    view! {
        <select
            class="input"
            id=id.clone()
            name=id.clone()
            required=field.required
            aria-invalid=field.fault.is_some().then_some("true")
            aria-describedby=field.fault.is_some().then(|| format!("{id}-error"))
        >
            <option value="">"请选择"</option>
            {options}
        </select>
    }
}

/// Empty rows below those that are filled in.
const SPARE_ROWS: usize = 4;

/// A row a member: who, and as what.
#[component]
fn Members(field: Field, people: Vec<String>, roles: Vec<String>) -> impl IntoView {
    let filled = field.value.split('、').filter(|text| !text.is_empty());
    let members: Vec<(String, String)> = filled
        .map(|text| {
            let (person, role) = text.split_once('（').unwrap_or((text, "团员"));
            (person.to_owned(), role.trim_end_matches('）').to_owned())
        })
        .chain(vec![(String::new(), "团员".to_owned()); SPARE_ROWS])
        .collect();
    let rows = members
        .into_iter()
        .map(|(person, role)| view! { <Member column=field.column.clone() person role roles=roles.clone() /> });
    let offers = people
        .into_iter()
        .map(|person| view! { <option value=person></option> });
    view! {
        <p class="hint">"清空姓名即移出团队；行不够时先保存，再修改。"</p>
        <ol class="members">{rows.collect_view()}</ol>
        <datalist id="members-offers">{offers.collect_view()}</datalist>
    }
}

#[component]
fn Member(column: String, person: String, role: String, roles: Vec<String>) -> impl IntoView {
    let roles = roles.into_iter().map(|word| {
        let selected = word == role;
        view! { <option selected=selected>{word}</option> }
    });
    view! {
        <li class="row">
            <input
                class="input grow"
                name=column.clone()
                value=person
                list="members-offers"
                autocomplete="off"
                aria-label="成员姓名"
            />
            <select class="input" name=format!("{column}.role") aria-label="成员角色">
                {roles.collect_view()}
            </select>
        </li>
    }
}

/// Check boxes; the empty one before them says that the question was asked.
#[component]
fn Boxes(field: Field, options: Vec<String>) -> impl IntoView {
    let name = field.column.clone();
    let chosen: Vec<String> = field.value.split('、').map(str::to_owned).collect();
    let boxes = options.into_iter().map(|word| {
        let checked = chosen.contains(&word);
        view! {
            <label class="chip">
                <input type="checkbox" name=name.clone() value=word.clone() checked=checked />
                <span>{word}</span>
            </label>
        }
    });
    view! {
        <input type="hidden" name=field.column.clone() value="" />
        <div class="chips">{boxes.collect_view()}</div>
    }
}
