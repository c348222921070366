//! The visit form's fields: what everybody fills, and what is folded away.

use domain::{
    codes::{ActionKind, ConfirmMethod, ServiceKind, ServiceMode, TargetKind},
    reading::FormChoices,
};
use leptos::prelude::*;

use super::input::VisitInput;
use crate::{
    components::{
        CheckChips, Choice, CountField, DaysStepper, Faults, Fold, Piece, RadioChips, TextArea,
        TextInput, choices as codes_of,
    },
    recording::{
        Kind, LastChoices, Sending, aside, dates::DaysField, industry_choices, photos::PhotoField,
        place::PlaceField, position::PositionField, with_chosen,
    },
    view::{Erase, view},
};

/// What everybody fills, in pieces that wake one by one.
#[component]
pub(super) fn MainFields(
    input: VisitInput,
    choices: FormChoices,
    sending: Sending,
    /// What a new record begins with.
    last: Option<LastChoices>,
) -> impl IntoView {
    let faults = sending.faults;
    let (industries, own) = industry_choices(&choices);
    view! {
        <Piece>
            <WhereAndWhen input choices faults />
        </Piece>
        <Piece>
            <How input industries own faults last />
        </Piece>
        <Piece>
            <What input sending />
        </Piece>
    }
    .erased()
}

#[component]
fn WhereAndWhen(input: VisitInput, choices: FormChoices, faults: Faults) -> impl IntoView {
    let most = Signal::derive(move || input.days.span().unwrap_or(1) * 2);
    follow_span(input);
    view! {
        <PlaceField
            label="服务的村"
            place=input.place
            villages=choices.villages
            county=choices.county
            faults
        />
        <DaysField label="服务日期" first="started_on" last="ended_on" days=input.days faults />
        <div class="side-by-side">
            <DaysStepper name="service_days" label="服务天数" halves=input.halves most faults />
            <CountField
                name="households_guided"
                label="指导农户"
                unit="户"
                value=input.counts[0]
                faults
            />
        </div>
    }
    .erased()
}

/// All that is remembered from the last record, so that it comes once its own choices are awake.
#[component]
fn How(
    input: VisitInput,
    industries: Vec<Choice>,
    /// How many of them are the person's own.
    own: usize,
    faults: Faults,
    last: Option<LastChoices>,
) -> impl IntoView {
    if let Some(last) = last {
        last.recall(move |fields| input.choose(fields));
    }
    view! {
        <RadioChips
            name="mode"
            label="服务方式"
            choices={codes_of::<ServiceMode>()}
            value=input.mode
            faults
        />
        <RadioChips
            name="target_kind"
            label="服务对象"
            choices={codes_of::<TargetKind>()}
            value=input.target_kind
            shown=4
            faults
        />
        <CheckChips
            name="industry_codes"
            label="服务产业"
            choices=industries
            value=input.industry_codes
            shown=own
            faults
        />
        <CheckChips
            name="service_kinds"
            label="服务内容"
            hint="可多选"
            choices={codes_of::<ServiceKind>()}
            value=input.service_kinds
            shown=5
            faults
        />
    }
    .erased()
}

#[component]
fn What(input: VisitInput, sending: Sending) -> impl IntoView {
    let faults = sending.faults;
    let [content, ..] = input.texts;
    view! {
        <TextArea
            name="content"
            label="情况记录"
            hint="发现什么问题，怎样解决"
            placeholder="例：查看脐橙树势，部分植株叶片黄化；讲解黄龙病识别和木虱防控，指导清园和春肥用量。"
            value=content
            faults
        />
        <PhotoField photos=input.photos sending />
        <PositionField fix=input.fix faults />
    }
    .erased()
}

/// A span of days sets the days to as many; the person takes halves off.
fn follow_span(input: VisitInput) {
    Effect::new(move |before: Option<Option<i64>>| {
        let span = input.days.span();
        if let (Some(before), Some(span)) = (before, span)
            && before != Some(span)
        {
            input.halves.set(span.min(15) * 2);
        }
        span
    });
}

