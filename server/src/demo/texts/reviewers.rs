//! What reviewers write, and the thin accounts they send back.

use super::About;
use crate::demo::random::Random;

/// Why a record goes back to its author.
pub(in crate::demo) const RETURNS: &[&str] = &[
    "写得太笼统，请写清现场看到什么问题、怎样处理。",
    "请补充服务对象是哪一户、看的是哪一片。",
    "只写了做什么，没有写结果，请补充现场情况和农户反应。",
    "内容同上月那次差不多，请按这次实际情况重写。",
    "请把给农户的具体建议写明，便于下次回访对照。",
    "缺少现场情况，请补充后再报。",
    "请写明技术要点，不要只写“开展指导”。",
];

/// Why an approved record is opened again.
pub(in crate::demo) const REOPEN_OPINIONS: &[&str] = &[
    "村里核对时反映内容不全，请补充后重报。",
    "年中核查发现记录过于简单，请更正补充。",
];

/// Why a record is voided.
pub(in crate::demo) const VOID_OPINIONS: &[&str] = &[
    "同一次服务已由团队日志填报，个人日志重复，作废。",
    "同一次服务重复填报，保留先报的一条。",
    "经电话核实当天未到村，本人说明系误填，作废。",
    "地点填错，本人已另报一条，此条作废。",
];

/// A first account that says too little.
pub(in crate::demo) fn thin(about: &About<'_>, random: &mut Random) -> String {
    let (place, industry, grower) = (about.place, about.industry.name, about.industry.grower);
    match random.below(4) {
        0 => format!("到{place}开展{industry}技术指导，查看生产情况，解答{grower}提问。"),
        1 => format!("在{place}走访{grower}，了解{industry}生产情况，提供技术服务。"),
        2 => format!("赴{place}开展科技服务，指导{industry}生产管理，效果较好。"),
        _ => format!("为{place}{grower}提供{industry}生产技术咨询，现场进行了指导。"),
    }
}
