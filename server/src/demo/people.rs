//! Sixty invented people, the units that send them and the teams they form.

use super::{
    places::{County, Village},
    random::Random,
    texts::{Industry, SURNAMES},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{CommissionerId, TeamId};

/// People per county.
pub(super) const PER_COUNTY: usize = 10;

/// Code, name, kind, level.
pub(super) const UNITS: &[(&str, &str, &str, &str)] = &[
    ("SL01", "示例农业大学", "高校", "province"),
    ("SL02", "示例省农业科学研究所", "科研院所", "province"),
    ("SL03", "示例市农业科学研究所", "科研院所", "city"),
    ("SL04", "示例市林业技术推广站", "农技推广机构", "city"),
    ("SL05", "示例县农业技术推广中心", "农技推广机构", "county"),
    ("SL06", "示例县果业发展服务中心", "事业单位", "county"),
    ("SL07", "示例农牧科技有限公司", "科技型企业", "city"),
];

const MEN: &[&str] = &[
    "建国", "志强", "伟", "国平", "小军", "海波", "文斌", "永红", "春生", "德胜", "明", "立新",
    "晓东", "家兴", "水生", "卫民", "俊杰", "承志", "光明", "学文", "大勇", "宏亮", "启明", "瑞林",
];
const WOMEN: &[&str] = &[
    "丽华", "秀英", "晓燕", "敏", "春梅", "雪芳", "玉兰", "佳慧", "海燕", "淑珍", "婷", "文静",
    "红霞", "桂香", "素云", "晓玲", "金凤", "思远",
];

/// County, industry, name, kind, level.
const TEAMS: &[(usize, &str, &str, &str, &str)] = &[
    (
        0,
        "navel_orange",
        "信丰脐橙团",
        "commissioner_team",
        "province",
    ),
    (
        0,
        "vegetables",
        "信丰蔬菜扶贫队",
        "poverty_alleviation_team",
        "city",
    ),
    (
        1,
        "vegetables",
        "大余蔬菜团",
        "commissioner_team",
        "province",
    ),
    (2, "camellia", "赣县油茶团", "commissioner_team", "province"),
    (
        3,
        "vegetables",
        "于都蔬菜团",
        "commissioner_team",
        "province",
    ),
    (
        3,
        "navel_orange",
        "于都果业服务团",
        "service_team",
        "county",
    ),
    (4, "camellia", "兴国油茶团", "commissioner_team", "province"),
    (5, "poultry", "宁都家禽团", "commissioner_team", "province"),
];

/// A commissioner of the demo.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) id: CommissionerId,
    /// Also the mobile number.
    pub(super) login: String,
    pub(super) name: String,
    pub(super) gender: &'static str,
    pub(super) birth_year: i64,
    /// Code of the unit.
    pub(super) unit: &'static str,
    pub(super) title: &'static str,
    pub(super) level: &'static str,
    pub(super) industries: Vec<&'static str>,
    pub(super) county: usize,
    pub(super) term: (NaiveDate, NaiveDate),
}

/// A team; the first of its members leads it.
#[derive(Debug)]
pub(super) struct Team {
    pub(super) id: TeamId,
    pub(super) code: String,
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) level: &'static str,
    pub(super) county: usize,
    pub(super) industry: &'static Industry,
    pub(super) unit: &'static str,
    pub(super) members: Vec<usize>,
}

/// Who looks after a village.
#[derive(Debug, Clone, Default)]
pub(super) struct Holders {
    pub(super) people: Vec<usize>,
    pub(super) team: Option<usize>,
}

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// Invents the people. The first one is the demo's own commissioner.
pub(super) fn people(
    random: &mut Random,
    counties: &[County],
    year: i32,
    made_at: DateTime<Utc>,
) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for (county, home) in counties.iter().enumerate() {
        for number in 0..PER_COUNTY {
            let at = people.len();
            let (name, gender) = if at == 0 {
                ("赵志远".to_owned(), "男")
            } else {
                new_name(random, &people)
            };
            let (unit, _, _, level) = UNITS[if at == 0 {
                0
            } else {
                random.below(UNITS.len())
            }];
            let first = home.industries[number % home.industries.len()];
            let mut industries = vec![first];
            let second = random.pick(home.industries);
            if second != first && random.chance(60) {
                industries.push(second);
            }
            // One term of each county ends in the year, one begins in it.
            let term = match number {
                7 => (date(year - 2, 7, 1), date(year, 6, 30)),
                8 => (date(year, 3, 1), date(year + 2, 2, 28)),
                _ => (date(year - 1, 1, 1), date(year + 1, 12, 31)),
            };
            people.push(Person {
                id: CommissionerId(random.id(made_at)),
                login: format!("1390000{:04}", 1001 + at),
                name,
                gender,
                birth_year: i64::from(year) - random.between(28, 57),
                unit,
                title: random.pick(&[
                    "senior",
                    "associate_senior",
                    "associate_senior",
                    "intermediate",
                    "intermediate",
                ]),
                level,
                industries,
                county,
                term,
            });
        }
    }
    people
}

fn new_name(random: &mut Random, people: &[Person]) -> (String, &'static str) {
    loop {
        let (given, gender) = if random.chance(38) {
            (random.pick(WOMEN), "女")
        } else {
            (random.pick(MEN), "男")
        };
        let name = format!("{}{given}", random.pick(SURNAMES));
        if people.iter().all(|person| person.name != name) {
            return (name, gender);
        }
    }
}

/// Forms the eight teams out of each county's people.
pub(super) fn teams(random: &mut Random, made_at: DateTime<Utc>) -> Vec<Team> {
    let mut teams: Vec<Team> = Vec::new();
    for (county, industry, name, kind, level) in TEAMS {
        let first = !teams.iter().any(|team| team.county == *county);
        let members = (0..PER_COUNTY)
            .filter(|number| (number % 2 == 0) == first)
            .map(|number| county * PER_COUNTY + number);
        teams.push(Team {
            id: TeamId(random.id(made_at)),
            code: format!("T{:02}", teams.len() + 1),
            name,
            kind,
            level,
            county: *county,
            industry: Industry::of(industry),
            unit: UNITS[random.below(3)].0,
            members: members.collect(),
        });
    }
    teams
}

/// Assigns people and teams to villages. Some villages have nobody.
pub(super) fn holders(villages: &[Village], teams: &[Team]) -> Vec<Holders> {
    villages
        .iter()
        .map(|village| holders_of(village, teams))
        .collect()
}

fn holders_of(village: &Village, teams: &[Team]) -> Holders {
    let first = village.county * PER_COUNTY;
    let number = village.number;
    let person = |number: usize| first + number;
    // The first person of the first county has three villages to himself.
    let people = match (village.county, number) {
        (0, 0..=2) => vec![person(0)],
        (0, 3..=13 | 18) => vec![person(1 + number % (PER_COUNTY - 1))],
        (_, 3 | 8) => vec![person(number), person((number + 1) % PER_COUNTY)],
        (_, 0..=13 | 18) => vec![person(number % PER_COUNTY)],
        _ => Vec::new(),
    };
    let mut own = teams
        .iter()
        .enumerate()
        .filter(|(_, team)| team.county == village.county)
        .map(|(at, _)| at);
    let team = match number {
        4 | 14 | 15 => own.next(),
        16 => own.next_back(),
        _ => None,
    };
    Holders { people, team }
}
