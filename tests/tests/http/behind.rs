//! The pages behind figures: each shows what its figure counts, in the figure's own unit.

use serde_json::json;
use tests::{
    each_database,
    http::{App, DAYU, QIAN_ID, VILLAGE, id, submission, visit},
};

const OTHER: &str = "360723104201";

/// Two visits to one village and one to another, approved.
async fn with_visits(app: &App) {
    for (number, area, households) in [(1, VILLAGE, 8), (2, VILLAGE, 5), (3, OTHER, 4)] {
        let mut record = visit(number);
        record["area_code"] = json!(area);
        record["households_guided"] = json!(households);
        record["consultations"] = json!(households * 10);
        app.zhao.pushes(&submission(number, &record)).await;
        let approved = app.li.decides(&id(number), 1, "approve").await;
        assert_eq!(approved["outcome"], "applied", "{approved}");
    }
}

async fn page(app: &App, path: &str) -> String {
    let answer = app.li.gets(path).await;
    String::from_utf8_lossy(&answer.bytes).into_owned()
}

/// The table of what is counted once, without its head.
fn counted(page: &str) -> &str {
    let table = page.split("counted\"").nth(1).unwrap_or_default();
    let table = table.split("</table>").next().unwrap_or_default();
    table.split("<tbody>").nth(1).unwrap_or_default()
}

/// A page's text without its markup.
fn plain(html: &str) -> String {
    let parts = html
        .split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    parts.collect()
}

#[tokio::test]
async fn behind_a_figure_of_villages_stands_each_village_once_with_its_records() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        with_visits(&app).await;
        let page = page(&app, "/desk/statistics/C01?year=2026").await;
        let villages = counted(&page);
        assert_eq!(villages.matches("/desk/villages/").count(), 2, "{page}");
        assert!(plain(villages).contains("合计32 个"), "{}", plain(villages));
        assert!(villages.contains("2026年2月20日"), "{villages}");
        let days = "from=2026-01-01&amp;to=2026-12-31";
        let records = format!("/desk/records?area={VILLAGE}&amp;kind=visit&amp;{days}");
        assert!(villages.contains(&records), "{villages}");
        let api = "/api/v1/statistics/annual/C01/records?year=2026";
        let list = app.li.gets(api).await.json();
        assert_eq!(list["records"].as_array().map(Vec::len), Some(3), "{list}");
        assert!(
            list["parts"].is_null(),
            "the contract's answer is unchanged"
        );
    })
    .await;
}

#[tokio::test]
async fn each_list_says_what_its_figure_adds_up_in_the_unit_of_the_figure() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        with_visits(&app).await;
        let of = async |code: &str| page(&app, &format!("/desk/statistics/{code}?year=2026")).await;
        let consultations = plain(&of("B07").await);
        for amount in ["80 人次", "50 人次", "40 人次"] {
            assert!(consultations.contains(amount), "{amount}: {consultations}");
        }
        let households = of("B06").await;
        let households = plain(counted(&households));
        assert!(
            households.contains("8 户") && households.contains("合计312 户"),
            "{households}"
        );
        // Three visits on one day are a day of one person.
        let days = of("B03").await;
        let days = plain(counted(&days));
        assert!(days.contains("合计31.0 天次"), "{days}");
    })
    .await;
}

#[tokio::test]
async fn a_filed_figure_of_villages_lists_the_villages_as_they_were_filed() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        with_visits(&app).await;
        let form = format!("area={DAYU}&year=2026&tick=year-not-over");
        let filed = app.li.posts_form("/desk/filings/new", &form).await;
        let filing = filed
            .header("location")
            .split('?')
            .next()
            .unwrap_or_default();
        app.li.decides(&id(3), 2, "void").await;
        let page = page(&app, &format!("{filing}/items?code=C01")).await;
        let villages = counted(&page);
        assert_eq!(villages.matches("/desk/villages/").count(), 2, "{page}");
        assert!(plain(villages).contains("合计32 个"), "{}", plain(villages));
    })
    .await;
}

