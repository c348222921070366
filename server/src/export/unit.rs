//! A unit's people of a year as rows.

use super::{Cell, columns};
use domain::units::UnitPerson;

columns! {
    /// The columns of a unit's list of its people.
    PEOPLE: UnitPerson;
    "姓名" 12 |person| Cell::text(&person.name);
    "所属区域" 24 |person| Cell::text(&person.area_name);
    "聘期起" 12 |person| Cell::Date(person.term_from);
    "聘期止" 12 |person| Cell::date(person.term_to);
    "到村服务（次）" 10 |person| Cell::Count(person.progress.visits);
    "其中待审（次）" 10 |person| Cell::Count(person.progress.pending_visits);
    "服务天数（天）" 10 |person| Cell::Decimal(person.progress.days);
    "培训（次）" 10 |person| Cell::Count(person.progress.trainings);
    "培训人次（人次）" 10 |person| Cell::Count(person.progress.attendances);
    "最近到村" 12 |person| Cell::date(person.last_visited_on);
    "单位意见" 48 |person| opinion(person);
    "出具日期" 12 |person| Cell::date(person.opinion.as_ref().map(|opinion| opinion.given_on));
    "县受理" 8 |person| Cell::text(if closed(person) { "已受理" } else { "" });
}

fn opinion(person: &UnitPerson) -> Cell {
    let text = person.opinion.as_ref().map(|opinion| opinion.text.clone());
    Cell::text(text.unwrap_or_default())
}

fn closed(person: &UnitPerson) -> bool {
    let opinion = person.opinion.as_ref();
    opinion.is_some_and(|opinion| opinion.closed.is_some())
}
