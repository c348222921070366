//! The registers at the desk: lists, cards, forms, two people at one card.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::Duration;
use domain::{
    access::Actor,
    codes::Role,
    divisions::{AreaChange, ChangeEntry, SuccessionKind},
    registers::{Card, Form, Input, Kind, Listed, Mark, Query, Term},
};
use server::jobs::attachments::sweep;
use store::{
    Store, StoreError, attachments, divisions, imports, records,
    registers::{self, Saved},
};
use tests::{
    each_database,
    http::{
        App, DAYU, GANXIAN, VILLAGE, ZHAO_ID, id, photo, sha256, submission, visit, visit_with,
    },
    world,
};

const XINFENG: &str = "360722000000";
const XINTIAN: &str = "360722104200";

/// 李 of 信丰, a coordinator of 新田镇, 周 of the city and 吴 of another county.
struct Office {
    li: Actor,
    sun: Actor,
    zhou: Actor,
    wu: Actor,
}

async fn office(store: &Store) -> Office {
    world::golden(store).await;
    Office {
        li: world::office(store, "li", Role::CountyStaff, XINFENG).await,
        sun: world::office(store, "sun", Role::TownshipCoordinator, "360722104000").await,
        zhou: world::city_staff(store).await,
        wu: world::office(store, "wu", Role::CountyStaff, "360735000000").await,
    }
}

async fn actor(store: &Store, login: &str) -> Actor {
    store::accounts::find(store, login).await.unwrap()
}

fn asking(text: &str, show: &str) -> Query {
    Query {
        text: text.into(),
        show: show.into(),
        ..Query::default()
    }
}

async fn listed(store: &Store, actor: &Actor, kind: Kind, query: &Query) -> Listed {
    registers::list(store, actor, kind, query).await.unwrap()
}

fn typed(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    fields.iter().map(pair).collect()
}

async fn saves(
    store: &Store,
    actor: &Actor,
    which: (Kind, Option<&str>, i64),
    fields: &[(&str, &str)],
) -> store::Result<Saved> {
    registers::save(store, actor, which, &typed(fields)).await
}

fn key(saved: Saved) -> String {
    match saved {
        Saved::Done(key) => key,
        Saved::Refused(form) => panic!("refused: {form:?}"),
    }
}

const NEW_UNIT: &[(&str, &str)] = &[
    ("code", "XF-01"),
    ("name", "信丰县脐橙研究所"),
    ("kind", "科研院所"),
    ("level", "县级"),
];

fn new_person(name: &str) -> Vec<(&str, &str)> {
    vec![
        ("login", "13912340001"),
        ("name", name),
        ("gender", "女"),
        ("kind", "自然人"),
        ("unit_code", "XF-01"),
        ("title_level", "副高"),
        ("level", "县级"),
        ("industry_codes", ""),
        ("industry_codes", "脐橙"),
        ("industry_codes", "油茶"),
        ("area_code", "信丰县"),
        ("term_from", "2026-01-01"),
    ]
}

/// A new person of 信丰; the key.
async fn employs(store: &Store, li: &Actor) -> String {
    let new = |kind| (kind, None, 0);
    key(saves(store, li, new(Kind::Units), NEW_UNIT).await.unwrap());
    let person = new_person("钟小娟");
    key(saves(store, li, new(Kind::Commissioners), &person)
        .await
        .unwrap())
}

#[tokio::test]
async fn a_person_is_found_by_characters_and_by_pinyin_initials() {
    each_database(async |store, _| {
        let office = office(&store).await;
        let made = employs(&store, &office.li).await;
        for text in ["小娟", "zxj", "ZXJ", "1391234"] {
            let found = listed(&store, &office.li, Kind::Commissioners, &asking(text, "")).await;
            let keys: Vec<_> = found.entries.iter().map(|one| one.key.clone()).collect();
            assert_eq!(keys, std::slice::from_ref(&made), "{text}");
        }
        let found = listed(&store, &office.li, Kind::Villages, &asking("sxc", "")).await;
        assert!(found.entries.iter().any(|one| one.key == "360722106204"));
        let found = listed(&store, &office.li, Kind::Villages, &asking("没有的村", "")).await;
        assert_eq!((found.total, found.next), (0, None));
    })
    .await;
}

