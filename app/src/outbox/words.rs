//! What the outbox says: states, reasons, and what a person can do.

use chrono::{DateTime, Utc};
use domain::{
    codes::Coded as _,
    records::photo_hashes,
    sync::{
        Op,
        entry::{Entry, PhotoTrouble, Shown, Silence, Trouble},
    },
};

use crate::words;

/// A state in a word or two, and its tone.
#[must_use]
pub fn shown(shown: Shown) -> (String, &'static str) {
    match shown {
        Shown::Draft => ("草稿".to_owned(), ""),
        Shown::Kept => ("已存手机".to_owned(), "soon"),
        Shown::Sending => ("发送中".to_owned(), "busy"),
        Shown::Photos { arrived, all } => (format!("文字已送达（照片 {arrived}/{all}）"), "busy"),
        Shown::Attention => ("需处理".to_owned(), "bad"),
        Shown::GivenUp => ("已放弃".to_owned(), ""),
    }
}

/// As [`shown`]; what this page alone holds is not said to be on the phone.
#[must_use]
pub fn shown_of(state: Shown, in_page: bool) -> (String, &'static str) {
    match state {
        Shown::Kept if in_page => ("没有存下".to_owned(), "bad"),
        state => shown(state),
    }
}

/// What happened, whether the data is safe, what to do.
#[must_use]
pub const fn silence(why: Silence) -> &'static str {
    match why {
        Silence::NoNetwork => "没有网络，或服务器没有回应。记录在手机里，有信号时自动再发。",
        Silence::NotOurServer => {
            "网络被别的页面拦住了（可能要先登录 Wi-Fi）。记录在手机里，换个网络会自动再发。"
        }
        Silence::SignedOut => "登录已过期。记录在手机里，重新登录后自动发送。",
        Silence::Busy => "服务器正忙。记录在手机里，稍后自动再发。",
        Silence::Disk => "手机存储已满或读写不了。记录在手机里，腾出空间后自动再发。",
    }
}

/// As [`silence`], of a record that this page alone holds.
pub const IN_PAGE: &str = "这个浏览器存不了数据，记录只在本页里：发出之前请不要关本页。";

/// What an entry asks of the server, when that is no new text.
#[must_use]
pub fn deed(entry: &Entry) -> Option<&'static str> {
    match entry.going()?.op {
        op @ (Op::Withdraw | Op::Discard) => Some(op.label()),
        Op::Submit | Op::Save => None,
    }
}

/// That a record's page does not yet show what this phone holds of it.
#[must_use]
pub fn on_phone(entry: &Entry) -> String {
    let goes_by_itself = entry.is_unsent() && entry.trouble.is_none();
    match entry.going().map(|text| text.op) {
        Some(Op::Withdraw) if goes_by_itself => {
            "撤回已存手机，还没有送达。送达以前，审核人仍看得到这条记录。".to_owned()
        }
        Some(Op::Discard) if goes_by_itself => {
            "删除已存手机，还没有送达。送达以后，这条草稿就没有了。".to_owned()
        }
        _ => {
            let (state, _) = shown(entry.shown(false));
            format!("这条记录在手机里还有没送达的内容：{state}。")
        }
    }
}

/// What keeps an entry from going, in one sentence; none when nothing does.
#[must_use]
pub fn trouble(entry: &Entry) -> Option<String> {
    Some(match entry.trouble.as_ref()? {
        Trouble::Conflict { theirs: None, .. } => {
            "服务器上没有这条记录的原件。您填的内容在手机里，请看过后重新提交。".to_owned()
        }
        Trouble::Conflict { .. } => {
            "这条记录在别处改动过（如审核退回，或在另一台手机上改过）。两边的内容都在，请对照后决定。"
                .to_owned()
        }
        Trouble::Rejected { fields } => {
            let why = fields
                .first()
                .map_or_else(|| "内容没有被接受。".to_owned(), words::field);
            format!("没有被接受：{why}内容在手机里，改好后再提交。")
        }
        Trouble::TooLarge => "这条记录太大，服务器收不下。请缩短文字或减少照片后再提交。".to_owned(),
        Trouble::Photo { sha256, why } => {
            let photo = which(entry, sha256);
            match why {
                PhotoTrouble::Unreadable => format!(
                    "文字已送达，但手机读不出{photo}照片。请去掉这张或换一张，再提交。"
                ),
                PhotoTrouble::Refused => format!(
                    "文字已送达，但{photo}照片没有被接受。请去掉这张或换一张，再提交。"
                ),
            }
        }
    })
}

