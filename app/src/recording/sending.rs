//! From a filled form to the phone's outbox. What is typed is kept as a draft within a second, what
//! is submitted is on the phone before the form says so; the network comes later.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    codes::{RecordKind, Status},
    fields::{FieldCode, FieldError},
    ids::RecordId,
    reading::RecordView,
    records::{Draft, Record},
    sync::{
        Op,
        entry::{Base, Entry, Fields, Trouble},
    },
};
use leptos::{prelude::*, task::spawn_local};
use serde_json::json;

use super::photos::TakingIn;
use crate::{
    components::{Faults, Notice, Tone, awake},
    device::{Device, Kept, Text, Unkept, device},
    view::{Erase, view},
    words,
};

/// How long after the last key a draft is kept; with the writing it stays below a second.
const DRAFT_AFTER: Duration = Duration::from_millis(600);

/// Where the form stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Open,
    /// The phone is writing.
    Busy(Op),
    /// Something in the form must be mended.
    Faulty,
    /// The phone could not keep it.
    Unkept(Unkept),
    DraftKept,
    /// Submitted, as far as the phone is concerned.
    Submitted {
        id: RecordId,
        kept: Kept,
    },
}

/// What a record is called in lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    pub label: String,
    pub place_name: String,
}

/// Where the draft was last kept, and when; or why it was not.
type DraftKept = Result<(Kept, DateTime<Utc>), Unkept>;

/// One form's way to the outbox.
#[derive(Clone, Copy)]
pub struct Sending {
    device: StoredValue<Option<Device>>,
    kind: RecordKind,
    today: NaiveDate,
    id: RwSignal<Option<RecordId>>,
    base: StoredValue<Base>,
    pub state: RwSignal<State>,
    pub faults: Faults,
    /// The pictures that the form takes in: sending waits for them.
    pub taking_in: TakingIn,
    /// The fields in the order of the form.
    order: &'static [&'static str],
    /// Whether the person has typed or chosen anything.
    touched: RwSignal<bool>,
    /// What was typed and neither a draft nor the outbox was given.
    unkept: StoredValue<Option<Fields>>,
    /// Whether what the phone holds of the record is this form's text: resumed, or given by it.
    holds: StoredValue<bool>,
    /// When the draft was last kept, or why it could not be.
    draft: RwSignal<Option<DraftKept>>,
}

