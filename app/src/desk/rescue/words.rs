//! What became of a rescue file's records, as the office reads it.

use domain::sync::{
    entry::Silence,
    rescue::{Brought, LeftOut},
};

use crate::words;

/// A pill's text and tone, and what to do where there is something to do.
pub(super) fn brought(brought: &Brought) -> (&'static str, &'static str, Option<String>) {
    match brought {
        Brought::Imported { missing_photos } => ("已导入", "good", missing(*missing_photos)),
        Brought::There { missing_photos } => ("已有", "", missing(*missing_photos)),
        Brought::Conflict => (
            "有冲突",
            "soon",
            Some(
                "服务器上的内容与文件里的不同，保留服务器上的。请本人在手机上对照后决定。"
                    .to_owned(),
            ),
        ),
        Brought::Refused(fields) => {
            let why = fields.first().map(words::field).unwrap_or_default();
            ("被拒绝", "bad", Some(why))
        }
    }
}

fn missing(photos: usize) -> Option<String> {
    (photos > 0).then(|| format!("{photos} 张照片不在文件里或已损坏，等本人手机补传。"))
}

/// Why an entry stays in the file.
pub(super) const fn left_out(why: LeftOut) -> &'static str {
    match why {
        LeftOut::Draft => "草稿，本人还没有提交",
        LeftOut::GivenUp => "本人已放弃",
        LeftOut::Delivered => "文字已送达，照片等本人手机补传",
        LeftOut::NotSubmitted => "存草稿、撤回或删除，只能由本人操作",
        LeftOut::NoAuthor => "文件里没有写明填报人",
    }
}

/// Why the sending stopped. What was told stays so.
pub(super) const fn silence(why: Silence) -> &'static str {
    match why {
        Silence::NoNetwork => "没有网络，没有导完。网络恢复后再点一次“导入”，不会重复。",
        Silence::NotOurServer => {
            "网络被别的页面拦住了，没有导完。请换个网络再点一次“导入”，不会重复。"
        }
        Silence::SignedOut => "登录已过期，没有导完。请重新登录，再导入一次，不会重复。",
        Silence::Busy => "服务器正忙，没有导完。请稍后再点一次“导入”，不会重复。",
        Silence::Disk => "存储已满或读写不了，没有导完。请腾出空间后再点一次“导入”，不会重复。",
    }
}
