//! Whose phone it is now: as the server's page says, and without a network as the last one said, unless
//! somebody else has signed in since.

use std::cell::{Cell, RefCell};

use domain::{
    codes::Role,
    ids::{AccountId, CommissionerId},
    reading::SessionUser,
};
use serde::Serialize;

use crate::database;

/// The person whose records this page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(
    clippy::struct_field_names,
    reason = "as the phone's database and the rescue file name it"
)]
pub(crate) struct Account {
    pub(crate) account_id: AccountId,
    pub(crate) commissioner_id: Option<CommissionerId>,
    pub(crate) name: String,
    pub(crate) role: Role,
}

domain::from_json!(Account {
    account_id,
    commissioner_id,
    name,
    role
});

impl Account {
    /// As the server's session says it, without what only the server needs.
    pub(crate) fn user(&self) -> SessionUser {
        SessionUser {
            id: self.account_id,
            name: self.name.clone(),
            role: self.role,
            area_code: None,
            commissioner_id: self.commissioner_id,
        }
    }
}

impl From<SessionUser> for Account {
    fn from(user: SessionUser) -> Self {
        Self {
            account_id: user.id,
            commissioner_id: user.commissioner_id,
            name: user.name,
            role: user.role,
        }
    }
}

thread_local! {
    static SETTLED: Cell<bool> = const { Cell::new(false) };
    static CURRENT: RefCell<Option<Account>> = const { RefCell::new(None) };
}

/// The person of this page, once it is settled who that is.
pub(crate) fn current() -> Option<Account> {
    CURRENT.with_borrow(Clone::clone)
}

const SETTING: &str = "account";

/// What a page that the server rendered says of who is signed in.
enum Said {
    Person(Account),
    Nobody,
    /// Not the server's page: the offline start.
    Nothing,
}

/// Whose page this is; the answer holds until the page is left.
pub(crate) async fn settled() -> Option<Account> {
    if SETTLED.get() {
        return current();
    }
    let account = match said() {
        Said::Person(account) => {
            // A disk that keeps nothing asks the server's page again next time.
            let _ = database::set_setting(SETTING, &account).await;
            Some(account)
        }
        Said::Nobody => None,
        Said::Nothing => database::setting(SETTING)
            .await
            .flatten()
            .filter(is_still_signed_in),
    };
    CURRENT.set(account.clone());
    SETTLED.set(true);
    account
}

/// Whether nobody else has signed in since the account was kept: on a slow line the page that would have
/// said so never came. A browser that holds no name of the last one to sign in says nothing against it.
fn is_still_signed_in(account: &Account) -> bool {
    let cookies = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| {
            js_sys::Reflect::get(&document, &"cookie".into())
                .ok()?
                .as_string()
        });
    let cookies = cookies.unwrap_or_default();
    let mut named = cookies.split(';').filter_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        // As `server/src/cookie.rs` sets it.
        let ours = name.strip_prefix("__Host-").unwrap_or(name) == "ketepai-account";
        ours.then_some(value)
    });
    named.all(|named| named == account.account_id.to_string())
}

/// At the desk, where nothing is kept, the server's page alone says it.
#[cfg(feature = "desk")]
pub(crate) fn settle_by_page() {
    if let Said::Person(account) = said() {
        CURRENT.set(Some(account));
        SETTLED.set(true);
    }
}

/// Forgets the person: the next offline start asks for a sign-in.
pub(crate) async fn forget() {
    let _ = database::set_setting(SETTING, &None::<Account>).await;
    CURRENT.set(None);
}

fn said() -> Said {
    let meta = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector("meta[name=ketepai-account]").ok()?)
        .and_then(|meta| meta.get_attribute("content"));
    match meta {
        None => Said::Nothing,
        Some(text) => domain::json::read::<SessionUser>(text.as_bytes())
            .map_or(Said::Nobody, |user| Said::Person(user.into())),
    }
}
