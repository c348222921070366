//! How acts are called, and what is told of each.

use crate::{
    desk::{ledgers as desk_ledgers, registers},
    words as said,
};
use domain::{
    areas::AreaCode,
    audit::{AuditGroup, AuditLine},
    codes::{Coded, Language, Role},
    coverage::{DUTIES, RULES},
    ledgers,
    registers::{Changed, Kind},
};
use serde_json::{Map, Value};

/// Acts that more is known of than their group.
const ACTS: [(&str, &str); 47] = [
    ("accounts.add", "新建账号"),
    ("accounts.disable", "停用账号"),
    ("accounts.enable", "恢复账号"),
    ("accounts.issue_code", "发放一次性验证码"),
    ("accounts.post", "修改角色或区域"),
    ("accounts.rename", "修改姓名"),
    ("accounts.reset_password", "重设密码"),
    ("accounts.set_language", "切换界面语言"),
    ("accounts.set_password", "本人设置密码"),
    ("accounts.sign_out_everywhere", "退出全部设备"),
    ("attachments.expire", "清理未用照片"),
    ("attachments.upload", "上传照片"),
    ("backups.restore", "从备份恢复"),
    ("commissioners.handover", "工作移交"),
    ("exports.make", "导出"),
    ("filings.accept", "审定年度"),
    ("filings.file", "年度上报"),
    ("filings.return", "退回年度"),
    ("imports.run", "导入"),
    ("ledgers.reply", "收到服务评价"),
    ("records.handover", "记录移交"),
    ("records.mark_absence", "标记未参加"),
    ("records.reveal_phone", "查看联系电话"),
    ("reviews.approve", "审核通过"),
    ("reviews.reopen", "退回更正"),
    ("reviews.return", "退回"),
    ("reviews.verify", "乡镇核实"),
    ("reviews.void", "作废"),
    ("satisfaction.make_link", "生成评价链接"),
    ("settings.coverage_rules", "设置覆盖标准"),
    ("settings.form", "设置统计表指标"),
    ("settings.township_step", "设置乡镇核实"),
    ("units.close_opinion", "受理派出单位意见"),
    ("units.give_opinion", "出具派出单位意见"),
    ("units.reopen_opinion", "退回派出单位意见"),
    ("villages.merged", "登记村合并"),
    ("villages.moved", "登记村划转"),
    ("villages.plan", "设置村服务计划"),
    ("villages.renamed", "登记村更名"),
    ("villages.taken_back", "撤销区划变更"),
    ("visits.import", "从台账导入服务记录"),
    ("trainings.import", "从台账导入培训记录"),
    ("visits.submit", "提交服务记录"),
    ("visits.withdraw", "撤回服务记录"),
    ("trainings.submit", "提交培训记录"),
    ("trainings.withdraw", "撤回培训记录"),
    ("visits.save", "保存服务草稿"),
];

/// The lists that leave as files.
const LISTS: [(&str, &str); 8] = [
    ("records", "服务记录"),
    ("annual", "年度统计"),
    ("coverage", "覆盖村名单"),
    ("audit", "审计记录"),
    ("unit_people", "派出人员"),
    ("corrections", "年度统计更正"),
    ("filed_figures", "年度统计上报数"),
    ("quality", "数据质量"),
];

/// What an act is called; its group, or else its own name, when it is a newer one.
pub fn act(action: &str) -> String {
    if let Some((_, word)) = ACTS.iter().find(|(name, _)| *name == action) {
        return (*word).to_owned();
    }
    let of = |group: &&AuditGroup| {
        let beginnings = group.beginnings().iter();
        beginnings
            .into_iter()
            .any(|start| action.starts_with(start))
    };
    let Some(group) = AuditGroup::ALL.iter().find(of) else {
        return action.to_owned();
    };
    let deed = match group {
        AuditGroup::Registers => registers::deed(action),
        AuditGroup::Ledgers => desk_ledgers::deed(action),
        _ => None,
    };
    match deed {
        Some(deed) => format!("{}：{deed}", group.label()),
        None => group.label().to_owned(),
    }
}

