//! Scans and photos of an entry: what there is, what was there before, and a form for another.

use super::words;
use crate::{components::Pill, desk::registers::instant, view::Erase};
use domain::{
    codes::Coded,
    ledgers::{Card, EntryFile, Kind, ScanReview},
};
use leptos::prelude::*;

/// What became of a file that was sent.
pub(super) fn fault(code: &str) -> Option<&'static str> {
    Some(match code {
        "" => return None,
        "no_file" => "没有选择文件。",
        "empty_file" => "文件是空的，里面没有内容。请打开原文件核对，另存后重新选择。",
        "too_large" => "文件太大，最多 1 MB。请降低扫描分辨率，或分成几个文件。",
        "unsupported_type" => "只收 PDF 扫描件和 JPEG、PNG、WebP 图片。",
        "embedded_metadata" => "图片里带有拍摄地点等信息，请去掉后再传，或另存为 PDF。",
        "no_opinion" => "没有保存：不通过要写明原因。",
        "too_many" => "这一条的文件太多了，最多 9 个。",
        "quota" => "等待归到记录的文件太多了，请先提交记录，或稍后再传。",
        _ => "文件没有收到，请再试一次。",
    })
}

#[component]
pub(super) fn Files(card: Card) -> impl IntoView {
    let kind = card.kind;
    if !kind.takes_files() {
        return ().erased();
    }
    let here = words::card(kind, card.id);
    let (current, before): (Vec<_>, Vec<_>) = card
        .files
        .into_iter()
        .partition(|file| file.replaced_at.is_none());
    let none = current.is_empty().then(|| {
        view! {
            <p class="small">
                <Pill text="未上传" tone="soon" />
            </p>
        }
    });
    let replaces = kind.has_one_scan() && !current.is_empty();
    let send = card
        .may_edit
        .then(|| view! { <Send here=here.clone() replaces /> });
    let current: Vec<_> = current
        .into_iter()
        .map(|file| view! { <Shown file kind here=here.clone() /> })
        .collect();
    let before: Vec<_> = before
        .into_iter()
        .map(|file| view! { <Shown file kind here=here.clone() /> })
        .collect();
    let title = if kind.has_one_scan() {
        "协议扫描件"
    } else {
        "照片和扫描件"
    };
    let history = (!before.is_empty()).then(|| {
        view! {
            <details>
                <summary>"以前的"</summary>
                <ul class="thread">{before}</ul>
            </details>
        }
    });
    view! {
        <section class="card stack tight">
            <h2>{title}</h2>
            {none}
            <ul class="thread">{current}</ul>
            {history}
            {send}
        </section>
    }
    .erased()
}

#[component]
fn Shown(file: EntryFile, kind: Kind, here: String) -> impl IntoView {
    let tone = match file.review {
        ScanReview::Uploaded => "busy",
        ScanReview::Approved => "good",
        ScanReview::Refused => "bad",
    };
    let pill = kind
        .has_one_scan()
        .then(|| view! { <Pill text=file.review.label() tone /> });
    let opinion = (!file.opinion.is_empty()).then(|| {
        view! {
            <p class="long" translate="no">
                {file.opinion.clone()}
            </p>
        }
    });
    let review = file.may_review.then(|| {
        view! { <Review action=format!("{here}/files/{}/review", file.id) /> }
    });
    view! {
        <li>
            <a href=format!("/api/v1/attachments/{}", file.sha256) translate="no" rel="external">
                {file.name}
            </a>
            <small>
                <span translate="no">{file.by}</span>
                {format!("，{}", instant(file.at))}
            </small>
            <div class="marks">{pill}</div>
            {opinion}
            {review}
        </li>
    }
}

/// What a scan is worth, said by somebody else than who sent it.
#[component]
fn Review(action: String) -> impl IntoView {
    view! {
        <form class="form no-print" method="post" action=action>
            <div class="field">
                <label for="opinion">
                    "审核意见 " <span class="hint">"不通过时要写"</span>
                </label>
                <input class="input" id="opinion" name="opinion" maxlength="255" autocomplete="off" />
            </div>
            <div class="row">
                <button class="button primary" name="review" value="approved">
                    "审核通过"
                </button>
                <button class="button" name="review" value="refused">
                    "不通过"
                </button>
            </div>
        </form>
    }
}

#[component]
fn Send(here: String, replaces: bool) -> impl IntoView {
    let text = if replaces {
        "上传新的，替换现在的"
    } else {
        "上传"
    };
    view! {
        <form
            class="form no-print"
            method="post"
            action=format!("{here}/files")
            enctype="multipart/form-data"
        >
            <div class="field">
                <label for="file">
                    "文件 " <span class="hint">"PDF 或图片，最多 1 MB"</span>
                </label>
                <input
                    class="input"
                    id="file"
                    type="file"
                    name="file"
                    required
                    accept="application/pdf,image/jpeg,image/png,image/webp"
                />
            </div>
            <div class="row">
                <button class="button">{text}</button>
            </div>
        </form>
    }
}
