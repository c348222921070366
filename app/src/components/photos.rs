//! A record's photos in a small grid, and what has not arrived.

use domain::reading::{PhotoFile, PhotoState, RecordView};
use leptos::prelude::*;

use crate::{
    view::{Erase, view},
    words,
};

/// Thumbnails that open the whole photo; nothing for a record without photos.
#[component]
pub fn Photos(record: RecordView) -> impl IntoView {
    let absent = words::absent_photos(&record);
    let shown = record
        .photo_files
        .iter()
        .zip(1..)
        .filter(|(file, _)| matches!(file.state, PhotoState::Picture | PhotoState::Scan))
        .map(|(file, number)| {
            let caption = record.photo_caption(&file.sha256).to_owned();
            view! { <Photo file=file.clone() number caption /> }
        })
        .collect_view();
    (!record.photo_files.is_empty()).then(|| {
        view! {
            <section class="photos" aria-label="照片">
                <ul>{shown}</ul>
                {absent.map(|text| view! { <p class="absent">{text}</p> })}
            </section>
        }
    })
}

/// One photo; a scan, which no browser draws small, as a link.
#[component]
fn Photo(file: PhotoFile, number: usize, caption: String) -> impl IntoView {
    let address = format!("/api/v1/attachments/{}", file.sha256);
    let name = match file.state {
        PhotoState::Scan => format!("扫描件 {number}"),
        _ => format!("照片 {number}"),
    };
    let text = if caption.is_empty() {
        name
    } else {
        caption.clone()
    };
    let inside = match file.state {
        PhotoState::Scan => view! { <span class="scan">{text}"（PDF）"</span> }.erased(),
        _ => {
            view! { <img src=address.clone() alt=text loading="lazy" decoding="async" /> }.erased()
        }
    };
    let below = (file.state == PhotoState::Picture && !caption.is_empty())
        .then(|| view! { <small aria-hidden="true">{caption}</small> });
    view! {
        <li>
            <a href=address rel="external" target="_blank">
                {inside}
            </a>
            {below}
        </li>
    }
}
