//! What the demo's ledgers say. All names are invented. `VILLAGE`, `DAY` and the like are put in, `12..40` becomes
//! a number.

use domain::ledgers::Kind;

/// The columns of one entry.
pub(super) type Text = &'static [(&'static str, &'static str)];

/// Title, description, category, severity.
pub(super) const PROBLEMS: &[(&str, &str, &str, &str)] = &[
    (
        "老园黄龙病病树清除后补种什么",
        "清掉病树的地块连片空着，农户不敢再种。",
        "variety",
        "urgent",
    ),
    (
        "大棚辣椒青枯病连年发生",
        "轮作不开，药剂灌根效果差，死苗三成以上。",
        "pest",
        "urgent",
    ),
    (
        "油茶林落花落果严重",
        "花期遇阴雨，坐果率不到往年一半。",
        "cultivation",
        "normal",
    ),
    (
        "想引进适合本地的早熟品种",
        "现有品种集中上市，价格上不去。",
        "variety",
        "normal",
    ),
    (
        "水肥一体化设备堵塞",
        "过滤器选型不对，滴头半年就堵。",
        "soil",
        "normal",
    ),
    (
        "山地果园缺水抗旱",
        "秋旱连续四十天，山顶地块叶片卷曲。",
        "soil",
        "critical",
    ),
    (
        "蛋鸭产蛋率突然下降",
        "换料以后产蛋率从八成掉到五成。",
        "livestock",
        "urgent",
    ),
    (
        "鲜果分级包装不会做",
        "混级出售，好果卖不出好价。",
        "marketing",
        "normal",
    ),
    (
        "菌棒污染率高",
        "开春接种的菌棒污染两成多。",
        "cultivation",
        "normal",
    ),
    (
        "土壤酸化怎么改良",
        "测土结果酸碱度不到四点八，不知用什么、用多少。",
        "soil",
        "normal",
    ),
    (
        "红蜘蛛抗药性强",
        "连续用药三次压不住虫口。",
        "pest",
        "urgent",
    ),
    (
        "合作社想上小型烘干线",
        "茶籽、红薯都靠晒，连阴雨霉变多。",
        "processing",
        "normal",
    ),
];

pub(super) const EXPECTED: &[&str] = &[
    "到村查看，拿出可操作的方案并教会农户",
    "示范一块、带动一片，下一季不再发生",
    "找到原因，形成一份技术明白纸",
];

pub(super) const MEASURES: &[&str] = &[
    "到现场看了三户，取样送检；先停用原来的药，按明白纸调整。",
    "请团队专家会诊，选两亩做对比试验，每周回访一次。",
    "联系派出单位提供样品和设备，现场教会操作。",
];

pub(super) const RESULTS: &[&str] = &[
    "农户按方案做了一季，损失明显减少，愿意继续用。",
    "对比地块长势好，周边农户跟着改。",
    "设备改装到位，教会两名管理员自己维护。",
];

/// Name, source, use, from and to in 万元.
pub(super) const FUNDS: &[(&str, &str, &str, i64, i64)] = &[
    ("科技特派员工作补助", "province", "allowance", 12, 30),
    ("科技特派员交通差旅", "county", "travel", 6, 15),
    ("实用技术培训", "city", "training", 4, 12),
];

/// A ledger, how many entries a county has, and what they say.
pub(super) const PLAIN: &[(Kind, usize, &[Text])] = &[
    (Kind::Introduction, 10, INTRODUCTIONS),
    (Kind::Project, 2, PROJECTS),
    (Kind::Effect, 7, EFFECTS),
    (Kind::Outreach, 5, OUTREACH),
    (Kind::Bulletin, 6, BULLETINS),
    (Kind::Base, 4, BASES),
    (Kind::Household, 6, HOUSEHOLDS),
    (Kind::Entity, 3, ENTITIES),
    (Kind::Community, 2, COMMUNITIES),
    (Kind::Agreement, 6, AGREEMENTS),
    (Kind::Talent, 5, TALENTS),
];

macro_rules! texts {
    ($name:ident [$($column:literal),+ $(,)?] $(($($value:literal),+ $(,)?))+) => {
        const $name: &[Text] = &[$(texts!(@one [$($column),+] [$($value),+])),+];
    };
    (@one [$($column:literal),+] [$($value:literal),+]) => { &[$(($column, $value)),+] };
}

