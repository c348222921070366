//! A form that was sent when its session had ended: said at the sign-in, and from there back to the form.

use http::{Method, StatusCode};
use tests::{
    each_database,
    http::{App, send},
};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const SAME: (&str, &str) = ("sec-fetch-site", "same-origin");

#[tokio::test]
async fn a_form_of_an_ended_session_leads_to_the_sign_in_and_back_to_its_page() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let posts = async |path: &str, extra: &[(&str, &str)]| {
            let headers = [&[FORM, SAME], extra].concat();
            send(&app.router, Method::POST, path, &headers, "title=x").await
        };
        let new = "/desk/ledgers/problems/new";
        let sent = posts(new, &[]).await;
        let back = "/sign-in?error=signed_out&next=%2Fdesk%2Fledgers%2Fproblems%2Fnew";
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        assert_eq!(sent.header("location"), back);
        // An address without a page of its own: back to the page that the form stood on.
        let referer = ("referer", "http://localhost:3000/desk/filings/1?verify=1");
        let sent = posts("/desk/filings/1/return", &[referer]).await;
        let page = "/sign-in?error=signed_out&next=%2Fdesk%2Ffilings%2F1%3Fverify%3D1";
        assert_eq!(sent.header("location"), page);
        // Without the page's script a decision is such a form too; with it the script reads why.
        let sent = posts("/fn/reviews/decide", &[referer, ("accept", "text/html")]).await;
        assert_eq!(sent.header("location"), page);
        let sent = posts("/fn/reviews/decide", &[referer]).await;
        assert_eq!(sent.status, StatusCode::UNAUTHORIZED);

        let page = app.nobody.gets(back).await.text();
        assert!(page.contains("登录已过期，请重新登录。"), "{page}");
        assert!(page.contains("id=\"form-kept\" hidden"), "{page}");
        assert!(page.contains("ketepai.form"), "{page}");
        let page = app.li.gets(new).await.text();
        assert!(page.contains("<template id=\"form-again\">"), "{page}");
    })
    .await;
}
