//! What the page reads, put into words.

use super::words;
use crate::{error::AppError, words as said};
use domain::{
    access::Actor,
    audit::{AuditFilter, AuditGroup, AuditLine},
    codes::Coded,
};
use store::audit;

/// What the address of the page asks for, as text.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    pub(super) who: String,
    pub(super) what: String,
    pub(super) subject: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) after: String,
}

/// One act, in words.
#[derive(Debug)]
pub(super) struct Act {
    pub(super) at: String,
    pub(super) by: String,
    pub(super) what: String,
    pub(super) subject: String,
    /// The subject's own page.
    pub(super) href: Option<String>,
    pub(super) area: String,
    pub(super) told: String,
}

/// A page of acts, newest first.
#[derive(Debug)]
pub(super) struct Acts {
    pub(super) acts: Vec<Act>,
    pub(super) next: Option<i64>,
}

/// What was done in the person's area.
pub(super) async fn acts(asked: Asked) -> Result<Acts, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let page = audit::list(&store, &actor, &filter(&asked))
        .await
        .map_err(crate::server::seen)?;
    let acts = page.lines.into_iter().map(|line| act(&actor, line));
    Ok(Acts {
        acts: acts.collect(),
        next: page.next,
    })
}

/// The filter it means; what cannot be read asks for nothing.
fn filter(asked: &Asked) -> AuditFilter {
    AuditFilter {
        who: asked.who.clone(),
        what: AuditGroup::from_code(&asked.what),
        subject: asked.subject.clone(),
        from: asked.from.parse().ok(),
        to: asked.to.parse().ok(),
        after: asked.after.parse().ok(),
    }
}

fn act(actor: &Actor, line: AuditLine) -> Act {
    let href = words::address(&line, actor.role);
    Act {
        at: said::instant(line.at),
        by: match &line.by {
            Some(by) => format!("{}（{}）", by.name, by.login),
            None => words::by(&line).to_owned(),
        },
        what: words::act(&line.action),
        subject: words::subject(&line),
        href,
        told: words::told(&line),
        area: line.area_name,
    }
}
