//! Sentences: failures, field errors, dates and states, as people in the field say them.
//!
//! Labels that stand still are written where they stand; what depends on data is worded here.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use domain::{
    calendar::{shanghai, shanghai_date},
    codes::Status,
    coverage::VillageState,
    fields::{FieldCode, FieldError},
    reading::{MyVillage, PhotoState, RecordView},
};

use crate::error::AppError;

/// What happened and what to do about it.
#[must_use]
pub const fn failure(error: &AppError) -> &'static str {
    match error {
        AppError::NotFound => "没有找到，可能已被删除，或不在您可查看的范围内。",
        AppError::Forbidden => "您的账号没有这项权限。",
        AppError::SignedOut => "登录已过期，请重新登录。",
        AppError::Conflict => "内容已被别人修改，请刷新后再试。",
        AppError::Rejected { .. } => "有内容需要更正，请看标红的地方。",
        AppError::BadCredentials => "账号或密码不对。",
        AppError::BadCode => "一次性验证码不对、已使用或已过期，请向县科技局重新领取。",
        AppError::WeakPassword => "新密码太简单：至少 8 个字符，不要用常见密码或账号本身。",
        AppError::TooManyAttempts => "尝试次数太多，请 15 分钟后再试。",
        AppError::Unreachable => "连不上服务器，请检查网络后重试。",
        AppError::Unavailable => "服务器暂时不可用，请稍后重试。",
        AppError::Unexpected => "出了点问题，请稍后重试；如果一直这样，请联系县科技局。",
    }
}

/// The same where people change the password of their own account: they typed no login.
#[must_use]
pub const fn password_failure(error: &AppError) -> &'static str {
    match error {
        AppError::BadCredentials => "现在的密码不对。",
        other => failure(other),
    }
}

/// What is wrong with a field, in one sentence. The path tells which limits apply.
#[must_use]
#[expect(clippy::too_many_lines, reason = "one sentence a line")]
pub fn field(error: &FieldError) -> String {
    let name = error
        .path
        .split_once('.')
        .map_or(error.path.as_str(), |(_, name)| name);
    let sentence = match (name, error.code) {
        ("content", FieldCode::Required | FieldCode::TooShort) => "请写清做了什么，至少 20 个字。",
        ("content" | "result", FieldCode::TooLong) => "太长了，最多 1000 字。",
        ("area_code", FieldCode::Required) => "请选择服务的村。",
        ("area_code", FieldCode::AreaLevel) => "请选到村；没有具体的村时选乡镇或县。",
        ("industry_codes", _) => "请至少选一个产业。",
        ("service_kinds", FieldCode::TooFew) => "请至少选一项服务内容。",
        ("participant_ids", FieldCode::TooFew) => "团队日志请选至少一位同去的队员。",
        ("trainer_ids", FieldCode::TooFew) => "请至少选一位授课人，或填写外请专家。",
        ("service_days", FieldCode::OutOfRange) => "天数不能超过起止日期之间的天数。",
        ("attendances", FieldCode::Required | FieldCode::OutOfRange) => "请填培训人次，至少 1。",
        ("give_up_reason", FieldCode::Required) => "请写明放弃的原因。",
        (name, FieldCode::WrongType) if is_count(name) => "只填整数，不带单位。",
        (name, FieldCode::WrongType) if is_area(name) => "只填数字，最多两位小数，不带单位。",
        (name, FieldCode::OutOfRange) if is_area(name) => {
            "数字超出了范围，请填 0 到 10000 之间的亩数。"
        }
        ("farmers" | "women" | "grassroots_technicians", FieldCode::ExceedsTotal) => {
            "不能多于培训人次。"
        }
        ("poverty_exited_people", FieldCode::ExceedsTotal) => {
            "不能多于培训人次，也不能多于其中农民。"
        }
        ("ended_at", FieldCode::SpanTooLong) => "一次培训最长 31 天。",
        (_, FieldCode::SpanTooLong) => "一次服务最长 15 天，请分开记录。",
        (_, FieldCode::Required) => "请填写这一项。",
        (_, FieldCode::TooShort) => "太短了，请写完整一些。",
        (_, FieldCode::TooLong) => "太长了，请缩短一些。",
        (_, FieldCode::TooFew) => "请至少选一项。",
        (_, FieldCode::TooMany) => "选得太多了。",
        (_, FieldCode::ControlCharacter) => "含有无法保存的特殊符号，请删去后重填。",
        (_, FieldCode::NotADate | FieldCode::NotAnInstant) => "日期或时间不对。",
        (_, FieldCode::NotAPhone) => "电话号码不对。",
        (_, FieldCode::InFuture) => "不能晚于今天。",
        (_, FieldCode::BeforeStart) => "结束不能早于开始。",
        (_, FieldCode::NotHalfStep) => "天数以半天为单位。",
        (_, FieldCode::OutOfRange) => "数字超出了范围，请填 0 到 1000000 之间的整数。",
        (_, FieldCode::NotAnAreaCode | FieldCode::UnknownArea | FieldCode::AreaLevel) => {
            "没有这个地点，请重新选择。"
        }
        (_, FieldCode::Ambiguous) => "有几位同名的，请从提示里选带单位的那一位。",
        (_, FieldCode::UnknownPerson | FieldCode::UnknownTeam) => "人员或团队已变动，请重新选择。",
        (_, FieldCode::Duplicate) => "重复了。",
        (_, FieldCode::ExceedsTotal) => "不能多于总数。",
        (_, FieldCode::NotEditable) => "这条记录已审核，不能再改；需要更正请联系县科技局退回。",
        (_, FieldCode::NotFound) => "找不到这条记录，可能已被删除。",
        (_, FieldCode::UnknownSchema) => "页面版本太旧，请刷新页面；填写的内容请先复制保存。",
        (_, FieldCode::OpinionRequired) => "请写明意见。",
        (_, FieldCode::NotAllowedNow) => "这条记录的状态已变，请刷新后再处理。",
        (_, FieldCode::OwnRecord) => "本人填写或参加的记录，不能由本人审核。",
        (_, FieldCode::NotVerified) => "乡镇还没有核实，7 天内请先等乡镇处理。",
        (_, FieldCode::ReviewerAsks) => "审核人请您修改这一项。",
        (_, FieldCode::ForeignAuthor) => "不能替别人填报。",
        (_, FieldCode::UnknownRecord) => "关联的记录不存在。",
        (
            _,
            FieldCode::WrongType
            | FieldCode::NotAnId
            | FieldCode::NotASha256
            | FieldCode::UnknownCode
            | FieldCode::KindChanged
            | FieldCode::ChangeIdReused,
        ) => "这一项填得不对，请重新填写。",
    };
    sentence.to_owned()
}

