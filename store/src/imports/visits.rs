//! 往年服务台账: rows of visits as offices kept them before there was this ledger.

use super::{
    Known, Plan, Rights, Table, cells,
    imported_records::{self, Key},
    reader::Reader,
};
use crate::Clock;
use chrono::NaiveDate;
use domain::{
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::{ActionKind, Coded, LogType, RecordKind, ServiceKind, ServiceMode, TargetKind},
    days,
    ids::CommissionerId,
    visits::CONTENT,
};
use serde_json::{Map, Value, json};

/// Where a visit may have been.
pub(super) const PLACES: &[AreaLevel] =
    &[AreaLevel::Village, AreaLevel::Township, AreaLevel::County];

/// Words of an account of what was done that tell of its kind.
const TELLING: &[(&str, ServiceKind)] = &[
    ("指导", ServiceKind::Guidance),
    ("培训", ServiceKind::SkillTraining),
    ("推广", ServiceKind::TechExtension),
    ("引进", ServiceKind::TechExtension),
    ("政策", ServiceKind::PolicyBriefing),
    ("科普", ServiceKind::SciPop),
    ("研发", ServiceKind::Rnd),
];

pub(super) fn plan(
    plan: &mut Plan,
    rights: Rights<'_>,
    table: &Table,
    known: &Known,
    clock: &Clock,
) {
    for row in &table.rows {
        let mut reader = Reader::new(rights, table, row, known);
        match read(&mut reader, known) {
            (Some(key), object) => imported_records::settle(plan, reader, (key, object), clock),
            (None, object) => imported_records::give_up(plan, reader, object, clock),
        }
    }
}

fn read<'a>(reader: &mut Reader<'a>, known: &Known) -> (Option<Key<'a>>, Map<String, Value>) {
    let author = author(reader, "login");
    let days = days_of(reader);
    let area = reader.area("area_code", PLACES);
    let content = content(reader, days, area);
    let mut object = fields(reader, known);
    let industries = industries(reader, author);
    let written = reader.cell("content");
    let kinds = service_kinds(reader, content.as_deref().unwrap_or(written));
    let span = days.map(|(from, to)| json!(days::span(from, to)));
    let more = json!({
        "kind": "visit",
        "started_on": days.map(|(from, _)| from), "ended_on": days.map(|(_, to)| to),
        "service_days": number(reader, "service_days").or(span), "area_code": area,
        "industry_codes": industries, "service_kinds": kinds,
        "content": content.as_deref().unwrap_or(written),
    });
    object.extend(more.as_object().cloned().unwrap_or_default());
    let found = content.and(author).zip(days).zip(area);
    let key = found.map(|((author, (from, to)), area)| Key {
        kind: RecordKind::Visit,
        author,
        from,
        to,
        area,
        what: "",
    });
    (key, object)
}

/// What stands in cells of its own and may be absent.
fn fields(reader: &mut Reader<'_>, known: &Known) -> Map<String, Value> {
    let target = reader.cell("target_name");
    let named: Option<TargetKind> = cells::coded(target);
    let kind = optional(reader, "target_kind")
        .or(named)
        .unwrap_or(TargetKind::Other);
    let mut participants = reader.people("participants");
    // Whom all companions left alone was not there as a team.
    let alone = participants.is_empty() && !reader.cell("participants").is_empty();
    let team = team(reader, known).filter(|_| !alone);
    let log = if team.is_some() {
        LogType::Team
    } else {
        LogType::Personal
    };
    participants.dedup();
    let object = json!({
        "log_type": log, "team_id": team, "participant_ids": participants,
        "mode": optional(reader, "mode").unwrap_or(ServiceMode::Onsite),
        "place": reader.optional_text("place"),
        "target_kind": kind, "target_name": reader.optional_text("target_name"),
        "action_kind": optional(reader, "action_kind").unwrap_or(ActionKind::TechAssistance),
        "result": reader.optional_text("result"),
        "households_guided": reader.count("households_guided"),
        "consultations": reader.count("consultations"),
        "materials_issued": reader.count("materials_issued"),
        "photos": [],
    });
    object.as_object().cloned().unwrap_or_default()
}

/// A code that may be absent; what is there must be known.
pub(super) fn optional<T: Coded>(reader: &mut Reader<'_>, column: &str) -> Option<T> {
    if reader.cell(column).is_empty() {
        return None;
    }
    reader.code(column)
}

