//! Imports through their pages and plain posts: check, mend, import, print the codes.

use http::{Method, StatusCode, header};
use store::accounts::{self, Proof};
use tests::{
    databases::{each_address, open},
    each_database,
    http::{Answer, App, Person, send},
    wps,
};

const BOUNDARY: &str = "----a-browser-draws-this-line";

fn form(kind: &str, file: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n\
         --{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body
}

async fn posts(person: &Person, path: &str, content_type: &str, body: Vec<u8>) -> Answer {
    let bearer = format!("Bearer {}", person.token.as_deref().unwrap_or_default());
    let headers = [
        (header::CONTENT_TYPE.as_str(), content_type),
        (header::AUTHORIZATION.as_str(), bearer.as_str()),
    ];
    send(&person.router, Method::POST, path, &headers, body).await
}

/// Uploads a file; the answer, which leads to its page.
async fn uploads(person: &Person, kind: &str, file: &str, bytes: &[u8]) -> Answer {
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    let body = form(kind, file, bytes);
    posts(person, "/desk/imports", &content_type, body).await
}

/// Uploads a file and reads its page once the check is done.
async fn checked(person: &Person, kind: &str, file: &str, bytes: &[u8]) -> (String, String) {
    let answer = uploads(person, kind, file, bytes).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = answer.header("location").to_owned();
    (page.clone(), settled(person, &page).await)
}

/// The page of a file that nothing is being done to any more.
async fn settled(person: &Person, page: &str) -> String {
    for _ in 0..600 {
        let answer = person.gets(page).await;
        if answer.header("refresh").is_empty() {
            return text(&answer);
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{page} never ends");
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.bytes).into_owned()
}

/// A list with one person of this unit.
fn workbook(unit: &str, area: &str) -> Vec<u8> {
    wps::people(
        "大余县科技特派员名册（２０２６年）",
        unit,
        &[[
            "刘　梅",
            "女",
            "１３９１２３４５６７８",
            "副高级",
            "省派",
            "脐橙、油茶",
            area,
            "2026年3月1日",
        ]],
    )
}

#[tokio::test]
async fn a_messy_workbook_is_checked_mended_imported_and_its_codes_work_once_printed() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let wrong = workbook("不存在的单位", "大余");
        let (page, told) = checked(&app.li, "commissioners", "名册.xlsx", &wrong).await;
        assert!(
            told.contains("第 4 行") && told.contains("没有这个单位"),
            "{told}"
        );
        assert!(!told.contains("确认导入"), "{told}");
        let refused = posts(&app.li, &format!("{page}/run"), "", Vec::new()).await;
        let (_, changed) = (refused.status, refused.header("location").to_owned());
        // A file with faults can be taken, and writes nothing.
        assert!(changed.starts_with("/desk/imports"), "{changed}");
        let list = text(&app.li.gets("/desk/registers/commissioners?text=liu").await);
        assert!(!list.contains("刘梅"), "{list}");

        let right = workbook("示例农科所", "大余");
        let (page, told) = checked(&app.li, "commissioners", "名册.xlsx", &right).await;
        assert!(told.contains("确认导入") && told.contains("刘梅"), "{told}");
        let answer = posts(&app.li, &format!("{page}/run"), "", Vec::new()).await;
        assert_eq!(answer.header("location"), page);
        let told = settled(&app.li, &page).await;
        assert!(
            told.contains("已全部导入") && told.contains("打印 1 人"),
            "{told}"
        );
        let twice = posts(&app.li, &format!("{page}/run"), "", Vec::new()).await;
        assert_eq!(twice.header("location"), "/desk/imports?fault=changed");

        let printed = text(&posts(&app.li, &format!("{page}/codes"), "", Vec::new()).await);
        let back = format!("href=\"{page}\"");
        assert!(printed.contains("data-print") && printed.contains(&back));
        let at = printed.find("13912345678").unwrap();
        let code = printed[at..]
            .split(['>', '<'])
            .find(|word| word.len() == 19)
            .unwrap();
        let proof = Proof::Code(code);
        let set = accounts::set_password(&store, "13912345678", proof, "脐橙园里看黄龙病", "::1");
        set.await.unwrap();
        // Who has a password gets no new code.
        let printed = text(&posts(&app.li, &format!("{page}/codes"), "", Vec::new()).await);
        assert!(!printed.contains("13912345678"), "{printed}");
    })
    .await;
}