texts! { INTRODUCTIONS
    ["kind", "name", "area", "households", "area_code", "industry", "used_on", "responsible"]
    ("variety", "赣示早 1 号脐橙", "20..160", "6..40", "VILLAGE", "navel_orange", "DAY", "PERSON")
    ("variety", "示范香 2 号辣椒", "10..80", "5..30", "VILLAGE", "vegetables", "DAY", "PERSON")
    ("variety", "长示 53 号油茶", "30..200", "8..45", "VILLAGE", "camellia", "DAY", "PERSON")
    ("variety", "甜示 6 号南瓜", "8..40", "4..20", "VILLAGE", "vegetables", "DAY", "PERSON")
    ("technique", "脐橙病虫害绿色防控", "60..300", "12..60", "VILLAGE", "navel_orange", "DAY", "PERSON")
    ("technique", "果蔬水肥智能控制", "20..120", "4..20", "VILLAGE", "vegetables", "DAY", "PERSON")
    ("technique", "油茶低产林改造", "40..260", "10..50", "VILLAGE", "camellia", "DAY", "PERSON")
    ("technique", "大棚轮作与土壤消毒", "10..60", "5..25", "VILLAGE", "vegetables", "DAY", "PERSON")
    ("equipment", "山地果园单轨运输机", "30..90", "3..12", "VILLAGE", "navel_orange", "DAY", "PERSON")
    ("mode", "林下养鸡", "20..80", "5..15", "VILLAGE", "poultry", "DAY", "PERSON")
    ("product", "生物有机肥", "30..150", "8..40", "VILLAGE", "INDUSTRY", "DAY", "PERSON")
    ("technique", "茶籽低温烘干", "5..30", "6..20", "VILLAGE", "camellia", "DAY", "PERSON")
}

texts! { PROJECTS
    ["name", "kind", "level", "area_code", "industry", "started_on", "responsible", "source_unit"]
    ("山地果园水肥一体化成果转化", "transfer", "city", "COUNTY", "navel_orange", "DAY", "PERSON", "示例市农业科学研究所")
    ("油茶丰产栽培示范", "project", "province", "COUNTY", "camellia", "DAY", "PERSON", "示例省农业科学研究所")
    ("设施蔬菜连作障碍防控", "project", "county", "TOWNSHIP", "vegetables", "DAY", "PERSON", "示例县农业技术推广中心")
}

texts! { EFFECTS
    ["target_name", "target_kind", "area_code", "year", "households", "poverty_exited_households", "jobs", "income", "output", "collective", "basis", "responsible"]
    ("{村}种植专业合作社", "cooperative", "VILLAGE", "YEAR", "30..90", "5..20", "12..40", "18..60", "120..420", "3..9", "合作社分红表、销售台账和用工记录", "PERSON")
    ("{村}股份经济合作社", "village_collective", "VILLAGE", "YEAR", "20..60", "4..15", "6..20", "8..30", "60..200", "5..16", "村集体收支明细和农户座谈", "PERSON")
    ("{村}家庭农场", "family_farm", "VILLAGE", "YEAR", "8..20", "1..6", "5..15", "6..20", "40..120", "1..3", "农场流水和务工登记", "PERSON")
    ("{村}农业发展有限公司", "enterprise", "VILLAGE", "YEAR", "40..120", "8..30", "20..60", "30..90", "260..900", "4..12", "企业报表和用工工资表", "PERSON")
    ("{村}养殖专业合作社", "cooperative", "VILLAGE", "YEAR", "15..50", "3..12", "6..18", "10..40", "80..240", "2..8", "合作社收购台账和农户座谈", "PERSON")
    ("{村}果业合作社", "cooperative", "VILLAGE", "YEAR", "25..80", "5..18", "10..30", "15..50", "100..380", "3..8", "鲜果销售合同和分红表", "PERSON")
    ("{村}油茶林场", "enterprise", "VILLAGE", "YEAR", "20..70", "4..16", "12..36", "12..45", "90..300", "2..7", "茶籽收购单和用工记录", "PERSON")
}

texts! { OUTREACH
    ["name", "form", "held_on", "area_code", "organiser", "people", "attendances", "materials"]
    ("春耕科技下乡", "visit", "DAY", "TOWNSHIP", "县科技局", "6..14", "120..360", "200..600")
    ("圩日农技咨询", "market", "DAY", "TOWNSHIP", "乡镇政府", "3..8", "80..220", "100..400")
    ("科普进村宣传", "popular_science", "DAY", "VILLAGE", "县科协", "2..6", "60..150", "80..300")
    ("柑橘黄龙病现场会诊", "clinic", "DAY", "VILLAGE", "县果业发展服务中心", "4..9", "40..110", "60..160")
    ("秋冬季送科技下乡", "visit", "DAY", "TOWNSHIP", "县科技局", "6..14", "120..320", "200..500")
}