impl std::fmt::Debug for Sending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sending")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl Sending {
    /// For a new record of this kind.
    #[must_use]
    pub fn new(kind: RecordKind, today: NaiveDate, order: &'static [&'static str]) -> Self {
        Self {
            device: StoredValue::new(device()),
            kind,
            today,
            id: RwSignal::new(None),
            base: StoredValue::new(Base::default()),
            state: RwSignal::new(State::Open),
            faults: Faults::default(),
            taking_in: TakingIn::default(),
            order,
            touched: RwSignal::new(false),
            unkept: StoredValue::new(None),
            holds: StoredValue::new(false),
            draft: RwSignal::new(None),
        }
    }

    /// Continues a record that the server holds, as it stood on the page.
    pub fn continues(&self, id: RecordId, base: Base) {
        self.id.set(Some(id));
        self.base.set_value(base);
    }

    /// Continues what the phone's outbox holds, with the faults the server found.
    pub fn resumes(&self, entry: &Entry) {
        self.continues(entry.record_id, entry.base.clone());
        self.holds.set_value(true);
        if let Some(Trouble::Rejected { fields }) = &entry.trouble {
            self.faults.set(fields);
            self.state.set(State::Faulty);
        }
    }

    /// Marks the fields that the last return points at; the next check of the form replaces the marks.
    pub fn points_at(&self, record: &RecordView) {
        if record.status == Status::Returned {
            let mark =
                |name: &String| FieldError::new(format!("record.{name}"), FieldCode::ReviewerAsks);
            let marks: Vec<_> = record.review_fields.iter().map(mark).collect();
            self.faults.set(&marks);
        }
    }

    /// Makes room for another record.
    pub fn begin_again(&self) {
        self.id.set(None);
        self.base.set_value(Base::default());
        self.faults.clear();
        self.taking_in.begin_again();
        self.touched.set(false);
        self.unkept.set_value(None);
        self.holds.set_value(false);
        self.draft.set(None);
        self.state.set(State::Open);
    }

    /// The person is at the form: what changes from now on is theirs, and worth keeping. Heard before
    /// the change itself, so that what the page fills in by itself makes no draft.
    pub fn touch(&self) {
        if !self.touched.get_untracked() {
            self.touched.set(true);
        }
    }

    /// Whether the phone is writing what was sent off, followed as it changes.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self.state.get(), State::Busy(_))
    }

    /// Keeps the form as a draft a moment after each change, and at once when it is left.
    pub fn keep_drafts(&self, record: impl Fn() -> Fields + 'static, about: Signal<About>) {
        let this = *self;
        let mut keep_soon = debounce(DRAFT_AFTER, move |()| this.keep(about));
        Effect::new(move |before: Option<Fields>| {
            let fields = record();
            if this.touched.get() && before.is_none_or(|before| before != fields) {
                this.unkept.set_value(Some(fields.clone()));
                keep_soon(());
            }
            fields
        });
        this.keep_when_left(about);
    }

    /// What waits for its moment is kept at once: the form is about to go, and the moment with it, or the
    /// phone may end the page while it is out of sight.
    fn keep_when_left(self, about: Signal<About>) {
        Effect::new(move |_| {
            let listeners = ["pagehide", "visibilitychange"]
                .map(|event| window_event_listener_untyped(event, move |_| self.keep(about)));
            on_cleanup(move || {
                for listener in listeners {
                    listener.remove();
                }
                if !self.is_overtaken() {
                    self.keep(about);
                }
            });
        });
    }

    /// Keeps as a draft what is not kept yet.
    fn keep(&self, about: Signal<About>) {
        // Sent off meanwhile: the draft would come back from the dead.
        let open = matches!(
            self.state.get_untracked(),
            State::Open | State::Faulty | State::DraftKept | State::Unkept(_)
        );
        if !open {
            return;
        }
        if let Some(fields) = self.unkept.try_update_value(Option::take).flatten() {
            self.write(fields, about.get_untracked());
        }
    }

    /// Whether this form gives way to one with what the phone holds, which was read only after it began.
    fn is_overtaken(&self) -> bool {
        let Some(device) = self.device.get_value().filter(|_| !self.holds.get_value()) else {
            return false;
        };
        let id = self.id.get_untracked();
        let own = |entry: &Entry| Some(entry.record_id) == id && entry.is_written();
        let entries = device.outbox.entries();
        entries.with_untracked(|entries| entries.iter().any(own))
    }

    fn write(&self, fields: Fields, about: About) {
        let this = *self;
        let Some((device, text)) = this.text(fields, about) else {
            return;
        };
        spawn_local(async move {
            let kept = device.outbox.write(text).await;
            this.draft
                .set(Some(kept.map(|kept| (kept, device.outbox.now()))));
        });
    }

    /// The form's text under its record's id, which is made at its first use.
    fn text(&self, mut record: Fields, about: About) -> Option<(Device, Text)> {
        let device = self.device.get_value()?;
        let id = self
            .id
            .get_untracked()
            .unwrap_or_else(|| device.outbox.new_record_id());
        self.id.set(Some(id));
        self.holds.set_value(true);
        record.insert("kind".to_owned(), json!(self.kind));
        record.insert("id".to_owned(), json!(id));
        let text = Text {
            record_id: id,
            kind: self.kind,
            label: about.label,
            place_name: about.place_name,
            base: self.base.get_value(),
            record,
        };
        Some((device, text))
    }

    /// Checks the record and gives it to the outbox; `taken` runs when the phone has it. Not while pictures
    /// are taken in: it would go without them.
    pub fn send(&self, op: Op, record: Fields, about: About, taken: impl Fn(&Fields) + 'static) {
        let this = *self;
        if untrack(|| this.taking_in.is_busy()) {
            return;
        }
        let Some((device, text)) = this.text(record, about) else {
            return;
        };
        if let Err(faults) = this.check(op, &text.record) {
            this.mend(&faults);
            return;
        }
        this.faults.clear();
        this.state.set(State::Busy(op));
        // What is typed from now on is a draft again.
        this.unkept.set_value(None);
        spawn_local(async move {
            let (id, record) = (text.record_id, text.record.clone());
            match device.outbox.queue(op, text).await {
                Ok(kept) => {
                    taken(&record);
                    this.state.set(match op {
                        Op::Submit => State::Submitted { id, kept },
                        _ => State::DraftKept,
                    });
                }
                Err(unkept) => {
                    // What was typed meanwhile is newer.
                    this.unkept
                        .update_value(|typed| _ = typed.get_or_insert(record));
                    this.state.set(State::Unkept(unkept));
                }
            }
        });
    }

    /// The same rules as the server's, before anything is sent off.
    fn check(&self, op: Op, record: &Fields) -> Result<(), Vec<FieldError>> {
        match op {
            Op::Submit => Record::parse(record, self.today).map(drop),
            _ => Draft::parse(record).map(drop),
        }
    }

    fn mend(&self, faults: &[FieldError]) {
        self.faults.set(faults);
        self.state.set(State::Faulty);
        let (faults, order) = (self.faults, self.order);
        // The sentences stand there only after the next frame.
        request_animation_frame(move || faults.focus_first(order));
    }
}