#[tokio::test]
async fn the_list_of_files_tells_which_are_to_be_mended_and_which_wait() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let list = async || text(&app.li.gets("/desk/imports").await);
        let wrong = workbook("不存在的单位", "大余");
        checked(&app.li, "commissioners", "名册.xlsx", &wrong).await;
        let told = list().await;
        assert!(
            told.contains("有 1 处问题") && !told.contains("待确认"),
            "{told}"
        );
        let right = workbook("示例农科所", "大余");
        let (page, _) = checked(&app.li, "commissioners", "名册.xlsx", &right).await;
        assert!(list().await.contains("待确认"));
        posts(&app.li, &format!("{page}/run"), "", Vec::new()).await;
        settled(&app.li, &page).await;
        let told = list().await;
        assert!(
            told.contains("已导入") && !told.contains("待确认"),
            "{told}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_file_is_its_owners_alone() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let units = "代码,名称,类型,级别\nXF-01,脐橙研究所,科研院所,县级\n".as_bytes();
        let (page, _) = checked(&app.li, "units", "units.csv", units).await;
        for (person, status) in [
            (&app.li, 200),
            (&app.sun, 404),
            (&app.zhou, 404),
            (&app.wu, 404),
        ] {
            assert_eq!(person.gets(&page).await.status, status, "{}", person.login);
        }
        for step in ["run", "codes"] {
            let answer = posts(&app.zhou, &format!("{page}/{step}"), "", Vec::new()).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{step}");
        }
        for (person, kind, fault) in [
            (&app.sun, "units", "forbidden"),
            (&app.zhou, "units", "forbidden"),
            (&app.zhao, "units", "forbidden"),
            // Dictionaries are the administrator's, people are not.
            (&app.li, "industries", "forbidden"),
            (&app.wu, "commissioners", "forbidden"),
            (&app.li, "nonsense", "no_kind"),
        ] {
            let answer = uploads(person, kind, "u.csv", units).await;
            let want = format!("/desk/imports?fault={fault}");
            assert_eq!(answer.header("location"), want, "{} {kind}", person.login);
        }
        let answer = uploads(&app.nobody, "units", "u.csv", units).await;
        assert!(answer.header("location").starts_with("/sign-in"));
    })
    .await;
}

#[tokio::test]
async fn what_is_no_list_is_refused_in_words() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for (file, bytes, told) in [
            ("list.xlsm", workbook("示例农科所", "大余"), "带宏"),
            ("list.xls", b"\xD0\xCF\x11\xE0rest".to_vec(), "旧版 .xls"),
            (
                "photo.jpg",
                b"\xFF\xD8\xFF\xE0\0\x10JFIF\0".to_vec(),
                "编码无法识别",
            ),
            ("broken.xlsx", b"PK\x03\x04nothing".to_vec(), "已损坏"),
            (
                "empty.csv",
                "姓名,手机号码\n".as_bytes().to_vec(),
                "没有数据",
            ),
            (
                "other.csv",
                "甲,乙\n1,2\n".as_bytes().to_vec(),
                "没有找到表头",
            ),
        ] {
            let (_, page) = checked(&app.li, "commissioners", file, &bytes).await;
            assert!(
                page.contains(told) && !page.contains("确认导入"),
                "{file}: {page}"
            );
        }
        let answer = uploads(&app.li, "commissioners", "nothing.csv", b"").await;
        assert_eq!(answer.header("location"), "/desk/imports?fault=empty_file");
        let answer = uploads(&app.li, "commissioners", "", b"").await;
        assert_eq!(answer.header("location"), "/desk/imports?fault=no_file");
        let large = vec![b'x'; 33 << 20];
        let answer = uploads(&app.li, "commissioners", "large.csv", &large).await;
        assert_eq!(answer.header("location"), "/desk/imports?fault=too_large");
    })
    .await;
}

