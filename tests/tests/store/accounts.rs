//! Accounts on both databases: signing in, the throttle, sessions, one-time codes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::Duration;
use domain::{codes::Role, fields::FieldCode};
use sqlx::{Connection, PgConnection, SqliteConnection};
use store::{
    Clock, Problem, Store, StoreError,
    accounts::{self, NewAccount, Proof, SessionKind},
};
use tests::{
    databases::{each_address, open},
    each_database,
};

const PASSWORD: &str = "Ketepai-check-2025!";
const HOME: &str = "10.0.0.1";

async fn add(store: &Store, login: &str, role: Role, area: Option<&str>) {
    let account = NewAccount {
        login: login.to_owned(),
        role,
        area: area.map(|code| code.parse().unwrap()),
        unit: None,
        password: PASSWORD.to_owned(),
    };
    accounts::add(store, &account).await.unwrap();
}

async fn admin(store: &Store) {
    add(store, "wu", Role::Admin, None).await;
}

async fn sign_in(store: &Store, password: &str, from: &str) -> Result<String, StoreError> {
    let signed = accounts::sign_in(store, "wu", password, from, SessionKind::Cookie).await;
    signed.map(|signed| signed.token)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "called with what was just answered"
)]
fn refused<T: std::fmt::Debug>(outcome: Result<T, StoreError>, problem: Problem) {
    assert!(
        matches!(&outcome, Err(StoreError::Refused(found)) if *found == problem),
        "{outcome:?}"
    );
}

fn later(clock: &Clock, by: Duration) {
    clock.set(clock.now() + by);
}

