//! Commissioners, teams and ledgers' entries as rows.

use super::{Cell, columns, statistics::number};
use domain::{
    codes::Coded,
    reading::{ListedEntry, ListedPart, ListedPerson, ListedTeam},
};

columns! {
    /// The columns of a list of commissioners.
    PEOPLE: ListedPerson;
    "姓名" 14 |person| Cell::text(&person.name);
    "派出单位" 30 |person| Cell::text(&person.unit);
    "所属区域" 24 |person| Cell::text(&person.area_name);
    "聘期起" 12 |person| Cell::Date(person.term_from);
    "聘期止" 12 |person| Cell::date(person.term_to);
}

columns! {
    /// The columns of a list of teams.
    TEAMS: ListedTeam;
    "名称" 30 |team| Cell::text(&team.name);
    "服务产业" 16 |team| Cell::text(&team.industry);
    "所属区域" 24 |team| Cell::text(&team.area_name);
    "开始日期" 12 |team| Cell::Date(team.started_on);
    "结束日期" 12 |team| Cell::date(team.ended_on);
}

columns! {
    /// The columns of a list of townships or industries.
    PARTS: ListedPart;
    "代码" 16 |part| Cell::text(&part.code);
    "名称" 24 |part| Cell::text(&part.name);
    "覆盖" 10 |part| Cell::text(if part.covered { "已覆盖" } else { "未覆盖" });
    "覆盖方式" 24 |part| Cell::text(through(part));
}

fn through(part: &ListedPart) -> String {
    let through: Vec<_> = part.through.iter().map(|what| what.label()).collect();
    through.join("、")
}

columns! {
    /// The columns of the ledgers' entries behind a figure.
    ENTRIES: ListedEntry;
    "名称" 30 |entry| Cell::text(&entry.title);
    "类别" 14 |entry| Cell::text(&entry.sub_kind);
    "地点" 26 |entry| Cell::text(&entry.area_name);
    "日期" 12 |entry| match entry.year() {
        Some(year) => Cell::text(format!("{year} 年")),
        None => Cell::Date(entry.occurred_on),
    };
    "状态" 10 |entry| Cell::text(&entry.status);
    "计入" 10 |entry| number(Some(entry.number));
}