#[tokio::test]
async fn a_village_that_stands_twice_lists_its_candidates_and_another_county_is_refused() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let list = "村,姓名,开始日期\n解放路居委会,赵,2026-01-01\n信丰县新田镇新田村,赵,2026-01-01\n360723999999,赵,2026-01-01\n";
        let (_, page) = checked(&app.li, "assignments", "结对.csv", list.as_bytes()).await;
        assert!(page.contains("这个名称不止一处"), "{page}");
        for candidate in ["360702001008", "360781100001"] {
            assert!(page.contains(candidate), "{candidate}: {page}");
        }
        assert!(page.contains("不在您的管理范围内"), "{page}");
        assert!(page.contains("没有这个区划代码"), "{page}");
        assert!(page.contains("第 4 行"), "{page}");
    })
    .await;
}

/// A county with so many villages, 900 to a township.
fn divisions(villages: usize) -> String {
    let mut lines = vec![
        "代码,名称,级别,上级代码,类型,简称".to_owned(),
        "360799000000,试验县,county,360700000000,县,试验县".to_owned(),
    ];
    for number in 0..villages {
        let (town, village) = (100 + number / 900, 100 + number % 900);
        let above = format!("360799{town}000");
        if number % 900 == 0 {
            lines.push(format!(
                "{above},试验{town}镇,township,360799000000,镇,试验{town}镇"
            ));
        }
        let name = format!("试验{number}村");
        lines.push(format!(
            "360799{town}{village},{name},village,{above},村,{name}"
        ));
    }
    lines.join("\n")
}

#[tokio::test]
async fn a_hundred_thousand_rows_are_imported_while_their_page_tells_how_far() {
    // Once is enough: what grows is the reading of the file, the same on both databases.
    each_address(async |address| {
        if address.starts_with("postgres") {
            return;
        }
        let (store, _) = open(&address).await;
        let app = App::start(&store).await;
        let list = divisions(100_000);
        let (page, told) = checked(&app.wu, "divisions", "divisions.csv", list.as_bytes()).await;
        assert!(told.contains("100,"), "{}", &told[..told.len().min(3000)]);
        let answer = posts(&app.wu, &format!("{page}/run"), "", Vec::new()).await;
        assert_eq!(answer.header("location"), page);
        let told = settled(&app.wu, &page).await;
        assert!(
            told.contains("已全部导入"),
            "{}",
            &told[..told.len().min(3000)]
        );
    })
    .await;
}

#[tokio::test]
async fn each_kind_has_a_template_that_is_understood() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for kind in [
            "units",
            "commissioners",
            "teams",
            "villages",
            "assignments",
            "designations",
        ] {
            for form in ["csv", "xlsx"] {
                let answer = app.li.gets(&format!("/desk/templates/{kind}/{form}")).await;
                assert_eq!(answer.status, StatusCode::OK, "{kind}.{form}");
                let (_, page) =
                    checked(&app.li, kind, &format!("{kind}.{form}"), &answer.bytes).await;
                assert!(page.contains("表头下面没有数据"), "{kind}.{form}: {page}");
            }
        }
        assert_eq!(
            app.li.gets("/desk/templates/units/exe").await.status,
            StatusCode::NOT_FOUND
        );
        let answer = app.nobody.gets("/desk/templates/units/csv").await;
        assert!(answer.header("location").starts_with("/sign-in"));
    })
    .await;
}

#[tokio::test]
async fn a_roster_of_an_unknown_training_is_warned_of_and_a_preview_says_what_tells_rows_apart() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let roster = "姓名,手机后四位,培训日期,培训地点,培训名称或编号\n王五,1234,2026-02-10,大余县青龙镇青龙村,脐橙修剪\n";
        let (page, told) = checked(&app.li, "attendees", "签到.csv", roster.as_bytes()).await;
        assert!(told.contains("系统里没有这个名称或编号的培训记录"), "{told}");
        assert!(told.contains("请授课人先填报") && told.contains("确认导入"), "{told}");
        for fact in ["1234", "2026年2月10日", "大余县青龙镇青龙村"] {
            assert!(told.contains(fact), "{fact}: {told}");
        }
        posts(&app.li, &format!("{page}/run"), "", Vec::new()).await;
        let told = settled(&app.li, &page).await;
        assert!(told.contains("已全部导入"), "{told}");
        let people = workbook("示例农科所", "大余");
        let (_, told) = checked(&app.li, "commissioners", "名册.xlsx", &people).await;
        assert!(told.contains("登录名") && told.contains("13912345678"), "{told}");
    })
    .await;
}