texts! { BULLETINS
    ["title", "kind", "published_on", "area_code", "publisher", "level"]
    ("科技特派员把课堂搬进果园", "media", "DAY", "COUNTY", "示例日报", "city")
    ("一个村的油茶怎么翻了身", "media", "DAY", "COUNTY", "示例农村报", "province")
    ("科技特派员工作简报", "bulletin", "DAY", "COUNTY", "县科技局", "county")
    ("团队会诊解难题", "bulletin", "DAY", "COUNTY", "县科技局", "county")
    ("大棚里来了新品种", "media", "DAY", "COUNTY", "县融媒体中心", "county")
    ("季度工作情况", "bulletin", "DAY", "COUNTY", "县科技局", "county")
}

texts! { BASES
    ["name", "area_code", "industry", "host", "area", "established_on", "level", "responsible", "households"]
    ("{村}脐橙标准化示范基地", "VILLAGE", "navel_orange", "cooperative", "120..400", "DAY", "county", "PERSON", "20..80")
    ("{村}设施蔬菜示范基地", "VILLAGE", "vegetables", "enterprise", "60..220", "DAY", "city", "PERSON", "15..60")
    ("{村}油茶丰产示范基地", "VILLAGE", "camellia", "large_farmer", "150..500", "DAY", "county", "PERSON", "20..70")
    ("{村}林下养殖示范点", "VILLAGE", "poultry", "family_farm", "30..90", "DAY", "county", "PERSON", "8..30")
}

texts! { HOUSEHOLDS
    ["name", "area_code", "industry", "scale", "cultivated_from", "responsible"]
    ("刘长根", "VILLAGE", "INDUSTRY", "种植二十五亩", "DAY", "PERSON")
    ("谢来香", "VILLAGE", "INDUSTRY", "种植十二亩", "DAY", "PERSON")
    ("钟有福", "VILLAGE", "INDUSTRY", "种植四十亩", "DAY", "PERSON")
    ("赖玉梅", "VILLAGE", "INDUSTRY", "种植八亩", "DAY", "PERSON")
    ("郭水旺", "VILLAGE", "INDUSTRY", "种植三十亩", "DAY", "PERSON")
    ("温桂生", "VILLAGE", "INDUSTRY", "种植十八亩", "DAY", "PERSON")
}

texts! { ENTITIES
    ["name", "kind", "mode", "area_code", "industry", "founded_on", "jobs", "members", "responsible"]
    ("{村}兴农生态农业有限公司", "enterprise", "assisted", "VILLAGE", "INDUSTRY", "DAY", "12..40", "5..20", "PERSON")
    ("{村}绿源专业合作社", "cooperative", "led", "VILLAGE", "INDUSTRY", "DAY", "8..25", "15..60", "PERSON")
    ("{村}技术协会", "association", "founded", "VILLAGE", "INDUSTRY", "DAY", "2..6", "20..80", "PERSON")
}

texts! { COMMUNITIES
    ["name", "tie", "area_code", "industry", "formed_on", "households", "responsible", "note"]
    ("{村}脐橙技术入股", "shares", "VILLAGE", "navel_orange", "DAY", "10..40", "PERSON", "以技术折股一成，减产共担，增产按股分红")
    ("{村}订单蔬菜", "contract", "VILLAGE", "vegetables", "DAY", "12..50", "PERSON", "保底价收购，统一品种和用药")
}

texts! { AGREEMENTS
    ["target_name", "target_kind", "area_code", "dispatching_unit", "responsible", "signed_on", "valid_from", "valid_to", "tasks"]
    ("{村}村民委员会", "village_collective", "VILLAGE", "示例市农业科学研究所", "PERSON", "DAY", "DAY", "NEXT YEAR", "每季度到村不少于一次，培训两期，解决技术难题两个")
    ("{村}种植专业合作社", "cooperative", "VILLAGE", "示例农业大学", "PERSON", "DAY", "DAY", "NEXT YEAR", "引进新品种一个，建示范片三十亩")
    ("{村}家庭农场", "family_farm", "VILLAGE", "示例县农业技术推广中心", "PERSON", "DAY", "DAY", "NEXT YEAR", "全年技术托管，培养管理员一名")
}

texts! { TALENTS
    ["name", "kind", "area_code", "industry", "trained_on", "responsible", "note"]
    ("邱三连", "leader", "VILLAGE", "INDUSTRY", "DAY", "PERSON", "带着十二户一起种")
    ("曾小妹", "technician", "VILLAGE", "INDUSTRY", "DAY", "PERSON", "会测土配方，能给邻村讲课")
    ("黄石金", "technician", "VILLAGE", "INDUSTRY", "DAY", "PERSON", "能独立修剪和嫁接")
    ("罗春莲", "broker", "VILLAGE", "INDUSTRY", "DAY", "PERSON", "帮全村找销路")
    ("叶大海", "leader", "VILLAGE", "INDUSTRY", "DAY", "PERSON", "返乡办起合作社")
}
