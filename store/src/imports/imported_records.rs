//! An office's own ledger of earlier years: what its rows have in common. A row becomes a record that
//! is marked as imported and approved by the importer's right.
//!
//! A row is told from others by its 编号, or else by who, when, where and (a training) what. The same
//! row again changes nothing. A row that differs from what was imported under its key is a fault: the
//! record is approved by now, and is mended where it stands, not by a file. A row that our own list of
//! records wrote may also be a record that was written down here: that one stays as it is.

use super::{Plan, columns::Column, own, reader::Reader};
use crate::{Clock, registers::Commissioner};
use chrono::{Datelike, NaiveDate};
use domain::{
    areas::AreaCode,
    codes::RecordKind,
    fields::{FieldCode, FieldError},
    ids::{CommissionerId, RecordId},
    reading::Flag,
    records::Record,
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// What a row makes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LedgerRecord {
    pub(crate) key: String,
    pub(crate) record: Record,
    pub(crate) author: CommissionerId,
    pub(crate) flags: Vec<Flag>,
    /// Day, person and place, for a preview.
    pub(crate) title: String,
}

/// A record that a ledger made before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Imported {
    pub(crate) id: RecordId,
    /// What it says, while nobody has touched it since; none afterwards.
    pub(crate) body: Option<String>,
}

/// What tells a row from all others.
pub(super) struct Key<'a> {
    pub(super) kind: RecordKind,
    pub(super) author: CommissionerId,
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    pub(super) area: AreaCode,
    /// A training's title; a visit is told by the rest.
    pub(super) what: &'a str,
}

