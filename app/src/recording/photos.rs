//! Photos of a record: from the camera or the gallery, with a caption each, in the order they came.

use domain::{
    json::Readable,
    records::{MAX_PHOTOS, Photo},
};
use leptos::{prelude::*, task::spawn_local};
use serde_json::{Value, json};

use super::{Kind, Sending, aside};
use crate::{
    components::{FaultLine, Icon, Shape, awake, faults::focus},
    device::{TakenPhoto, Taking, device},
    view::{Erase, view},
};

const CAMERA: &str = "photos-camera";
const GALLERY: &str = "photos-gallery";
/// The longest caption, in characters, as the record's rule has it.
const CAPTION: u32 = 200;

/// The photos a record names.
#[must_use]
pub fn photos_of(value: Option<&Value>) -> Vec<Photo> {
    let items = value.and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .filter_map(|item| Photo::from_tree(item.clone()).ok())
        .collect()
}

/// Photos as a record names them; a blank caption is none.
#[must_use]
pub fn photos_field(photos: &[Photo]) -> Value {
    let trimmed = photos.iter().map(|photo| {
        let caption = photo.caption.as_deref().map(str::trim);
        Photo {
            caption: caption.filter(|text| !text.is_empty()).map(str::to_owned),
            ..photo.clone()
        }
    });
    json!(trimmed.collect::<Vec<_>>())
}

/// What the person is told while pictures are taken in, and after.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Told {
    /// The picture being worked on.
    busy: Option<usize>,
    faults: Vec<String>,
}

impl Told {
    /// Takes a step in; `photos` holds what the record has.
    fn hear(&mut self, step: Taking, photos: &mut Vec<Photo>) {
        match step {
            Taking::Begun(nth) => self.busy = Some(nth),
            Taking::Taken(TakenPhoto { photo, .. }) => {
                if photos.iter().any(|had| had.sha256 == photo.sha256) {
                    let nth = self.busy.unwrap_or(1);
                    self.faults
                        .push(format!("第 {nth} 张：这张照片已经加过了。"));
                } else if photos.len() < MAX_PHOTOS {
                    photos.push(photo);
                } else {
                    self.faults.push(left_out(1));
                }
            }
            Taking::Failed(nth, fault) => {
                self.faults.push(format!("第 {nth} 张：{}", fault.words()));
            }
            Taking::LeftOut(count) => self.faults.push(left_out(count)),
        }
    }
}

/// The pictures that a form takes in. What it sends waits for them, and none of them comes to another
/// record than the one it was picked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct TakingIn {
    told: RwSignal<Told>,
    /// Counts the form's records.
    record: RwSignal<u32>,
}

impl TakingIn {
    /// Whether a picture is being worked on, followed as it changes.
    #[must_use]
    pub fn is_busy(self) -> bool {
        self.told.with(|told| told.busy.is_some())
    }

    /// Makes room for another record: what is still to come was picked for the one before.
    pub fn begin_again(self) {
        self.record.update(|record| *record += 1);
        self.told.set(Told::default());
    }

    /// Begins for the record that the form holds now. The first picture counts before it is heard of: what
    /// works on it may have to be fetched.
    fn begin(self) -> u32 {
        self.told.set(Told {
            busy: Some(1),
            faults: Vec::new(),
        });
        self.record.get_untracked()
    }

    fn hear(self, record: u32, step: Taking, photos: RwSignal<Vec<Photo>>) {
        if self.is_at(record) {
            self.told
                .try_update(|told| photos.try_update(|photos| told.hear(step, photos)));
        }
    }

    /// Whatever came of them, nothing waits any longer.
    fn end(self, record: u32) {
        if self.is_at(record) {
            self.told.try_update(|told| told.busy = None);
        }
    }

    /// Whether the form is still there, and at this record.
    fn is_at(self, record: u32) -> bool {
        self.record.try_get_untracked() == Some(record)
    }
}

fn left_out(count: usize) -> String {
    format!("一条记录最多 {MAX_PHOTOS} 张照片，多出的 {count} 张没有加上。")
}

