//! `/desk/imports`: choose what the file lists, and the file.

use super::Desk;
use crate::{
    components::{Notice, Pill, Tone},
    desk::{
        plain::{asked_for, once_read_below},
        registers::instant,
    },
    error::AppError,
    view::Erase,
};
use domain::{codes::Coded, registers::Kind};
use leptos::prelude::*;
use leptos_meta::Title;
use store::imports::files::{self, File, State};

#[component]
pub(crate) fn ImportsPage() -> impl IntoView {
    let desk = Desk::open();
    let reading = async move {
        let Desk { actor, store } = desk?;
        let kinds = files::kinds(&actor);
        if kinds.is_empty() {
            return Err(AppError::Forbidden);
        }
        let recent = files::recent(&store, &actor).await;
        Ok((kinds, recent.map_err(crate::server::seen)?))
    };
    view! {
        <Title text="导入 · 科特派" />
        <header class="desk-head">
            <h1>"导入名册和往年台账"</h1>
        </header>
        {fault(&asked_for("fault"))
            .map(|text| {
                view! { <Notice tone=Tone::Bad text /> }
            })}
        {once_read_below(
            reading,
            |(kinds, recent)| {
                view! {
                    <Choose kinds=kinds.clone() />
                    <Recent recent />
                    <Templates kinds />
                }
                    .erased()
            },
        )}
    }
}

fn fault(code: &str) -> Option<&'static str> {
    match code {
        "" => None,
        "too_large" => Some("文件太大，最多 32 MB。请拆成几个文件，或另存为 .xlsx。"),
        "no_file" => Some("没有选择文件。"),
        "empty_file" => Some("文件是空的，里面没有内容。请打开原文件核对，另存后重新选择。"),
        "no_kind" => Some("请先选择导入的内容。"),
        "forbidden" => Some("您的账号不能导入这类名册。"),
        "changed" => Some("这个文件已经导入过，或正在导入。"),
        _ => Some("文件没有收到，请再试一次。"),
    }
}

#[component]
fn Choose(kinds: Vec<Kind>) -> impl IntoView {
    let asked = asked_for("kind");
    let chips = kinds.into_iter().map(|kind| {
        let checked = kind.code() == asked;
        view! {
            <label class="chip">
                <input type="radio" name="kind" value=kind.code() required checked=checked />
                <span>{kind.label()}</span>
            </label>
        }
    });
    view! {
        <form
            class="card form"
            method="post"
            action="/desk/imports"
            enctype="multipart/form-data"
        >
            <fieldset class="field">
                <legend>"导入的内容"</legend>
                <div class="chips">{chips.collect_view()}</div>
            </fieldset>
            <div class="field">
                <label for="file">
                    "文件 "
                    <span class="hint">
                        "Excel、WPS 表格（.xlsx）或 CSV；标题行、合并单元格、中文表头都可以，也可以是“记录”导出的文件"
                    </span>
                </label>
                <input
                    class="input"
                    id="file"
                    type="file"
                    name="file"
                    required
                    accept=".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                />
            </div>
            <p class="small">"先检查，不写入；没有问题再确认导入，全部成功或全部不变。"</p>
            <div class="row">
                <button class="button primary">"检查文件"</button>
            </div>
        </form>
    }
}

/// Where a file stands: a checked one is to be mended, or to be confirmed.
fn standing(file: &File) -> (&'static str, String) {
    let faults = file.summary.as_ref().map_or(0, |found| found.fault_count);
    let tone = match file.state {
        State::Imported => "good",
        State::Failed => "bad",
        State::Checking | State::Importing => "busy",
        State::Checked if faults > 0 => return ("bad", format!("有 {faults} 处问题")),
        State::Checked => return ("soon", "待确认".to_owned()),
    };
    (tone, file.state.label().to_owned())
}

#[component]
fn Recent(recent: Vec<File>) -> impl IntoView {
    let lines = recent.into_iter().map(|file| {
        let (tone, text) = standing(&file);
        view! {
            <li>
                <a class="row-link" href=format!("/desk/imports/{}", file.id)>
                    <span class="grow">
                        <b>{file.name}</b>
                        <small>{format!("{}，{}", file.kind.label(), instant(file.created_at))}</small>
                    </span>
                    <Pill text tone />
                </a>
            </li>
        }
    });
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty()).then(|| {
        view! {
            <section class="card stack tight">
                <h2>"最近的文件"</h2>
                <ul class="lines">{lines}</ul>
            </section>
        }
    })
}

#[component]
fn Templates(kinds: Vec<Kind>) -> impl IntoView {
    let rows = kinds.into_iter().map(|kind| {
        let code = kind.code();
        let columns = store::imports::templates::headers(kind).join("、");
        view! {
            <tr>
                <th class="start" scope="row">
                    {kind.label()}
                </th>
                <td class="start long" data-label="列">
                    {columns}
                </td>
                <td class="start long" data-label="模板">
                    <a class="tap" href=format!("/desk/templates/{code}/xlsx") download>
                        "XLSX"
                    </a>
                    " "
                    <a class="tap" href=format!("/desk/templates/{code}/csv") download>
                        "CSV"
                    </a>
                </td>
            </tr>
        }
    });
    view! {
        <section class="card sheet">
            <table class="grid stacks">
                <caption class="unseen">"模板"</caption>
                <thead>
                    <tr>
                        <th class="start">"内容"</th>
                        <th class="start">"列"</th>
                        <th class="start">"下载模板"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </section>
    }
}
