//! The folded part of the form: 关联台账（选填）.

use domain::{
    ledgers::{
        Choices,
        linked::{CATEGORIES, INTRODUCED, MAX_MADE, SEVERITIES},
    },
    reading::MyVillage,
};
use leptos::prelude::*;

use super::input::{INTRODUCTIONS, LinkedInput, List, RAISED, Slot, empty};
use crate::{
    components::{
        CheckChips, Choice, Faults, Fold, RadioChips, TextArea, TextInput, faults::focus,
    },
    recording::{Kind, aside},
    view::{Erase, view},
};

/// One line, and behind it what the record says for the ledgers. Problems are those of the chosen
/// village.
#[component]
pub fn LinkedFields(
    input: LinkedInput,
    /// The record's place.
    place: RwSignal<String>,
    villages: Vec<MyVillage>,
    faults: Faults,
    /// Whether the record can raise problems and work on them.
    #[prop(optional)]
    problems: bool,
) -> impl IntoView {
    let [raised, introduced] = input.shown;
    let any = |shown: RwSignal<[bool; MAX_MADE]>| shown.get_untracked().contains(&true);
    let open = any(raised)
        || any(introduced)
        || input
            .problems
            .iter()
            .any(|ids| !ids.with_untracked(Vec::is_empty));
    let villages = StoredValue::new(villages);
    let inside = Entries {
        input,
        place,
        villages,
        faults,
        problems,
    };
    view! {
        <Fold summary="关联台账（选填）" open faults>
            {aside(move || Kind::Linked(Box::new(inside)))}
        </Fold>
    }
    .erased()
}

/// What is folded away.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entries {
    input: LinkedInput,
    place: RwSignal<String>,
    villages: StoredValue<Vec<MyVillage>>,
    faults: Faults,
    problems: bool,
}

impl Entries {
    pub(crate) fn view(self) -> AnyView {
        let Self {
            input,
            place,
            villages,
            faults,
            problems,
        } = self;
        let [raised, introduced] = input.shown;
        if problems {
            follow_place(input, place, villages);
        }
        view! {
            {problems
                .then(|| {
                    view! {
                        {move || ticks(input, villages, &place.get(), faults)}
                        {entries(RAISED, OF_PROBLEMS, input.raised, raised, problem, faults)}
                    }
                        .erased()
                })}
            {entries(INTRODUCTIONS, OF_INTRODUCTIONS, input.introductions, introduced, introduction, faults)}
        }
        .erased()
    }
}

/// What was ticked for another village goes with that village.
fn follow_place(
    input: LinkedInput,
    place: RwSignal<String>,
    villages: StoredValue<Vec<MyVillage>>,
) {
    Effect::new(move |_| {
        let offered = offered(input, villages, &place.get());
        for ids in input.problems {
            let gone = |id: &String| !offered.iter().any(|(own, _)| own == id);
            if ids.with_untracked(|ids| ids.iter().any(gone)) {
                ids.update(|ids| ids.retain(|id| !gone(id)));
            }
        }
    });
}

/// The village's open problems, and those the record speaks of already.
fn offered(
    input: LinkedInput,
    villages: StoredValue<Vec<MyVillage>>,
    place: &str,
) -> Vec<(String, String)> {
    let mut known = villages.with_value(|villages| problems_of(villages, place));
    for spoken in input.spoken_of() {
        if !known.iter().any(|(id, _)| *id == spoken.0) {
            known.push(spoken);
        }
    }
    known
}

