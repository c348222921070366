//! `/desk/unit/people/:id/opinion`: the form of the yearly opinion, a plain post to its own address.

use super::{read, words};
use crate::{
    components::{Notice, Tone},
    desk::{
        parts::LongText,
        plain::{once_read, segment},
    },
    view::Erase,
    words as said,
};
use axum::http::request::Parts;
use domain::{
    fields::FieldError,
    units::{LONGEST_OPINION, UnitPerson, UnitYear},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// A form that was posted and not saved, as the page that answers finds it with the request.
#[derive(Debug, Clone, Default)]
pub struct RefusedOpinion {
    pub year: String,
    pub typed: String,
    pub faults: Vec<FieldError>,
    /// Somebody else was faster, or the county has closed it.
    pub conflict: bool,
}

/// Phrases that many opinions begin with.
const PHRASES: [&str; 3] = [
    "该同志按要求完成了年度服务任务，同意上报。",
    "该同志服务扎实、群众认可，建议继续选派。",
    "该同志本年度服务次数不足，单位已督促整改。",
];

#[component]
pub(crate) fn OpinionPage() -> impl IntoView {
    let refused =
        use_context::<Parts>().and_then(|parts| parts.extensions.get::<RefusedOpinion>().cloned());
    let year = match &refused {
        Some(refused) => refused.year.clone(),
        None => read::asked_year(),
    };
    let reading = read::person(segment("id"), year);
    view! {
        <Title text="派出单位意见 · 科特派" />
        {once_read(
            reading,
            move |(unit, person)| view! { <Whole unit person refused /> }.erased(),
        )}
    }
}

#[component]
fn Whole(unit: UnitYear, person: UnitPerson, refused: Option<RefusedOpinion>) -> impl IntoView {
    let year = unit.year;
    let back = words::person(person.id, "", year, "");
    let closed = person
        .opinion
        .as_ref()
        .is_some_and(|one| one.closed.is_some());
    let conflict = refused.as_ref().is_some_and(|refused| refused.conflict);
    view! {
        <header class="desk-head">
            <div class="grow">
                <a class="back-line" href=back.clone()>
                    "‹ 返回"
                </a>
                <h1>
                    <span translate="no">{person.name.clone()}</span>
                    {format!(" {year} 年派出单位意见")}
                </h1>
            </div>
        </header>
        {conflict
            .then(|| {
                let text = "没有保存：您填写时意见已被别人改过，或县科技局已经受理。请核对现在的内容。";
                view! { <Notice tone=Tone::Bad text /> }
            })}
        {if closed {
            view! { <p>"县科技局已受理，不能再改；确需更正的，请县科技局退回。"</p> }.erased()
        } else {
            view! { <Form person year refused back /> }.erased()
        }}
    }
}

#[component]
fn Form(
    person: UnitPerson,
    year: i32,
    refused: Option<RefusedOpinion>,
    back: String,
) -> impl IntoView {
    let now = person.opinion.clone();
    let version = now.as_ref().map_or(0, |opinion| opinion.version);
    let there = now.map(|opinion| opinion.text).unwrap_or_default();
    let fault = refused.as_ref().and_then(|one| one.faults.first().cloned());
    let theirs = refused
        .as_ref()
        .filter(|one| one.conflict && one.typed != there);
    let theirs = theirs.map(|_| there.clone());
    let text = refused.map_or(there, |refused| refused.typed);
    let wrong = fault.is_some();
    let phrases = PHRASES.iter().map(|phrase| view! { <li>{*phrase}</li> });
    view! {
        <form class="card form" method="post" action=format!("/desk/unit/people/{}/opinion", person.id)>
            <input type="hidden" name="year" value=year.to_string() />
            <input type="hidden" name="version" value=version.to_string() />
            <div class="field">
                <label for="opinion">
                    "意见 " <span class="hint">{format!("不超过 {LONGEST_OPINION} 字")}</span>
                </label>
                <LongText name="opinion".to_owned() text wrong />
                {fault
                    .map(|fault| {
                        view! {
                            <p class="error" id="opinion-error">
                                {said::field(&fault)}
                            </p>
                        }
                    })}
                {theirs.map(|text| view! { <p class="theirs">"现在的内容：" <span translate="no">{text}</span></p> })}
            </div>
            <details class="small">
                <summary>"常用写法"</summary>
                <ul>{phrases.collect_view()}</ul>
            </details>
            <p class="small">"保存后县科技局就能看到；受理之前可以修改，每次修改都留有记录。"</p>
            <div class="row">
                <button class="button primary">"保存"</button>
                <a class="button quiet" href=back>
                    "取消"
                </a>
            </div>
        </form>
    }
}