#[tokio::test]
async fn a_person_signs_in_and_out() {
    each_database(async |store: Store, _| {
        admin(&store).await;
        refused(
            sign_in(&store, "wrong password", HOME).await,
            Problem::BadCredentials,
        );
        let nobody = accounts::sign_in(&store, "nobody", PASSWORD, HOME, SessionKind::Cookie).await;
        refused(nobody, Problem::BadCredentials);
        let token = sign_in(&store, PASSWORD, HOME).await.unwrap();
        let session = accounts::session(&store, &token).await.unwrap().unwrap();
        assert_eq!(
            (session.login.as_str(), session.actor.role),
            ("wu", Role::Admin)
        );
        assert!(
            accounts::session(&store, &"0".repeat(64))
                .await
                .unwrap()
                .is_none()
        );
        accounts::sign_out(&store, &token).await.unwrap();
        assert!(accounts::session(&store, &token).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_session_of_the_person_alone() {
    each_database(async |store: Store, _| {
        admin(&store).await;
        add(&store, "other", Role::Admin, None).await;
        let first = sign_in(&store, PASSWORD, HOME).await.unwrap();
        let second = sign_in(&store, PASSWORD, HOME).await.unwrap();
        let other = accounts::sign_in(&store, "other", PASSWORD, HOME, SessionKind::Bearer)
            .await
            .unwrap();
        let session = accounts::session(&store, &first).await.unwrap().unwrap();
        accounts::sign_out_everywhere(&store, &session.actor)
            .await
            .unwrap();
        for token in [first, second] {
            assert!(accounts::session(&store, &token).await.unwrap().is_none());
        }
        assert!(
            accounts::session(&store, &other.token)
                .await
                .unwrap()
                .is_some()
        );
    })
    .await;
}

#[tokio::test]
async fn guessing_is_throttled_per_login_and_address_and_forgotten_in_time() {
    each_database(async |store: Store, clock| {
        admin(&store).await;
        for _ in 0..5 {
            refused(
                sign_in(&store, "wrong password", HOME).await,
                Problem::BadCredentials,
            );
        }
        refused(
            sign_in(&store, PASSWORD, HOME).await,
            Problem::TooManyAttempts,
        );
        // The person at another address is not shut out by it.
        assert!(sign_in(&store, PASSWORD, "10.0.0.2").await.is_ok());
        later(&clock, Duration::minutes(15));
        assert!(sign_in(&store, PASSWORD, HOME).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn guessing_at_one_login_from_many_addresses_is_throttled() {
    each_database(async |store: Store, _| {
        admin(&store).await;
        for from in 0..20 {
            let address = format!("10.1.0.{from}");
            refused(
                sign_in(&store, "wrong password", &address).await,
                Problem::BadCredentials,
            );
        }
        refused(
            sign_in(&store, PASSWORD, "10.2.0.1").await,
            Problem::TooManyAttempts,
        );
    })
    .await;
}

#[tokio::test]
async fn guesses_made_at_the_same_time_all_count() {
    each_database(async |store: Store, _| {
        admin(&store).await;
        let tries: Vec<_> = (0..12)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { sign_in(&store, "wrong password", HOME).await })
            })
            .collect();
        let mut judged = 0;
        for attempt in tries {
            if matches!(
                attempt.await.unwrap(),
                Err(StoreError::Refused(Problem::BadCredentials))
            ) {
                judged += 1;
            }
        }
        assert_eq!(judged, 5);
    })
    .await;
}

#[tokio::test]
async fn thirty_people_behind_one_address_sign_in_freely() {
    each_database(async |store: Store, _| {
        for at in 0..30 {
            let login = format!("person{at}");
            add(&store, &login, Role::Admin, None).await;
            for password in ["wrong password", PASSWORD] {
                let outcome =
                    accounts::sign_in(&store, &login, password, HOME, SessionKind::Cookie).await;
                assert_eq!(outcome.is_ok(), password == PASSWORD, "{login} {outcome:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_lives_while_used_and_ends_when_idle() {
    each_database(async |store: Store, clock| {
        admin(&store).await;
        let cookie = sign_in(&store, PASSWORD, HOME).await.unwrap();
        let bearer = accounts::sign_in(&store, "wu", PASSWORD, HOME, SessionKind::Bearer)
            .await
            .unwrap();
        for _ in 0..3 {
            later(&clock, Duration::hours(7));
            assert!(accounts::session(&store, &cookie).await.unwrap().is_some());
        }
        assert!(
            accounts::session(&store, &bearer.token)
                .await
                .unwrap()
                .is_none()
        );
        later(&clock, Duration::hours(8));
        assert!(accounts::session(&store, &cookie).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_all_sessions_and_the_old_password() {
    each_database(async |store: Store, _| {
        admin(&store).await;
        let token = sign_in(&store, PASSWORD, HOME).await.unwrap();
        let set = |proof, new| accounts::set_password(&store, "wu", proof, new, HOME);
        refused(
            set(Proof::Password("wrong password"), "a new long one").await,
            Problem::BadCredentials,
        );
        refused(
            set(Proof::Password(PASSWORD), "12345678").await,
            Problem::WeakPassword,
        );
        set(Proof::Password(PASSWORD), "a new long one")
            .await
            .unwrap();
        assert!(accounts::session(&store, &token).await.unwrap().is_none());
        refused(
            sign_in(&store, PASSWORD, HOME).await,
            Problem::BadCredentials,
        );
        assert!(sign_in(&store, "a new long one", HOME).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_one_time_code_works_once_and_for_fourteen_days() {
    each_database(async |store: Store, clock| {
        admin(&store).await;
        add(&store, "other", Role::Admin, None).await;
        let token = sign_in(&store, PASSWORD, HOME).await.unwrap();
        let wu = accounts::session(&store, &token)
            .await
            .unwrap()
            .unwrap()
            .actor;
        let use_code = async |code: &str, new: &str| {
            accounts::set_password(&store, "other", Proof::Code(code), new, HOME).await
        };
        let code = accounts::issue_code(&store, &wu, "other").await.unwrap();
        refused(
            use_code("AAAA-AAAA-AAAA-AAAA", "first new one").await,
            Problem::BadCode,
        );
        use_code(&code.to_lowercase(), "first new one")
            .await
            .unwrap();
        refused(use_code(&code, "second new one").await, Problem::BadCode);
        let code = accounts::issue_code(&store, &wu, "other").await.unwrap();
        later(&clock, Duration::days(14));
        refused(use_code(&code, "second new one").await, Problem::BadCode);
    })
    .await;
}

#[tokio::test]
async fn a_disabled_account_gets_no_code_to_come_back_with() {
    each_database(async |store: Store, _| {
        admin(&store).await;
        add(&store, "other", Role::Admin, None).await;
        let wu = accounts::find(&store, "wu").await.unwrap();
        accounts::issue_code(&store, &wu, "other").await.unwrap();
        accounts::disable(&store, "other").await.unwrap();
        let refused = accounts::issue_code(&store, &wu, "other").await;
        let Err(StoreError::Rejected(faults)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(faults[0].code, FieldCode::NotAllowedNow);
    })
    .await;
}

#[tokio::test]
async fn who_reads_does_not_wait_for_what_cannot_be_written_now() {
    each_address(async |url| {
        let (store, clock) = open(&url).await;
        admin(&store).await;
        let token = sign_in(&store, PASSWORD, HOME).await.unwrap();
        later(&clock, Duration::hours(1));
        let reads = async || {
            let session = accounts::session(&store, &token);
            let within = tokio::time::timeout(std::time::Duration::from_secs(5), session).await;
            assert!(within.unwrap().unwrap().is_some());
        };
        // Somebody else writes meanwhile, and is not done.
        if store::is_postgres(&url) {
            let mut other = PgConnection::connect(&url).await.unwrap();
            let lock = sqlx::raw_sql("BEGIN; LOCK TABLE sessions IN EXCLUSIVE MODE");
            lock.execute(&mut other).await.unwrap();
            reads().await;
            other.close().await.unwrap();
        } else {
            let mut other = SqliteConnection::connect(&url).await.unwrap();
            let lock = sqlx::raw_sql("BEGIN IMMEDIATE");
            lock.execute(&mut other).await.unwrap();
            reads().await;
            other.close().await.unwrap();
        }
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_login_with_a_control_character_is_no_login() {
    each_database(async |store: Store, _| {
        admin(&store).await;
        for login in ["w\0u", "wu\u{7}x", "w\nu"] {
            let signed = accounts::sign_in(&store, login, PASSWORD, HOME, SessionKind::Cookie);
            refused(signed.await, Problem::BadCredentials);
            let set =
                accounts::set_password(&store, login, Proof::Code("AAAA"), "a new long one", HOME);
            refused(set.await, Problem::BadCredentials);
        }
    })
    .await;
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once() {
    each_database(async |store: Store, _| {
        admin(&store).await;
        let token = sign_in(&store, PASSWORD, HOME).await.unwrap();
        accounts::disable(&store, "wu").await.unwrap();
        assert!(accounts::session(&store, &token).await.unwrap().is_none());
        refused(
            sign_in(&store, PASSWORD, HOME).await,
            Problem::BadCredentials,
        );
        let unknown = accounts::disable(&store, "nobody").await;
        assert!(matches!(unknown, Err(StoreError::NotFound)), "{unknown:?}");
    })
    .await;
}

#[tokio::test]
async fn a_reset_sets_the_password_and_lifts_the_throttle() {
    each_database(async |store: Store, _| {
        admin(&store).await;
        let token = sign_in(&store, PASSWORD, HOME).await.unwrap();
        for _ in 0..5 {
            refused(
                sign_in(&store, "wrong password", HOME).await,
                Problem::BadCredentials,
            );
        }
        accounts::reset_password(&store, "wu", "fresh from the desk")
            .await
            .unwrap();
        assert!(accounts::session(&store, &token).await.unwrap().is_none());
        assert!(sign_in(&store, "fresh from the desk", HOME).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn an_account_needs_what_its_role_needs() {
    each_database(async |store: Store, _| {
        admin(&store).await;
        let attempt = async |login: &str, role, area: Option<&str>, unit: Option<&str>| {
            let account = NewAccount {
                login: login.to_owned(),
                role,
                area: area.map(|code| code.parse().unwrap()),
                unit: unit.map(str::to_owned),
                password: PASSWORD.to_owned(),
            };
            accounts::add(&store, &account).await
        };
        let rejected = [
            attempt("li", Role::CountyStaff, None, None).await,
            attempt("li", Role::CountyStaff, Some("360700000000"), None).await,
            attempt("li", Role::CountyStaff, Some("360723000000"), None).await,
            attempt("li", Role::UnitAdmin, None, None).await,
            attempt("li", Role::UnitAdmin, None, Some("nothing")).await,
            attempt("li", Role::Admin, Some("360700000000"), None).await,
            attempt("li", Role::Commissioner, None, None).await,
            attempt("l i", Role::Admin, None, None).await,
        ];
        for outcome in rejected {
            assert!(
                matches!(outcome, Err(StoreError::Rejected(_))),
                "{outcome:?}"
            );
        }
        refused(
            attempt("wu", Role::Admin, None, None).await,
            Problem::LoginTaken,
        );
    })
    .await;
}
