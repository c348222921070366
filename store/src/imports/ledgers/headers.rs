//! The columns of a ledger's file: its fields, and the answers of the steps that a list tells of.

use crate::imports::{cells, columns::Column};
use domain::{
    areas::AreaLevel,
    codes::Coded,
    ledgers::{Field, Fills, Input, Kind, steps::Step},
};
use std::{collections::HashMap, sync::LazyLock};

/// The steps that a list of this ledger tells of, in their order.
pub(super) const fn steps(kind: Kind) -> &'static [Step] {
    match kind {
        Kind::Problem => &[Step::Assign, Step::Resolve, Step::Confirm],
        _ if kind.declared().ends => &[Step::End],
        _ => &[],
    }
}

/// Every field that a file of the ledger can hold, each column once.
pub(super) fn all_fields(kind: Kind) -> Vec<&'static Field> {
    let mut fields: Vec<&Field> = kind.declared().fields.iter().collect();
    for field in steps(kind).iter().flat_map(|step| step.fields()) {
        if !fields.iter().any(|known| known.column == field.column) {
            fields.push(field);
        }
    }
    fields
}

/// Made once, from what is declared, and kept for good.
static COLUMNS: LazyLock<HashMap<Kind, &'static [Column]>> = LazyLock::new(|| {
    let of = |kind: &Kind| (*kind, &*made(*kind).leak());
    Kind::ALL.iter().map(of).collect()
});

static NEEDED: LazyLock<HashMap<Kind, &'static [&'static str]>> = LazyLock::new(|| {
    let of = |kind: &Kind| {
        let fields = kind.declared().fields.iter();
        let needed = fields.filter(|field| {
            let keys = [Fills::Name, Fills::Area, Fills::OccurredOn, Fills::Year];
            keys.contains(&field.fills)
        });
        let needed: Vec<_> = needed.map(|field| field.column).collect();
        (*kind, &*needed.leak())
    };
    Kind::ALL.iter().map(of).collect()
});

/// All columns of a ledger's file.
pub(in crate::imports) fn columns(kind: Kind) -> &'static [Column] {
    COLUMNS[&kind]
}

/// The columns without which no row means anything.
pub(in crate::imports) fn needed(kind: Kind) -> &'static [&'static str] {
    NEEDED[&kind]
}

fn made(kind: Kind) -> Vec<Column> {
    let fields = all_fields(kind);
    let labels: Vec<String> = fields.iter().map(|field| bare(field.label)).collect();
    let mut columns: Vec<Column> = vec![("key", &["编号", "台账编号"])];
    for field in &fields {
        // As a template shows it, as a header is read, and without what stands in brackets.
        let mut headers: Vec<&'static str> = vec![
            field.label,
            cells::compact(field.label).to_lowercase().leak(),
            bare(field.label).leak(),
        ];
        let others = usual(field).iter().copied();
        headers.extend(others.filter(|other| !labels.iter().any(|label| label == other)));
        columns.push((field.column, headers.leak()));
    }
    columns
}

/// A label without what stands in brackets.
fn bare(label: &str) -> String {
    let label = cells::compact(label);
    label.split('(').next().unwrap_or_default().to_owned()
}

/// What offices call a field of this kind.
const fn usual(field: &Field) -> &'static [&'static str] {
    match (field.fills, field.input) {
        (Fills::Name, _) => &["名称"],
        (Fills::Area, _) => &["村", "所在村", "行政村", "地点", "区划代码"],
        (Fills::OccurredOn, _) => &["日期", "时间"],
        (Fills::Year, _) => &["年度", "年份"],
        (_, Input::PhoneTail) => &["手机号", "手机", "电话", "联系电话"],
        (_, Input::Holder) => &["负责人", "责任人", "科技特派员"],
        (_, Input::Industry) => &["产业", "所属产业"],
        _ => &[],
    }
}

/// A cell of the template's example row.
pub(in crate::imports) fn example(kind: Kind, column: &str) -> &'static str {
    let declared = kind.declared();
    let Some(field) = declared.fields.iter().find(|field| field.column == column) else {
        return "";
    };
    match field.input {
        Input::Past | Input::Day => "2026-01-05",
        Input::Year => "2025",
        Input::Count => "12",
        Input::PhoneTail => "5678",
        Input::Area => "35.5",
        Input::Money => "12.5",
        Input::One(choices) => choices[0].1,
        Input::Place(AreaLevel::County) => "信丰县",
        Input::Place(_) => "信丰县新田镇新田村",
        Input::Holder => "钟小娟",
        Input::Industry => "脐橙",
        Input::Line if field.fills == Fills::Name => kind.label(),
        Input::Line | Input::Long if field.required => "示例",
        Input::Line | Input::Long => "",
    }
}
