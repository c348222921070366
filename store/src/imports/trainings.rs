//! 往年培训台账: rows of trainings as offices kept them before there was this ledger.

use super::{
    Known, Plan, Rights, Table, cells,
    imported_records::{self, Key},
    own,
    reader::Reader,
    visits::{self, PLACES},
};
use crate::Clock;
use domain::{
    codes::{Organiser, RecordKind, TrainingForm},
    ids::CommissionerId,
};
use serde_json::{Map, Value, json};

/// A training of one day, as ledgers name it.
const FROM_HOUR: i64 = 9;
const TO_HOUR: i64 = 17;

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
    let (mut trainers, outside) = trainers(reader, known);
    let author = author(reader, &trainers);
    let days = visits::days_of(reader);
    let area = reader.area("area_code", PLACES);
    let title = reader.text("title");
    let industries = visits::industries(reader, author);
    let mut object = fields(reader);
    if trainers.is_empty() && outside.is_empty() {
        trainers.extend(author);
    }
    let more = json!({
        "kind": "training", "title": title, "area_code": area, "industry_codes": industries,
        "topic": reader.optional_text("topic").or_else(|| title.clone()),
        "started_at": days.map(|(from, _)| visits::at_hour(from, FROM_HOUR)),
        "ended_at": days.map(|(_, to)| visits::at_hour(to, TO_HOUR)),
        "trainer_ids": trainers, "outside_trainers": outside,
    });
    object.extend(more.as_object().cloned().unwrap_or_default());
    let found = title.and(author).zip(days).zip(area);
    let key = found.map(|((author, (from, to)), area)| Key {
        kind: RecordKind::Training,
        author,
        from,
        to,
        area,
        what: reader.cell("title"),
    });
    (key, object)
}

fn fields(reader: &mut Reader<'_>) -> Map<String, Value> {
    let attendances = reader.count("attendances");
    if attendances.is_none() && reader.cell("attendances").is_empty() {
        reader.fault("attendances", "required", "不能为空");
    }
    let object = json!({
        "form": visits::optional(reader, "form").unwrap_or(TrainingForm::Classroom),
        "place": reader.optional_text("place"),
        "organiser": organiser(reader.cell("organiser")),
        "attendances": attendances,
        "farmers": reader.count("farmers"),
        "poverty_exited_people": reader.count("poverty_exited_people"),
        "grassroots_technicians": reader.count("grassroots_technicians"),
        "women": reader.count("women"),
        "online_views": reader.count("online_views"),
        "materials_issued": reader.count("materials_issued"),
        "photos": [],
    });
    object.as_object().cloned().unwrap_or_default()
}

/// The commissioners among those who taught, and the names of the others.
fn trainers(reader: &Reader<'_>, known: &Known) -> (Vec<CommissionerId>, Vec<String>) {
    let (mut ours, mut outside) = (Vec::new(), Vec::new());
    for text in own::present(reader.cell("trainers")) {
        let by_login = known.people.get(&cells::compact(&text));
        let named = known.namesakes.get(&cells::person_name(&text));
        let by_name = match named.map(Vec::as_slice) {
            Some([login]) => known.people.get(login),
            _ => None,
        };
        let by_name = by_name.filter(|person| reader.may_mean(person, &text));
        match by_login.or(by_name) {
            Some(person) if ours.contains(&person.id) => {}
            Some(person) => ours.push(person.id),
            None => outside.push(text),
        }
    }
    (ours, outside)
}

/// Whose record it is: the one the row names, or else the first commissioner who taught.
fn author(reader: &mut Reader<'_>, trainers: &[CommissionerId]) -> Option<CommissionerId> {
    if reader.cell("login").is_empty() {
        if let Some(first) = trainers.first() {
            return Some(*first);
        }
        reader.fault(
            "login",
            "required",
            "填报人和授课人中至少要有一位科技特派员",
        );
        return None;
    }
    visits::author(reader, "login")
}

/// Who held it, by the word for its level in the name.
fn organiser(text: &str) -> Organiser {
    if let Some(said) = cells::coded(text) {
        return said;
    }
    let told = [
        ("镇", Organiser::Township),
        ("乡", Organiser::Township),
        ("街道", Organiser::Township),
        ("县", Organiser::County),
        ("区", Organiser::County),
        ("市", Organiser::City),
    ];
    let found = told.iter().find(|(word, _)| text.contains(word));
    match (text.is_empty(), found) {
        (true, _) => Organiser::Commissioner,
        (_, Some((_, organiser))) => *organiser,
        (_, None) => Organiser::Other,
    }
}