#[tokio::test]
async fn a_long_register_is_read_page_by_page_to_its_end() {
    each_database(async |store, _| {
        let office = office(&store).await;
        let mut query = Query::default();
        let mut keys = Vec::new();
        let total = loop {
            let page = listed(&store, &office.li, Kind::Villages, &query).await;
            keys.extend(page.entries.into_iter().map(|one| one.key));
            match page.next {
                Some(next) => query.after = next,
                None => break page.total,
            }
        };
        assert!(total > 100, "{total}");
        let mut once = keys.clone();
        once.sort();
        once.dedup();
        assert_eq!((keys.len(), once.len()), (total, total));
        assert!(keys.iter().all(|key| key.starts_with("360722")));
    })
    .await;
}

#[tokio::test]
async fn nobody_reads_or_edits_outside_his_area() {
    each_database(async |store, _| {
        let office = office(&store).await;
        let person = employs(&store, &office.li).await;
        let read = |actor: Actor| {
            let (store, person) = (store.clone(), person.clone());
            async move { registers::card(&store, &actor, Kind::Commissioners, &person).await }
        };
        assert!(read(office.li.clone()).await.unwrap().may_edit);
        assert!(!read(office.zhou.clone()).await.unwrap().may_edit);
        for stranger in [&office.wu, &office.sun] {
            let answer = read(stranger.clone()).await;
            assert!(matches!(answer, Err(StoreError::NotFound)), "{answer:?}");
        }
        let change = [("specialty", "柑橘栽培")];
        let which = (Kind::Commissioners, Some(person.as_str()), 1);
        let answer = saves(&store, &office.wu, which, &change).await;
        assert!(matches!(answer, Err(StoreError::NotFound)), "{answer:?}");
        let answer = saves(&store, &office.zhou, which, &change).await;
        assert!(matches!(answer, Err(StoreError::Forbidden)), "{answer:?}");
        let answer = saves(&store, &office.li, (Kind::Industries, None, 0), &[]).await;
        assert!(matches!(answer, Err(StoreError::Forbidden)), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn a_form_sent_back_as_it_came_changes_nothing() {
    each_database(async |store, _| {
        let office = office(&store).await;
        let mut tried = 0;
        for kind in Kind::REGISTERS {
            let page = listed(&store, &office.zhou, *kind, &Query::default()).await;
            for entry in page.entries.iter().take(5) {
                // Whoever of the counties may edit it, does.
                for actor in [&office.li, &office.wu] {
                    let form = registers::form(&store, actor, *kind, Some(&entry.key)).await;
                    let Ok(form) = form else { continue };
                    let fields: Vec<(String, String)> = form
                        .fields
                        .iter()
                        .map(|field| (field.column.clone(), field.value.clone()))
                        .collect();
                    let which = (*kind, Some(entry.key.as_str()), form.version);
                    let saved = registers::save(&store, actor, which, &fields)
                        .await
                        .unwrap();
                    assert_eq!(saved, Saved::Done(entry.key.clone()), "{}", entry.title);
                    let card = registers::card(&store, actor, *kind, &entry.key)
                        .await
                        .unwrap();
                    if form.version > 0 {
                        assert_eq!(card.version, form.version, "{}", entry.title);
                    }
                    tried += 1;
                }
            }
        }
        assert!(tried > 4, "{tried}");
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_people_sees_both_versions_and_keeps_the_text() {
    each_database(async |store, _| {
        let office = office(&store).await;
        let person = employs(&store, &office.li).await;
        let which = (Kind::Commissioners, Some(person.as_str()), 1);
        let first = [("specialty", "柑橘栽培"), ("title_level", "正高")];
        key(saves(&store, &office.li, which, &first).await.unwrap());
        let second = [("specialty", "黄龙病防控"), ("title_level", "正高")];
        let Saved::Refused(form) = saves(&store, &office.li, which, &second).await.unwrap() else {
            panic!("the second overwrote the first");
        };
        assert!(form.conflict);
        assert_eq!(form.version, 2);
        let field = |column| form.fields.iter().find(|one| one.column == column).unwrap();
        assert_eq!(field("specialty").value, "黄龙病防控");
        assert_eq!(field("specialty").theirs.as_deref(), Some("柑橘栽培"));
        assert_eq!(field("title_level").theirs, None);
        // Having seen it, the second goes on from there.
        let which = (Kind::Commissioners, Some(person.as_str()), form.version);
        key(saves(&store, &office.li, which, &second).await.unwrap());
        let card = registers::card(&store, &office.li, Kind::Commissioners, &person)
            .await
            .unwrap();
        let happened: Vec<_> = card.history.iter().map(|one| one.action.as_str()).collect();
        assert_eq!(
            happened,
            [
                "commissioners.change",
                "commissioners.change",
                "commissioners.create"
            ]
        );
        let change = &card.history[0].changes[0];
        assert_eq!(
            (change.before.as_str(), change.after.as_str()),
            ("柑橘栽培", "黄龙病防控")
        );
    })
    .await;
}

#[tokio::test]
async fn two_who_write_a_villages_first_card_do_not_overwrite_each_other() {
    each_database(async |store, _| {
        let office = office(&store).await;
        let which = (Kind::Villages, Some(XINTIAN), 0);
        let first = [("households", "312"), ("contact_phone", "13812341234")];
        key(saves(&store, &office.li, which, &first).await.unwrap());
        let second = saves(&store, &office.li, which, &[("households", "300")])
            .await
            .unwrap();
        let Saved::Refused(form) = second else {
            panic!("the second overwrote the first");
        };
        assert!(form.conflict);
        // The phone is shown hidden, and sent back hidden it stays.
        let phone = form
            .fields
            .iter()
            .find(|one| one.column == "contact_phone")
            .unwrap();
        assert_eq!(phone.value, "138****1234");
        let which = (Kind::Villages, Some(XINTIAN), 1);
        let sent = [
            ("households", "300"),
            ("contact_phone", phone.value.as_str()),
        ];
        key(saves(&store, &office.li, which, &sent).await.unwrap());
        let card = registers::card(&store, &office.li, Kind::Villages, XINTIAN)
            .await
            .unwrap();
        let labels: Vec<_> = card.history[0]
            .changes
            .iter()
            .map(|one| one.label.as_str())
            .collect();
        assert_eq!(labels, ["户数"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_and_nothing_is_written() {
    each_database(async |store, _| {
        let office = office(&store).await;
        let person = employs(&store, &office.li).await;
        let fields = [
            ("village_code", "信丰县山香湾"),
            ("login", "钟小娟"),
            ("from", "2026-02-30"),
        ];
        let which = (Kind::Assignments, None, 0);
        let Saved::Refused(form) = saves(&store, &office.li, which, &fields).await.unwrap() else {
            panic!("saved");
        };
        let field = |column| form.fields.iter().find(|one| one.column == column).unwrap();
        assert_eq!(field("village_code").value, "信丰县山香湾");
        assert!(field("village_code").fault.is_some());
        assert!(field("from").fault.as_ref().unwrap().contains("不是日期"));
        assert_eq!(field("login").fault, None);
        // The same person twice is a fault of the key, not a change of who exists.
        let again = saves(
            &store,
            &office.li,
            (Kind::Commissioners, None, 0),
            &new_person("别人"),
        )
        .await;
        let Saved::Refused(form) = again.unwrap() else {
            panic!("overwrote {person}");
        };
        assert!(form.fields[0].fault.as_ref().unwrap().contains("已经有了"));
        let card = registers::card(&store, &office.li, Kind::Commissioners, &person)
            .await
            .unwrap();
        assert_eq!(card.title, "钟小娟");
    })
    .await;
}

#[tokio::test]
async fn the_villages_register_begins_with_those_that_need_somebody_and_have_nobody() {
    each_database(async |store, _| {
        let office = office(&store).await;
        let rank = |marks: &[Mark], designated: bool| match marks {
            [Mark::Vacant { due: true }] => 0,
            _ if designated => 1,
            _ => 2,
        };
        let mut ranks = Vec::new();
        let mut keys = Vec::new();
        let mut query = asking("", "");
        loop {
            let page = listed(&store, &office.zhou, Kind::Villages, &query).await;
            for entry in &page.entries {
                let designated = entry.cells.first().is_some_and(|cell| !cell.is_empty());
                ranks.push((rank(&entry.marks, designated), entry.key.clone()));
                keys.push(entry.key.clone());
            }
            let Some(next) = page.next else {
                assert_eq!(page.total, keys.len(), "each village once");
                break;
            };
            query.after = next;
        }
        assert!(ranks.is_sorted(), "by need, and then by place");
        for wanted in 0..=2 {
            assert!(ranks.iter().any(|(rank, _)| *rank == wanted), "{wanted}");
        }
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), ranks.len());
    })
    .await;
}

#[tokio::test]
async fn villages_without_anyone_with_several_and_people_with_too_many_are_marked() {
    each_database(async |store, _| {
        let office = office(&store).await;
        let person = employs(&store, &office.li).await;
        let marks = async |kind: Kind, key: &str| {
            let card = registers::card(&store, &office.li, kind, key)
                .await
                .unwrap();
            card.marks
        };
        assert!(
            marks(Kind::Commissioners, &person)
                .await
                .contains(&Mark::Idle)
        );
        let villages = listed(&store, &office.li, Kind::Villages, &asking("", "vacant")).await;
        let vacant: Vec<_> = villages
            .entries
            .iter()
            .map(|one| one.key.clone())
            .take(6)
            .collect();
        for village in &vacant {
            let fields = [
                ("village_code", village.as_str()),
                ("login", "13912340001"),
                ("from", "2026-01-01"),
            ];
            key(
                saves(&store, &office.li, (Kind::Assignments, None, 0), &fields)
                    .await
                    .unwrap(),
            );
            assert_eq!(marks(Kind::Villages, village).await, []);
        }
        let too_many = Mark::TooMany { villages: 6 };
        assert_eq!(marks(Kind::Commissioners, &person).await, [too_many]);
        let crowded = listed(
            &store,
            &office.li,
            Kind::Commissioners,
            &asking("", "crowded"),
        )
        .await;
        assert!(crowded.entries.iter().any(|one| one.key == person));
    })
    .await;
}

#[tokio::test]
async fn a_village_that_is_no_more_says_so_and_one_that_was_renamed_is_found_by_both_names() {
    each_database(async |store, _| {
        let office = office(&store).await;
        let all = listed(&store, &office.li, Kind::Villages, &asking("", "vacant")).await;
        let [gone, stays] = [0, 1].map(|at| all.entries[at].key.clone());
        let change = async |area: &str, from: &str, change| {
            let (area, from) = (area.parse().unwrap(), from.parse().unwrap());
            let document_no = None;
            let entry = ChangeEntry {
                area,
                from,
                document_no,
                change,
            };
            divisions::change(&store, &office.li, entry).await.unwrap()
        };
        let short_name = "新月村".to_owned();
        change(&stays, "2026-01-01", AreaChange::Renamed { short_name }).await;
        let into = stays.parse().unwrap();
        change(&gone, "2026-02-01", AreaChange::Merged { into }).await;

        let card = async |key: &str| {
            let card = registers::card(&store, &office.li, Kind::Villages, key).await;
            card.unwrap()
        };
        let (of_gone, of_stays) = (card(&gone).await, card(&stays).await);
        let [
            Mark::Gone {
                how: SuccessionKind::Merged,
                into,
            },
        ] = of_gone.marks.as_slice()
        else {
            panic!("{:?}", of_gone.marks);
        };
        assert!(into.ends_with("新月村"), "{into}");
        let told = |card: &Card, label: &str| {
            let fact = card.facts.iter().find(|fact| fact.label == label);
            fact.unwrap().text.clone()
        };
        assert_eq!(told(&of_gone, "并入"), format!("{into}，2026-02-01 起"));
        assert!(told(&of_stays, "并入本村").ends_with("，2026-02-01 起"));
        let former = told(&of_stays, "原名");
        let former = former.strip_suffix("，至 2025-12-31").unwrap();

        let keys = async |text: &str, show: &str| {
            let listed = listed(&store, &office.li, Kind::Villages, &asking(text, show)).await;
            let keys = listed.entries.into_iter().map(|one| one.key);
            keys.collect::<Vec<_>>()
        };
        for name in [former, "新月村"] {
            assert!(keys(name, "").await.contains(&stays), "{name}");
        }
        assert!(!keys("", "vacant").await.contains(&gone));
    })
    .await;
}

#[tokio::test]
async fn an_assignment_ends_with_a_date_and_stays_in_the_register() {
    each_database(async |store, _| {
        let office = office(&store).await;
        employs(&store, &office.li).await;
        let fields = [
            ("village_code", XINTIAN),
            ("login", "钟小娟"),
            ("from", "2025-01-01"),
        ];
        let made = saves(&store, &office.li, (Kind::Assignments, None, 0), &fields).await;
        let made = key(made.unwrap());
        let which = (Kind::Assignments, Some(made.as_str()), 1);
        let before = saves(&store, &office.li, which, &[("to", "2024-12-31")])
            .await
            .unwrap();
        assert!(matches!(before, Saved::Refused(_)));
        key(saves(&store, &office.li, which, &[("to", "2025-06-30")])
            .await
            .unwrap());
        let card = registers::card(&store, &office.li, Kind::Assignments, &made)
            .await
            .unwrap();
        assert_eq!((card.term, card.version), (Term::Ended, 2));
        let ended = listed(
            &store,
            &office.li,
            Kind::Assignments,
            &asking("钟小娟", "ended"),
        )
        .await;
        assert_eq!(ended.total, 1);
        let current = listed(
            &store,
            &office.li,
            Kind::Assignments,
            &asking("钟小娟", "current"),
        )
        .await;
        assert_eq!(current.total, 0);
    })
    .await;
}

/// What a form offers for a column.
fn offered(form: &Form, column: &str) -> Vec<String> {
    let mut fields = form.fields.iter();
    match &fields.find(|field| field.column == column).unwrap().input {
        Input::One(options) => options.iter().map(|(_, word)| word.clone()).collect(),
        Input::Several(words) => words.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_unit_and_an_industry_that_ended_stay_but_are_no_longer_offered() {
    each_database(async |store, _| {
        let office = office(&store).await;
        let person = employs(&store, &office.li).await;
        let units = listed(&store, &office.li, Kind::Units, &asking("XF-01", "")).await;
        let unit = units.entries[0].key.clone();
        let ends = [("ended_on", "2025-06-30")];
        key(
            saves(&store, &office.li, (Kind::Units, Some(&unit), 1), &ends)
                .await
                .unwrap(),
        );
        let ended = asking("", "ended");
        let units = listed(&store, &office.li, Kind::Units, &ended).await;
        assert_eq!((units.total, units.entries[0].term), (1, Term::Ended));

        let admin = Actor {
            role: Role::Admin,
            area_code: None,
            ..office.li.clone()
        };
        let tea = (Kind::Industries, Some("tea"), 1);
        key(saves(&store, &admin, tea, &ends).await.unwrap());
        let industries = listed(&store, &office.li, Kind::Industries, &ended).await;
        assert_eq!(industries.total, 1);

        let people = Kind::Commissioners;
        let new = registers::form(&store, &office.li, people, None)
            .await
            .unwrap();
        assert!(!offered(&new, "unit_code").contains(&"信丰县脐橙研究所".to_owned()));
        assert!(!offered(&new, "industry_codes").contains(&"茶叶".to_owned()));
        assert!(offered(&new, "industry_codes").contains(&"脐橙".to_owned()));
        // Who has it keeps it.
        let old = registers::form(&store, &office.li, people, Some(&person));
        let old = old.await.unwrap();
        assert!(offered(&old, "unit_code").contains(&"信丰县脐橙研究所".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn a_teams_members_are_entered_row_by_row() {
    each_database(async |store, _| {
        let office = office(&store).await;
        employs(&store, &office.li).await;
        let team = [
            ("code", "XF-T1"),
            ("name", "信丰脐橙团"),
            ("kind", "科技特派团"),
            ("level", "县级"),
            ("area_code", "信丰县"),
            ("industry_code", "脐橙"),
            ("lead_unit_code", "XF-01"),
            ("started_on", "2026-01-01"),
        ];
        let with = |rows: &[(&'static str, &'static str)]| {
            let rows = rows
                .iter()
                .flat_map(|(person, role)| [("members", *person), ("members.role", *role)]);
            team.iter().copied().chain(rows).collect::<Vec<_>>()
        };
        let new = (Kind::Teams, None, 0);
        let wrong = with(&[("无此人", "团长")]);
        let refused = saves(&store, &office.li, new, &wrong).await.unwrap();
        let Saved::Refused(form) = refused else {
            panic!("a stranger was taken in");
        };
        let mut fields = form.fields.iter();
        let members = fields.find(|field| field.column == "members").unwrap();
        assert!(members.fault.is_some());
        assert_eq!(members.value, "无此人（团长）");

        let rows = with(&[("", "团员"), ("钟小娟", "团员"), (" ", "团长")]);
        let made = key(saves(&store, &office.li, new, &rows).await.unwrap());
        let card = registers::card(&store, &office.li, Kind::Teams, &made);
        let card = card.await.unwrap();
        assert_eq!(card.marks, [Mark::Leaderless]);
        let which = (Kind::Teams, Some(made.as_str()), card.version);
        let rows = with(&[("钟小娟", "技术团长")]);
        key(saves(&store, &office.li, which, &rows).await.unwrap());
        let card = registers::card(&store, &office.li, Kind::Teams, &made);
        let card = card.await.unwrap();
        assert_eq!(card.marks, []);
        assert!(card.related.iter().any(|one| one.note.contains("技术团长")));
    })
    .await;
}

/// The fault beside a field of a form that came back.
fn fault(saved: store::Result<Saved>, column: &str) -> String {
    let Saved::Refused(form) = saved.unwrap() else {
        panic!("saved");
    };
    let field = form.fields.into_iter().find(|one| one.column == column);
    field.and_then(|field| field.fault).unwrap_or_default()
}

#[tokio::test]
async fn a_person_holds_a_village_once_on_a_day_and_within_the_term() {
    each_database(async |store, _| {
        let office = office(&store).await;
        employs(&store, &office.li).await;
        let assigns = async |from, to| {
            let fields = [
                ("village_code", XINTIAN),
                ("login", "钟小娟"),
                ("from", from),
                ("to", to),
            ];
            saves(&store, &office.li, (Kind::Assignments, None, 0), &fields).await
        };
        let first = key(assigns("2026-01-01", "2026-06-30").await.unwrap());
        let twice = fault(assigns("2026-06-01", "").await, "from");
        assert!(twice.contains("2026-01-01 至 2026-06-30"), "{twice}");
        let early = fault(assigns("2025-01-01", "2025-12-31").await, "from");
        assert!(early.contains("聘期"), "{early}");
        key(assigns("2026-07-01", "").await.unwrap());
        let which = (Kind::Assignments, Some(first.as_str()), 1);
        let longer = saves(&store, &office.li, which, &[("to", "2026-07-15")]).await;
        assert!(fault(longer, "to").contains("2026-07-01 起"));
        let shorter = saves(&store, &office.li, which, &[("to", "2026-05-31")]).await;
        assert_eq!(key(shorter.unwrap()), first);
    })
    .await;
}

#[tokio::test]
async fn a_units_name_stands_once_in_an_area() {
    each_database(async |store, _| {
        let office = office(&store).await;
        employs(&store, &office.li).await;
        let again = |name| {
            let mut unit = NEW_UNIT.to_vec();
            unit[0] = ("code", "XF-02");
            unit[1] = ("name", name);
            unit
        };
        let which = (Kind::Units, None, 0);
        let same = saves(&store, &office.li, which, &again(NEW_UNIT[1].1)).await;
        let told = fault(same, "name");
        assert!(told.contains("XF-01"), "{told}");
        let other = saves(&store, &office.li, which, &again("信丰县油茶研究所")).await;
        key(other.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_city_reads_which_county_each_commissioner_serves() {
    each_database(async |store, _| {
        let office = office(&store).await;
        employs(&store, &office.li).await;
        let query = asking("钟小娟", "");
        let city = listed(&store, &office.zhou, Kind::Commissioners, &query).await;
        assert_eq!(city.headers[1], "服务县");
        assert!(city.entries[0].cells[0].contains("信丰县"));
        assert_eq!(city.entries[0].cells.len(), city.headers.len() - 1);
        let county = listed(&store, &office.li, Kind::Commissioners, &query).await;
        assert!(!county.headers.contains(&"服务县".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn a_handover_with_its_day_put_right_leaves_no_village_without_anybody() {
    each_database(async |store, _| {
        App::start(&store).await;
        let li = actor(&store, "li").await;
        let new = |kind| (kind, None, 0);
        let mut person = new_person("钟小娟");
        person.retain(|(column, _)| !matches!(*column, "unit_code" | "area_code"));
        person.extend([("unit_code", "U0"), ("area_code", DAYU)]);
        let successor = saves(&store, &li, new(Kind::Commissioners), &person).await;
        let successor = key(successor.unwrap());
        let village = [
            ("village_code", VILLAGE),
            ("login", "zhao"),
            ("from", "2025-01-01"),
        ];
        key(saves(&store, &li, new(Kind::Assignments), &village)
            .await
            .unwrap());
        let hands_over = async |day| {
            let form = registers::handover_form(&store, &li, ZHAO_ID).await;
            let typed = typed(&[("successor", successor.as_str()), ("last_day", day)]);
            registers::hand_over(&store, &li, (ZHAO_ID, form.unwrap().version), &typed).await
        };
        // The term ends with the year.
        let late = fault(hands_over("2027-03-01").await, "last_day");
        assert!(late.contains("2026-12-31"), "{late}");
        for (last, next) in [("2026-11-30", "2026-12-01"), ("2026-06-30", "2026-07-01")] {
            key(hands_over(last).await.unwrap());
            for (person, day) in [(ZHAO_ID, last), (successor.as_str(), next)] {
                let card = registers::card(&store, &li, Kind::Commissioners, person).await;
                let related = card.unwrap().related;
                assert_eq!(related.len(), 1);
                assert!(related[0].note.contains(day), "{}", related[0].note);
            }
        }
    })
    .await;
}

#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
#[tokio::test]
async fn a_leaving_persons_villages_drafts_and_returned_records_pass_on_in_one_action() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let (zhao, li) = (actor(&store, "zhao").await, actor(&store, "li").await);
        let new = |kind| (kind, None, 0);
        let mut person = new_person("钟小娟");
        person.retain(|(column, _)| !matches!(*column, "unit_code" | "area_code"));
        person.extend([("unit_code", "U0"), ("area_code", DAYU)]);
        let successor = saves(&store, &li, new(Kind::Commissioners), &person).await;
        let successor = key(successor.unwrap());
        for (village, from) in [(VILLAGE, "2025-01-01"), ("360723104201", "2025-03-01")] {
            let fields = [("village_code", village), ("login", "zhao"), ("from", from)];
            key(saves(&store, &li, new(Kind::Assignments), &fields)
                .await
                .unwrap());
        }
        // One approved, one returned, one draft.
        for number in [1, 2] {
            app.zhao.pushes(&submission(number, &visit(number))).await;
        }
        assert_eq!(
            app.li.decides(&id(1), 1, "approve").await["outcome"],
            "applied"
        );
        assert_eq!(
            app.li.decides(&id(2), 1, "return").await["outcome"],
            "applied"
        );
        let mut draft = submission(3, &visit(3));
        draft["op"] = "save".into();
        app.zhao.pushes(&draft).await;
        // Another in another county: not this office's to give away.
        let mut away = visit(4);
        away["area_code"] = GANXIAN.into();
        let mut away = submission(4, &away);
        away["op"] = "save".into();
        app.zhao.pushes(&away).await;

        let form = registers::handover_form(&store, &li, ZHAO_ID)
            .await
            .unwrap();
        let told: Vec<_> = form.fields.iter().map(|one| one.value.as_str()).collect();
        assert_eq!(told[1..3], ["2 条", "1 条，由当地科技局移交"]);
        let typed = typed(&[
            ("successor", successor.as_str()),
            ("last_day", "2026-03-31"),
        ]);
        let answer = registers::hand_over(&store, &zhao, (ZHAO_ID, 1), &typed).await;
        assert!(matches!(answer, Err(StoreError::NotFound)), "{answer:?}");
        let done = registers::hand_over(&store, &li, (ZHAO_ID, form.version), &typed).await;
        assert_eq!(key(done.unwrap()), ZHAO_ID);
        // A second time finds another version.
        let again = registers::hand_over(&store, &li, (ZHAO_ID, form.version), &typed).await;
        assert!(matches!(again, Ok(Saved::Refused(form)) if form.conflict));

        let successor_signs_in = actor(&store, "13912340001").await;
        for (number, theirs) in [(1, false), (2, true), (3, true), (4, false)] {
            let record = id(number).parse().unwrap();
            let read = records::get(&store, &successor_signs_in, record).await;
            assert_eq!(read.is_ok(), theirs, "record {number}");
            let read = records::get(&store, &zhao, record).await;
            assert_eq!(read.is_ok(), !theirs, "record {number}");
        }
        let gone = registers::card(&store, &li, Kind::Commissioners, ZHAO_ID)
            .await
            .unwrap();
        assert_eq!(gone.history[0].action, "commissioners.change");
        let until: Vec<_> = gone
            .related
            .iter()
            .map(|one| one.note.contains("2026-03-31"))
            .collect();
        assert_eq!(until, [true, true]);
        let has = registers::card(&store, &li, Kind::Commissioners, &successor)
            .await
            .unwrap();
        let from: Vec<_> = has
            .related
            .iter()
            .map(|one| one.note.contains("2026-04-01"))
            .collect();
        assert_eq!(from, [true, true]);
    })
    .await;
}

/// A person of 大余 to whom 赵's work may pass; the key.
async fn successor(store: &Store, li: &Actor) -> String {
    let mut person = new_person("钟小娟");
    person.retain(|(column, _)| !matches!(*column, "unit_code" | "area_code"));
    person.extend([("unit_code", "U0"), ("area_code", DAYU)]);
    let saved = saves(store, li, (Kind::Commissioners, None, 0), &person).await;
    key(saved.unwrap())
}

/// 赵 leaves; who has the drafts and returned records now.
async fn zhao_leaves(store: &Store, li: &Actor) -> Actor {
    let successor = successor(store, li).await;
    let form = registers::handover_form(store, li, ZHAO_ID).await.unwrap();
    let last_day = ("last_day", "2026-03-31");
    let typed = typed(&[("successor", successor.as_str()), last_day]);
    let done = registers::hand_over(store, li, (ZHAO_ID, form.version), &typed).await;
    assert_eq!(key(done.unwrap()), ZHAO_ID);
    actor(store, "13912340001").await
}

#[tokio::test]
async fn photos_of_a_draft_that_passed_on_outlive_the_sweep() {
    each_database(async |store, clock| {
        let app = App::start(&store).await;
        let li = actor(&store, "li").await;
        let photo = photo(1);
        app.zhao.uploads(&photo).await;
        let mut draft = submission(1, &visit_with(1, &[&photo]));
        draft["op"] = "save".into();
        app.zhao.pushes(&draft).await;
        let successor = zhao_leaves(&store, &li).await;
        clock.set(clock.now() + Duration::days(2));
        sweep(&store, &app.attachments).await.unwrap();
        let hash = sha256(&photo);
        let found = attachments::find(&store, &successor, &hash).await;
        assert_eq!(found.unwrap().sha256, hash);
        assert_eq!(app.attachments.get(&hash).await.unwrap(), photo);
    })
    .await;
}

#[tokio::test]
async fn what_was_not_sent_again_is_its_writers_alone_after_a_handover_too() {
    const UNSENT: &str = "果园里看到的还没有全部写完，回去再补上施肥和修剪两段。";
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let li = actor(&store, "li").await;
        app.zhao.pushes(&submission(1, &visit(1))).await;
        app.li.decides(&id(1), 1, "return").await;
        let mut unsent = visit(1);
        unsent["content"] = UNSENT.into();
        let mut save = submission(2, &unsent);
        save["op"] = "save".into();
        save["base_version"] = 2.into();
        let saved = app.zhao.pushes(&save).await;
        assert_eq!(saved["outcome"], "applied", "{saved}");
        let successor = zhao_leaves(&store, &li).await;
        let told = async |who: &Actor| {
            let versions = records::history(&store, who, id(1).parse().unwrap()).await;
            let versions = versions.unwrap().into_iter();
            let unsent = versions.filter(|one| one.body["content"] == UNSENT);
            unsent.map(|one| one.action).collect::<Vec<_>>()
        };
        assert_eq!(told(&li).await, [""; 0]);
        assert_eq!(told(&successor).await, ["save", "handover"]);
    })
    .await;
}

/// On PostgreSQL neither waits for the other's whole transaction by itself.
#[tokio::test]
async fn an_edit_and_an_import_at_the_same_time_lose_nothing_of_each_other() {
    each_database(async |store, _| {
        let office = office(&store).await;
        let card = async || {
            let form = registers::form(&store, &office.li, Kind::Villages, Some(XINTIAN)).await;
            form.unwrap()
        };
        for (round, base) in ["是", "否"].into_iter().cycle().take(12).enumerate() {
            let households = (100 + round).to_string();
            let which = (Kind::Villages, Some(XINTIAN), card().await.version);
            let fields = [("households", households.as_str())];
            let file = format!("code,has_industry_base\n{XINTIAN},{base}\n").into_bytes();
            let (saved, imported) = tokio::join!(
                Box::pin(saves(&store, &office.li, which, &fields)),
                Box::pin(imports::run(
                    &store,
                    None,
                    Kind::Villages,
                    "v.csv",
                    file,
                    false
                )),
            );
            assert!(imported.unwrap().errors.is_empty());
            let card = card().await;
            let value = |column: &str| {
                let mut fields = card.fields.iter();
                fields
                    .find(|one| one.column == column)
                    .unwrap()
                    .value
                    .as_str()
            };
            assert_eq!(value("has_industry_base"), base);
            // One that came second and was told so is no loss.
            if let Saved::Done(_) = saved.unwrap() {
                assert_eq!(value("households"), households);
            }
        }
    })
    .await;
}
