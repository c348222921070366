//! 数据质量 and the charts, through the router.

use http::StatusCode;
use tests::{
    each_database,
    http::{Answer, App, DAYU, id, submission, visit},
};

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.bytes).into_owned()
}

#[tokio::test]
async fn what_should_be_looked_at_opens_its_records() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for number in [1, 2] {
            app.zhao.pushes(&submission(number, &visit(number))).await;
            app.li.decides(&id(number), 1, "approve").await;
        }
        let page = text(&app.li.gets("/desk/quality?year=2026").await);
        assert!(page.contains("/desk/quality/duplicates?"), "{page}");
        assert!(!page.contains("/desk/quality/training_parts?"), "{page}");
        let list = text(&app.li.gets("/desk/quality/duplicates?year=2026").await);
        for number in [1, 2] {
            assert!(
                list.contains(&format!("/desk/records/{}", id(number))),
                "{list}"
            );
        }
        let csv = app
            .li
            .gets("/api/v1/quality.csv?year=2026&check=no_photo")
            .await;
        let csv = text(&csv);
        assert_eq!(csv.matches("没有照片").count(), 2, "{csv}");
        let json = app.li.gets("/api/v1/quality?year=2026").await.json();
        assert_eq!(json["findings"][0]["check"], "late");
        let none = app.li.gets("/desk/quality/nonsense").await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        let path = format!("/api/v1/quality?area={DAYU}");
        assert_eq!(app.sun.gets(&path).await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn the_charts_show_the_years_records_with_their_numbers() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        app.zhao.pushes(&submission(1, &visit(1))).await;
        let before = text(&app.li.gets("/desk/charts?year=2026").await);
        assert!(before.contains("全年 0 次，上年 0 次。"), "{before}");
        app.li.decides(&id(1), 1, "approve").await;
        let page = text(&app.li.gets("/desk/charts?year=2026").await);
        assert!(page.contains("全年 1 次，上年 0 次。"), "{page}");
        assert!(page.contains("脐橙"), "{page}");
        assert!(!page.contains(" style="), "{page}");
        let county = format!("/desk/charts?area={DAYU}");
        let refused = text(&app.sun.gets(&county).await);
        assert!(refused.contains("没有这项权限"), "{refused}");
    })
    .await;
}
