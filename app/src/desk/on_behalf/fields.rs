//! The fields of the form, in the order of a paper log.

use super::{Refused, linked};
use crate::words;
use domain::{
    codes::{
        ActionKind, Coded, ConfirmMethod, Organiser, RecordKind, ServiceKind, ServiceMode,
        TargetKind, TrainingForm,
    },
    days::ServiceDays,
    registers::{Field, Input},
};
use store::on_behalf::Choices;

/// The fields of a record of this kind, with what was typed and what is wrong with it.
pub(super) fn fields(kind: RecordKind, choices: &Choices, refused: &Refused) -> Vec<Field> {
    let (made, linked) = match kind {
        RecordKind::Visit => (visit(choices), linked::of_visit(choices)),
        RecordKind::Training => (training(choices), linked::of_training()),
    };
    made.into_iter()
        .chain(linked)
        .map(|(column, label, input, required)| Field {
            fault: fault(refused, column),
            value: value(refused, column, &input),
            column: column.to_owned(),
            label: label.to_owned(),
            input,
            required,
            theirs: None,
        })
        .collect()
}

pub(super) type Asked = (&'static str, &'static str, Input, bool);

fn visit(choices: &Choices) -> Vec<Asked> {
    vec![
        ("author_id", "填报人（科技特派员）", people(choices), true),
        ("started_on", "服务开始日期", Input::Date, true),
        (
            "ended_on",
            "服务结束日期（同一天可不填）",
            Input::Date,
            false,
        ),
        ("service_days", "服务天数", days(), true),
        ("mode", "服务方式", one::<ServiceMode>(), true),
        ("area_code", "服务地点", places(choices), true),
        ("place", "具体地点", Input::Line, false),
        ("target_kind", "服务对象", one::<TargetKind>(), true),
        ("target_name", "对象名称", Input::Line, false),
        ("industry_codes", "服务产业", industries(choices), true),
        ("action_kind", "帮扶行动", one::<ActionKind>(), true),
        ("service_kinds", "服务内容", several::<ServiceKind>(), true),
        ("content", "情况记录（至少 20 字）", Input::Long, true),
        ("result", "服务效果", Input::Long, false),
        ("households_guided", "指导户数", Input::Number, false),
        ("consultations", "咨询人次", Input::Number, false),
        ("materials_issued", "发放资料（份）", Input::Number, false),
        (
            "confirmation.method",
            "对象确认方式",
            one::<ConfirmMethod>(),
            false,
        ),
        ("confirmation.name", "确认人", Input::Line, false),
        ("confirmation.phone", "确认人电话", Input::Line, false),
    ]
}

fn training(choices: &Choices) -> Vec<Asked> {
    vec![
        ("author_id", "填报人（科技特派员）", people(choices), true),
        ("title", "培训名称", Input::Line, true),
        ("form", "培训形式", one::<TrainingForm>(), true),
        ("started_on", "开始日期", Input::Date, true),
        ("started_at", "开始时间", times(), true),
        ("ended_on", "结束日期（同一天可不填）", Input::Date, false),
        ("ended_at", "结束时间", times(), true),
        ("area_code", "培训地点", places(choices), true),
        ("place", "具体地点", Input::Line, false),
        ("organiser", "主办", one::<Organiser>(), true),
        (
            "outside_trainers",
            "外请专家（不填即填报人本人授课）",
            Input::Line,
            false,
        ),
        ("industry_codes", "服务产业", industries(choices), true),
        ("topic", "培训主题", Input::Line, true),
        ("attendances", "培训人次", Input::Number, true),
        ("farmers", "其中农民", Input::Number, false),
        (
            "poverty_exited_people",
            "其中脱贫（监测）户",
            Input::Number,
            false,
        ),
        (
            "grassroots_technicians",
            "其中基层农技人员",
            Input::Number,
            false,
        ),
        ("women", "其中妇女", Input::Number, false),
        ("online_views", "线上观看人次", Input::Number, false),
        ("materials_issued", "发放资料（份）", Input::Number, false),
    ]
}

fn one<T: Coded>() -> Input {
    let member = |member: &T| (member.code().to_owned(), member.label().to_owned());
    Input::One(T::ALL.iter().map(member).collect())
}

fn several<T: Coded>() -> Input {
    Input::Several(T::ALL.iter().map(|one| one.label().to_owned()).collect())
}

fn people(choices: &Choices) -> Input {
    let people = choices.people.iter().map(|person| {
        let word = format!("{}（{}）", person.name, person.unit);
        (person.id.to_string(), word)
    });
    Input::One(people.collect())
}

fn places(choices: &Choices) -> Input {
    let places = choices.places.iter();
    Input::One(
        places
            .map(|(code, name)| (code.to_string(), name.clone()))
            .collect(),
    )
}

fn industries(choices: &Choices) -> Input {
    Input::Several(
        choices
            .industries
            .iter()
            .map(|one| one.name.clone())
            .collect(),
    )
}

/// Half a day to fifteen days.
fn days() -> Input {
    let days = (1..=30).filter_map(ServiceDays::from_halves);
    let word = |days: ServiceDays| (days.days().to_string(), format!("{} 天", days.days()));
    Input::One(days.map(word).collect())
}

/// The half hours of a day, as paper logs tell them.
fn times() -> Input {
    let halves = (12..46).map(|half| format!("{:02}:{:02}", half / 2, half % 2 * 30));
    Input::One(halves.map(|time| (time.clone(), time)).collect())
}

fn value(refused: &Refused, column: &str, input: &Input) -> String {
    match input {
        Input::Several(_) => refused.typed.all(column).collect::<Vec<_>>().join("、"),
        _ => refused.typed.text(column).to_owned(),
    }
}

fn fault(refused: &Refused, column: &str) -> Option<String> {
    let here = |path: &str| {
        let name = path.split_once('.').map_or(path, |(_, name)| name);
        name == column || path == column
    };
    let found = refused.faults.iter().find(|fault| here(&fault.path));
    found.map(words::field)
}
