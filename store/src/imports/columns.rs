//! The columns of each kind (contract §6) and the headers that bureaus' own lists use for them.

use super::{Kind, cells, imported_records, ledgers};

/// A column: its identifier and its Chinese headers.
pub(crate) type Column = (&'static str, &'static [&'static str]);

/// A running number says nothing; it is the one column that may be passed over.
const RUNNING_NUMBER: &[&str] = &["序号", "no", "no."];

/// What a file of each kind may hold.
pub(crate) trait Columns: Sized {
    /// All columns of the kind.
    fn columns(self) -> &'static [Column];

    /// The columns without which no row means anything.
    fn needed_columns(self) -> &'static [&'static str];

    /// The column that a header names.
    fn column(self, header: &str) -> Option<&'static str>;

    /// The column's first Chinese header; its identifier when it has none.
    fn header(self, column: &'static str) -> &'static str;
}

impl Columns for Kind {
    #[expect(clippy::too_many_lines, reason = "a table to be read as a whole")]
    fn columns(self) -> &'static [Column] {
        match self {
            Self::Divisions => &[
                (
                    "code",
                    &["代码", "区划代码", "行政区划代码", "统计用区划代码"],
                ),
                ("name", &["名称", "全称", "区划名称"]),
                ("level", &["级别", "层级"]),
                ("parent_code", &["上级代码", "上级区划代码", "上级"]),
                ("kind", &["类型", "类别"]),
                ("short_name", &["简称", "短名称"]),
                ("from_on", &["生效日期", "变更日期"]),
                ("successor_code", &["接续代码", "并入代码"]),
            ],
            Self::Villages => &[
                (
                    "code",
                    &[
                        "村",
                        "行政村",
                        "村名",
                        "所在村",
                        "村代码",
                        "区划代码",
                        "行政区划代码",
                    ],
                ),
                ("households", &["户数", "总户数", "农户数"]),
                ("population", &["人口", "人口数", "总人口"]),
                (
                    "has_industry_base",
                    &[
                        "产业基础",
                        "具备产业基础",
                        "有无产业基础",
                        "是否具备产业发展基础",
                    ],
                ),
                ("leading_industries", &["主导产业", "特色产业"]),
                ("party_secretary", &["村书记", "村党支部书记", "支部书记"]),
                ("contact_name", &["联系人", "村联系人"]),
                ("contact_phone", &["联系电话", "联系人电话", "电话"]),
                ("current_condition", &["产业现状", "现状"]),
                ("tech_demand", &["科技需求", "技术需求", "需求"]),
            ],
            Self::Units => &[
                ("code", &["代码", "单位代码", "编号", "单位编号"]),
                ("name", &["名称", "单位名称", "派出单位", "派出单位名称"]),
                ("kind", &["类型", "性质", "单位类型", "单位性质"]),
                ("level", &["级别", "单位级别", "层级"]),
                ("contact", &["联系人"]),
                ("phone", &["电话", "联系电话"]),
                ("ended_on", &["停用日期", "结束日期"]),
            ],
            Self::Commissioners => &[
                ("login", &["登录名", "账号", "帐号", "登录账号"]),
                ("id", &[]),
                ("name", &["姓名", "科技特派员", "科技特派员姓名"]),
                (
                    "mobile",
                    &["手机", "手机号", "手机号码", "联系电话", "电话"],
                ),
                ("gender", &["性别"]),
                (
                    "birth_year",
                    &["出生年", "出生年份", "出生年月", "出生日期"],
                ),
                ("kind", &["类型", "类别", "特派员类型", "特派员类别"]),
                (
                    "unit_code",
                    &[
                        "派出单位",
                        "派出单位代码",
                        "选派单位",
                        "工作单位",
                        "单位",
                        "单位代码",
                    ],
                ),
                ("title_level", &["职称", "职称级别", "职称等级"]),
                ("level", &["级别", "派出级别", "选派级别", "层级"]),
                (
                    "industry_codes",
                    &["产业", "服务产业", "产业领域", "擅长产业", "服务领域"],
                ),
                (
                    "area_code",
                    &[
                        "服务县",
                        "受援县",
                        "所在县",
                        "县",
                        "县市区",
                        "县(市、区)",
                        "区划",
                        "服务地区",
                    ],
                ),
                (
                    "term_from",
                    &[
                        "聘期开始",
                        "聘期起",
                        "聘期自",
                        "任期开始",
                        "任期起",
                        "任期自",
                        "派驻开始",
                        "服务开始",
                        "开始日期",
                    ],
                ),
                (
                    "term_to",
                    &[
                        "聘期结束",
                        "聘期止",
                        "聘期至",
                        "任期结束",
                        "任期止",
                        "任期至",
                        "派驻结束",
                        "服务结束",
                        "结束日期",
                    ],
                ),
                ("specialty", &["专业", "特长", "专业特长"]),
            ],
            Self::Teams => &[
                ("code", &["代码", "编号", "团队代码", "团队编号"]),
                ("id", &[]),
                ("name", &["名称", "团队名称", "团名"]),
                ("kind", &["类型", "类别", "团队类型"]),
                ("level", &["级别", "层级"]),
                (
                    "area_code",
                    &[
                        "服务县",
                        "受援县",
                        "所在县",
                        "县",
                        "县市区",
                        "县(市、区)",
                        "区划",
                    ],
                ),
                ("industry_code", &["产业", "服务产业", "主导产业"]),
                ("lead_unit_code", &["牵头单位", "牵头单位代码"]),
                (
                    "started_on",
                    &["开始日期", "成立日期", "起始日期", "组建日期"],
                ),
                ("ended_on", &["结束日期", "截止日期", "到期日期"]),
                ("members", &["成员", "团队成员", "成员名单"]),
            ],
            Self::Assignments => &[
                (
                    "login",
                    &[
                        "登录名",
                        "账号",
                        "帐号",
                        "手机号",
                        "手机号码",
                        "姓名",
                        "科技特派员",
                    ],
                ),
                (
                    "team_code",
                    &["团队", "团队代码", "团队编号", "特派团", "科技特派团"],
                ),
                (
                    "village_code",
                    &["村", "行政村", "结对村", "所在村", "村代码", "服务村"],
                ),
                (
                    "from",
                    &["开始", "开始日期", "结对开始", "结对日期", "起始日期"],
                ),
                ("to", &["结束", "结束日期", "结对结束", "截止日期"]),
            ],
            Self::Designations => &[
                (
                    "village_code",
                    &["村", "行政村", "所在村", "村代码", "村名"],
                ),
                ("kind", &["类型", "类别", "认定类型"]),
                ("level", &["级别", "认定级别"]),
                (
                    "valid_from",
                    &["认定日期", "生效日期", "起始日期", "开始日期"],
                ),
                (
                    "valid_to",
                    &["退出日期", "失效日期", "截止日期", "结束日期"],
                ),
                ("document_no", &["文号", "文件号", "文件文号"]),
            ],
            Self::Visits => imported_records::VISITS,
            Self::Trainings => imported_records::TRAININGS,
            Self::Industries => &[
                ("code", &["代码", "编号", "产业代码"]),
                ("name", &["名称", "产业", "产业名称"]),
                ("category", &["类别", "类型", "大类"]),
                ("unit", &["计量单位", "单位"]),
                ("ended_on", &["停用日期", "结束日期"]),
            ],
            Self::Entries(ledger) => ledgers::columns(ledger),
        }
    }

    fn needed_columns(self) -> &'static [&'static str] {
        match self {
            Self::Divisions | Self::Villages | Self::Units | Self::Teams | Self::Industries => {
                &["code"]
            }
            // The login may stand in `mobile`, the holder in `login` or `team_code`.
            Self::Commissioners => &["name"],
            Self::Assignments => &["village_code", "from"],
            Self::Designations => &["village_code", "kind", "valid_from"],
            Self::Visits => &["login", "started_on", "area_code", "content"],
            Self::Trainings => &["title", "started_on", "area_code", "attendances"],
            Self::Entries(ledger) => ledgers::needed(ledger),
        }
    }

    fn column(self, header: &str) -> Option<&'static str> {
        let header = plain(header);
        self.columns()
            .iter()
            .find(|(name, headers)| {
                *name == header || headers.iter().any(|known| plain(known) == header)
            })
            .map(|(name, _)| *name)
    }

    fn header(self, column: &'static str) -> &'static str {
        let headers = self.columns().iter().find(|(name, _)| *name == column);
        headers
            .and_then(|(_, headers)| headers.first().copied())
            .unwrap_or(column)
    }
}

/// What our own file of a ledger adds to its fields: an import works it out anew.
const DERIVED: &[&str] = &["状态", "超期(天)", "超期"];

/// Whether a header stands over what is derived from the other columns.
pub(crate) fn is_derived(kind: Kind, header: &str) -> bool {
    matches!(kind, Kind::Entries(_)) && DERIVED.contains(&plain(header).as_str())
}

/// Whether a header stands over a running number.
pub(crate) fn is_running_number(header: &str) -> bool {
    RUNNING_NUMBER.contains(&plain(header).as_str())
}

/// A header without spaces, stars, colons and notes such as (必填).
pub(super) fn plain(header: &str) -> String {
    let mut text = cells::compact(header).to_lowercase();
    for note in ["(必填)", "(选填)", "(可选)", "*", ":"] {
        text = text.replace(note, "");
    }
    text
}