/// Ends a row whose fields are read: judges it as a record and settles it against what is known.
pub(super) fn settle(
    plan: &mut Plan,
    mut reader: Reader<'_>,
    (key, mut object): (Key<'_>, Map<String, Value>),
    clock: &Clock,
) {
    let number = reader.cell("key").to_owned();
    let own = digest(&key, &number, reader.is_own());
    let old = reader.imported(&own).cloned();
    let id = old
        .as_ref()
        .map_or_else(|| RecordId(clock.new_id()), |old| old.id);
    object.insert("id".into(), json!(id));
    object.insert("author_id".into(), json!(key.author));
    let record = match Record::parse(&object, clock.today()) {
        Ok(record) => Some(record),
        Err(faults) => {
            blame(&mut reader, &faults);
            None
        }
    };
    let is_written = record
        .as_ref()
        .is_some_and(|record| reader.is_written(&own::told(&number, key.author, record)));
    let text = record.as_ref().map(|record| json!(record).to_string());
    let differs = old.as_ref().is_some_and(|old| {
        !is_written
            && old.body.is_some()
            && text.is_some()
            && !same(old.body.as_deref(), text.as_deref())
    });
    if differs {
        reader.suggest(
            "started_on",
            "already_imported",
            "这一行以前导入过，内容和当时不同",
            Some("导入的记录已经审核通过，请打开那条记录退回更正；如果是另一次服务，请加“编号”列区分".to_owned()),
        );
    }
    let title = title(&reader, &key);
    let flags = reader
        .known_person(key.author)
        .map(|person| flags(&reader, person, &key))
        .unwrap_or_default();
    let clean = plan.accept(reader, "started_on", &own);
    let Some(record) = record.filter(|_| clean) else {
        return;
    };
    if old.is_some() || is_written {
        plan.report.unchanged += 1;
        return;
    }
    plan.report.created += 1;
    plan.records.push(LedgerRecord {
        key: own,
        record,
        author: key.author,
        flags,
        title,
    });
}

/// Ends a row of which not enough could be read to tell it from others. What was read is judged all
/// the same, so that all faults of a row are named at once.
pub(super) fn give_up(
    plan: &mut Plan,
    mut reader: Reader<'_>,
    mut object: Map<String, Value>,
    clock: &Clock,
) {
    object.insert("id".into(), json!(RecordId(clock.new_id())));
    if let Err(mut faults) = Record::parse(&object, clock.today()) {
        // What is missing or short may be so because of what has been told already.
        faults.retain(|fault| match fault.code {
            FieldCode::Required | FieldCode::TooShort => false,
            FieldCode::TooFew => fault.path.ends_with("participant_ids"),
            _ => true,
        });
        blame(&mut reader, &faults);
    }
    plan.accept(reader, "started_on", "");
}

fn digest(key: &Key<'_>, number: &str, is_own: bool) -> String {
    let identity = if number.is_empty() || is_own {
        let facts = format!(
            "{} {} {} {} {} {}",
            domain::records::prefix(key.kind),
            key.author,
            key.from,
            key.to,
            key.area,
            key.what
        );
        // Another installation gave the same number to another record.
        if is_own {
            format!("{facts} no. {number}")
        } else {
            facts
        }
    } else {
        // Two counties may both have a row 1, and each begins anew every year.
        let county = key.area.at(domain::areas::AreaLevel::County);
        let county = county.unwrap_or(key.area);
        format!(
            "{} {county} {} no. {number}",
            domain::records::prefix(key.kind),
            key.to.year()
        )
    };
    let digits = |text: String, byte| format!("{text}{byte:02x}");
    Sha256::digest(identity).iter().fold(String::new(), digits)
}

/// Whether two bodies say the same, in whatever order.
fn same(one: Option<&str>, other: Option<&str>) -> bool {
    let value = |text: Option<&str>| serde_json::from_str::<Value>(text.unwrap_or_default()).ok();
    value(one) == value(other)
}

fn title(reader: &Reader<'_>, key: &Key<'_>) -> String {
    let name = reader
        .known_person(key.author)
        .map(|person| person.name.as_str());
    let place = reader.place_name(key.area);
    format!(
        "{} {} {place} {}",
        key.to,
        name.unwrap_or_default(),
        key.what
    )
    .trim_end()
    .to_owned()
}

/// What a reviewer should notice about author and place.
fn flags(reader: &Reader<'_>, person: &Commissioner, key: &Key<'_>) -> Vec<Flag> {
    let mut flags = Vec::new();
    if !reader.serves_on(person.id, key.to) {
        flags.push(Flag::OutsideTerm);
    }
    if !person.area_code.contains(&key.area) {
        flags.push(Flag::OutsideCounty);
    }
    flags
}

/// Says in the file's own words what the rules of a record say in fields.
fn blame(reader: &mut Reader<'_>, faults: &[FieldError]) {
    for fault in faults {
        let field = fault.path.split('.').nth(1).unwrap_or_default();
        let (column, message) = match (field, fault.code) {
            ("started_on" | "started_at", FieldCode::InFuture) => ("started_on", "不能晚于今天"),
            ("ended_on" | "ended_at", FieldCode::InFuture) => ("ended_on", "不能晚于今天"),
            ("ended_on" | "ended_at", FieldCode::BeforeStart) => ("ended_on", "早于开始日期"),
            ("ended_on", FieldCode::SpanTooLong) => {
                ("ended_on", "一次服务最长 15 天，更长的请拆成几行")
            }
            ("ended_at", FieldCode::SpanTooLong) => {
                ("ended_on", "一次培训最长 31 天，更长的请拆成几行")
            }
            ("service_days", FieldCode::NotHalfStep) => ("service_days", "天数以半天为单位"),
            ("service_days", _) => (
                "service_days",
                "天数应为 0.5 以上，且不能多于起止日期之间的天数",
            ),
            ("participant_ids", FieldCode::TooFew) => {
                ("participants", "团队日志至少还要有一位同行人员")
            }
            ("trainer_ids", FieldCode::TooFew) => ("trainers", "至少要有一位授课人"),
            ("poverty_exited_people", FieldCode::ExceedsTotal) => {
                ("poverty_exited_people", "不能多于农民人次")
            }
            (_, FieldCode::ExceedsTotal) => (field, "不能多于培训人次"),
            (_, FieldCode::TooLong) => (field, "文字过长"),
            (_, FieldCode::OutOfRange) => (field, "数字超出范围"),
            (_, FieldCode::ControlCharacter) => (field, "含有控制字符"),
            (_, FieldCode::Required | FieldCode::TooShort | FieldCode::TooFew) => {
                (field, "不能为空")
            }
            _ => (field, "不符合要求"),
        };
        // What could not be read at all has been told: it is not missing as well.
        if !reader.has_fault(column) {
            reader.fault(column, "bad_record", message);
        }
    }
}

pub(super) const VISITS: &[Column] = &[
    ("key", &["编号", "台账编号", "日志编号", "记录编号"]),
    (
        "login",
        &[
            "填报人",
            "科技特派员",
            "特派员",
            "特派员姓名",
            "姓名",
            "服务人员",
            "登录名",
            "账号",
            "手机号",
        ],
    ),
    (
        "team_code",
        &["填报特派团", "特派团", "科技特派团", "团队", "团队代码"],
    ),
    (
        "participants",
        &[
            "同行人员",
            "同行人",
            "参与人员",
            "参加人员",
            "同行人(授课人)",
        ],
    ),
    (
        "started_on",
        &[
            "服务开始时间",
            "开始时间",
            "开始日期",
            "服务时间",
            "服务日期",
            "日期",
            "时间",
        ],
    ),
    ("ended_on", &["服务结束时间", "结束时间", "结束日期"]),
    (
        "service_days",
        &[
            "科技服务天数",
            "科技服务天数(天)",
            "服务天数",
            "服务天数(天)",
            "天数",
        ],
    ),
    ("mode", &["服务方式", "方式"]),
    (
        "area_code",
        &[
            "村",
            "填报贫困村",
            "填报脱贫村",
            "服务村",
            "所在村",
            "行政村",
            "服务地点",
            "地点",
            "村代码",
            "区划代码",
        ],
    ),
    ("place", &["具体地点", "详细地点"]),
    ("target_kind", &["服务对象类型", "服务对象类别", "对象类型"]),
    ("target_name", &["服务对象", "服务对象名称", "需求单位"]),
    (
        "industry_codes",
        &["产业", "服务产业", "主导产业", "所属产业"],
    ),
    ("action_kind", &["帮扶行动", "行动类别", "行动"]),
    ("service_kinds", &["服务类别", "服务类型"]),
    (
        "content",
        &[
            "服务内容",
            "工作总结",
            "情况记录",
            "帮扶内容",
            "工作内容",
            "主要内容",
            "内容",
        ],
    ),
    ("result", &["效果", "服务效果", "服务成效", "成效"]),
    (
        "households_guided",
        &[
            "户数",
            "指导户数",
            "现场指导户数",
            "服务户数",
            "指导农户",
            "指导农户(户)",
        ],
    ),
    (
        "consultations",
        &[
            "人次",
            "咨询人次",
            "现场咨询人次",
            "服务人次",
            "接受咨询(人次)",
        ],
    ),
    (
        "materials_issued",
        &[
            "资料份数",
            "发放资料份数",
            "发放资料",
            "发放资料(份)",
            "资料",
        ],
    ),
];

pub(super) const TRAININGS: &[Column] = &[
    ("key", &["编号", "台账编号", "记录编号"]),
    (
        "login",
        &[
            "填报人",
            "科技特派员",
            "特派员",
            "姓名",
            "登录名",
            "账号",
            "手机号",
        ],
    ),
    ("title", &["培训名称", "培训班名称", "名称", "班次名称"]),
    ("topic", &["培训主题", "主题", "培训内容", "内容"]),
    ("form", &["培训形式", "形式", "培训方式", "方式"]),
    (
        "started_on",
        &[
            "时间",
            "培训时间",
            "开始时间",
            "开始日期",
            "培训日期",
            "日期",
        ],
    ),
    ("ended_on", &["结束时间", "结束日期"]),
    (
        "area_code",
        &[
            "地点",
            "培训地点",
            "举办地点",
            "村",
            "所在村",
            "乡镇",
            "区划代码",
        ],
    ),
    ("place", &["具体地点", "详细地点"]),
    ("organiser", &["主办", "主办方", "主办单位", "举办单位"]),
    (
        "trainers",
        &[
            "授课人",
            "授课教师",
            "授课专家",
            "主讲人",
            "培训老师",
            "同行人(授课人)",
        ],
    ),
    ("industry_codes", &["产业", "服务产业", "所属产业"]),
    (
        "attendances",
        &[
            "人次",
            "培训人次",
            "参训人次",
            "培训人数",
            "参训人数",
            "人数",
            "培训人次(人次)",
        ],
    ),
    ("farmers", &["其中农民", "农民", "农民人次", "农民(人次)"]),
    (
        "poverty_exited_people",
        &[
            "其中脱贫人口",
            "脱贫人口",
            "贫困群众",
            "脱贫群众",
            "脱贫人口(人次)",
        ],
    ),
    (
        "grassroots_technicians",
        &[
            "其中基层技术人员",
            "基层技术人员",
            "农技人员",
            "基层技术人员(人次)",
        ],
    ),
    ("women", &["其中妇女", "妇女", "妇女(人次)"]),
    (
        "online_views",
        &["线上观看", "线上观看人次", "线上观看(人次)"],
    ),
    (
        "materials_issued",
        &["资料份数", "发放资料份数", "发放资料", "发放资料(份)"],
    ),
];
