//! Server functions of the audit log.

use crate::{error::AppError, json::Answer};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// What the address of the page asks for, as text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub who: String,
    #[serde(default)]
    pub what: String,
    #[serde(default)]
    pub subject: String,
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub after: String,
}

/// One act, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    pub at: String,
    pub by: String,
    pub what: String,
    pub subject: String,
    /// The subject's own page.
    pub href: Option<String>,
    pub area: String,
    pub told: String,
}

/// A page of acts, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Acts {
    pub acts: Vec<Act>,
    pub next: Option<i64>,
}

/// What was done in the person's area.
#[server(prefix = "/fn", endpoint = "audit/list", input = GetUrl, output = Answer)]
pub async fn read_audit(asked: Asked) -> Result<Acts, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let page = store::audit::list(&store, &actor, &ssr::filter(&asked))
        .await
        .map_err(crate::server::seen)?;
    Ok(Acts {
        next: page.next,
        acts: ssr::acts(&actor, page.lines),
    })
}

#[cfg(feature = "ssr")]
mod ssr {
    use super::{Act, Asked};
    use crate::{desk::audit::words, words as said};
    use domain::{
        access::Actor,
        audit::{AuditFilter, AuditGroup, AuditLine},
        codes::{Coded, Role},
    };

    /// The filter it means; what cannot be read asks for nothing.
    pub(super) fn filter(asked: &Asked) -> AuditFilter {
        AuditFilter {
            who: asked.who.clone(),
            what: AuditGroup::from_code(&asked.what),
            subject: asked.subject.clone(),
            from: asked.from.parse().ok(),
            to: asked.to.parse().ok(),
            after: asked.after.parse().ok(),
        }
    }

    pub(super) fn acts(actor: &Actor, lines: Vec<AuditLine>) -> Vec<Act> {
        lines.into_iter().map(|line| act(actor, line)).collect()
    }

    fn act(actor: &Actor, line: AuditLine) -> Act {
        let opens_records = actor.role != Role::Admin;
        let opens_accounts = actor.role != Role::CityStaff;
        let href = match line.subject_kind.as_str() {
            "record" if opens_records => Some(format!("/desk/records/{}", line.subject_id)),
            "account" if opens_accounts => Some(format!("/desk/accounts/{}", line.subject_id)),
            _ => None,
        };
        Act {
            at: said::instant(line.at),
            by: line.by.as_ref().map_or_else(
                || "系统（命令行）".to_owned(),
                |by| format!("{}（{}）", by.name, by.login),
            ),
            what: words::act(&line.action),
            subject: words::subject(&line),
            href,
            told: words::told(&line.detail),
            area: line.area_name,
        }
    }
}