/// 照片: optional, up to nine.
#[component]
pub fn PhotoField(photos: RwSignal<Vec<Photo>>, sending: Sending) -> impl IntoView {
    let (faults, taking_in) = (sending.faults, sending.taking_in);
    let told = taking_in.told;
    let taker = StoredValue::new(device().map(|device| device.photos));
    let take_in = move |input_id: &'static str| {
        let Some(taker) = taker.get_value() else {
            return;
        };
        let most = MAX_PHOTOS.saturating_sub(photos.with_untracked(Vec::len));
        let record = taking_in.begin();
        let tell = Callback::new(move |step| taking_in.hear(record, step, photos));
        spawn_local(async move {
            taker.take_in(input_id, most, tell).await;
            taking_in.end(record);
        });
    };
    let awake = awake();
    let closed = Signal::derive(move || {
        !awake.get()
            || taking_in.is_busy()
            || sending.is_busy()
            || photos.with(|photos| photos.len() >= MAX_PHOTOS)
    });
    let any = Memo::new(move |any: Option<&bool>| {
        any == Some(&true) || photos.with(|photos| !photos.is_empty())
    });
    let count = move || match photos.with(Vec::len) {
        0 => format!("选填，最多 {MAX_PHOTOS} 张"),
        count => format!("{count} / {MAX_PHOTOS}"),
    };
    view! {
        <fieldset
            class="field"
            id="photos"
            tabindex="-1"
            class:wrong=move || faults.of("photos").is_some()
            aria-describedby=move || faults.described_by("photos")
        >
            <legend>"照片 " <span class="hint figure">{count}</span></legend>
            {move || any.get().then(|| aside(move || Kind::Photos(photos)))}
            <div class="big-two">
                <PhotoInput id=CAMERA label="拍照" closed take_in=Callback::new(move |()| take_in(CAMERA)) />
                <PhotoInput id=GALLERY label="从相册选" closed take_in=Callback::new(move |()| take_in(GALLERY)) />
            </div>
            <p class="hint" aria-live="polite">
                {move || told.with(|told| told.busy.map(|nth| format!("正在处理第 {nth} 张…")))}
            </p>
            <div aria-live="assertive">
                {move || {
                    told.with(|told| told.faults.clone())
                        .into_iter()
                        .map(|fault| view! { <p class="error">{fault}</p> })
                        .collect_view()
                }}
            </div>
            <FaultLine name="photos" faults />
        </fieldset>
    }
    .erased()
}

/// A file input under a label that looks like a button; it answers to Enter and Space by itself.
#[component]
fn PhotoInput(
    id: &'static str,
    label: &'static str,
    closed: Signal<bool>,
    take_in: Callback<()>,
) -> impl IntoView {
    let from_camera = id == CAMERA;
    let shape = if from_camera {
        Shape::Photo
    } else {
        Shape::Gallery
    };
    view! {
        <label class="photo-input button" class:closed=closed>
            <input
                class="unseen"
                id=id
                type="file"
                accept="image/*"
                capture=from_camera.then_some("environment")
                multiple=!from_camera
                disabled=closed
                on:change=move |_| take_in.run(())
            />
            <Icon shape />
            {label}
        </label>
    }
    .erased()
}

#[component]
pub(super) fn PhotoList(photos: RwSignal<Vec<Photo>>) -> impl IntoView {
    let hashes = move || -> Vec<String> {
        photos.with(|photos| photos.iter().map(|photo| photo.sha256.clone()).collect())
    };
    view! {
        <ol class="photo-list" hidden=move || photos.with(Vec::is_empty)>
            <For each=hashes key=String::clone let(sha256)>
                <PhotoItem photos sha256 />
            </For>
        </ol>
    }
    .erased()
}

#[component]
fn PhotoItem(photos: RwSignal<Vec<Photo>>, sha256: String) -> impl IntoView {
    let own = StoredValue::new(sha256);
    let is_own = move |photo: &Photo| own.with_value(|own| photo.sha256 == *own);
    let nth = move || photos.with(|photos| photos.iter().position(is_own).map_or(0, |at| at + 1));
    let caption = move || {
        photos.with(|photos| {
            let photo = photos.iter().find(|photo| is_own(photo));
            photo
                .and_then(|photo| photo.caption.clone())
                .unwrap_or_default()
        })
    };
    let write = move |text: String| {
        photos.update(|photos| {
            if let Some(photo) = photos.iter_mut().find(|photo| is_own(photo)) {
                photo.caption = Some(text);
            }
        });
    };
    let remove = move |_| {
        photos.update(|photos| photos.retain(|photo| !is_own(photo)));
        focus("photos");
    };
    let awake = awake();
    view! {
        <li>
            <Thumbnail sha256=own.get_value() alt=Signal::derive(move || format!("第 {} 张照片", nth())) />
            <input
                class="input"
                type="text"
                maxlength=CAPTION.to_string()
                autocomplete="off"
                placeholder="说明（选填）"
                aria-label=move || format!("第 {} 张照片的说明", nth())
                prop:value=caption
                disabled=move || !awake.get()
                on:input=move |event| write(event_target_value(&event))
            />
            <button
                class="button quiet"
                type="button"
                aria-label=move || format!("去掉第 {} 张照片", nth())
                disabled=move || !awake.get()
                on:click=remove
            >
                "去掉"
            </button>
        </li>
    }
    .erased()
}