/// Visits of 赵 with 钱 on two days, of which 钱 was not there on the second; each to one cooperative, and one
/// of 赵 alone to the collective of another village.
async fn with_a_companion(app: &App) {
    for (number, day, with) in [
        (1, "2026-02-18", true),
        (2, "2026-02-19", true),
        (3, "2026-02-19", false),
    ] {
        let mut record = visit(number);
        record["started_on"] = json!(day);
        record["ended_on"] = json!(day);
        if with {
            record["participant_ids"] = json!([QIAN_ID]);
            record["target_kind"] = json!("cooperative");
            record["target_name"] = json!(if number == 1 {
                "绿源合作社"
            } else {
                "绿源 合作社"
            });
        } else {
            record["area_code"] = json!(OTHER);
            record["target_kind"] = json!("village_collective");
        }
        let pushed = app.zhao.pushes(&submission(number, &record)).await;
        assert_eq!(pushed["outcome"], "applied", "{pushed}");
    }
    says_absent(app, 2).await;
    for number in 1..=3 {
        let approved = app.li.decides(&id(number), 1, "approve").await;
        assert_eq!(approved["outcome"], "applied", "{approved}");
    }
}

async fn says_absent(app: &App, number: u8) {
    let path = format!("/api/v1/records/{}/absence", id(number));
    assert_eq!(app.qian.posts(&path, &json!(null)).await.status, 204);
}

/// The figure on a page's head, and the table of what is counted once, as text.
fn told(page: &str) -> (String, String) {
    let head = page.split("class=\"told\"").nth(1).unwrap_or_default();
    let head = head.split("</b>").next().unwrap_or_default();
    (plain(head).replace('>', ""), plain(counted(page)))
}

#[tokio::test]
async fn a_filed_figure_of_days_or_targets_lists_what_adds_up_to_it_as_it_was_filed() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        with_a_companion(&app).await;
        let live = page(&app, "/desk/statistics/B03?year=2026").await;
        let form = format!("area={DAYU}&year=2026&tick=year-not-over");
        let filed = app.li.posts_form("/desk/filings/new", &form).await;
        let filing = filed
            .header("location")
            .split('?')
            .next()
            .unwrap_or_default();
        says_absent(&app, 1).await;
        let reopened = app.li.decides(&id(3), 2, "reopen").await;
        assert_eq!(reopened["outcome"], "applied", "{reopened}");
        let (figure, days) = told(&page(&app, &format!("{filing}/items?code=B03")).await);
        assert_eq!(figure, "3.0");
        assert!(days.contains("合计43.0 天次"), "{days}");
        assert!(days.contains("赵3") && days.contains("钱1"), "{days}");
        assert_eq!(days, plain(counted(&live)), "as the live list was");
        let (figure, targets) = told(&page(&app, &format!("{filing}/items?code=B05")).await);
        assert_eq!(figure, "2");
        assert!(targets.contains("合计32 个"), "{targets}");
        assert!(targets.contains("绿源合作社"), "{targets}");
        assert!(targets.contains("村集体"), "{targets}");
        let (_, cooperatives) = told(&page(&app, &format!("{filing}/items?code=B05C")).await);
        assert!(cooperatives.contains("合计21 个"), "{cooperatives}");
        let today = page(&app, "/desk/statistics/B03?year=2026").await;
        assert!(plain(counted(&today)).contains("合计22.0 天次"), "{today}");
    })
    .await;
}

/// A year's funding of 12.5 万元.
const FUNDING: &str = "version=0&name=a&source=county&year=2026&area_code=360723000000&budget=12.5&received=10&spent=5";

#[tokio::test]
async fn what_belongs_to_a_year_is_told_by_its_year_and_a_share_by_both_its_numbers() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let made = app
            .li
            .posts_form("/desk/ledgers/funding/new", FUNDING)
            .await;
        assert_eq!(made.status, 303, "{}", made.text());
        let list = plain(&page(&app, "/desk/statistics/J02?year=2026").await);
        assert!(list.contains("2026 年"), "{list}");
        assert!(
            !list.contains("1月1日") && list.contains("12.50 万元"),
            "{list}"
        );
        let share = plain(&page(&app, "/desk/statistics/J02R?year=2026").await);
        assert!(
            share.contains("5.00 万元") && share.contains("10.00 万元"),
            "{share}"
        );
    })
    .await;
}

#[tokio::test]
async fn the_table_names_its_area_and_sets_parts_in() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let table = page(&app, "/desk/statistics?year=2026").await;
        assert!(table.contains("<th scope=\"col\">大余县</th>"), "{table}");
        for part in ["其中：省级", "其中：培训农民", "其中：团队"] {
            let before = table.split(part).next().unwrap_or_default();
            let row = before.rsplit("<tr>").next().unwrap_or_default();
            assert!(row.contains("start part"), "{part}: {row}");
        }
    })
    .await;
}
