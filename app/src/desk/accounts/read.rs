//! What the pages of accounts read.

use crate::error::AppError;
use axum::http::{HeaderValue, header, request::Parts};
use domain::{
    access::Actor,
    accounts::{AccountCard, AccountFilter, AccountPage, AccountState, handed_out},
    areas::{AreaCode, AreaLevel},
    codes::{Coded, Role},
    coverage::AreaName,
};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use store::{
    Store, StoreError, accounts,
    areas::{self, Area},
};

/// What the address of the list asks for, as text.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    pub(super) role: String,
    pub(super) area: String,
    pub(super) state: String,
    pub(super) text: String,
    pub(super) after: String,
}

/// What the person may choose from in forms about accounts.
#[derive(Debug, Clone)]
pub(super) struct Choices {
    /// The roles the person hands out.
    pub(super) roles: Vec<Role>,
    /// The townships of the person's county; empty for an administrator, who writes area codes.
    pub(super) townships: Vec<AreaName>,
    /// The cities, counties and townships by their full names, of an administrator alone.
    pub(super) areas: Vec<(AreaCode, String)>,
    /// The units by code and name, of an administrator alone.
    pub(super) units: Vec<(String, String)>,
}

/// A page of accounts.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub(super) page: AccountPage,
    /// The roles among which the list can be narrowed.
    pub(super) roles: Vec<Role>,
    /// The areas among which it can be narrowed: of a county its townships, of an administrator those
    /// around the chosen one.
    pub(super) areas: Vec<AreaName>,
}

/// One account, and what the person may do to it.
#[derive(Debug, Clone)]
pub(super) struct Opened {
    pub(super) card: AccountCard,
    /// One's own: nothing can be done to it from here.
    pub(super) own: bool,
    pub(super) choices: Choices,
    /// The one-time code made a moment ago. It is shown this once.
    pub(super) code: Option<String>,
}

/// A page of the accounts the person manages.
pub(super) async fn listed(asked: Asked) -> Result<Listed, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let page = accounts::list(&store, &actor, &filter(&asked))
        .await
        .map_err(crate::server::seen)?;
    let areas = match actor.role {
        Role::Admin => around(&store, asked.area.parse().ok()).await?,
        _ => townships(&store, &actor).await?,
    };
    Ok(Listed {
        page,
        roles: managed(actor.role),
        areas,
    })
}

/// One account.
pub(super) async fn opened(id: String) -> Result<Opened, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let id = id.parse();
    let id = id.map_err(|_| crate::server::seen(StoreError::NotFound))?;
    let card = accounts::get(&store, &actor, id)
        .await
        .map_err(crate::server::seen)?;
    Ok(Opened {
        own: id == actor.account_id,
        code: code_just_made(&id.to_string()),
        choices: choices(&store, &actor).await?,
        card,
    })
}

/// What a new account can be.
pub(super) async fn offered() -> Result<Choices, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let choices = choices(&store, &actor).await?;
    if choices.roles.is_empty() {
        return Err(crate::server::seen(StoreError::Forbidden));
    }
    Ok(choices)
}

/// The cookie that carries a one-time code from the form post to the page that shows it.
const CODE_COOKIE: &str = "ketepai-code";

/// The filter it means; what cannot be read asks for nothing.
fn filter(asked: &Asked) -> AccountFilter {
    AccountFilter {
        role: Role::from_code(&asked.role),
        area: asked.area.parse().ok(),
        state: AccountState::from_code(&asked.state),
        text: asked.text.clone(),
        after: Some(asked.after.clone()).filter(|after| !after.is_empty()),
    }
}

/// The roles of the accounts a person of this role sees.
fn managed(role: Role) -> Vec<Role> {
    match role {
        Role::Admin => Role::ALL.to_vec(),
        _ => vec![Role::Commissioner, Role::TownshipCoordinator],
    }
}

async fn choices(store: &Store, actor: &Actor) -> Result<Choices, AppError> {
    let (mut areas, mut units) = (Vec::new(), Vec::new());
    if actor.role == Role::Admin {
        areas = offices(store).await?;
        units = accounts::units(store, actor)
            .await
            .map_err(crate::server::seen)?;
    }
    Ok(Choices {
        roles: handed_out(actor.role).to_vec(),
        townships: townships(store, actor).await?,
        areas,
        units,
    })
}

/// Every area that an office may be of.
async fn offices(store: &Store) -> Result<Vec<(AreaCode, String)>, AppError> {
    let mut codes = Vec::new();
    let mut above = vec![None];
    while let Some(parent) = above.pop() {
        let below = areas::children(store, parent).await;
        for area in below.map_err(crate::server::seen)? {
            codes.push(area.code);
            if area.level < AreaLevel::Township {
                above.push(Some(area.code));
            }
        }
    }
    codes.sort_unstable();
    let names = areas::names(store, &codes).await;
    let mut names = names.map_err(crate::server::seen)?;
    let named = codes
        .into_iter()
        .filter_map(|code| Some((code, names.remove(&code)?)));
    Ok(named.collect())
}

async fn townships(store: &Store, actor: &Actor) -> Result<Vec<AreaName>, AppError> {
    let Some(county) = actor.area_code.filter(|_| actor.role == Role::CountyStaff) else {
        return Ok(Vec::new());
    };
    let below = areas::children(store, Some(county)).await;
    let below = below.map_err(crate::server::seen)?.into_iter();
    Ok(below
        .filter(|area| area.level == AreaLevel::Township)
        .map(named)
        .collect())
}

/// The way down to an area, and what lies directly below it. Where one area holds all others, what lies
/// below that one is offered at once.
async fn around(store: &Store, chosen: Option<AreaCode>) -> Result<Vec<AreaName>, AppError> {
    let below = async |area| {
        let below = areas::children(store, area).await;
        below.map_err(crate::server::seen)
    };
    let mut way = Vec::new();
    let mut next = below(None).await?;
    loop {
        let down = match next.as_slice() {
            [only] => Some(only),
            several => {
                let holds = |area: &&Area| chosen.is_some_and(|chosen| area.code.contains(&chosen));
                several.iter().find(holds)
            }
        };
        let Some(down) = down.cloned() else { break };
        next = below(Some(down.code)).await?;
        way.push(down);
    }
    Ok(way.into_iter().chain(next).map(named).collect())
}

fn named(area: Area) -> AreaName {
    AreaName {
        code: area.code,
        name: area.short_name,
        level: area.level,
    }
}

/// Reads the code that the form post left for this page, and takes it away.
fn code_just_made(id: &str) -> Option<String> {
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