/// What stands between the form and its end: nothing lost, and what to do.
#[component]
pub fn SendNotice(sending: Sending) -> impl IntoView {
    let other_faults = move || sending.faults.elsewhere(sending.order).join(" ");
    move || match sending.state.get() {
        State::Unkept(unkept) => view! { <Notice tone=Tone::Bad text=unkept.words() /> }.erased(),
        State::Faulty => {
            let other = other_faults();
            let text = if other.is_empty() {
                "还没有提交：请看标红的地方。".to_owned()
            } else {
                format!("还没有提交：{other}")
            };
            view! { <Notice tone=Tone::Bad text /> }.erased()
        }
        State::DraftKept => {
            view! { <Notice tone=Tone::Good text="草稿已保存，只有您自己看得到。" /> }.erased()
        }
        State::Open | State::Busy(_) | State::Submitted { .. } => ().erased(),
    }
}

/// The bar with 存草稿 and 提交. It answers only once the page is awake.
#[component]
pub fn FormFoot(sending: Sending, keep: Callback<()>) -> impl IntoView {
    let awake = awake();
    let busy = move || sending.is_busy() || sending.taking_in.is_busy();
    let closed = move || !awake.get() || busy();
    let submit = move || {
        if sending.is_busy() {
            "正在保存…"
        } else if sending.taking_in.is_busy() {
            "正在处理照片…"
        } else {
            "提交"
        }
    };
    view! {
        <div class="foot">
            <DraftLine sending />
            <div>
                <button class="button" type="button" disabled=closed on:click=move |_| keep.run(())>
                    "存草稿"
                </button>
                <button class="button primary" type="submit" disabled=closed aria-busy=move || busy().to_string()>
                    {submit}
                </button>
            </div>
        </div>
    }
    .erased()
}

/// That what is typed is safe, or that it is not.
#[component]
fn DraftLine(sending: Sending) -> impl IntoView {
    move || {
        sending.draft.get().map(|draft| match draft {
            Ok((Kept::OnPhone, at)) => {
                view! { <small class="draft-line">{format!("草稿已存手机 {}", words::time(at))}</small> }
                    .erased()
            }
            Ok((Kept::InPage, _)) => {
                view! { <small class="draft-line bad">"这个浏览器存不了草稿，提交前请不要关本页"</small> }
                    .erased()
            }
            Err(_) => {
                view! { <small class="draft-line bad">"手机存储已满，草稿没有存上，请不要关本页"</small> }
                    .erased()
            }
        })
    }
}
