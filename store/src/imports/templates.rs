//! What an empty file of each kind looks like.

use super::{Columns, Kind};

/// The headers of a file, in Chinese, in the order of the contract.
#[must_use]
pub fn headers(kind: Kind) -> Vec<&'static str> {
    columns(kind).map(|(_, header, _)| header).collect()
}

/// One row of examples under the headers.
#[must_use]
pub fn example(kind: Kind) -> Vec<&'static str> {
    columns(kind).map(|(.., example)| example).collect()
}

/// Column, header and example; ids are the programme's own business.
fn columns(kind: Kind) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let columns = kind.columns().iter().map(|(column, _)| *column);
    columns
        .filter(|column| *column != "id")
        .map(move |column| (column, kind.header(column), cell(kind, column)))
}

#[expect(clippy::too_many_lines, reason = "a table to be read as a whole")]
fn cell(kind: Kind, column: &str) -> &'static str {
    match (kind, column) {
        (Kind::Entries(ledger), column) => super::ledgers::example(ledger, column),
        // Most visits are one person's.
        (Kind::Visits, "team_code") => "",
        (Kind::Divisions, "code") => "360722104200",
        (Kind::Divisions, "name") => "新田村委会",
        (Kind::Divisions, "level") => "village",
        (Kind::Divisions, "parent_code") => "360722104000",
        (Kind::Divisions, "kind") => "村",
        (Kind::Divisions, "short_name") => "新田村",
        (Kind::Units, "code") => "XF-01",
        (Kind::Units, "name") | (_, "unit_code" | "lead_unit_code") => "信丰县脐橙研究所",
        (Kind::Units, "kind") => "科研院所",
        (Kind::Commissioners, "kind") => "自然人",
        (Kind::Teams, "code") => "T-01",
        (Kind::Teams, "name") | (_, "team_code") => "脐橙产业科技特派团",
        (Kind::Teams, "kind") => "科技特派团",
        (Kind::Designations, "kind") => "脱贫村",
        (Kind::Industries, "code") => "sweet_leaf",
        (Kind::Industries, "name") => "甜叶菊",
        (Kind::Industries, "unit") => "亩",
        (Kind::Visits, "login") => "钟小娟",
        (Kind::Visits | Kind::Trainings, "started_on") => "2025-03-01",
        (Kind::Visits | Kind::Trainings, "ended_on") => "2025-03-02",
        (Kind::Visits, "service_days") => "1.5",
        (Kind::Visits, "mode") => "实地",
        (Kind::Visits, "target_kind") => "农户",
        (Kind::Visits, "target_name") => "刘建国等 6 户",
        (Kind::Visits, "content") => "到果园查看树势，指导黄龙病防控和春季修剪。",
        (Kind::Visits, "households_guided") => "6",
        (Kind::Visits, "consultations") => "15",
        (Kind::Trainings, "login" | "trainers") => "钟小娟",
        (Kind::Trainings, "title") => "脐橙黄龙病防控培训班",
        (Kind::Trainings, "form") => "田间现场",
        (Kind::Trainings, "attendances") => "45",
        (Kind::Trainings, "farmers") => "40",
        (Kind::Visits | Kind::Trainings, "materials_issued") => "30",
        (Kind::Visits | Kind::Trainings, "area_code") => "信丰县新田镇新田村",
        // A row names a person or a team.
        (Kind::Assignments, "login") => "",
        (_, "login" | "mobile" | "phone" | "contact_phone") => "13900000000",
        (_, "name") => "钟小娟",
        (_, "gender") => "女",
        (_, "birth_year") => "1984",
        (_, "title_level") => "副高",
        (_, "level") => "县级",
        (_, "industry_codes" | "leading_industries") => "脐橙、油茶",
        (_, "industry_code") => "脐橙",
        (_, "area_code") => "信丰县",
        (Kind::Villages, "code") | (_, "village_code") => "信丰县新田镇新田村",
        (_, "households") => "312",
        (_, "population") => "1260",
        (_, "has_industry_base") => "是",
        (_, "party_secretary" | "contact_name" | "contact") => "刘建国",
        (_, "current_condition") => "脐橙 800 亩",
        (_, "tech_demand") => "黄龙病防控",
        (_, "category") => "种植",
        (_, "members") => "钟小娟(团长)",
        (_, "term_from" | "started_on" | "from" | "valid_from") => "2026-01-01",
        (_, "term_to" | "ended_on" | "to" | "valid_to") => "2026-12-31",
        (_, "document_no") => "信科字〔2026〕1号",
        (_, "specialty") => "果树栽培",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::Table;
    use domain::codes::Coded;

    #[test]
    fn every_template_is_a_file_that_an_import_understands() {
        for kind in Kind::ALL {
            let cells = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
            let row = |number, texts| crate::imports::Row {
                number,
                cells: cells(texts),
            };
            let rows = vec![row(1, headers(*kind)), row(2, example(*kind))];
            let table = Table::find(*kind, rows).unwrap();
            assert_eq!(table.rows.len(), 1, "{}", kind.code());
        }
    }
}
