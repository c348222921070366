//! How the findings are said.

use super::Worker;

/// One thing a phone can or cannot do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ability {
    pub name: &'static str,
    /// In a word or two.
    pub state: &'static str,
    /// The tone of a pill.
    pub tone: &'static str,
    /// What it means for the person's records.
    pub meaning: &'static str,
}

/// Everything asked of the browser, the most important first.
pub(super) const fn abilities(
    database_works: bool,
    worker_state: Worker,
    promise: Option<bool>,
) -> [Ability; 3] {
    [
        database(database_works),
        worker(worker_state),
        persisted(promise),
    ]
}

const fn database(works: bool) -> Ability {
    let (state, tone, meaning) = if works {
        (
            "可以",
            "good",
            "先写进这台手机，再发送；没有信号、关机都不会丢。",
        )
    } else {
        (
            "不支持",
            "bad",
            "这个浏览器不让存内容，只能联网当场提交。可能开了无痕模式，请换普通窗口或别的浏览器。",
        )
    };
    Ability {
        name: "记录先存手机",
        state,
        tone,
        meaning,
    }
}

const fn worker(worker: Worker) -> Ability {
    let (state, tone, meaning) = match worker {
        Worker::Ready => ("可以", "good", "应用已经存在这台手机上。"),
        Worker::Preparing => (
            "正在准备",
            "busy",
            "正在下载应用，几秒到一分钟，请先不要断网。",
        ),
        Worker::Missing => (
            "不支持",
            "soon",
            "这个浏览器不支持。联网时照常使用；进村前请先打开，中途不要关闭。",
        ),
        Worker::Refused => (
            "没有装上",
            "soon",
            "浏览器没有同意，或应用没有下载完整。联网时照常使用；请在有信号时重新打开本页再试。",
        ),
    };
    Ability {
        name: "没有信号也能打开",
        state,
        tone,
        meaning,
    }
}

const fn persisted(persisted: Option<bool>) -> Ability {
    let (state, tone, meaning) = match persisted {
        Some(true) => ("已允许", "good", "手机空间紧张时，浏览器也不会自动清理。"),
        Some(false) => (
            "还没允许",
            "soon",
            "手机空间很紧张时，浏览器可能清理本机内容。请有信号就发送，添加到桌面后通常会允许。",
        ),
        None => (
            "不清楚",
            "soon",
            "这个浏览器没有说明会不会清理。请有信号就发送，不要攒太多天。",
        ),
    };
    Ability {
        name: "内容不被清理",
        state,
        tone,
        meaning,
    }
}

/// Bytes as people read them: `3.2 MB`, `1.8 GB`.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 3] = ["KB", "MB", "GB"];
    let mut tenths = bytes.saturating_mul(10) / 1024;
    let mut unit = 0;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    if unit == 0 || tenths >= 1000 {
        format!("{} {}", tenths / 10, UNITS[unit])
    } else {
        format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
    }
}

/// A clock that is so many minutes ahead, or behind.
pub(super) fn wrong_clock(ahead: i64) -> String {
    let minutes = ahead.abs();
    let length = match (minutes / 1440, minutes / 60) {
        (0, 0) => format!("{minutes} 分钟"),
        (0, hours) => format!("{hours} 小时"),
        (days, _) => format!("{days} 天"),
    };
    let way = if ahead > 0 { "快" } else { "慢" };
    format!(
        "手机时间比实际{way}约 {length}。请打开系统设置里的“自动确定时间”；提交前请核对服务日期。"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_clock_is_said_by_how_much_and_which_way() {
        assert!(wrong_clock(45).contains("快约 45 分钟"));
        assert!(wrong_clock(-150).contains("慢约 2 小时"));
        assert!(wrong_clock(1440).contains("快约 1 天"));
    }

    #[test]
    fn sizes_are_read_at_a_glance() {
        assert_eq!(size(0), "0 KB");
        assert_eq!(size(300 * 1024), "300 KB");
        assert_eq!(size(3_355_444), "3.2 MB");
        assert_eq!(size(250 * 1024 * 1024), "250 MB");
        assert_eq!(size(3 * 1024 * 1024 * 1024 / 2), "1.5 GB");
        assert_eq!(size(u64::MAX).split(' ').next_back(), Some("GB"));
    }

    #[test]
    fn what_does_not_work_is_never_called_good() {
        for worker in [Worker::Preparing, Worker::Missing, Worker::Refused] {
            assert_ne!(super::worker(worker).tone, "good");
        }
        assert_eq!(database(false).tone, "bad");
        assert_ne!(persisted(None).tone, "good");
        assert_ne!(persisted(Some(false)).tone, "good");
    }
}
