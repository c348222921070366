//! The training form's fields: what and where, how many came, who taught.

use domain::{
    codes::{Organiser, TrainingForm as Form},
    reading::FormChoices,
};
use leptos::prelude::*;

use super::input::TrainingInput;
use crate::{
    components::{
        CheckChips, Choice, CountField, Faults, Fold, RadioChips, TextInput, choices as codes_of,
    },
    recording::{
        LastChoices, Sending, dates::DaysField, industry_choices, photos::PhotoField,
        place::PlaceField, with_chosen,
    },
    view::{Erase, view},
};

#[component]
pub(super) fn What(
    input: TrainingInput,
    choices: FormChoices,
    faults: Faults,
    /// What a new record begins with.
    last: Option<LastChoices>,
) -> impl IntoView {
    // It comes once the choices here are awake.
    if let Some(last) = last {
        last.recall(move |fields| input.choose(fields));
    }
    let (industries, own) = industry_choices(&choices);
    let [title, topic, _] = input.texts;
    view! {
        <TextInput
            name="title"
            label="培训名称"
            placeholder="例：脐橙黄龙病防控培训班"
            value=title
            faults
        />
        <RadioChips name="form" label="培训形式" choices={codes_of::<Form>()} value=input.form faults />
        <DaysField label="培训日期" first="started_on" last="ended_on" days=input.days faults />
        <div class="side-by-side">
            <TextInput name="started_at" label="开始时间" kind="time" value=input.begins faults />
            <TextInput name="ended_at" label="结束时间" kind="time" value=input.ends faults />
        </div>
        <PlaceField
            label="培训地点"
            place=input.place
            villages=choices.villages
            county=choices.county
            faults
        />
        <TextInput
            name="topic"
            label="培训主题"
            placeholder="例：木虱识别、清园与春季管理"
            value=topic
            longest=200
            faults
        />
        <CheckChips
            name="industry_codes"
            label="相关产业"
            choices=industries
            value=input.industry_codes
            shown=own
            faults
        />
    }
    .erased()
}

/// 培训人次 and its parts, each at most the whole.
#[component]
pub(super) fn People(input: TrainingInput, sending: Sending) -> impl IntoView {
    let faults = sending.faults;
    let [attendances, farmers, exited, technicians, women, ..] = input.counts;
    view! {
        <div class="field">
            <CountField name="attendances" label="培训人次" unit="到场，不含线上" value=attendances faults />
        </div>
        <details class="fold" open>
            <summary>"其中（选填）"</summary>
            <div class="form">
                <div class="three-counts">
                    <CountField name="farmers" label="农民" unit="人次" value=farmers faults />
                    <CountField
                        name="poverty_exited_people"
                        label="脱贫人口"
                        unit="人次"
                        value=exited
                        faults
                    />
                    <CountField
                        name="grassroots_technicians"
                        label="基层技术人员"
                        unit="人次"
                        value=technicians
                        faults
                    />
                    <CountField name="women" label="妇女" unit="人次" value=women faults />
                </div>
            </div>
        </details>
        <PhotoField photos=input.photos sending />
    }
    .erased()
}

#[component]
pub(super) fn Who(input: TrainingInput, choices: FormChoices, faults: Faults) -> impl IntoView {
    let [.., views, materials] = input.counts;
    let [_, _, place] = input.texts;
    let mut people = vec![Choice::new(choices.commissioner_id.to_string(), "本人")];
    for person in choices.teams.iter().flat_map(|team| &team.members) {
        let choice = Choice::new(person.id.to_string(), &person.name);
        if !people.contains(&choice) {
            people.push(choice);
        }
    }
    let chosen = input.trainer_ids.get_untracked();
    let people = input
        .people
        .with_value(|known| with_chosen(people, &chosen, known));
    view! {
        <CheckChips name="trainer_ids" label="授课人" choices=people value=input.trainer_ids faults />
        <Fold summary="更多：主办、外请专家、地点、资料、线上观看" open=false faults>
            <RadioChips
                name="organiser"
                label="主办"
                choices={codes_of::<Organiser>()}
                value=input.organiser
                faults
            />
            <TextInput
                name="outside_trainers"
                label="外请专家"
                hint="多人用顿号隔开"
                value=input.outside_trainers
                longest=500
                faults
            />
            <TextInput name="place" label="具体地点" hint="选填" value=place faults />
            <div class="side-by-side">
                <CountField name="materials_issued" label="发放资料" unit="份" value=materials faults />
                <CountField name="online_views" label="线上观看" unit="人次" value=views faults />
            </div>
        </Fold>
    }
    .erased()
}
