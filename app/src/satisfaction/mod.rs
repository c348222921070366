//! `/s/:code`: how content somebody is who was served. Without an account, and without script.

use crate::{
    components::{Notice, Tone},
    desk::LongText,
    view::{Erase, view},
    words as said,
};
use axum::http::request::Parts;
use domain::{fields::FieldError, ledgers::steps::SATISFACTION};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use store::satisfaction::Asked;

/// Where the links stand.
pub const PATH: &str = "/s/";

/// What the page has to say, as it finds it with the request.
#[derive(Debug, Clone)]
pub enum Told {
    /// The question, and what was wrong with the last answer.
    Question(Asked, Vec<FieldError>),
    Thanks,
    /// The link is unknown, answered or too old: which of them is nobody's business.
    Gone,
    TooMany,
}

/// The whole site for who has only a link.
#[component]
pub fn LinkApp() -> impl IntoView {
    provide_meta_context();
    let told = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Told>().cloned());
    view! {
        <Title text="服务评价 · 科特派" />
        <div class="gate">
            <main id="main" class="stack">
                <h1>"服务评价"</h1>
                {said_to(told.unwrap_or(Told::Gone))}
            </main>
        </div>
    }
    .erased()
}

fn said_to(told: Told) -> AnyView {
    match told {
        Told::Question(asked, faults) => view! { <Question asked faults /> }.erased(),
        Told::Thanks => view! {
            <Notice tone=Tone::Good text="谢谢，您的评价已经收到。" />
            <p>"可以关闭这个页面了。"</p>
        }
        .erased(),
        Told::Gone => view! {
            <p>"这个链接已经用过、已过期，或者不完整。需要评价的，请向县科技局要一个新链接。"</p>
        }
        .erased(),
        Told::TooMany => view! { <p>"打开得太频繁了，请过一刻钟再试。"</p> }.erased(),
    }
}

/// One tap on one of four answers sends it; a remark may be written before.
#[component]
fn Question(asked: Asked, faults: Vec<FieldError>) -> impl IntoView {
    let wrong = faults.first().map(|fault| {
        let text = said::field(fault);
        view! { <Notice tone=Tone::Bad text /> }
    });
    let answers = SATISFACTION.iter().map(|(code, label)| {
        view! {
            <button class="button wide" name="satisfaction" value=*code>
                {*label}
            </button>
        }
    });
    view! {
        {wrong}
        <p>"科技特派员为您提供了下面的服务，请您说说满不满意。不用登录，不记姓名。"</p>
        <dl class="facts">
            <dt>"服务"</dt>
            <dd translate="no">{asked.about}</dd>
            <dt>"地点"</dt>
            <dd translate="no">{asked.place}</dd>
        </dl>
        <form class="form" method="post">
            <div class="field">
                <label for="remark">"意见（可不填）"</label>
                <LongText name="remark".to_owned() text=String::new() wrong=false longest=200 />
            </div>
            <p>"有意见先写在上面。点一下答案，就提交了："</p>
            {answers.collect_view()}
        </form>
    }
}
