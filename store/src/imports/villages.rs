//! 村基本情况: the village's card.

use super::{Known, Plan, Rights, Table, cells, reader::Reader};
use crate::registers::Village;
use domain::areas::{AreaCode, AreaLevel};

pub(super) fn plan(plan: &mut Plan, rights: Rights<'_>, table: &Table, known: &Known) {
    for row in &table.rows {
        let mut reader = Reader::new(rights, table, row, known);
        let code = reader.area("code", &[AreaLevel::Village]);
        let village = village(&mut reader, code, known);
        let key = code.map(|code| code.to_string()).unwrap_or_default();
        let clean = plan.accept(reader, "code", &key);
        if let Some(village) = village.filter(|_| clean)
            && plan.settle(known.villages.get(&village.code), &village)
        {
            plan.villages.push(village);
        }
    }
}

/// Every cell is read, so that all the faults of a row are told at once.
fn village(reader: &mut Reader<'_>, code: Option<AreaCode>, known: &Known) -> Option<Village> {
    let old = code.and_then(|code| known.villages.get(&code));
    let industries = old.map(|village| village.leading_industries.clone());
    let has_industry_base = reader.kept(
        "has_industry_base",
        old.map(|village| village.has_industry_base),
        |reader, column| {
            let answer = cells::yes_or_no(reader.cell(column));
            if answer.is_none() {
                reader.fault(column, "unknown_code", "应填“是”或“否”");
            }
            answer
        },
    );
    let mut text =
        |column, old: Option<&String>| reader.kept(column, old.cloned(), Reader::optional_text);
    let party_secretary = text(
        "party_secretary",
        old.and_then(|village| village.party_secretary.as_ref()),
    );
    let contact_name = text(
        "contact_name",
        old.and_then(|village| village.contact_name.as_ref()),
    );
    let current_condition = text(
        "current_condition",
        old.and_then(|village| village.current_condition.as_ref()),
    );
    let tech_demand = text(
        "tech_demand",
        old.and_then(|village| village.tech_demand.as_ref()),
    );
    let mut count = |column, old| reader.kept(column, old, Reader::count);
    let households = count("households", old.and_then(|village| village.households));
    let population = count("population", old.and_then(|village| village.population));
    let leading_industries = reader.kept("leading_industries", industries, |reader, column| {
        Some(reader.industries(column, 0))
    });
    let contact_phone = reader.kept(
        "contact_phone",
        old.and_then(|village| village.contact_phone.clone()),
        Reader::phone,
    );
    Some(Village {
        code: code?,
        households,
        population,
        has_industry_base: has_industry_base?,
        leading_industries: leading_industries?,
        contact_phone,
        party_secretary,
        contact_name,
        current_condition,
        tech_demand,
    })
}
