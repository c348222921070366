//! The audit log as rows, in the words of its page.

use super::{Cell, columns};
use app::desk::audit::words;
use domain::audit::AuditLine;

columns! {
    /// The columns of the audit log.
    COLUMNS: AuditLine;
    "序号" 8 |line| Cell::Count(line.position);
    "时间" 16 |line| Cell::Instant(line.at);
    "操作人" 12 |line| Cell::text(words::by(line));
    "账号" 16 |line| Cell::text(line.by.as_ref().map_or("", |by| by.login.as_str()));
    "操作" 18 |line| Cell::text(words::act(&line.action));
    "对象" 26 |line| Cell::text(words::subject(line));
    "区域" 22 |line| Cell::text(&line.area_name);
    "说明" 40 |line| Cell::text(words::told(line));
    "操作代码" 22 |line| Cell::text(&line.action);
    "对象编号" 36 |line| Cell::text(&line.subject_id);
}