/// The new entries of a ledger, and a button for one more as long as there is room.
fn entries(
    list: List,
    words: Words,
    slots: [Slot; MAX_MADE],
    shown: RwSignal<[bool; MAX_MADE]>,
    fields: fn(Slot, usize, Faults) -> AnyView,
    faults: Faults,
) -> AnyView {
    let take_out = move |at: usize| {
        shown.update(|shown| shown[at] = false);
        empty(&list, slots[at]);
        faults.forget(&list.fields[at]);
        // It may have been hidden until now.
        request_animation_frame(move || focus(list.name));
    };
    let one_more = move |_| {
        shown.update(|shown| {
            if let Some(free) = shown.iter_mut().find(|shown| !**shown) {
                *free = true;
            }
        });
    };
    let all = move || {
        let shown = shown.get();
        let shown = (0..MAX_MADE).filter(move |at| shown[*at]).zip(1..);
        let one = |(at, nth): (usize, usize)| {
            view! {
                <div class="form entry">
                    {fields(slots[at], at, faults)}
                    <button
                        class="button"
                        type="button"
                        aria-label=(words.take_out)(nth)
                        on:click=move |_| take_out(at)
                    >
                        "去掉"
                    </button>
                </div>
            }
            .erased_for(list.fields[at][0].to_owned())
        };
        shown.map(one).collect::<Vec<_>>()
    };
    view! {
        {all}
        <button
            class="button"
            id=list.name
            type="button"
            hidden=move || !shown.get().contains(&false)
            on:click=one_more
        >
            {words.one_more}
        </button>
    }
    .erased()
}

/// What the buttons of a ledger's entries say.
#[derive(Clone, Copy)]
struct Words {
    one_more: &'static str,
    /// Names the nth that the form shows.
    take_out: fn(usize) -> String,
}

const OF_PROBLEMS: Words = Words {
    one_more: "＋ 提出一个问题",
    take_out: |nth| format!("去掉第 {nth} 个问题"),
};

const OF_INTRODUCTIONS: Words = Words {
    one_more: "＋ 登记新品种新技术",
    take_out: |nth| format!("去掉第 {nth} 项新品种新技术"),
};

fn ticks(
    input: LinkedInput,
    villages: StoredValue<Vec<MyVillage>>,
    place: &str,
    faults: Faults,
) -> AnyView {
    let known = offered(input, villages, place);
    if known.is_empty() {
        return ().erased();
    }
    let choices: Vec<_> = known
        .into_iter()
        .map(|(id, title)| Choice::new(id, title))
        .collect();
    let [solved, worked] = input.problems;
    view! {
        <CheckChips name="linked.problems" label="这次解决的问题" choices=choices.clone() value=solved faults />
        <CheckChips name="linked.worked" label="还在办的问题" choices value=worked faults />
    }
    .erased()
}

/// A village's open problems by id and title.
pub fn problems_of(villages: &[MyVillage], place: &str) -> Vec<(String, String)> {
    let village = villages.iter().find(|own| own.code.as_str() == place);
    let problems = village.into_iter().flat_map(|village| &village.problems);
    problems
        .map(|problem| (problem.id.to_string(), problem.title.clone()))
        .collect()
}

fn chips(choices: Choices) -> Vec<Choice> {
    let chip = |(code, label): &(&str, &str)| Choice::new(*code, *label);
    choices.iter().map(chip).collect()
}

/// Of what an entry must say once it says anything.
const REQUIRED: &str = "必填";

fn problem(slot: Slot, at: usize, faults: Faults) -> AnyView {
    let [title, category, severity, measures] = slot;
    let names = RAISED.fields[at];
    view! {
        <TextInput name=names[0] label="问题" hint=REQUIRED placeholder="例：夏梢黄化，不知缺什么肥" value=title faults />
        <RadioChips name=names[1] label="类别" hint=REQUIRED choices=chips(CATEGORIES) value=category faults />
        <RadioChips name=names[2] label="缓急" hint=REQUIRED choices=chips(SEVERITIES) value=severity faults />
        <TextArea name=names[3] label="当场怎样解决的" hint="没解决就不填" value=measures faults />
    }
    .erased()
}

fn introduction(slot: Slot, at: usize, faults: Faults) -> AnyView {
    let [name, kind, area, households] = slot;
    let names = INTRODUCTIONS.fields[at];
    view! {
        <TextInput name=names[0] label="新品种新技术名称" hint=REQUIRED placeholder="例：赣脐3号" value=name faults />
        <RadioChips name=names[1] label="类别" hint=REQUIRED choices=chips(INTRODUCED) value=kind faults />
        <div class="side-by-side">
            <TextInput
                name=names[2]
                label="推广面积"
                hint="亩，选填"
                keys="decimal"
                value=area
                longest=10
                faults
            />
            <TextInput
                name=names[3]
                label="采用户数"
                hint="户，选填"
                keys="numeric"
                value=households
                longest=7
                faults
            />
        </div>
    }
    .erased()
}
