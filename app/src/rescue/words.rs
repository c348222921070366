//! What is said of a rescue file.

use domain::sync::rescue::NotRescue;

use super::{TakenIn, Unusable};
use crate::device::Unkept;

/// Why a file shows nothing, and what to do.
#[must_use]
pub const fn unusable(why: Unusable) -> &'static str {
    match why {
        Unusable::Unreadable => "这个文件打不开。请确认文件还在，再选一次。",
        Unusable::NotRescue(NotRescue::Broken) => {
            "文件不完整，可能没有传完。请重新传一次，或在原手机上重新导出。"
        }
        Unusable::NotRescue(NotRescue::NotOurs) => {
            "这不是救援文件。救援文件的名字以 ketepai-rescue 开头。"
        }
        Unusable::NotRescue(NotRescue::Newer) => {
            "这个文件是更新的版本导出的，请先更新到最新版本再导入。"
        }
        Unusable::SignedOut => "登录已过期，请重新登录后再导入。",
    }
}

/// Which entries cannot be read; none when all can.
#[must_use]
pub fn damaged(positions: &[usize]) -> Option<String> {
    if positions.is_empty() {
        return None;
    }
    let listed: Vec<String> = positions.iter().map(ToString::to_string).collect();
    Some(format!(
        "第 {} 条已损坏，读不出来；其余的不受影响。",
        listed.join("、")
    ))
}

/// What was taken in, in one or more sentences.
#[must_use]
pub fn taken_in(done: &TakenIn) -> String {
    let mut sentences = vec![match (done.records, done.there) {
        (0, 0) => "没有新的记录。".to_owned(),
        (0, there) => format!("{there} 条本机都已有，没有重复导入。"),
        (records, 0) => format!("已导入 {records} 条记录，有信号时自动发送。"),
        (records, there) => {
            format!("已导入 {records} 条记录，有信号时自动发送；{there} 条本机已有，保留本机的。")
        }
    }];
    if done.photos > 0 {
        sentences.push(format!("照片 {} 张。", done.photos));
    }
    if done.damaged_photos > 0 {
        sentences.push(format!("{} 张照片已损坏，没有导入。", done.damaged_photos));
    }
    if done.photos_without_room > 0 {
        sentences.push(format!(
            "手机存储快满了，{} 张照片没有导入：请腾出空间后再导入一次，不会重复。",
            done.photos_without_room
        ));
    }
    sentences.concat()
}

/// Why the phone could not take it in. The file is as it was.
#[must_use]
pub const fn unkept(why: Unkept) -> &'static str {
    match why {
        Unkept::Full => "手机存储已满，没有导完。请腾出空间后再导入一次，不会重复。",
        Unkept::Unavailable => {
            "这个浏览器存不了数据，没有导入。请换普通窗口或别的浏览器，或把文件交给县科技局。"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_entries_are_named_by_their_place() {
        assert_eq!(damaged(&[]), None);
        let said = damaged(&[2, 5]).unwrap_or_default();
        assert!(said.starts_with("第 2、5 条"), "{said}");
    }

    #[test]
    fn a_second_import_says_that_nothing_came_twice() {
        let done = TakenIn {
            there: 2,
            ..TakenIn::default()
        };
        assert_eq!(taken_in(&done), "2 条本机都已有，没有重复导入。");
    }
}
