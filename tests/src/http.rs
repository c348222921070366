//! The whole application without a network: requests go straight into the router.

use crate::{
    fixtures,
    world::{self, PASSWORD},
};
use axum::{Router, body::Body};
use domain::codes::Role;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server::{
    attachments::Attachments,
    router,
    state::{AppState, Outside},
};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use store::{
    Store,
    accounts::{self, NewAccount, SessionKind},
    imports::Kind,
};
use tempfile::TempDir;
use tower::ServiceExt;

/// The county of 赵 and 李, and one of its townships and villages.
pub const DAYU: &str = "360723000000";
pub const TOWNSHIP: &str = "360723104000";
pub const VILLAGE: &str = "360723104200";

/// The county of 钱.
pub const GANXIAN: &str = "360704000000";

/// The commissioner ids of 赵 and 钱.
pub const ZHAO_ID: &str = "0191420c-13f8-76b9-81bc-b81287c8c038";
pub const QIAN_ID: &str = "0191bac4-8a6a-7dea-a3b4-8c14ec676da4";

const PEOPLE: &str = "id,login,name,mobile,gender,birth_year,kind,unit_code,title_level,level,industry_codes,area_code,term_from,term_to
0191420c-13f8-76b9-81bc-b81287c8c038,zhao,赵,13900000001,男,1984,individual,U0,associate_senior,city,navel_orange,360723000000,2025-01-01,2026-12-31
0191bac4-8a6a-7dea-a3b4-8c14ec676da4,qian,钱,13900000002,女,1983,individual,U2,junior,county,tea,360704000000,2025-01-01,2026-12-31
";

/// The application and the cast: 赵 a commissioner, 钱 one of another county, 孙 a township
/// coordinator, 李 county staff, 周 city staff, 吴 an administrator.
#[derive(Debug)]
pub struct App {
    pub router: Router,
    pub store: Store,
    pub attachments: Attachments,
    /// Where the photos lie; gone with the test.
    pub folder: Arc<TempDir>,
    pub zhao: Person,
    pub qian: Person,
    pub sun: Person,
    pub li: Person,
    pub zhou: Person,
    pub wu: Person,
    pub nobody: Person,
}

/// Somebody who asks, with a bearer or without.
#[derive(Debug, Clone)]
pub struct Person {
    pub router: Router,
    pub login: &'static str,
    pub token: Option<String>,
}

impl App {
    /// A fresh application with its cast signed in by bearer.
    ///
    /// # Panics
    /// When the cast or the folder of photos cannot be made.
    pub async fn start(store: &Store) -> Self {
        world::import(store, Kind::Divisions, "divisions_ganzhou.csv").await;
        world::import(store, Kind::Units, "golden/units.csv").await;
        let people = PEOPLE.as_bytes().to_vec();
        world::import_bytes(store, Kind::Commissioners, "people.csv", people).await;
        let folder = tempfile::tempdir();
        let folder = folder.unwrap_or_else(|error| panic!("a temporary folder: {error}"));
        let attachments = Attachments::in_folder(folder.path());
        let attachments = attachments.unwrap_or_else(|error| panic!("attachments: {error}"));
        let state = AppState::new(store.clone(), attachments.clone(), Outside::default());
        let router = router::router(&state);
        let person = async |login, role, area| Person {
            token: Some(token(store, login, role, area).await),
            router: router.clone(),
            login,
        };
        Self {
            zhao: person("zhao", Role::Commissioner, None).await,
            qian: person("qian", Role::Commissioner, None).await,
            sun: person("sun", Role::TownshipCoordinator, Some(TOWNSHIP)).await,
            li: person("li", Role::CountyStaff, Some(DAYU)).await,
            zhou: person("zhou", Role::CityStaff, Some("360700000000")).await,
            wu: person("wu", Role::Admin, None).await,
            nobody: Person {
                router: router.clone(),
                login: "",
                token: None,
            },
            router,
            store: store.clone(),
            attachments,
            folder: Arc::new(folder),
        }
    }
}

impl App {
    /// One more person of an office.
    ///
    /// # Panics
    /// When the account cannot be made.
    pub async fn office(&self, login: &'static str, role: Role, area: &str) -> Person {
        Person {
            token: Some(token(&self.store, login, role, Some(area)).await),
            router: self.router.clone(),
            login,
        }
    }

    /// One more person: the administrator of the unit with this code.
    ///
    /// # Panics
    /// When the account cannot be made.
    pub async fn unit_admin(&self, login: &'static str, unit: &str) -> Person {
        let account = NewAccount {
            login: login.into(),
            role: Role::UnitAdmin,
            area: None,
            unit: Some(unit.into()),
            password: PASSWORD.into(),
        };
        let done = accounts::add(&self.store, &account).await;
        done.unwrap_or_else(|error| panic!("account {login}: {error}"));
        Person {
            token: Some(bearer(&self.store, login).await),
            router: self.router.clone(),
            login,
        }
    }
}

async fn token(store: &Store, login: &str, role: Role, area: Option<&str>) -> String {
    if role == Role::Commissioner {
        let done = accounts::reset_password(store, login, PASSWORD).await;
        done.unwrap_or_else(|error| panic!("password of {login}: {error}"));
    } else {
        let area = area.and_then(|area| area.parse().ok());
        let account = NewAccount {
            login: login.into(),
            role,
            area,
            unit: None,
            password: PASSWORD.into(),
        };
        let done = accounts::add(store, &account).await;
        done.unwrap_or_else(|error| panic!("account {login}: {error}"));
    }
    bearer(store, login).await
}

