//! 村认定: 脱贫村, 乡村振兴重点帮扶村 and the like, with their dates.

use super::{Known, Plan, Rights, Table, reader::Reader};
use crate::{Clock, registers::Designation};
use chrono::NaiveDate;
use domain::{
    areas::{AreaCode, AreaLevel},
    codes::DesignationKind,
    ids::DesignationId,
};
use std::collections::HashMap;

type Key = (AreaCode, DesignationKind, NaiveDate);

pub(super) fn plan(
    plan: &mut Plan,
    rights: Rights<'_>,
    table: &Table,
    known: &Known,
    clock: &Clock,
) {
    let key = |known: &Designation| (known.village_code, known.kind, known.valid_from);
    let old: HashMap<Key, &Designation> = known
        .designations
        .iter()
        .map(|known| (key(known), known))
        .collect();
    for row in &table.rows {
        let mut reader = Reader::new(rights, table, row, known);
        let village = reader.area("village_code", &[AreaLevel::Village]);
        let kind: Option<DesignationKind> = reader.code("kind");
        let from = reader.date("valid_from");
        let key = village
            .zip(kind)
            .zip(from)
            .map(|((village, kind), from)| (village, kind, from));
        let old = key.and_then(|key| old.get(&key).copied());
        let designation = key.and_then(|key| designation(&mut reader, key, old, clock));
        let text = key.map(|key| format!("{key:?}")).unwrap_or_default();
        let clean = plan.accept(reader, "village_code", &text);
        if let Some(designation) = designation.filter(|_| clean)
            && plan.settle(old, &designation)
        {
            plan.designations.push(designation);
        }
    }
}

fn designation(
    reader: &mut Reader<'_>,
    key: Key,
    old: Option<&Designation>,
    clock: &Clock,
) -> Option<Designation> {
    let (village_code, kind, valid_from) = key;
    let level = reader.kept("level", old.map(|old| old.level), Reader::code);
    let valid_to = reader.kept(
        "valid_to",
        old.and_then(|old| old.valid_to),
        |reader, column| reader.end(column, Some(valid_from)),
    );
    let document_no = reader.kept(
        "document_no",
        old.and_then(|old| old.document_no.clone()),
        Reader::optional_text,
    );
    Some(Designation {
        id: old.map_or_else(|| DesignationId(clock.new_id()), |old| old.id),
        village_code,
        kind,
        level: level?,
        valid_from,
        valid_to,
        document_no,
    })
}
