//! `/desk/reviews`: the queue, and one record of it beside; on a phone one after the other.

use super::{
    api::{ApproveChosen, Decide, Waiting, read_queue},
    decision::DecisionForms,
    flash::{Flash, Missed, MissedOne, Results},
    focus::{RECORD_NAME, go_on_at},
    keys::{self, Neighbours},
    offered::{offered, says_yes, township_first},
    queue::{Queue, QueueList, Queued, address},
    sending::answered,
    writing::Writing,
};
use crate::{
    components::{Empty, Notice, Shape, Tone, awaited, loaded},
    desk::{
        parts::{Choose, PlaceSelect, SendButton, asked, find_places},
        records::{HistoryOf, RecordCard, api::Asked, version_shown},
        shell::QueueChanged,
        words,
    },
    json::data,
    view::Erase,
};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    areas::AreaCode,
    codes::{Coded, Decision, RecordKind},
    reading::{RecordView, WaitingPerson},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Form, hooks::use_query_map};

#[component]
pub(crate) fn ReviewsPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        let part = |name| query.with(|query| query.get(name).unwrap_or_default());
        Asked {
            area: part("area"),
            kind: part("kind"),
            author: part("author"),
            waited: part("waited"),
            after: part("after"),
            ..Asked::default()
        }
    });
    let (id, done) = (asked("id"), asked("done"));
    Writing::provide();
    let decide = ServerAction::<Decide>::new();
    let many = ServerAction::<ApproveChosen>::new();
    let (decided, sent) = (answered(*decide), answered(*many));
    let versions = move || (decided.get(), sent.get());
    let waiting = data(
        move || (filter.get(), versions()),
        |(asked, _)| read_queue(asked),
    );
    let changed = use_context::<QueueChanged>();
    Effect::new(move |before: Option<(usize, usize)>| {
        let now = versions();
        if before.is_some_and(|before| before != now)
            && let Some(QueueChanged(changed)) = changed
        {
            changed.update(|times| *times += 1);
        }
        now
    });
    follow_focus(id, done);
    let show = move |list: Waiting| {
        // A list that is read anew after a decision makes the record's elements anew too.
        if decided.get_untracked() + sent.get_untracked() > 0 {
            go_on_at(RECORD_NAME);
        }
        view! { <Board list filter id decide many /> }.erased()
    };
    view! {
        <Title text="审核 · 科特派" />
        <header class="desk-head">
            <h1>"审核"</h1>
        </header>
        <Flash done />
        <Results />
        {loaded(waiting, show)}
    }
}

/// On a phone the list leaves the window when a record is opened, and the record when it is left. After a
/// decision what is told of it comes first.
fn follow_focus(id: Memo<String>, done: Memo<String>) {
    Effect::new(move |before: Option<(String, String)>| {
        let (id, done) = (id.get(), done.get());
        if let Some((other, told)) = before
            && other != id
            && (done.is_empty() || done == told)
        {
            go_on_at(if id.is_empty() { "main" } else { RECORD_NAME });
        }
        (id, done)
    });
}

#[component]
fn Board(
    list: Waiting,
    filter: Memo<Asked>,
    id: Memo<String>,
    decide: ServerAction<Decide>,
    many: ServerAction<ApproveChosen>,
) -> impl IntoView {
    let asked = filter.get_untracked();
    let Waiting {
        today,
        actor,
        page,
        people,
        township_step,
    } = list;
    let narrowed = asked.narrows();
    let missed = missed(&page.records, id);
    let word = says_yes(actor.role, &township_step)
        .then(|| words::decision(Decision::Approve, actor.role));
    let filters = view! {
        {word
            .is_none()
            .then(|| {
                let text = "本县没有开启乡镇核实：通过由县科技局办理，发现问题可以退回。";
                view! { <Notice tone=Tone::Plain text /> }
            })}
        <Filters asked=asked.clone() people />
    }
    .erased();
    if page.records.is_empty() {
        let text = if narrowed {
            "没有这样的待审记录，换个条件再看。"
        } else {
            "没有待审核的记录，都处理完了。"
        };
        return view! {
            {missed}
            {filters}
            <Empty shape=Shape::Done text />
        }
        .erased();
    }
    let records = StoredValue::new(page.records.clone());
    let at = Memo::new(move |_| {
        let id = id.get();
        records.with_value(|records| {
            records
                .iter()
                .position(|record| record.id.to_string() == id)
                .unwrap_or(0)
        })
    });
    let shown = Signal::derive(move || {
        records.with_value(|records| {
            records
                .get(at.get())
                .map(|record| record.id.to_string())
                .unwrap_or_default()
        })
    });
    let queued = |record: RecordView| Queued {
        ready: offered(&actor, &record, today, &township_step).contains(&Decision::Approve),
        township_first: township_first(actor.role, &record, today, &township_step),
        record,
    };
    let queue = Queue {
        records: page.records.into_iter().map(queued).collect(),
        next: page.next,
        asked: asked.clone(),
        today,
        word,
    };
    let steps = Steps { asked, records, at };
    steps.clone().listen();
    let hints = hints(
        actor.clone(),
        township_step.clone(),
        steps.clone(),
        word,
        today,
    );
    let beside = move || {
        let (actor, step) = (actor.clone(), township_step.clone());
        steps.shown().map(|(record, near)| {
            let subject = version_shown(&record);
            let back = address(&steps.asked, &record.id.to_string());
            let next = near
                .after
                .or(near.before)
                .unwrap_or_else(|| address(&steps.asked, ""));
            view! {
                <RecordCard record=record.clone() />
                <HistoryOf record=record.clone() />
                <DecisionForms record actor today step decide next back />
            }
            .erased_for(subject)
        })
    };
    let all = address(&filter.get_untracked(), "");
    view! {
        {missed}
        <div class="review" class:open=move || !id.get().is_empty()>
            <div class="review-list">
                {filters} {view! { <QueueList queue many shown /> }.erased()}
                {hints}
            </div>
            <article class="card record" aria-label="当前记录">
                <a class="back-line" href=all>
                    "‹ 待审列表"
                </a>
                {beside}
            </article>
        </div>
    }
    .erased()
}

