//! Server functions of accounts.

use crate::{error::AppError, json::Answer};
use domain::{
    accounts::{AccountCard, AccountPage},
    codes::Role,
    coverage::AreaName,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// What the address of the list asks for, as text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub role: String,
    #[serde(default)]
    pub area: String,
    #[serde(default)]
    pub state: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub after: String,
}

/// What the person may choose from in forms about accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// The roles the person hands out.
    pub roles: Vec<Role>,
    /// The townships of the person's county; empty for an administrator, who writes area codes.
    pub townships: Vec<AreaName>,
}

/// A page of accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub page: AccountPage,
    /// The roles among which the list can be narrowed.
    pub roles: Vec<Role>,
    pub townships: Vec<AreaName>,
}

/// One account, and what the person may do to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub card: AccountCard,
    /// One's own: nothing can be done to it from here.
    pub own: bool,
    pub choices: Choices,
    /// The one-time code made a moment ago. It is shown this once.
    pub code: Option<String>,
}

/// A page of the accounts the person manages.
#[server(prefix = "/fn", endpoint = "accounts/list", input = GetUrl, output = Answer)]
pub async fn list_accounts(asked: Asked) -> Result<Listed, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let page = store::accounts::list(&store, &actor, &ssr::filter(&asked))
        .await
        .map_err(crate::server::seen)?;
    let townships = ssr::townships(&store, &actor).await?;
    Ok(Listed {
        page,
        roles: ssr::managed(actor.role),
        townships,
    })
}

/// One account.
#[server(prefix = "/fn", endpoint = "accounts/open", input = GetUrl, output = Answer)]
pub async fn open_account(id: String) -> Result<Opened, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let card = store::accounts::get(&store, &actor, id)
        .await
        .map_err(crate::server::seen)?;
    Ok(Opened {
        own: id == actor.account_id,
        code: ssr::code_just_made(&id.to_string()),
        choices: ssr::choices(&store, &actor).await?,
        card,
    })
}

/// What a new account can be.
#[server(prefix = "/fn", endpoint = "accounts/choices", input = GetUrl, output = Answer)]
pub async fn account_choices() -> Result<Choices, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let choices = ssr::choices(&store, &actor).await?;
    if choices.roles.is_empty() {
        return Err(crate::server::seen(store::StoreError::Forbidden));
    }
    Ok(choices)
}

#[cfg(feature = "ssr")]
mod ssr {
    use super::{Asked, Choices};
    use crate::error::AppError;
    use axum::http::{HeaderValue, header, request::Parts};
    use domain::{
        access::Actor,
        accounts::{AccountFilter, AccountState, handed_out},
        areas::AreaLevel,
        codes::{Coded, Role},
        coverage::AreaName,
    };
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;
    use store::{Store, areas};

    /// The cookie that carries a one-time code from the form post to the page that shows it.
    const CODE_COOKIE: &str = "ketepai-code";

    /// The filter it means; what cannot be read asks for nothing.
    pub(super) fn filter(asked: &Asked) -> AccountFilter {
        AccountFilter {
            role: Role::from_code(&asked.role),
            area: asked.area.parse().ok(),
            state: AccountState::from_code(&asked.state),
            text: asked.text.clone(),
            after: Some(asked.after.clone()).filter(|after| !after.is_empty()),
        }
    }

    /// The roles of the accounts a person of this role sees.
    pub(super) fn managed(role: Role) -> Vec<Role> {
        match role {
            Role::Admin => Role::ALL.to_vec(),
            _ => vec![Role::Commissioner, Role::TownshipCoordinator],
        }
    }

    pub(super) async fn choices(store: &Store, actor: &Actor) -> Result<Choices, AppError> {
        Ok(Choices {
            roles: handed_out(actor.role).to_vec(),
            townships: townships(store, actor).await?,
        })
    }

    pub(super) async fn townships(store: &Store, actor: &Actor) -> Result<Vec<AreaName>, AppError> {
        let Some(county) = actor.area_code.filter(|_| actor.role == Role::CountyStaff) else {
            return Ok(Vec::new());
        };
        let below = areas::children(store, Some(county)).await;
        let below = below.map_err(crate::server::seen)?.into_iter();
        Ok(below
            .filter(|area| area.level == AreaLevel::Township)
            .map(|area| AreaName {
                code: area.code,
                name: area.short_name,
                level: area.level,
            })
            .collect())
    }

    /// Reads the code that the form post left for this page, and takes it away.
    pub(super) fn code_just_made(id: &str) -> Option<String> {
        let headers = use_context::<Parts>()?.headers;
        let code = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == CODE_COOKIE)
            .map(|(_, code)| code.to_owned())?;
        let gone = format!("{CODE_COOKIE}=; HttpOnly; Path=/desk/accounts/{id}; Max-Age=0");
        let gone = HeaderValue::from_str(&gone).ok()?;
        use_context::<ResponseOptions>()?.append_header(header::SET_COOKIE, gone);
        Some(code)
    }
}