/// Whether a record's field is a count of people or things.
fn is_count(name: &str) -> bool {
    let (_, last) = name.rsplit_once('.').unwrap_or(("", name));
    [
        "households_guided",
        "consultations",
        "materials_issued",
        "attendances",
        "farmers",
        "poverty_exited_people",
        "grassroots_technicians",
        "women",
        "online_views",
        "households",
    ]
    .contains(&last)
}

/// Whether a record's field is 亩 in hundredths.
fn is_area(name: &str) -> bool {
    name.ends_with(".area_hundredths")
}

/// `12月3日 星期四`.
#[must_use]
pub fn date_with_weekday(date: NaiveDate) -> String {
    const WEEKDAYS: [&str; 7] = [
        "星期一",
        "星期二",
        "星期三",
        "星期四",
        "星期五",
        "星期六",
        "星期日",
    ];
    let weekday = WEEKDAYS[date.weekday().num_days_from_monday() as usize % 7];
    format!("{} {weekday}", day(date))
}

/// `12月3日`.
#[must_use]
pub fn day(date: NaiveDate) -> String {
    format!("{}月{}日", date.month(), date.day())
}

/// `2026年12月3日`.
#[must_use]
pub fn date(date: NaiveDate) -> String {
    format!("{}年{}", date.year(), day(date))
}

/// `12月3日` within this year, with the year otherwise.
#[must_use]
pub fn day_near(date_: NaiveDate, today: NaiveDate) -> String {
    if date_.year() == today.year() {
        day(date_)
    } else {
        date(date_)
    }
}

/// `2026年12月3日 16:20`, in Asia/Shanghai.
#[must_use]
pub fn instant(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&shanghai());
    format!(
        "{} {:02}:{:02}",
        date(local.date_naive()),
        local.hour(),
        local.minute()
    )
}

/// `今天 16:20`, `昨天 09:05`, `12月3日 16:20`, with the year when it is another's.
#[must_use]
pub fn when(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (on, today) = (shanghai_date(at), shanghai_date(now));
    let day = match (today - on).num_days() {
        0 => "今天".to_owned(),
        1 => "昨天".to_owned(),
        _ => day_near(on, today),
    };
    format!("{day} {}", time(at))
}

