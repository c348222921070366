//! Whatever changes what a county counts waits for who files its year: it takes the county's turn.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::{
    access::Actor,
    codes::Role,
    coverage::{CoverageRules, RuleEntry},
};
use sqlx::{Connection, PgConnection, raw_sql};
use std::{net::Ipv4Addr, time::Duration};
use store::{
    Store, StoreError, divisions,
    imports::Kind,
    registers::{self, Saved},
    satisfaction::{self, Made},
    settings,
};
use tests::{
    databases::{each_address, number, on_postgres, open, waiting},
    world,
};
use tokio::time::timeout;

const CITY: &str = "360700000000";
const DAYU: &str = "360723000000";
const VILLAGE: &str = "360723104200";
const XINFENG: &str = "360722000000";

/// How often the turn of a city or county was taken so far.
async fn turns(url: &str, area: &str) -> i64 {
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(turn), 0) AS BIGINT) FROM rollup_turns WHERE county_code = '{area}'"
    );
    number(url, &sql).await
}

/// Runs `change` and tells which of the areas it took the turn of.
async fn taken(url: &str, change: impl Future<Output = ()>) -> [bool; 3] {
    let areas = [CITY, DAYU, XINFENG];
    let mut before = [0; 3];
    for (before, area) in before.iter_mut().zip(areas) {
        *before = turns(url, area).await;
    }
    change.await;
    let mut taken = [false; 3];
    for ((taken, area), before) in taken.iter_mut().zip(areas).zip(before) {
        *taken = turns(url, area).await > before;
    }
    taken
}

async fn sets_rules(store: &Store, actor: &Actor, area: &str) {
    let entry = RuleEntry {
        area_code: area.parse().unwrap(),
        valid_from: "2025-06-01".parse().unwrap(),
        rules: CoverageRules::default(),
    };
    let done = settings::set_coverage_rules(store, actor, entry).await;
    done.unwrap();
}

#[tokio::test]
async fn coverage_rules_take_the_turns_of_every_county_they_hold_for() {
    each_address(async |url| {
        let store = open(&url).await.0;
        world::golden(&store).await;
        let admin = Actor {
            role: Role::Admin,
            area_code: None,
            ..world::city_staff(&store).await
        };
        let of_county = taken(&url, sets_rules(&store, &admin, DAYU)).await;
        assert_eq!(of_county, [false, true, false]);
        let of_city = taken(&url, sets_rules(&store, &admin, CITY)).await;
        assert_eq!(of_city, [true, true, true]);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_a_register_changes_takes_the_turns_of_the_counties_that_count_it() {
    each_address(async |url| {
        let store = open(&url).await.0;
        world::golden(&store).await;
        let imports = [
            (
                "a new person's home",
                Kind::Commissioners,
                "login,name,mobile,gender,birth_year,kind,unit_code,title_level,level,industry_codes,area_code,term_from,term_to\n\
                 13900009999,某人,13900009999,女,1984,individual,U9,senior,city,navel_orange,360723000000,2024-03-01,\n",
            ),
            (
                "the village assigned to somebody of elsewhere",
                Kind::Assignments,
                "login,village_code,from,to\n13900009999,360723100200,2025-01-01,\n",
            ),
            (
                "the village assigned to a person who changes",
                Kind::Commissioners,
                "login,name,mobile,gender,birth_year,kind,unit_code,title_level,level,industry_codes,area_code,term_from,term_to\n\
                 13900009999,某人,13900009999,女,1984,individual,U9,junior,city,navel_orange,360723000000,2024-03-01,\n",
            ),
            (
                "a designated village",
                Kind::Designations,
                "village_code,kind,level,valid_from,valid_to\n360723100200,key_assistance_village,province,2025-03-01,\n",
            ),
            (
                "a village with an industry base",
                Kind::Villages,
                "code,has_industry_base\n360723100200,是\n",
            ),
        ];
        let units = "code,name,kind,level\nU9,示例茶科所,科研院所,city\n";
        world::import_bytes(&store, Kind::Units, "u.csv", units.into()).await;
        for (what, kind, text) in imports {
            let import = world::import_bytes(&store, kind, "x.csv", text.into());
            assert_eq!(taken(&url, Box::pin(import)).await, [false, true, false], "{what}");
        }
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_answer_of_somebody_who_was_served_takes_the_turn_of_the_county() {
    each_address(async |url| {
        let store = open(&url).await.0;
        world::golden(&store).await;
        let li = world::office(&store, "li", Role::CountyStaff, DAYU).await;
        let asked = [("about", "脐橙修剪指导"), ("area_code", VILLAGE)];
        let asked = asked.map(|(column, text)| (column.to_owned(), text.to_owned()));
        let made = satisfaction::make_link(&store, &li, &asked).await.unwrap();
        let Made::Link { code, .. } = made else {
            panic!("{made:?}");
        };
        let answers = async {
            let answer = [("satisfaction".to_owned(), "satisfied".to_owned())];
            let home = Ipv4Addr::LOCALHOST.into();
            let faults = satisfaction::reply(&store, &code, home, &answer).await;
            assert!(faults.unwrap().is_empty());
        };
        assert_eq!(taken(&url, answers).await, [false, true, false]);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_desk_is_told_when_an_import_has_the_registers_and_the_next_import_waits() {
    Box::pin(on_postgres(&async |url: String| {
        let store = open(&url).await.0;
        world::golden(&store).await;
        let li = world::office(&store, "li", Role::CountyStaff, DAYU).await;
        let mut other = PgConnection::connect(&url).await.unwrap();
        let filing = "BEGIN; UPDATE rollup_turns SET turn = turn + 1";
        raw_sql(filing).execute(&mut other).await.unwrap();
        let import = |village: &str| {
            let list = format!("code,has_industry_base\n{village},是\n").into_bytes();
            world::import_bytes(&store, Kind::Villages, "x.csv", list)
        };
        // It has the registers, and waits for the county.
        let first = import(VILLAGE);
        let second = async {
            waiting(&url, 1).await;
            import("360723100200").await;
        };
        let desk = async {
            waiting(&url, 2).await;
            let village = VILLAGE.parse().unwrap();
            // By then the second import, which came before, has waited in vain once.
            let said = divisions::take_back(&store, &li, village);
            let said = timeout(Duration::from_secs(30), said).await.unwrap();
            assert!(matches!(said, Err(StoreError::Unavailable(_))), "{said:?}");
            let typed = [("households".to_owned(), "12".to_owned())];
            let card = (Kind::Villages, Some(VILLAGE), 1);
            let said = registers::save(&store, &li, card, &typed).await.unwrap();
            let Saved::Refused(form) = said else {
                panic!("{said:?}");
            };
            assert!(form.faults[0].contains("正在导入名册"), "{form:?}");
            let households = form
                .fields
                .iter()
                .find(|field| field.column == "households");
            assert_eq!(households.map(|field| field.value.as_str()), Some("12"));
            raw_sql("COMMIT").execute(&mut other).await.unwrap();
        };
        tokio::join!(first, second, desk);
        let bases = "SELECT COUNT(*) FROM villages WHERE has_industry_base";
        assert_eq!(number(&url, bases).await, 2);
        let said = divisions::take_back(&store, &li, VILLAGE.parse().unwrap()).await;
        assert!(matches!(said, Err(StoreError::Rejected(_))), "{said:?}");
        store.close().await;
    }))
    .await;
}