/// `第 2 张`, as the form counts them.
fn which(entry: &Entry, sha256: &str) -> String {
    let photos = entry.record().map(photo_hashes).unwrap_or_default();
    photos
        .iter()
        .position(|hash| hash == sha256)
        .map_or_else(|| "其中一张".to_owned(), |at| format!("第 {} 张", at + 1))
}

/// The last attempt, and the next.
#[must_use]
pub fn tries(entry: &Entry, now: DateTime<Utc>) -> Option<String> {
    let last = entry.tries.last_at?;
    let failed = entry.tries.failed;
    let failed = (failed > 0).then(|| format!("，{failed} 次没成"));
    let next = entry.tries.next_at.filter(|next| *next > now);
    let next = next.map(|next| format!("，{}再试", soon(next, now)));
    let parts = [
        Some(format!("上次发送 {}", words::when(last, now))),
        failed,
        next,
    ];
    Some(parts.into_iter().flatten().collect())
}

/// `马上`, `40 秒后`, `12 分钟后`.
#[must_use]
pub fn soon(next: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match (next - now).num_seconds() {
        ..=1 => "马上".to_owned(),
        seconds @ 2..=90 => format!("{seconds} 秒后"),
        seconds => format!("{} 分钟后", seconds / 60),
    }
}

/// A field's name as the forms write it.
#[must_use]
pub fn field_name(name: &str) -> &'static str {
    match name {
        "title" => "培训名称",
        "form" => "培训形式",
        "area_code" => "村",
        "place" => "地点",
        "started_on" => "开始日期",
        "ended_on" => "结束日期",
        "started_at" => "开始时间",
        "ended_at" => "结束时间",
        "service_days" => "服务天数",
        "mode" => "服务方式",
        "log_type" => "日志类型",
        "team_id" => "团队",
        "participant_ids" => "同去的队员",
        "target_kind" => "服务对象",
        "target_name" => "服务对象名称",
        "organiser" => "主办方",
        "trainer_ids" => "授课人",
        "outside_trainers" => "外请专家",
        "industry_codes" => "产业",
        "topic" => "培训主题",
        "action_kind" => "行动类别",
        "service_kinds" => "服务内容",
        "content" => "情况记录",
        "result" => "服务效果",
        "attendances" => "培训人次",
        "farmers" => "其中农民",
        "poverty_exited_people" => "其中脱贫人口",
        "grassroots_technicians" => "其中农技人员",
        "women" => "其中妇女",
        "online_views" => "线上观看",
        "households_guided" => "指导农户",
        "consultations" => "现场咨询",
        "materials_issued" => "发放资料",
        "training_id" => "关联培训",
        "visit_id" => "关联服务",
        "confirmation" => "服务确认",
        "position" => "位置",
        "position_absent" => "位置说明",
        "photos" => "照片",
        "linked" => "关联台账",
        _ => "其他",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_said_as_people_count() {
        let now = DateTime::UNIX_EPOCH;
        let at = |seconds| now + chrono::TimeDelta::seconds(seconds);
        assert_eq!(soon(at(0), now), "马上");
        assert_eq!(soon(at(40), now), "40 秒后");
        assert_eq!(soon(at(725), now), "12 分钟后");
    }
}