/// The one person of a cell.
pub(super) fn author(reader: &mut Reader<'_>, column: &'static str) -> Option<CommissionerId> {
    let text = reader.cell(column);
    if text.is_empty() {
        reader.fault(column, "required", "不能为空");
        return None;
    }
    let id = reader.person(column, text)?;
    let person = reader.known_person(id)?;
    if !reader.may_mean(person, text) {
        reader.fault(
            column,
            "out_of_scope",
            "是其他县的科技特派员；确是本人的，请填登录名",
        );
        return None;
    }
    Some(id)
}

/// The first and the last day; a visit without a last day was one day long.
pub(super) fn days_of(reader: &mut Reader<'_>) -> Option<(NaiveDate, NaiveDate)> {
    let from = reader.date("started_on");
    let to = if reader.cell("ended_on").is_empty() {
        from
    } else {
        reader.date("ended_on")
    };
    from.zip(to)
}

/// What the row says, else what the person's own card says.
pub(super) fn industries(reader: &mut Reader<'_>, author: Option<CommissionerId>) -> Vec<String> {
    let said = reader.industries("industry_codes", 0);
    if !said.is_empty() || !reader.cell("industry_codes").is_empty() {
        return said;
    }
    let person = author.and_then(|id| reader.known_person(id));
    let own = person
        .map(|person| person.industry_codes.clone())
        .unwrap_or_default();
    if own.is_empty() && author.is_some() {
        reader.fault("industry_codes", "required", "至少要有一个产业");
    }
    own
}

/// A number as it stands; what is none is left for the record's own rule to refuse.
fn number(reader: &Reader<'_>, column: &str) -> Option<Value> {
    let text = cells::compact(reader.cell(column));
    let text = text.trim_end_matches('天');
    if text.is_empty() {
        return None;
    }
    Some(
        text.parse::<f64>()
            .map_or_else(|_| json!(text), |number| json!(number)),
    )
}

fn team(reader: &mut Reader<'_>, known: &Known) -> Option<domain::ids::TeamId> {
    let text = reader.cell("team_code");
    if text.is_empty() {
        return None;
    }
    if let Some(team) = known.teams.get(&cells::compact(text)) {
        return Some(team.id);
    }
    let named = known.teams.values().filter(|team| team.name == text);
    let named: Vec<_> = named.filter(|team| reader.edits(&team.area_code)).collect();
    match named.as_slice() {
        [team] => return Some(team.id),
        [] => reader.fault("team_code", "unknown_team", "没有这个团队，请先导入"),
        several => {
            let mut codes: Vec<_> = several.iter().map(|team| team.code.as_str()).collect();
            codes.sort_unstable();
            reader.suggest(
                "team_code",
                "ambiguous_team",
                "有几个同名团队，请填团队代码",
                Some(codes.join("、")),
            );
        }
    }
    None
}

/// What was done. An entry too short for a record says its day and place as well.
fn content(
    reader: &mut Reader<'_>,
    days: Option<(NaiveDate, NaiveDate)>,
    area: Option<AreaCode>,
) -> Option<String> {
    let text = reader.cell("content");
    if text.is_empty() {
        reader.fault("content", "required", "不能为空");
        return None;
    }
    if text.chars().count() >= CONTENT.0 {
        return Some(text.to_owned());
    }
    let (_, to) = days?;
    let place = reader.place_name(area?);
    Some(format!("{to} 在{place}开展科技服务（据往年台账）：{text}"))
}

fn service_kinds(reader: &mut Reader<'_>, content: &str) -> Vec<ServiceKind> {
    let mut kinds = Vec::new();
    let said = cells::several(reader.cell("service_kinds"));
    for text in &said {
        match cells::coded::<ServiceKind>(text) {
            Some(kind) => kinds.push(kind),
            None => reader.suggest(
                "service_kinds",
                "unknown_code",
                &format!("没有“{text}”这个服务类别"),
                Some(format!(
                    "可填：{}",
                    ServiceKind::ALL
                        .iter()
                        .map(|kind| kind.label())
                        .collect::<Vec<_>>()
                        .join("、")
                )),
            ),
        }
    }
    if said.is_empty() {
        let told = TELLING.iter().filter(|(word, _)| content.contains(word));
        kinds.extend(told.map(|(_, kind)| *kind));
        if kinds.is_empty() {
            kinds.push(ServiceKind::Guidance);
        }
    }
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The instant of an hour of a day in Asia/Shanghai: ledgers of trainings name days.
pub(super) fn at_hour(day: NaiveDate, hour: i64) -> chrono::DateTime<chrono::Utc> {
    calendar::day_begins(day) + chrono::Duration::hours(hour)
}
