//! Changes of phones, a group of them at a time: found again, refused, in conflict, or applied. What a
//! group needs is read in a few statements for all, and what it leaves is written in a few.

mod decide;
mod incoming;
mod known;
mod plan;
mod write;

use super::{
    Conn, Pools,
    answered::{self, Answered},
    audit::Trail,
    effects::Effects,
    ingest,
    receipts::ReceiptKey,
};
use crate::{Result, sync::Push};
use decide::{Decision, Stop, decide};
use domain::{access::Actor, sync::ChangeResult};
pub(crate) use incoming::{Read, ReadChange};
use known::Known;
use serde_json::Value;
use std::collections::BTreeSet;

pub(crate) async fn push(pools: &Pools, actor: &Actor, push: Push) -> Result<Vec<ChangeResult>> {
    ingest::push(pools, actor, push).await
}

/// What the changes of one transaction share.
pub(crate) struct Batch<'a> {
    pools: &'a Pools,
    key: ReceiptKey,
    industries: BTreeSet<String>,
    pub(crate) effects: Effects,
    /// Written by whoever commits, after the effects: see `audit`.
    pub(crate) trail: Trail,
}

impl<'a> Batch<'a> {
    pub(crate) async fn open(conn: &mut Conn, pools: &'a Pools) -> Result<Self> {
        let industries: Vec<(String,)> = sqlx::query_as("SELECT code FROM industries")
            .fetch_all(&mut *conn)
            .await?;
        let industries = industries.into_iter().map(|(code,)| code).collect();
        Ok(Self {
            pools,
            key: ReceiptKey::read(conn, pools).await?,
            industries,
            effects: Effects::default(),
            trail: Trail::default(),
        })
    }
}

/// A change as it came and as it is read, and from whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sent<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) push: &'a Push,
    pub(crate) value: &'a Value,
    pub(crate) read: &'a Read,
}

/// Applies changes inside the group's transaction and answers them in their order. A refusal has
/// written nothing.
pub(crate) async fn apply(
    conn: &mut Conn,
    batch: &mut Batch<'_>,
    sent: &[Sent<'_>],
) -> Result<Vec<ChangeResult>> {
    let mut answers: Vec<Option<ChangeResult>> = sent.iter().map(|_| None).collect();
    for round in incoming::rounds(sent) {
        for (place, answer) in apply_round(conn, batch, round).await? {
            answers[place] = Some(answer);
        }
    }
    Ok(answers.into_iter().flatten().collect())
}

/// Applies changes of which no two concern the same record; each with its place in the answer.
async fn apply_round(
    conn: &mut Conn,
    batch: &mut Batch<'_>,
    round: Vec<(usize, Sent<'_>)>,
) -> Result<Vec<(usize, ChangeResult)>> {
    let mut known = Known::read(conn, &round).await?;
    let mut answers = Vec::with_capacity(round.len());
    let mut answered = Vec::new();
    let mut places = Vec::new();
    let mut plans = Vec::new();
    for (place, sent) in round {
        match decide(conn, batch, &mut known, sent).await {
            Ok(Decision::Answered(answer)) => answers.push((place, answer)),
            Ok(Decision::Conflict(read, answer)) => {
                answers.push((place, answer.clone()));
                answered.push(Answered::new(sent, read, answer));
            }
            Ok(Decision::Write(plan)) => {
                places.push(place);
                plans.push(*plan);
            }
            Err(Stop::Refused(fields)) => {
                answers.push((place, incoming::refused(sent.value, fields)));
            }
            Err(Stop::Failed(error)) => return Err(error),
        }
    }
    let written = write::write(conn, batch, &mut plans).await?;
    for ((place, plan), answer) in places.into_iter().zip(plans).zip(written) {
        answers.push((place, answer.clone()));
        answered.push(Answered::new(plan.sent, plan.read, answer));
    }
    answered::remember(conn, batch.pools, &answered).await?;
    Ok(answers)
}