/// `16:20`, in Asia/Shanghai.
#[must_use]
pub fn time(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&shanghai());
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// Half days as people say them: `半天`, `1 天`, `1.5 天`.
#[must_use]
pub fn half_days(halves: i64) -> String {
    match halves {
        1 => "半天".to_owned(),
        even if even % 2 == 0 => format!("{} 天", even / 2),
        odd => format!("{}.5 天", odd / 2),
    }
}

/// How long a village has waited, and how urgent that is as a pill's tone.
#[must_use]
pub fn village_state(village: &MyVillage) -> (&'static str, String) {
    let days = village.days_since;
    match (village.state, days) {
        (VillageState::Uncovered, Some(days)) => ("bad", format!("今年空白 · {days} 天")),
        (VillageState::Uncovered, None) => ("bad", "空白".to_owned()),
        (VillageState::Overdue, Some(days)) => ("bad", format!("超期 · {days} 天")),
        (VillageState::Warning, Some(days)) => ("soon", format!("将超期 · {days} 天")),
        (_, Some(0)) => ("good", "今天去过".to_owned()),
        (_, Some(days)) => ("good", format!("{days} 天前")),
        (_, None) => ("", "还没有去过".to_owned()),
    }
}

/// The `translate` of a field's value: what a person wrote is shown as written, in any language.
pub fn as_written(label: &str) -> Option<&'static str> {
    const WRITTEN: [&str; 10] = [
        "情况记录",
        "服务效果",
        "地点",
        "主题",
        "培训主题",
        "外请专家",
        "姓名",
        "名称",
        "产业现状",
        "科技需求",
    ];
    WRITTEN.contains(&label).then_some("no")
}

/// The photos of a record that cannot be shown, and why; nothing when all are there.
#[must_use]
pub fn absent_photos(record: &RecordView) -> Option<String> {
    let missing = record.photos_that_are(PhotoState::Missing);
    let cleared = record.photos_that_are(PhotoState::Cleared);
    let mut sentences = Vec::new();
    if missing > 0 {
        sentences.push(format!("{missing} 张照片还没有送达。"));
    }
    if cleared > 0 {
        sentences.push(format!("{cleared} 张照片已按规定清理。"));
    }
    (!sentences.is_empty()).then(|| sentences.concat())
}

/// The tone of a record's state.
#[must_use]
pub const fn status_tone(status: Status) -> &'static str {
    match status {
        Status::Draft | Status::Discarded => "",
        Status::Submitted => "busy",
        Status::Verified => "soon",
        Status::Approved | Status::Locked => "good",
        Status::Returned | Status::Voided => "bad",
    }
}

/// What became of a version, for the history.
#[must_use]
pub fn action(action: &str) -> &'static str {
    match action {
        "save" => "保存草稿",
        "submit" => "提交",
        "withdraw" => "撤回",
        "discard" => "删除草稿",
        "verify" => "乡镇核实",
        "approve" => "审核通过",
        "return" => "退回修改",
        "void" => "作废",
        "reopen" => "退回更正",
        "handover" => "移交给接任人",
        "absence" => "有人表示没参加",
        _ => "变动",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_said_in_halves() {
        assert_eq!(half_days(1), "半天");
        assert_eq!(half_days(2), "1 天");
        assert_eq!(half_days(3), "1.5 天");
    }

    #[test]
    fn a_number_with_its_unit_is_told_how_it_is_typed() {
        let said = |path: &str, code| field(&FieldError::new(path, code));
        let households = "visit.linked.introductions.2.households";
        let area = "training.linked.introductions.1.area_hundredths";
        for path in [
            "visit.households_guided",
            households,
            "training.attendances",
        ] {
            assert_eq!(
                said(path, FieldCode::WrongType),
                "只填整数，不带单位。",
                "{path}"
            );
        }
        assert_eq!(
            said(area, FieldCode::WrongType),
            "只填数字，最多两位小数，不带单位。"
        );
        assert!(said(area, FieldCode::OutOfRange).contains("亩"));
        assert!(said(households, FieldCode::OutOfRange).contains("整数"));
    }

    #[test]
    fn an_instant_is_told_in_shanghai() {
        let at = "2025-12-31T16:20:00Z".parse().unwrap();
        assert_eq!(instant(at), "2026年1月1日 00:20");
    }

    #[test]
    fn a_date_names_its_weekday() {
        let thursday = "2026-12-03".parse().unwrap();
        assert_eq!(date_with_weekday(thursday), "12月3日 星期四");
    }
}
