//! What an opened file holds for this person.

use domain::{ids::RecordId, sync::entry::Entry};
use leptos::prelude::*;
use std::collections::BTreeSet;

use super::{Opened, TakenIn, words};
use crate::{
    components::{Empty, Notice, Pill, Shape, Tone},
    device::{Unkept, device},
    outbox::title,
    view::{Erase, view},
    words as say,
};

#[component]
pub(super) fn Contents(
    opened: Opened,
    busy: RwSignal<bool>,
    done: RwSignal<Option<Result<TakenIn, Unkept>>>,
    take_in: Callback<()>,
) -> impl IntoView {
    let Opened { file, of_others } = opened;
    let nothing = file.entries.is_empty() && file.sealed.is_empty();
    if nothing {
        return nothing_of_mine(of_others, &file.damaged);
    }
    // As it was when the file was opened: after the import all of them are here.
    let here = here();
    let lines: Vec<_> = file
        .entries
        .iter()
        .map(|entry| line(entry, here.contains(&entry.record_id)))
        .collect();
    let sealed = (!file.sealed.is_empty()).then(|| {
        let text = format!(
            "另有 {} 份退出登录时锁住的内容，会一并导入，联网后自动打开。",
            file.sealed.len()
        );
        view! { <p>{text}</p> }
    });
    let others = (of_others > 0).then(|| {
        format!("另有其他账号的 {of_others} 份内容，不会导入，只能由本人或县科技局导入。")
    });
    view! {
        <section class="card stack tight">
            <h2>"文件里有 " <span class="figure">{lines.len()}</span> " 条记录"</h2>
            {file.made_at.map(|at| view! { <small class="figure">{format!("导出于 {}", say::instant(at))}</small> })}
            <ul class="lines">{lines}</ul>
            {sealed}
        </section>
        {words::damaged(&file.damaged).map(|text| view! { <Notice tone=Tone::Soon text /> })}
        {others.map(|text| view! { <Notice tone=Tone::Plain text /> })}
        <button
            class="button primary wide"
            type="button"
            hidden=move || matches!(done.get(), Some(Ok(_)))
            disabled=busy
            on:click=move |_| take_in.run(())
        >
            {move || if busy.get() { "正在导入…" } else { "导入到这台手机" }}
        </button>
    }
    .erased()
}

fn here() -> BTreeSet<RecordId> {
    let entries = device().map(|device| device.outbox.entries());
    entries.map_or_else(BTreeSet::new, |entries| {
        entries.with_untracked(|entries| entries.iter().map(|entry| entry.record_id).collect())
    })
}

fn nothing_of_mine(of_others: usize, damaged: &[usize]) -> AnyView {
    if of_others > 0 {
        let text = format!(
            "这是其他账号的救援文件（{of_others} 份内容），这里不能打开，也没有导入。请由本人登录后导入，或交给县科技局导入。"
        );
        return view! { <Notice tone=Tone::Bad text /> }.erased();
    }
    match words::damaged(damaged) {
        Some(text) => view! { <Notice tone=Tone::Bad text /> }.erased(),
        None => view! { <Empty shape=Shape::Done text="文件里没有等待送达的记录。" /> }.erased(),
    }
}

fn line(entry: &Entry, is_here: bool) -> AnyView {
    let about = [
        Some(domain::codes::Coded::label(entry.kind).to_owned()),
        Some(say::instant(entry.touched_at())),
        Some(entry.photos().len())
            .filter(|count| *count > 0)
            .map(|count| format!("照片 {count} 张")),
    ];
    let about: Vec<String> = about.into_iter().flatten().collect();
    let state = is_here.then(|| view! { <Pill text="本机已有，保留本机的" /> });
    view! {
        <li>
            <div class="row apart row-link">
                <span class="grow">
                    <b>{title(entry)}</b>
                    <small class="figure">{about.join(" · ")}</small>
                </span>
                {state}
            </div>
        </li>
    }
    .erased()
}
