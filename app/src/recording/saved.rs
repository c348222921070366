//! After 提交: where the record is now, followed until the server has it, and where to go from here.

use domain::{
    ids::RecordId,
    sync::entry::{Entry, Shown, Silence},
};
use leptos::prelude::*;

use crate::{
    components::{Icon, Notice, Shape, Tone},
    device::{Arrival, Kept, Run, device},
    outbox::{SignInAgain, words as outbox_words},
    view::{Erase, view},
};

#[component]
pub fn Saved(
    id: RecordId,
    kept: Kept,
    /// What follows in the same place, such as 再记一个村; the label and what it does.
    #[prop(optional)]
    again: Option<(&'static str, Callback<()>)>,
) -> impl IntoView {
    view! {
        <section class="done" id="saved" tabindex="-1">
            <div class="mark">
                <Icon shape=Shape::Done />
            </div>
            <div role="status" class="stack tight">
                <Whereabouts id kept />
            </div>
            <div class="actions">
                {again
                    .map(|(label, go)| {
                        view! {
                            <button class="button primary" type="button" on:click=move |_| go.run(())>
                                {label}
                            </button>
                        }
                    })}
                <a class="button" href="/">
                    "回工作台"
                </a>
                <a class="button quiet" href=format!("/records/{id}")>
                    "看这条记录"
                </a>
            </div>
        </section>
    }
    .erased()
}

/// 已存手机 → 发送中 → 已提交, as it goes.
#[component]
fn Whereabouts(id: RecordId, kept: Kept) -> impl IntoView {
    let Some(device) = device() else {
        return ().erased();
    };
    let (entries, arrivals, run) = (
        device.outbox.entries(),
        device.outbox.arrivals(),
        device.outbox.run(),
    );
    let here = Memo::new(move |_| {
        let entry = entries.with(|entries| find(entries, id));
        let arrival = arrivals.with(|arrivals| {
            arrivals
                .iter()
                .find(|arrival| arrival.record_id == id)
                .cloned()
        });
        (entry, arrival)
    });
    let shown = move || {
        let (entry, arrival) = here.get();
        match (entry, arrival) {
            (Some(entry), _) => run.with(|run| waiting(&entry, run, kept)),
            (None, Some(arrival)) => arrived(&arrival),
            (None, None) => view! { <h1>"正在保存…"</h1> }.erased(),
        }
    };
    shown.erased()
}

fn find(entries: &[Entry], id: RecordId) -> Option<Entry> {
    entries.iter().find(|entry| entry.record_id == id).cloned()
}

fn arrived(arrival: &Arrival) -> AnyView {
    let photos = (arrival.photo_count > 0)
        .then(|| view! { <p>{format!("照片 {0}/{0} 已送达", arrival.photo_count)}</p> });
    view! {
        <h1>"已提交，等待审核"</h1>
        {arrival
            .number
            .clone()
            .map(|number| view! { <p>"编号 " <span class="number figure">{number}</span></p> })}
        {photos}
    }
    .erased()
}

fn waiting(entry: &Entry, run: &Run, kept: Kept) -> AnyView {
    let sending = run.running && run.sending.contains(&entry.record_id);
    let shown = entry.shown(sending);
    let signed_out = !sending && entry.tries.why == Some(Silence::SignedOut);
    let title = match (shown, kept) {
        (Shown::Sending, _) => "正在发送…".to_owned(),
        (Shown::Attention, Kept::OnPhone) => "已存手机，有一处需要您处理".to_owned(),
        (Shown::Attention, Kept::InPage) => "有一处需要您处理，请不要关本页".to_owned(),
        (Shown::Photos { arrived, all }, _) => format!("文字已送达，照片 {arrived}/{all}"),
        (_, Kept::OnPhone) if signed_out => "已存手机，重新登录后自动发送".to_owned(),
        (_, Kept::OnPhone) => "已存手机，有信号时自动发送".to_owned(),
        (_, Kept::InPage) => "还没有发出，请不要关本页".to_owned(),
    };
    let why = match kept {
        Kept::OnPhone => entry.tries.why.map(outbox_words::silence),
        Kept::InPage => Some(outbox_words::IN_PAGE),
    };
    let href = format!("/outbox/{}", entry.record_id);
    let trouble = outbox_words::trouble(entry).map(|text| {
        view! {
            <Notice tone=Tone::Bad text>
                <a class="button" href=href.clone()>
                    "去处理"
                </a>
            </Notice>
        }
    });
    view! {
        <h1>{title}</h1>
        {why.map(|why| view! { <p class="hint">{why}</p> })}
        {signed_out.then(|| view! { <SignInAgain /> })}
        {trouble}
    }
    .erased()
}
