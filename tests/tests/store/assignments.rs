//! 结对 of people who were appointed more than once.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::codes::Role;
use store::{
    Store,
    imports::{self, Kind, Report},
    registers::{self, Saved},
};
use tests::{each_database, world};

const DAYU: &str = "360723000000";
const VILLAGE: &str = "360723104200";
const LOGIN: &str = "13900009999";

/// A person of 大余 who served until 2024, and serves again since 2026.
async fn serves_again(store: &Store) {
    world::golden(store).await;
    for term in ["2023-03-01,2024-12-31", "2026-01-01,"] {
        let file = format!(
            "login,name,mobile,gender,birth_year,kind,unit_code,title_level,level,industry_codes,area_code,term_from,term_to\n\
             {LOGIN},某人,{LOGIN},女,1984,individual,U0,senior,city,navel_orange,{DAYU},{term}\n"
        );
        world::import_bytes(store, Kind::Commissioners, "x.csv", file.into()).await;
    }
}

async fn assigns(store: &Store, from: &str, to: &str) -> Report {
    let file = format!("login,village_code,from,to\n{LOGIN},{VILLAGE},{from},{to}\n");
    let report = imports::run(store, None, Kind::Assignments, "x.csv", file.into(), false).await;
    report.unwrap()
}

#[tokio::test]
async fn a_village_is_assigned_within_any_of_a_persons_terms() {
    each_database(async |store, _| {
        serves_again(&store).await;
        let between = assigns(&store, "2025-02-01", "2025-10-31").await;
        assert_eq!(between.errors[0].code, "out_of_term");
        let told = &between.errors[0].message;
        let terms = "（2023-03-01 至 2024-12-31、2026-01-01 起）";
        assert!(told.contains(terms), "{told}");
        let earlier = assigns(&store, "2023-06-01", "2023-12-31").await;
        assert_eq!((earlier.errors, earlier.created), (vec![], 1));
        let now = assigns(&store, "2026-02-01", "").await;
        assert_eq!((now.errors, now.created), (vec![], 1));
    })
    .await;
}

#[tokio::test]
async fn at_the_desk_too() {
    each_database(async |store, _| {
        serves_again(&store).await;
        let li = world::office(&store, "li", Role::CountyStaff, DAYU).await;
        let saves = async |from: &str, to: &str| {
            let typed = [
                ("village_code", VILLAGE),
                ("login", LOGIN),
                ("from", from),
                ("to", to),
            ];
            let typed = typed.map(|(column, text)| (column.to_owned(), text.to_owned()));
            let new = (Kind::Assignments, None, 0);
            registers::save(&store, &li, new, &typed).await.unwrap()
        };
        let earlier = saves("2024-01-01", "2024-06-30").await;
        assert!(matches!(earlier, Saved::Done(_)), "{earlier:?}");
        let before = saves("2022-01-01", "2022-12-31").await;
        assert!(matches!(before, Saved::Refused(_)), "{before:?}");
    })
    .await;
}
