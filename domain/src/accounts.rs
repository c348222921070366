//! Accounts as those who manage them see them.

use crate::{
    areas::AreaCode,
    codes::Role,
    ids::{AccountId, CommissionerId},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

crate::coded!(
    /// How an account stands.
    AccountState {
        Active = "active" "在用",
        Waiting = "waiting" "等待首次登录",
        Disabled = "disabled" "已停用",
    }
);

/// The roles that a person of this role hands out. A commissioner's account comes with the register.
#[must_use]
pub const fn handed_out(by: Role) -> &'static [Role] {
    match by {
        Role::CountyStaff => &[Role::TownshipCoordinator],
        Role::Admin => &[
            Role::TownshipCoordinator,
            Role::UnitAdmin,
            Role::CountyStaff,
            Role::CityStaff,
            Role::Admin,
        ],
        Role::Commissioner | Role::TownshipCoordinator | Role::UnitAdmin | Role::CityStaff => &[],
    }
}

/// What a list of accounts asks for. All parts are optional.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AccountFilter {
    pub role: Option<Role>,
    pub area: Option<AreaCode>,
    pub state: Option<AccountState>,
    /// A part of a login or a name.
    pub text: String,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    pub id: AccountId,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub area_code: Option<AreaCode>,
    /// County and township as people write them; empty without an area.
    pub area_name: String,
    /// The unit of a unit administrator.
    pub unit_name: Option<String>,
    pub commissioner_id: Option<CommissionerId>,
    pub state: AccountState,
    /// A one-time code is out until then.
    pub code_until: Option<DateTime<Utc>>,
    /// How many clients are signed in.
    pub session_count: i64,
    /// When one of them was last used, to within five minutes.
    pub seen_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// A page of accounts, by login.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AccountPage {
    pub accounts: Vec<AccountView>,
    pub next: Option<String>,
}

/// An account with the clients that are signed in under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountCard {
    pub account: AccountView,
    pub sessions: Vec<SessionView>,
}

/// A signed-in client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// A script with a bearer, rather than a browser with a cookie.
    pub is_script: bool,
    pub created_at: DateTime<Utc>,
    /// When it was last used, to within five minutes.
    pub seen_at: DateTime<Utc>,
    /// When it ends if it is not used before.
    pub expires_at: DateTime<Utc>,
}