/// The word on a decision that came too late, when this page no longer lists what was meant.
fn missed(records: &[RecordView], id: Memo<String>) -> impl Fn() -> Option<AnyView> + use<> {
    let listed: Vec<_> = records.iter().map(|record| record.id.to_string()).collect();
    let (gone, fault) = (asked("gone"), asked("fault"));
    move || {
        let id = id.get();
        let is_listed = listed.contains(&id);
        let missed = Missed::told(gone.get(), &fault.get(), id, is_listed)?;
        let another = !listed.is_empty();
        Some(view! { <MissedOne missed another /> }.erased())
    }
}

/// The shortcuts that lead somewhere from the record that is shown.
fn hints(
    actor: Actor,
    step: Vec<AreaCode>,
    steps: Steps,
    word: Option<&'static str>,
    today: NaiveDate,
) -> impl Fn() -> AnyView + Clone {
    move || {
        let shown = steps.shown();
        let may = shown.map(|(record, _)| offered(&actor, &record, today, &step));
        let may = may.unwrap_or_default();
        let word = word.filter(|_| may.contains(&Decision::Approve));
        let returns = may.contains(&Decision::Return);
        view! { <KeyHint word returns /> }.erased()
    }
}

/// The shortcuts, for those with a keyboard.
#[component]
fn KeyHint(word: Option<&'static str>, returns: bool) -> impl IntoView {
    view! {
        <p class="keys small no-print">
            {word.map(|word| view! { <kbd>"A"</kbd> {word} })}
            {returns.then(|| view! { <kbd>"R"</kbd> "退回" })}
            <kbd>"J"</kbd>
            "下一条"
            <kbd>"K"</kbd>
            "上一条"
        </p>
    }
}

/// Which record is shown, and the ways to the ones beside it.
#[derive(Clone)]
struct Steps {
    asked: Asked,
    records: StoredValue<Vec<RecordView>>,
    at: Memo<usize>,
}

impl Steps {
    /// The record shown, and the addresses before and after it.
    fn shown(&self) -> Option<(RecordView, Neighbours)> {
        let at = self.at.get();
        let href = |at: usize| {
            self.records.with_value(|records| {
                records
                    .get(at)
                    .map(|record| address(&self.asked, &record.id.to_string()))
            })
        };
        let near = Neighbours {
            before: at.checked_sub(1).and_then(href),
            after: href(at + 1),
        };
        let record = self.records.with_value(|records| records.get(at).cloned());
        record.map(|record| (record, near))
    }

    fn listen(self) {
        let neighbours = RwSignal::new(Neighbours::default());
        Effect::new(move |_| {
            if let Some((_, near)) = self.shown() {
                neighbours.set(near);
            }
        });
        keys::listen(neighbours);
    }
}

/// How long a record has waited at least.
const WAITS: [(&str, &str); 2] = [("7", "超过 7 天"), ("30", "超过 30 天")];

#[component]
fn Filters(asked: Asked, people: Vec<WaitingPerson>) -> impl IntoView {
    let area = asked.area.parse().ok();
    let around = data(move || area, find_places);
    let chosen = asked.area.clone();
    let authors = people
        .into_iter()
        .map(|person| {
            let word = format!("{}（{}）", person.name, person.records);
            (person.id.to_string(), word)
        })
        .collect();
    let waits = WAITS.map(|(days, word)| (days.to_owned(), word.to_owned()));
    let kinds = RecordKind::ALL
        .iter()
        .map(|kind| (kind.code().to_owned(), kind.label().to_owned()))
        .collect();
    view! {
        <Form method="GET" action="/desk/reviews" attr:class="filters">
            <Transition>
                {move || {
                    let chosen = chosen.clone();
                    awaited(around, |places| {
                        places.ok().map(|places| view! { <PlaceSelect places chosen /> })
                    })
                }}
            </Transition>
            <Choose name="kind" label="类别" all="全部" options=kinds chosen=asked.kind />
            <Choose
                name="author"
                label="填报人"
                all="全部"
                options=authors
                chosen=asked.author
            />
            <Choose
                name="waited"
                label="等待"
                all="不限"
                options=waits.to_vec()
                chosen=asked.waited
            />
            <SendButton />
        </Form>
    }
}