/// What it was done to: what kind of thing, and what people call it.
pub fn subject(line: &AuditLine) -> String {
    let name = match line.subject_kind.as_str() {
        "list" => return list(&line.subject),
        "import" => return import(&line.subject),
        _ if is_raw(line) => "",
        _ => line.subject.as_str(),
    };
    let on = line.record.map(|record| said::date(record.occurred_on));
    let parts = [Some(kind(line)), Some(name.to_owned()), on];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    let parts = parts.iter().filter(|part| !part.is_empty());
    parts.map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// Whether nothing but an id or a hash is known of it.
fn is_raw(line: &AuditLine) -> bool {
    let is_place = line.subject.parse::<AreaCode>().is_ok();
    line.subject == line.subject_id && (is_place || line.subject.len() >= 32)
}

fn kind(line: &AuditLine) -> String {
    if let Some(record) = line.record {
        return format!("{}记录", record.kind.label());
    }
    let register = Kind::from_code(&line.subject_kind).map(Kind::label);
    let word = match line.subject_kind.as_str() {
        "record" => "记录",
        "account" => "账号",
        "ledger" => ledger(line).map_or("台账", Coded::label),
        "filing" => "年度上报",
        "area" => "区域设置",
        "attachment" | "attachments" => "照片",
        "database" => "数据库",
        "satisfaction_link" => "评价链接",
        other => register.unwrap_or(other),
    };
    word.to_owned()
}

/// The ledger of an entry.
fn ledger(line: &AuditLine) -> Option<ledgers::Kind> {
    let code = line.detail.get("kind")?.as_str()?;
    ledgers::Kind::from_code(code)
}

/// The page of what it was done to, for who may open it.
pub fn address(line: &AuditLine, role: Role) -> Option<String> {
    let id = &line.subject_id;
    let is_office = role != Role::Admin;
    let register = Kind::from_code(&line.subject_kind);
    Some(match line.subject_kind.as_str() {
        "record" if is_office => format!("/desk/records/{id}"),
        "account" if role != Role::CityStaff => format!("/desk/accounts/{id}"),
        "ledger" if is_office => format!("/desk/ledgers/{}/{id}", ledger(line)?.code()),
        "filing" if is_office => format!("/desk/filings/{id}"),
        "villages" if is_office => format!("/desk/villages/{id}"),
        _ if is_office
            && !is_raw(line)
            && register.is_some_and(|kind| Kind::REGISTERS.contains(&kind)) =>
        {
            format!("/desk/registers/{}/{id}", line.subject_kind)
        }
        _ => return None,
    })
}

/// A file that was imported.
fn import(kind: &str) -> String {
    let label =
        Kind::from_code(kind).map_or_else(|| kind.to_owned(), |kind| kind.label().to_owned());
    format!("{label}文件")
}

/// A list that left as a file.
fn list(name: &str) -> String {
    let list = LISTS.iter().find(|(list, _)| *list == name);
    let register = Kind::from_code(name).filter(|kind| !kind.is_ledger());
    let register = register.map(|kind| format!("{}名册", kind.label()));
    let ledger = ledgers::Kind::from_code(name);
    list.map(|(_, word)| (*word).to_owned())
        .or(register)
        .or(ledger.map(|kind| format!("{}台账", kind.label())))
        .unwrap_or_else(|| format!("指标 {name} 明细"))
}

/// Who did it; without an account, a person who answered by a link, or the server itself.
pub fn by(line: &AuditLine) -> &str {
    match (&line.by, line.action.as_str()) {
        (Some(by), _) => &by.name,
        (None, "ledgers.reply") => "服务对象（评价链接）",
        (None, _) => "系统（命令行）",
    }
}

/// What else is known of it, in a few words. What somebody wrote comes last.
pub fn told(line: &AuditLine) -> String {
    let is_written = |name: &str| matches!(name, "reason" | "opinion");
    let parts = |written: bool| {
        let of = line.detail.iter();
        let of = of.filter(move |(name, _)| is_written(name) == written);
        let parts = of.filter_map(|(name, value)| part(line, name, value));
        parts.collect::<Vec<_>>()
    };
    let facts = match line.action.as_str() {
        "commissioners.handover" => handover(&line.detail),
        _ => parts(false),
    };
    let facts = Some(facts.join("，")).filter(|facts| !facts.is_empty());
    let all: Vec<_> = facts.into_iter().chain(parts(true)).collect();
    all.join("；")
}

/// To whom work passed, how much of it, and until when it was the other's.
fn handover(detail: &Map<String, Value>) -> Vec<String> {
    let text = |name: &str| detail.get(name).and_then(Value::as_str);
    let number = |name: &str| detail.get(name).and_then(Value::as_u64);
    let villages = number("villages").map(|villages| format!("{villages} 个村"));
    let records = number("records").map(|records| format!("{records} 条记录"));
    let many: Vec<_> = villages.into_iter().chain(records).collect();
    let to = text("successor_name").map(|name| format!("移交给{name}"));
    let last = text("last_day").map(|on| format!("最后一天 {}", day(on)));
    let many = Some(many.join("、")).filter(|many| !many.is_empty());
    to.into_iter().chain(many).chain(last).collect()
}

/// A day in words; what is none stays as it is.
fn day(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), said::date)
}

