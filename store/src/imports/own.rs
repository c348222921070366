//! The file that the list of records itself writes: visits and trainings in one, each row in its own
//! columns. A county brings its years along with it from one installation to another.

use super::{Kind, RowError, cells, columns::plain, sheet::Row};
use chrono::NaiveDate;
use domain::{
    codes::{Coded, RecordKind, Status},
    ids::CommissionerId,
    ledgers::name_key,
    reading::ABSENT_MARK,
    records::Record,
};

/// By which our file is told from an office's own ledger.
const MARKS: [&str; 4] = ["编号", "类别", "状态", "来源"];

/// What says whether a row is read, and says nothing else.
const KIND: &str = "类别";
const STATUS: &str = "状态";

/// What is the system's own, or stands in another column as well.
const OF_EITHER: &[&str] = &[
    "服务日期",
    "派出单位",
    "服务地点",
    "照片(张)",
    "补录",
    "提示",
    "代录人",
    "来源",
    "收到时间",
    "审核人",
    "审核时间",
    "审核意见",
];

const OF_VISITS: &[&str] = &[
    "团队",
    "服务天数(天)",
    "服务对象类别",
    "服务对象",
    "行动类别",
    "服务类别",
    "服务内容",
    "服务成效",
    "指导农户(户)",
    "接受咨询(人次)",
];

const OF_TRAININGS: &[&str] = &[
    "培训名称",
    "培训主题",
    "主办方",
    "培训人次(人次)",
    "农民(人次)",
    "脱贫人口(人次)",
    "基层技术人员(人次)",
    "妇女(人次)",
    "线上观看(人次)",
];

/// Where our file says what a row is, and how far it has come.
#[derive(Debug, Clone, Copy)]
pub(super) struct OwnFile {
    kind: RecordKind,
    kind_at: usize,
    status_at: usize,
}

impl OwnFile {
    /// Our file of records, by its header; none for any other file.
    pub(super) fn of(kind: Kind, header: &Row) -> Option<Self> {
        let kind = match kind {
            Kind::Visits => RecordKind::Visit,
            Kind::Trainings => RecordKind::Training,
            _ => return None,
        };
        let at = |mark: &str| header.cells.iter().position(|cell| plain(cell) == mark);
        if MARKS.iter().any(|mark| at(mark).is_none()) {
            return None;
        }
        Some(Self {
            kind,
            kind_at: at(KIND)?,
            status_at: at(STATUS)?,
        })
    }

    /// Whether a header tells which rows are read.
    pub(super) fn sorts_by(header: &str) -> bool {
        [KIND, STATUS].contains(&plain(header).as_str())
    }

    /// Whether nothing of a column is read.
    pub(super) fn passes_over(self, header: &str) -> bool {
        let header = plain(header);
        let of_others = match self.kind {
            RecordKind::Visit => OF_TRAININGS,
            RecordKind::Training => OF_VISITS,
        };
        OF_EITHER.iter().chain(of_others).any(|one| *one == header)
    }

    /// Leaves the approved rows of its kind; what is to be said of those that go.
    pub(super) fn sort(self, rows: &mut Vec<Row>) -> Option<RowError> {
        rows.retain(|row| self.is_of_kind(row));
        let before = rows.len();
        rows.retain(|row| cells::coded(cell(row, self.status_at)).is_some_and(Status::counts));
        let left = before - rows.len();
        (left > 0).then(|| RowError {
            row: 0,
            column: STATUS.to_owned(),
            value: String::new(),
            code: "not_approved",
            message: format!("{left} 条不是已通过的记录，不导入"),
            suggestion: None,
        })
    }

    fn is_of_kind(self, row: &Row) -> bool {
        cells::coded(cell(row, self.kind_at)) == Some(self.kind)
    }
}

fn cell(row: &Row, at: usize) -> &str {
    row.cells.get(at).map_or("", String::as_str)
}

/// The names of a cell, but of those who say that they were not there.
pub(super) fn present(text: &str) -> Vec<String> {
    let mut names = cells::several(text);
    names.retain(|name| !name.ends_with(ABSENT_MARK));
    names
}

/// A record that is there already is told by its number, of whoever's and whenever: the numbers of
/// another installation stand for other records.
pub(crate) fn by_number(number: &str, author: CommissionerId, to: NaiveDate) -> String {
    format!("{number} {author} {to}")
}

/// What else tells a visit: it has another number where it was taken over.
pub(crate) struct VisitFacts<'a> {
    pub(crate) author: CommissionerId,
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
    pub(crate) area: &'a str,
    pub(crate) mode: &'a str,
    pub(crate) half_days: i64,
    pub(crate) households: i64,
    pub(crate) consultations: i64,
}

impl VisitFacts<'_> {
    pub(crate) fn told(&self) -> String {
        let Self {
            author,
            from,
            to,
            area,
            mode,
            half_days,
            households,
            consultations,
        } = self;
        format!("{author} {from} {to} {area} {mode} {half_days} {households} {consultations}")
    }
}

/// The same of a training.
pub(crate) struct TrainingFacts<'a> {
    pub(crate) author: CommissionerId,
    pub(crate) to: NaiveDate,
    pub(crate) area: &'a str,
    pub(crate) title: &'a str,
    pub(crate) attendances: i64,
}

impl TrainingFacts<'_> {
    pub(crate) fn told(&self) -> String {
        let title = name_key(self.title);
        let Self {
            author,
            to,
            area,
            attendances,
            ..
        } = self;
        format!("{author} {to} {area} {attendances} {title}")
    }
}

/// All that may tell a record of a file.
pub(super) fn told(number: &str, author: CommissionerId, record: &Record) -> Vec<String> {
    let (to, area) = (record.occurred_on(), record.area_code().to_string());
    let facts = match record {
        Record::Visit(visit) => VisitFacts {
            author,
            from: visit.started_on,
            to,
            area: &area,
            mode: visit.mode.code(),
            half_days: visit.service_days.halves(),
            households: visit.households_guided.unwrap_or(0),
            consultations: visit.consultations.unwrap_or(0),
        }
        .told(),
        Record::Training(training) => TrainingFacts {
            author,
            to,
            area: &area,
            title: &training.title,
            attendances: training.attendances,
        }
        .told(),
    };
    vec![by_number(number, author, to), facts]
}
