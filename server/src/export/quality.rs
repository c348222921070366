//! What was found wanting, as rows.

use super::{Cell, columns};
use domain::{codes::Coded, quality::QualityFinding};

columns! {
    /// The columns of 数据质量.
    FINDINGS: QualityFinding;
    "检查项" 24 |finding| Cell::text(finding.check.label());
    "对象" 20 |finding| Cell::text(&finding.name);
    "日期" 12 |finding| Cell::date(finding.on);
    "地点" 30 |finding| Cell::text(&finding.place);
    "填报人" 12 |finding| Cell::text(&finding.person);
    "说明" 20 |finding| Cell::text(&finding.note);
    "编号" 36 |finding| Cell::text(&finding.id);
}
