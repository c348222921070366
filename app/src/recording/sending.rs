//! From a filled form to an answer. The form keeps what was typed until the answer is in.

use chrono::NaiveDate;
use domain::{
    fields::FieldError,
    ids::RecordId,
    records::{Draft, Record},
    sync::{ChangeResult, Op, Outcome},
};
use leptos::{prelude::*, task::spawn_local};
use serde_json::{Map, Value, json};

use crate::{
    components::{Faults, Notice, Tone, awake},
    outbox::{Device, Outgoing, SendError, device},
};

/// Where the form stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Open,
    Busy(Op),
    /// Something in the form must be mended.
    Faulty,
    NotSent(SendError),
    /// The record changed elsewhere; the server's version now.
    Conflict(i64),
    DraftKept,
    Submitted {
        id: RecordId,
        number: Option<String>,
    },
}

/// One form's way to the outbox.
#[derive(Clone, Copy)]
pub struct Sending {
    device: StoredValue<Option<Device>>,
    kind: &'static str,
    today: NaiveDate,
    id: RwSignal<Option<RecordId>>,
    base_version: RwSignal<i64>,
    pub state: RwSignal<State>,
    pub faults: Faults,
    /// The fields in the order of the form.
    order: &'static [&'static str],
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
    pub fn new(kind: &'static str, today: NaiveDate, order: &'static [&'static str]) -> Self {
        Self {
            device: StoredValue::new(device()),
            kind,
            today,
            id: RwSignal::new(None),
            base_version: RwSignal::new(0),
            state: RwSignal::new(State::Open),
            faults: Faults::default(),
            order,
        }
    }

    /// Continues a record that the server holds.
    pub fn continues(&self, id: RecordId, version: i64) {
        self.id.set(Some(id));
        self.base_version.set(version);
    }

    /// Makes room for another record.
    pub fn begin_again(&self) {
        self.id.set(None);
        self.base_version.set(0);
        self.faults.clear();
        self.state.set(State::Open);
    }

    /// Keeps one's own text over what changed elsewhere, after the person said so.
    pub fn over(&self, version: i64) {
        self.base_version.set(version);
    }

    /// Checks the record and sends it; `taken` runs when the server has it.
    pub fn send(
        &self,
        op: Op,
        mut record: Map<String, Value>,
        taken: impl Fn(&Map<String, Value>) + 'static,
    ) {
        let this = *self;
        let Some(device) = this.device.get_value() else {
            return;
        };
        let id = this
            .id
            .get_untracked()
            .unwrap_or_else(|| device.outbox.new_record_id());
        this.id.set(Some(id));
        record.insert("kind".to_owned(), json!(this.kind));
        record.insert("id".to_owned(), json!(id));
        if let Err(faults) = this.check(op, &record) {
            this.mend(&faults);
            return;
        }
        this.faults.clear();
        this.state.set(State::Busy(op));
        let outgoing = Outgoing {
            op,
            base_version: this.base_version.get_untracked(),
            record: record.clone(),
        };
        spawn_local(async move {
            match device.outbox.send(outgoing).await {
                Ok(result) => {
                    if this.answered(op, id, result) {
                        taken(&record);
                    }
                }
                Err(error) => this.state.set(State::NotSent(error)),
            }
        });
    }

    /// The same rules as the server's, before anything is sent.
    fn check(&self, op: Op, record: &Map<String, Value>) -> Result<(), Vec<FieldError>> {
        match op {
            Op::Submit => Record::parse(record, self.today).map(drop),
            _ => Draft::parse(record).map(drop),
        }
    }

    /// Takes the answer; whether the record is with the server now.
    fn answered(&self, op: Op, id: RecordId, result: ChangeResult) -> bool {
        match result.outcome {
            Outcome::Applied | Outcome::Duplicate => {
                self.base_version.set(result.version.unwrap_or_default());
                self.state.set(match op {
                    Op::Submit => State::Submitted {
                        id,
                        number: result.number,
                    },
                    _ => State::DraftKept,
                });
                return true;
            }
            Outcome::Conflict => {
                let server = result.server_version.as_ref();
                let version = server
                    .and_then(|record| record.get("version"))
                    .and_then(Value::as_i64);
                self.state.set(State::Conflict(
                    version.or(result.version).unwrap_or_default(),
                ));
            }
            Outcome::Rejected => self.mend(&result.fields),
        }
        false
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
pub fn SendNotice(sending: Sending, resend: Callback<()>) -> impl IntoView {
    let other_faults = move || sending.faults.elsewhere(sending.order).join(" ");
    move || match sending.state.get() {
        State::NotSent(error) => view! { <Notice tone=Tone::Bad text=error.words() /> }.into_any(),
        State::Faulty => {
            let other = other_faults();
            let text = if other.is_empty() {
                "还没有提交：请看标红的地方。".to_owned()
            } else {
                format!("还没有提交：{other}")
            };
            view! { <Notice tone=Tone::Bad text /> }.into_any()
        }
        State::Conflict(version) => view! {
            <Notice tone=Tone::Soon text="这条记录在别处改动过，还没有提交。您填的内容仍在本页。">
                <div>
                    <button
                        class="button"
                        type="button"
                        on:click=move |_| {
                            sending.over(version);
                            resend.run(());
                        }
                    >
                        "仍按我填的提交"
                    </button>
                </div>
            </Notice>
        }
        .into_any(),
        State::DraftKept => {
            view! { <Notice tone=Tone::Good text="草稿已保存，只有您自己看得到。" /> }.into_any()
        }
        State::Open | State::Busy(_) | State::Submitted { .. } => ().into_any(),
    }
}

/// The bar with 存草稿 and 提交. It answers only once the page is awake.
#[component]
pub fn FormFoot(sending: Sending, keep: Callback<()>) -> impl IntoView {
    let awake = awake();
    let busy = move || matches!(sending.state.get(), State::Busy(_));
    let closed = move || !awake.get() || busy();
    view! {
        <div class="foot">
            <div>
                <button class="button" type="button" disabled=closed on:click=move |_| keep.run(())>
                    "存草稿"
                </button>
                <button class="button primary" type="submit" disabled=closed aria-busy=move || busy().to_string()>
                    {move || if busy() { "正在提交…" } else { "提交" }}
                </button>
            </div>
        </div>
    }
    .into_any()
}
