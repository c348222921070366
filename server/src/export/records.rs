//! Records as rows: visits and trainings in one list, each with the columns that are its own.
//! A contact's phone is in none of them: revealing one is a call of its own.

use super::{Cell, columns};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    calendar,
    codes::{ActionKind, Coded, Organiser, ServiceKind, ServiceMode, TargetKind, TrainingForm},
    coverage::Tenths,
    reading::{ABSENT_MARK, Flag, PersonName, RecordView},
};

columns! {
    /// The columns of every list of records.
    COLUMNS: RecordView;
    "编号" 16 |record| Cell::text(record.number.clone().unwrap_or_default());
    "服务日期" 11 |record| Cell::date(record.occurred_on);
    "类别" 6 |record| Cell::text(record.kind.label());
    "状态" 9 |record| Cell::text(record.status.label());
    "填报人" 10 |record| Cell::text(&record.author_name);
    "派出单位" 22 |record| Cell::text(&record.author_unit);
    "同行人（授课人）" 16 |record| people(&record.people);
    "团队" 18 |record| Cell::text(record.team_name.clone().unwrap_or_default());
    "区划代码" 14 |record| Cell::text(record.text("area_code"));
    "服务地点" 24 |record| Cell::text(&record.area_name);
    "具体地点" 16 |record| Cell::text(record.text("place"));
    "方式" 10 |record| way(record);
    "开始日期" 11 |record| day(record, "started_on", "started_at");
    "结束日期" 11 |record| day(record, "ended_on", "ended_at");
    "服务天数（天）" 9 |record| tenths(record, "service_days");
    "服务对象类别" 10 |record| Cell::term::<TargetKind>(record.text("target_kind"));
    "服务对象" 16 |record| Cell::text(record.text("target_name"));
    "产业" 14 |record| Cell::texts(&record.industry_names);
    "行动类别" 12 |record| Cell::term::<ActionKind>(record.text("action_kind"));
    "服务类别" 18 |record| Cell::texts(&labels::<ServiceKind>(&record.texts("service_kinds")));
    "培训名称" 24 |record| Cell::text(record.text("title"));
    "培训主题" 24 |record| Cell::text(record.text("topic"));
    "主办方" 12 |record| Cell::term::<Organiser>(record.text("organiser"));
    "服务内容" 48 |record| Cell::text(record.text("content"));
    "服务成效" 32 |record| Cell::text(record.text("result"));
    "指导农户（户）" 9 |record| Cell::count(record.count("households_guided"));
    "接受咨询（人次）" 9 |record| Cell::count(record.count("consultations"));
    "发放资料（份）" 9 |record| Cell::count(record.count("materials_issued"));
    "培训人次（人次）" 9 |record| Cell::count(record.count("attendances"));
    "农民（人次）" 9 |record| Cell::count(record.count("farmers"));
    "脱贫人口（人次）" 9 |record| Cell::count(record.count("poverty_exited_people"));
    "基层技术人员（人次）" 9 |record| Cell::count(record.count("grassroots_technicians"));
    "妇女（人次）" 9 |record| Cell::count(record.count("women"));
    "线上观看（人次）" 9 |record| Cell::count(record.count("online_views"));
    "照片（张）" 7 |record| Cell::Count(i64::try_from(record.photo_count()).unwrap_or(i64::MAX));
    "补录" 6 |record| Cell::text(if record.late { "补录" } else { "" });
    "提示" 20 |record| Cell::texts(&flags(&record.flags));
    "代录人" 10 |record| Cell::text(record.entered_by.clone().unwrap_or_default());
    "来源" 8 |record| Cell::text(origin(record));
    "收到时间" 16 |record| Cell::Instant(record.received_at);
    "审核人" 10 |record| Cell::text(record.reviewed_by.clone().unwrap_or_default());
    "审核时间" 16 |record| Cell::instant(record.reviewed_at);
    "审核意见" 24 |record| Cell::text(record.review_opinion.clone().unwrap_or_default());
}

/// How the record came here.
fn origin(record: &RecordView) -> &'static str {
    match (record.imported, &record.entered_by) {
        (true, _) => "导入",
        (_, Some(_)) => "代录",
        _ => "本人填报",
    }
}

fn people(people: &[PersonName]) -> Cell {
    let names: Vec<String> = people
        .iter()
        .map(|person| {
            if person.absent {
                format!("{}{ABSENT_MARK}", person.name)
            } else {
                person.name.clone()
            }
        })
        .collect();
    Cell::texts(&names)
}

/// How a visit took place, or what form a training had.
fn way(record: &RecordView) -> Cell {
    match record.text("mode") {
        "" => Cell::term::<TrainingForm>(record.text("form")),
        mode => Cell::term::<ServiceMode>(mode),
    }
}

/// A visit's date, or the date of a training's instant in Asia/Shanghai.
fn day(record: &RecordView, date: &str, instant: &str) -> Cell {
    let dated: Option<NaiveDate> = record.text(date).parse().ok();
    let begun: Option<DateTime<Utc>> = record.text(instant).parse().ok();
    Cell::date(dated.or(begun.map(calendar::shanghai_date)))
}

fn tenths(record: &RecordView, name: &str) -> Cell {
    let number = record.body.get(name).cloned();
    number
        .and_then(|number| serde_json::from_value::<Tenths>(number).ok())
        .map_or(Cell::Empty, Cell::Decimal)
}

fn labels<T: Coded>(codes: &[&str]) -> Vec<String> {
    codes
        .iter()
        .map(|code| {
            T::from_code(code).map_or_else(|| (*code).to_owned(), |term| term.label().to_owned())
        })
        .collect()
}

fn flags(flags: &[Flag]) -> Vec<String> {
    flags.iter().map(|flag| flag.label().to_owned()).collect()
}