/// The phone's own small picture, or else the server's; without either an empty frame.
#[component]
fn Thumbnail(sha256: String, alt: Signal<String>) -> impl IntoView {
    let address = RwSignal::new(None::<String>);
    let taker = StoredValue::new(device().map(|device| device.photos));
    Effect::new(move |_| {
        let Some(taker) = taker.get_value() else {
            return;
        };
        let sha256 = sha256.clone();
        spawn_local(async move {
            let found = taker.thumbnail(&sha256).await;
            // The photo may have been taken off by now.
            address.try_set(found);
        });
    });
    view! {
        <span class="thumbnail">
            <Icon shape=Shape::Photo />
            <img
                src=move || address.get()
                alt=alt
                hidden=move || address.with(Option::is_none)
                on:error=move |_| address.set(None)
            />
        </span>
    }
    .erased()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::PhotoFault;

    fn photo(fill: &str) -> Photo {
        Photo {
            sha256: fill.repeat(32),
            taken_at: None,
            caption: None,
        }
    }

    fn taken(fill: &str) -> Taking {
        Taking::Taken(TakenPhoto {
            photo: photo(fill),
            byte_count: 9,
        })
    }

    #[test]
    fn photos_stay_in_the_order_they_came() {
        let (mut told, mut photos) = (Told::default(), Vec::new());
        for step in [Taking::Begun(1), taken("ab"), Taking::Begun(2), taken("cd")] {
            told.hear(step, &mut photos);
        }
        assert_eq!(photos, [photo("ab"), photo("cd")]);
        assert_eq!(told.faults, Vec::<String>::new());
    }

    #[test]
    fn a_photo_is_added_once_and_a_bad_one_is_named() {
        let (mut told, mut photos) = (Told::default(), vec![photo("ab")]);
        told.hear(Taking::Begun(1), &mut photos);
        told.hear(taken("ab"), &mut photos);
        told.hear(Taking::Failed(2, PhotoFault::Unreadable), &mut photos);
        assert_eq!(photos, [photo("ab")]);
        assert_eq!(told.faults[0], "第 1 张：这张照片已经加过了。");
        assert!(told.faults[1].starts_with("第 2 张：这张照片打不开"));
    }

    #[test]
    fn the_tenth_photo_is_left_out() {
        let mut told = Told::default();
        let mut photos: Vec<_> = (0..MAX_PHOTOS).map(|at| photo(&format!("0{at}"))).collect();
        told.hear(taken("ff"), &mut photos);
        assert_eq!(photos.len(), MAX_PHOTOS);
        assert_eq!(
            told.faults,
            ["一条记录最多 9 张照片，多出的 1 张没有加上。"]
        );
    }

    #[test]
    fn a_picture_never_comes_to_another_record_than_it_was_picked_for() {
        Owner::new().with(|| {
            let taking_in = TakingIn::default();
            let photos = RwSignal::new(Vec::new());
            let first = taking_in.begin();
            assert!(untrack(|| taking_in.is_busy()), "before it is heard of");
            taking_in.hear(first, taken("ab"), photos);
            assert_eq!(photos.get_untracked(), [photo("ab")]);

            taking_in.begin_again();
            photos.set(Vec::new());
            assert!(!untrack(|| taking_in.is_busy()));
            let second = taking_in.begin();
            taking_in.hear(first, taken("cd"), photos);
            taking_in.end(first);
            assert!(photos.with_untracked(Vec::is_empty));
            assert!(untrack(|| taking_in.is_busy()), "the second record's");
            taking_in.end(second);
            assert!(!untrack(|| taking_in.is_busy()));
        });
    }

    #[test]
    fn a_blank_caption_is_none() {
        let mut captioned = photo("ab");
        captioned.caption = Some("  ".to_owned());
        assert_eq!(
            photos_field(&[captioned]),
            json!([{"sha256": "ab".repeat(32)}])
        );
    }
}
