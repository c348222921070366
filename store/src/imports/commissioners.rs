//! 科技特派员, each with an account; new ones get a one-time code.

use super::{Known, Plan, Rights, Table, cells, reader::Reader};
use crate::{
    Clock,
    accounts::{Code, is_login},
    registers::Commissioner,
};
use chrono::Datelike;
use domain::{areas::AreaLevel, codes::CommissionerKind, fields::is_phone, ids::CommissionerId};
use std::collections::HashSet;

pub(crate) const GENDERS: &[(&str, &[&str])] = &[
    ("男", &["男性", "male", "M"]),
    ("女", &["女性", "female", "F"]),
];
const HOMES: &[AreaLevel] = &[AreaLevel::City, AreaLevel::County, AreaLevel::Township];

pub(super) fn plan(
    plan: &mut Plan,
    rights: Rights<'_>,
    table: &Table,
    known: &Known,
    clock: &Clock,
) {
    let mut ids: HashSet<CommissionerId> = known.people.values().map(|person| person.id).collect();
    for row in &table.rows {
        let mut reader = Reader::new(rights, table, row, known);
        let login = login(&mut reader, known);
        let old = login.as_ref().and_then(|login| known.people.get(login));
        if old.is_some_and(|old| !rights.edits(&old.area_code)) {
            reader.fault("login", "out_of_scope", "这位科技特派员不在您的管理范围内");
        }
        let id = id(&mut reader, old, &mut ids, clock);
        let person = login
            .as_ref()
            .and_then(|login| person(&mut reader, login, id, old));
        let clean = plan.accept(reader, "login", &login.unwrap_or_default());
        if let Some(person) = person.filter(|_| clean)
            && plan.settle(old, &person)
        {
            plan.people.push((person, old.is_none().then(Code::new)));
        }
    }
}

/// The login; the mobile where the list has none.
fn login(reader: &mut Reader<'_>, known: &Known) -> Option<String> {
    let given = if reader.cell("login").is_empty() {
        "mobile"
    } else {
        "login"
    };
    let login = reader.key(given)?;
    if !is_login(&login) {
        reader.fault(given, "bad_login", "不能作登录名");
        return None;
    }
    if known.other_logins.contains(&login) {
        reader.fault(given, "login_taken", "这个登录名已经是其他账号的");
    }
    Some(login)
}

/// The id: kept when known, else the given one, else a new one.
fn id(
    reader: &mut Reader<'_>,
    old: Option<&Commissioner>,
    taken: &mut HashSet<CommissionerId>,
    clock: &Clock,
) -> CommissionerId {
    let given = reader.id("id").map(CommissionerId);
    match (old, given) {
        (Some(old), Some(given)) if given != old.id => {
            reader.fault("id", "id_differs", "与已有的编号不同");
            old.id
        }
        (Some(old), _) => old.id,
        (None, given) => {
            let id = given.unwrap_or_else(|| CommissionerId(clock.new_id()));
            if !taken.insert(id) {
                reader.fault("id", "id_taken", "这个编号已经是别人的");
            }
            id
        }
    }
}

fn person(
    reader: &mut Reader<'_>,
    login: &str,
    id: CommissionerId,
    old: Option<&Commissioner>,
) -> Option<Commissioner> {
    let name = reader.kept("name", old.map(|old| old.name.clone()), |reader, column| {
        reader.text(column).map(|name| cells::person_name(&name))
    });
    let mobile = reader.kept(
        "mobile",
        old.map(|old| old.mobile.clone()),
        |reader, column| {
            reader
                .phone(column)
                .or_else(|| mobile_is_login(reader, login))
        },
    );
    let gender = reader.kept(
        "gender",
        old.map(|old| old.gender.clone()),
        |reader, column| reader.term(column, GENDERS),
    );
    let birth_year = reader.kept("birth_year", old.and_then(|old| old.birth_year), birth_year);
    let kind = reader.kept("kind", old.map(|old| old.kind), kind);
    let unit_id = reader.kept("unit_code", old.map(|old| old.unit_id), Reader::unit);
    let title_level = reader.kept("title_level", old.map(|old| old.title_level), Reader::code);
    let level = reader.kept("level", old.map(|old| old.level), Reader::code);
    let industries = old.map(|old| old.industry_codes.clone());
    let industry_codes = reader.kept("industry_codes", industries, |reader, column| {
        Some(reader.industries(column, 1))
    });
    let area_code = reader.kept(
        "area_code",
        old.map(|old| old.area_code),
        |reader, column| reader.area(column, HOMES),
    );
    let term_from = reader.kept("term_from", old.map(|old| old.term_from), Reader::date);
    let term_to = reader.kept(
        "term_to",
        old.and_then(|old| old.term_to),
        |reader, column| reader.end(column, term_from),
    );
    let specialty = reader.kept(
        "specialty",
        old.and_then(|old| old.specialty.clone()),
        Reader::optional_text,
    );
    Some(Commissioner {
        id,
        login: login.to_owned(),
        name: name?,
        mobile: mobile?,
        gender: gender?,
        birth_year,
        kind: kind?,
        unit_id: unit_id?,
        title_level: title_level?,
        level: level?,
        industry_codes: industry_codes?,
        area_code: area_code?,
        term_from: term_from?,
        term_to,
        specialty,
    })
}

/// 登录名 = 手机号码 where the list gives only one of them.
fn mobile_is_login(reader: &mut Reader<'_>, login: &str) -> Option<String> {
    if is_phone(login) {
        return Some(login.to_owned());
    }
    reader.fault("mobile", "required", "不能为空");
    None
}

/// A year, also out of a date or a month of birth; only the year is kept.
fn birth_year(reader: &mut Reader<'_>, column: &str) -> Option<i64> {
    let text = cells::compact(reader.cell(column));
    if text.is_empty() {
        return None;
    }
    let year = match cells::date(&text) {
        Some(date) => Some(i64::from(date.year())),
        None => text.get(..4).and_then(|year| year.parse().ok()),
    };
    let year = year.filter(|year| (1900..=2100).contains(year));
    if year.is_none() {
        reader.fault(column, "not_a_year", "不是年份");
    }
    year
}

/// The kind; lists that say nothing mean natural persons.
fn kind(reader: &mut Reader<'_>, column: &str) -> Option<CommissionerKind> {
    match cells::compact(reader.cell(column)).as_str() {
        "" | "个人" | "自然人" | "自然人(个人)" => Some(CommissionerKind::Individual),
        _ => reader.code(column),
    }
}