#[component]
pub(super) fn Folded(
    input: VisitInput,
    choices: FormChoices,
    faults: Faults,
    open_at_first: bool,
) -> impl IntoView {
    let rest = Rest {
        input,
        choices: StoredValue::new(choices),
        faults,
    };
    view! {
        <Fold summary="更多：团队、效果、咨询、资料、确认人" open=open_at_first faults>
            {aside(move || Kind::OfVisit(Box::new(rest)))}
        </Fold>
    }
    .erased()
}

/// What is folded away.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rest {
    input: VisitInput,
    choices: StoredValue<FormChoices>,
    faults: Faults,
}

impl Rest {
    pub(crate) fn view(self) -> AnyView {
        let Self {
            input,
            choices,
            faults,
        } = self;
        let choices = choices.get_value();
        let [_, result, place, target_name] = input.texts;
        let [_, consultations, materials] = input.counts;
        view! {
            <Party input choices faults />
            <RadioChips
                name="action_kind"
                label="行动类别"
                choices={codes_of::<ActionKind>()}
                value=input.action_kind
                faults
            />
            <TextArea name="result" label="服务效果" hint="选填" value=result faults />
            <div class="side-by-side">
                <CountField name="consultations" label="现场咨询" unit="人次" value=consultations faults />
                <CountField name="materials_issued" label="发放资料" unit="份" value=materials faults />
            </div>
            <TextInput name="place" label="地点" hint="选填，如基地、组名" value=place faults />
            <TextInput name="target_name" label="服务对象名称" hint="选填" value=target_name faults />
            <Confirmation input faults />
        }
        .erased()
    }
}

/// 团队日志: the team, and who went along. What the record says of a team that the person has left since
/// stays in sight.
#[component]
fn Party(input: VisitInput, choices: FormChoices, faults: Faults) -> impl IntoView {
    let own = input.team_id.get_untracked();
    if choices.teams.is_empty() && own.is_empty() {
        return ().erased();
    }
    let teams = choices.teams;
    let mut logs = vec![Choice::new("", "个人日志")];
    logs.extend(
        teams
            .iter()
            .map(|team| Choice::new(team.id.to_string(), format!("团队日志 · {}", team.name))),
    );
    if !logs.iter().any(|log| log.code == own) {
        logs.push(Choice::new(own, "团队日志"));
    }
    let mates = teams.iter().flat_map(|team| team.members.clone());
    let known: Vec<_> = mates.chain(input.people.get_value()).collect();
    let members = move || {
        let chosen = input.participant_ids.get_untracked();
        let id = input.team_id.get();
        let team = teams.iter().find(|team| team.id.to_string() == id);
        let mates = team.into_iter().flat_map(|team| &team.members);
        let mates = mates.map(|person| Choice::new(person.id.to_string(), &person.name));
        let people = with_chosen(mates.collect(), &chosen, &known);
        (!id.is_empty()).then(|| {
            view! {
                <CheckChips
                    name="participant_ids"
                    label="同去的队员"
                    hint="本人不用选"
                    choices=people
                    value=input.participant_ids
                    faults
                />
            }
        })
    };
    view! {
        <RadioChips name="team_id" label="日志类型" choices=logs value=input.team_id faults />
        {members}
    }
    .erased()
}

/// 服务确认: who can say that it took place.
#[component]
fn Confirmation(input: VisitInput, faults: Faults) -> impl IntoView {
    use domain::codes::Coded;
    let methods = [
        ConfirmMethod::None,
        ConfirmMethod::ReviewerPhoneCheck,
        ConfirmMethod::StampedFormPhoto,
    ];
    let methods = codes_of::<ConfirmMethod>()
        .into_iter()
        .filter(|choice| {
            methods.iter().any(|method| method.code() == choice.code)
                || choice.code == input.confirm_method.get_untracked()
        })
        .collect();
    let named = move || {
        input
            .confirm_method
            .with(|method| !method.is_empty() && method != ConfirmMethod::None.code())
    };
    view! {
        <RadioChips
            name="confirmation.method"
            label="服务确认"
            choices=methods
            value=input.confirm_method
            faults
        />
        <div class="side-by-side" hidden=move || !named()>
            <TextInput name="confirmation.name" label="确认人" value=input.confirm_name longest=50 faults />
            <TextInput
                name="confirmation.phone"
                label="确认人电话"
                kind="tel"
                value=input.confirm_phone
                longest=30
                faults
            />
        </div>
    }
    .erased()
}