async fn bearer(store: &Store, login: &str) -> String {
    accounts::sign_in(store, login, PASSWORD, "127.0.0.1", SessionKind::Bearer)
        .await
        .unwrap_or_else(|error| panic!("sign-in of {login}: {error}"))
        .token
}

/// What the application answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null when it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The stable code of an error; empty when there is none.
    #[must_use]
    pub fn code(&self) -> String {
        self.json()["error"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// The paths of the fields at fault.
    #[must_use]
    pub fn fields(&self) -> Vec<String> {
        let json = self.json();
        let fields = json["error"]["fields"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        fields
            .iter()
            .map(|field| field["path"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

/// Sends a request into the router.
///
/// # Panics
/// When the request cannot be built or the body breaks off.
pub async fn send(
    router: &Router,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    let request = headers
        .iter()
        .fold(
            Request::builder().method(method).uri(path),
            |request, (name, value)| request.header(*name, *value),
        )
        .body(body.into())
        .unwrap_or_else(|error| panic!("{path}: {error}"));
    let response = router
        .clone()
        .oneshot(request)
        .await
        .unwrap_or_else(|never| match never {});
    let (parts, body) = response.into_parts();
    let bytes = body
        .collect()
        .await
        .unwrap_or_else(|error| panic!("{path}: {error}"));
    Answer {
        status: parts.status,
        headers: parts.headers,
        bytes: bytes.to_bytes().to_vec(),
    }
}

impl Person {
    /// Sends a request as this person.
    pub async fn asks(&self, method: Method, path: &str, body: impl Into<Body>) -> Answer {
        let bearer = self.token.as_ref().map(|token| format!("Bearer {token}"));
        let mut headers = vec![(header::CONTENT_TYPE.as_str(), "application/json")];
        headers.extend(
            bearer
                .as_deref()
                .map(|bearer| (header::AUTHORIZATION.as_str(), bearer)),
        );
        send(&self.router, method, path, &headers, body).await
    }

    pub async fn gets(&self, path: &str) -> Answer {
        self.asks(Method::GET, path, Body::empty()).await
    }

    pub async fn posts(&self, path: &str, body: &Value) -> Answer {
        self.asks(Method::POST, path, body.to_string()).await
    }

    /// Posts a form as a browser without script does.
    pub async fn posts_form(&self, path: &str, form: &str) -> Answer {
        let bearer = format!("Bearer {}", self.token.as_deref().unwrap_or_default());
        let headers = [
            (
                header::CONTENT_TYPE.as_str(),
                "application/x-www-form-urlencoded",
            ),
            (header::ACCEPT.as_str(), "text/html"),
            (header::AUTHORIZATION.as_str(), bearer.as_str()),
        ];
        send(&self.router, Method::POST, path, &headers, form.to_owned()).await
    }

    /// Sends a photo under its right hash.
    pub async fn uploads(&self, bytes: &[u8]) -> Answer {
        let path = format!("/api/v1/attachments/{}", sha256(bytes));
        self.asks(Method::PUT, &path, bytes.to_vec()).await
    }

    /// Pushes one change; its result.
    pub async fn pushes(&self, change: &Value) -> Value {
        let answer = self
            .posts(
                "/api/v1/sync",
                &json!({"device_id": "test", "changes": [change]}),
            )
            .await;
        answer.json()["results"][0].clone()
    }

    /// Decides on a record; the decision's result.
    pub async fn decides(&self, record_id: &str, version: i64, decision: &str) -> Value {
        let decisions = json!([{"record_id": record_id, "version": version, "decision": decision, "opinion": "请补充服务内容"}]);
        self.posts("/api/v1/reviews", &json!({"decisions": decisions}))
            .await
            .json()["results"][0]
            .clone()
    }
}

/// The hash under which bytes are sent.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// An id that differs by its number.
#[must_use]
pub fn id(number: u8) -> String {
    domain::ids::uuid_v7(1_770_000_000_000 + u64::from(number), [number; 10]).to_string()
}

/// A complete visit to [`VILLAGE`] on 20 February 2026.
#[must_use]
pub fn visit(number: u8) -> Value {
    json!({
        "kind": "visit", "id": id(number), "log_type": "personal", "participant_ids": [], "mode": "onsite",
        "started_on": "2026-02-20", "ended_on": "2026-02-20", "service_days": 1.0, "area_code": VILLAGE,
        "target_kind": "farmer_household", "industry_codes": ["navel_orange"], "action_kind": "tech_assistance",
        "service_kinds": ["guidance"], "content": "到果园查看脐橙树势和病虫害，讲解黄龙病防控与春季管理。",
        "photos": [], "position_absent": "skipped",
    })
}

/// A photo that differs by its number, which stands in its colour profile.
#[must_use]
pub fn photo(number: u8) -> Vec<u8> {
    let plain = fixtures::bytes("attachments/photo.jpg");
    let (signature, rest) = plain.split_at(2);
    [signature, b"\xFF\xE2\0\x0FICC_PROFILE\0", &[number], rest].concat()
}

/// The same visit with these photos.
#[must_use]
pub fn visit_with(number: u8, photos: &[&[u8]]) -> Value {
    let named = photos.iter().map(|photo| json!({"sha256": sha256(photo)}));
    let mut visit = visit(number);
    visit["photos"] = named.collect();
    visit
}

/// A submission of a record nobody has seen before.
#[must_use]
pub fn submission(number: u8, record: &Value) -> Value {
    json!({
        "change_id": id(number.wrapping_add(100)), "sequence": number, "base_version": 0,
        "captured_at": "2026-02-20T08:00:00Z", "schema": 1, "record": record, "op": "submit",
    })
}