fn part(line: &AuditLine, name: &str, value: &Value) -> Option<String> {
    let text = value.as_str().unwrap_or_default();
    Some(match name {
        "format" => text.to_uppercase(),
        "rows" => format!("{value} 行"),
        "asked" => return asked(value),
        "role" => format!("角色：{}", role(text)),
        "from" if Role::from_code(text).is_some() => format!("原角色：{}", role(text)),
        "from" if !text.is_empty() => format!("自 {} 起", day(text)),
        "language" => format!("改为：{}", Language::from_code(text)?.label()),
        "changes" => return changes(value),
        "from_area" if !text.is_empty() => format!("原区域：{text}"),
        "file" => format!("文件：{text}"),
        "created" => format!("新增 {value}"),
        "changed" => format!("修改 {value}"),
        "unchanged" => format!("未变 {value}"),
        "opinion" if !text.is_empty() => format!("意见：{text}"),
        "version" => format!("第 {value} 版"),
        "year" => format!("{value} 年"),
        "number" => format!("第 {value} 次"),
        "reason" if !text.is_empty() => format!("原因：{text}"),
        "on_behalf" if value == &Value::Bool(true) => "代录".to_owned(),
        "device_label" if !text.is_empty() => format!("来自：{text}"),
        "valid_from" => format!("自 {} 起", day(text)),
        "frequency" => format!("服务频次：{}", frequency(text)),
        "duty" => format!("个人任务：{}", duty(text)),
        "industry_base_only" if value == &Value::Bool(true) => "只计有产业基础的村".to_owned(),
        "township_step" if value == &Value::Bool(true) => "开启".to_owned(),
        "township_step" => "关闭".to_owned(),
        "name" if text.is_empty() => return None,
        "name" if line.subject_kind == "account" => format!("姓名：{text}"),
        "name" => format!("名称：{text}"),
        _ => return None,
    })
}

/// Which values a change touched. What they were is on the card, for who may read that.
fn changes(value: &Value) -> Option<String> {
    let changes: Vec<Changed> = serde_json::from_value(value.clone()).ok()?;
    let labels: Vec<_> = changes.iter().map(|one| one.label.as_str()).collect();
    (!labels.is_empty()).then(|| format!("涉及：{}", labels.join("、")))
}

fn frequency(code: &str) -> &str {
    let rule = RULES.iter().find(|rule| rule.code == code);
    rule.map_or(code, |rule| rule.name)
}

fn duty(code: &str) -> &str {
    let duty = DUTIES.iter().find(|duty| duty.code == code);
    duty.map_or(code, |duty| duty.name)
}

fn role(code: &str) -> &str {
    Role::from_code(code).map_or(code, |role| role.label())
}

