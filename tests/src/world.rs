//! A small world to test in: areas, people and teams from import files, and people who act.

use crate::fixtures;
use domain::{access::Actor, areas::AreaCode, codes::Role};
use serde_json::Value;
use store::{
    Store,
    accounts::{self, NewAccount, SessionKind},
    imports::{self, Kind},
    sync::{self, Push},
};

/// The password of everybody in a test.
pub const PASSWORD: &str = "Ketepai-check-2025!";

/// Imports a fixture file, which must be without faults.
///
/// # Panics
/// When the import fails or names a fault.
pub async fn import(store: &Store, kind: Kind, file: &str) {
    import_bytes(store, kind, file, fixtures::bytes(file)).await;
}

/// Imports a file given as bytes, which must be without faults.
///
/// # Panics
/// When the import fails or names a fault.
pub async fn import_bytes(store: &Store, kind: Kind, file: &str, bytes: Vec<u8>) {
    let report = imports::run(store, None, kind, file, bytes, false).await;
    let report = report.unwrap_or_else(|error| panic!("import of {file}: {error}"));
    assert!(
        report.errors.is_empty(),
        "{file}: {:?}",
        report.errors.first()
    );
}

/// The golden set's areas, units, people, teams, designations and assignments.
pub async fn golden(store: &Store) {
    for (kind, file) in [
        (Kind::Divisions, "divisions_ganzhou.csv"),
        (Kind::Units, "golden/units.csv"),
        (Kind::Commissioners, "golden/commissioners.csv"),
        (Kind::Teams, "golden/teams.csv"),
        (Kind::Designations, "golden/designations.csv"),
        (Kind::Assignments, "golden/assignments.csv"),
    ] {
        import(store, kind, file).await;
    }
}

/// The golden set's city reviewer.
pub async fn city_staff(store: &Store) -> Actor {
    office(store, "city", Role::CityStaff, "360700000000").await
}

/// Adds an account with an office and signs it in.
///
/// # Panics
/// When the account cannot be added.
pub async fn office(store: &Store, login: &str, role: Role, area: &str) -> Actor {
    let area: Option<AreaCode> = area.parse().ok();
    let account = NewAccount {
        login: login.into(),
        role,
        area,
        unit: None,
        password: PASSWORD.into(),
    };
    accounts::add(store, &account)
        .await
        .unwrap_or_else(|error| panic!("account {login}: {error}"));
    sign_in(store, login).await
}

/// Gives an imported commissioner a password and signs them in.
///
/// # Panics
/// When there is no such login.
pub async fn commissioner(store: &Store, login: &str) -> Actor {
    accounts::reset_password(store, login, PASSWORD)
        .await
        .unwrap_or_else(|error| panic!("password of {login}: {error}"));
    sign_in(store, login).await
}

async fn sign_in(store: &Store, login: &str) -> Actor {
    accounts::sign_in(store, login, PASSWORD, "127.0.0.1", SessionKind::Bearer)
        .await
        .unwrap_or_else(|error| panic!("sign-in of {login}: {error}"))
        .actor
}

/// Pushes one change and returns its answer.
///
/// # Panics
/// When the push itself fails.
pub async fn push(store: &Store, actor: &Actor, change: Value) -> domain::sync::ChangeResult {
    let push = Push {
        device_id: "test".into(),
        device_label: "test".into(),
        changes: vec![change],
    };
    let answers = sync::push(store, actor, push).await;
    let mut answers = answers.unwrap_or_else(|error| panic!("push: {error}"));
    answers.pop().unwrap_or_else(|| panic!("no answer"))
}