/// What narrowed an exported list.
fn asked(value: &Value) -> Option<String> {
    let parts: Vec<String> = value
        .as_object()?
        .iter()
        .filter_map(|(name, value)| {
            let text = value.as_str()?;
            let place = text.parse::<AreaCode>().is_ok();
            let name = match name.as_str() {
                "year" => "年度",
                "area" if place => "区域",
                "from" => "从",
                "to" => "到",
                "kind" => "类别",
                "status" => "状态",
                "show" => "范围",
                "who" => "操作人",
                "what" => "操作",
                "subject" => "对象",
                _ => return None,
            };
            Some(format!("{name} {text}"))
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(kind: &str, id: &str, subject: &str) -> AuditLine {
        serde_json::from_value(serde_json::json!({
            "position": 1, "at": "2026-02-20T00:00:00Z", "by": null, "action": "x.y", "subject_kind": kind,
            "subject_id": id, "subject": subject, "area_name": "", "detail": {"kind": "problems"},
        }))
        .unwrap()
    }

    fn done(action: &str, detail: Value) -> AuditLine {
        let Value::Object(detail) = detail else {
            panic!("{detail}")
        };
        let action = action.to_owned();
        AuditLine {
            action,
            detail,
            ..line("thing", "1", "")
        }
    }

    #[test]
    fn a_thing_is_told_by_its_kind_and_name_and_never_by_a_raw_id() {
        let id = uuid::Uuid::nil().to_string();
        assert_eq!(subject(&line("ledger", &id, "黄化")), "问题 黄化");
        assert_eq!(subject(&line("commissioners", &id, "赵")), "科技特派员 赵");
        assert_eq!(
            subject(&line("attachment", &"a".repeat(64), &"a".repeat(64))),
            "照片"
        );
        let mut visit = line("record", &id, "2026-0001-0017");
        visit.record = Some(domain::audit::AuditedRecord {
            kind: domain::codes::RecordKind::Visit,
            occurred_on: "2026-02-20".parse().unwrap(),
        });
        assert_eq!(subject(&visit), "服务记录 2026-0001-0017 2026年2月20日");
    }

    #[test]
    fn a_link_leads_to_pages_that_the_reader_may_open() {
        let id = uuid::Uuid::nil().to_string();
        let entry = line("ledger", &id, "黄化");
        let page = format!("/desk/ledgers/problems/{id}");
        assert_eq!(address(&entry, Role::CountyStaff), Some(page));
        assert_eq!(address(&entry, Role::Admin), None);
    }

    #[test]
    fn what_was_done_is_told_and_which_values_it_touched() {
        assert_eq!(act("accounts.set_language"), "切换界面语言");
        assert_eq!(act("commissioners.change"), "名册：修改");
        assert_eq!(act("villages.create"), "名册：新建");
        assert_eq!(act("ledgers.record"), "台账：新建");
        assert_eq!(act("ledgers.send_back"), "台账：退回重办");
        let detail = serde_json::json!({ "changes": [
            {"label": "专业", "before": "油茶", "after": "脐橙"},
            {"label": "电话", "before": "13700000000", "after": "13800000000"},
        ]});
        assert_eq!(told(&done("x.change", detail)), "涉及：专业、电话");
        let detail = serde_json::json!({ "language": "en" });
        assert_eq!(
            told(&done("accounts.set_language", detail)),
            "改为：English"
        );
    }

    #[test]
    fn days_are_words_and_what_somebody_wrote_comes_last() {
        let told = |action, detail| told(&done(action, detail));
        let rules = serde_json::json!({ "valid_from": "2026-11-28" });
        assert_eq!(
            told("settings.coverage_rules", rules),
            "自 2026年11月28日 起"
        );
        let back = serde_json::json!({ "number": 1, "reason": "请补。", "year": 2026 });
        assert_eq!(
            told("filings.return", back),
            "第 1 次，2026 年；原因：请补。"
        );
        let link = serde_json::json!({ "name": "新品种试种" });
        assert_eq!(told("satisfaction.make_link", link), "名称：新品种试种");
        let handover = serde_json::json!({
            "successor": "1", "successor_name": "朱明", "villages": 1, "records": 2, "last_day": "2026-03-31",
        });
        assert_eq!(
            told("commissioners.handover", handover),
            "移交给朱明，1 个村、2 条记录，最后一天 2026年3月31日"
        );
    }

    #[test]
    fn an_answer_by_a_link_is_told_from_the_command_line() {
        let none = || serde_json::json!({});
        assert_eq!(by(&done("ledgers.reply", none())), "服务对象（评价链接）");
        assert_eq!(by(&done("accounts.disable", none())), "系统（命令行）");
    }

    #[test]
    fn a_newer_act_is_told_by_its_group() {
        assert_eq!(act("records.reveal_phone"), "查看联系电话");
        assert_eq!(act("commissioners.nonsense"), "名册");
        assert_eq!(act("weather.change"), "weather.change");
    }

    #[test]
    fn an_export_tells_what_was_asked() {
        let detail = serde_json::json!({
            "format": "csv", "rows": 12, "asked": {"year": "2026", "show": "uncovered", "limit": "3"},
        });
        let told = told(&done("exports.make", detail));
        for part in ["CSV", "12 行", "年度 2026", "范围 uncovered"] {
            assert!(told.contains(part), "{told}");
        }
        assert!(!told.contains('3'), "{told}");
    }
}
