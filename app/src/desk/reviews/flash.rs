//! What became of a decision, told by the page it led to.

use super::{
    api::{Refusal, read_refused},
    focus::{FLASH, go_on_at},
};
use crate::{
    components::{Notice, Tone, loaded},
    desk::{links::link, parts::asked},
    json::data,
    view::Erase,
    words,
};
use domain::{
    codes::{Coded, Status},
    fields::{FieldCode, FieldError},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The code a refused decision carries in an address.
#[cfg(feature = "ssr")]
pub(super) fn fault_code(result: &domain::reading::DecisionResult) -> &'static str {
    if result.outcome == domain::reading::DecisionOutcome::Conflict {
        return "conflict";
    }
    let code = result.fields.first().map(|field| field.code);
    FAULTS
        .iter()
        .find(|(known, _)| Some(*known) == code)
        .map_or("not_allowed_now", |(_, text)| text)
}

/// The refusals of a decision and how an address names them.
const FAULTS: [(FieldCode, &str); 8] = [
    (FieldCode::OpinionRequired, "opinion_required"),
    (FieldCode::Required, "required"),
    (FieldCode::TooLong, "too_long"),
    (FieldCode::ControlCharacter, "control_character"),
    (FieldCode::NotAllowedNow, "not_allowed_now"),
    (FieldCode::OwnRecord, "own_record"),
    (FieldCode::NotVerified, "not_verified"),
    (FieldCode::NotFound, "not_found"),
];

/// Why a decision was not carried out, in words.
pub(super) fn fault_words(code: &str) -> String {
    FAULTS.iter().find(|(_, text)| *text == code).map_or_else(
        || "记录刚被他人修改，已显示最新内容，请重新审核。".to_owned(),
        |(code, _)| words::field(&FieldError::new("decision.opinion", *code)),
    )
}

/// `done=approve.<id>`: what was just done, with the way back to that record.
#[component]
pub(crate) fn Flash(done: Memo<String>) -> impl IntoView {
    let here = use_location().pathname;
    goes_on(done);
    move || {
        let done = done.get();
        let (decision, id) = done.split_once('.')?;
        let said = said(decision)?;
        let text = format!("已{said}。");
        let href = format!("/desk/records/{id}");
        // On the record's own page there is nothing more to see.
        let elsewhere = here.with(|here| *here != href);
        Some(view! {
            <div id=FLASH tabindex="-1">
                <Notice tone=Tone::Good text>
                    {elsewhere.then(|| view! { <a href=href>"查看这条记录"</a> })}
                </Notice>
            </div>
        })
    }
}

/// Once something new is told, reading goes on there: the form that was sent has left the page.
fn goes_on(told: Memo<String>) {
    Effect::new(move |before: Option<String>| {
        let now = told.get();
        if !now.is_empty() && before.is_some_and(|before| before != now) {
            go_on_at(FLASH);
        }
        now
    });
}

/// What was done, by the code of the decision; `verify` is a township's yes.
fn said(code: &str) -> Option<&'static str> {
    use domain::codes::Decision as D;
    Some(match code {
        "verify" => "核实",
        code => match D::from_code(code)? {
            D::Approve => "通过",
            D::Return => "退回给填报人",
            D::Void => "作废",
            D::Reopen => "退回更正",
        },
    })
}

/// What was meant to be decided and is not on this page: an address names it by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Missed {
    /// It waits no longer.
    Gone(String),
    /// Handed in anew, it waits elsewhere in the queue.
    Moved(String),
}

impl Missed {
    /// From `gone=<id>`, or from a fault of the record `id` that this page does not list.
    pub(super) fn told(gone: String, fault: &str, id: String, is_listed: bool) -> Option<Self> {
        if !gone.is_empty() {
            Some(Self::Gone(gone))
        } else if fault.is_empty() || id.is_empty() || is_listed {
            None
        } else {
            Some(Self::Moved(id))
        }
    }
}

/// Names the record that a decision missed, lest the one shown instead be taken for it.
#[component]
pub(super) fn MissedOne(
    missed: Missed,
    /// Whether another record is shown instead.
    another: bool,
) -> impl IntoView {
    let (id, became) = match missed {
        Missed::Gone(id) => (id, "您刚才要审核的记录已由别人审核或撤回，没有再处理。"),
        Missed::Moved(id) => (id, "您刚才要审核的记录已修改并重新排队，没有处理。"),
    };
    let below = another.then_some("下面是另一条，请看清后再审核。");
    let asked = format!("{id}.conflict");
    let named = data(move || asked.clone(), read_refused);
    let show = |missed: Vec<Refusal>| missed.into_iter().map(named_link).collect_view().erased();
    view! {
        <Notice tone=Tone::Bad text=became>
            {below.map(|below| view! { <p>{below}</p> })}
            {loaded(named, show)}
        </Notice>
    }
}

/// `applied=approve.12&failed=<id>.<code>~…`: what became of many, the refused ones by name.
#[component]
pub(super) fn Results() -> impl IntoView {
    let (applied, failed) = (asked("applied"), asked("failed"));
    goes_on(applied);
    let refused = data(
        move || failed.get(),
        async move |failed| match failed.as_str() {
            "" => Ok(Vec::new()),
            _ => read_refused(failed).await,
        },
    );
    move || {
        let applied = applied.get();
        let (yes, applied) = applied.split_once('.')?;
        let verified = yes == "verify";
        let failed = failed
            .get()
            .split('~')
            .filter(|one| !one.is_empty())
            .count();
        let tone = if failed == 0 { Tone::Good } else { Tone::Bad };
        let text = match (verified, failed) {
            (true, 0) => format!("已核实 {applied} 条。"),
            (true, rest) => format!("已核实 {applied} 条，另有 {rest} 条没有处理："),
            (false, 0) => format!("已通过 {applied} 条。"),
            (false, rest) => format!("已通过 {applied} 条，另有 {rest} 条没有处理："),
        };
        let list = (applied != "0").then(|| the_list(verified));
        let named = move |refused: Vec<Refusal>| {
            let more = failed.saturating_sub(refused.len());
            view! {
                <ul class="failures">{refused.into_iter().map(refusal).collect_view()}</ul>
                {(more > 0).then(|| format!("另有 {more} 条。"))}
            }
            .erased()
        };
        Some(view! {
            <div id=FLASH tabindex="-1">
                <Notice tone text>
                    {(failed > 0).then(|| loaded(refused, named))} {list}
                </Notice>
            </div>
        })
    }
}

/// The way to what has been decided alike, the newest first.
fn the_list(verified: bool) -> impl IntoView {
    let (text, status) = if verified {
        ("查看已核实的记录", Status::Verified)
    } else {
        ("查看已通过的记录", Status::Approved)
    };
    let href = link("/desk/records", &[("status", status.code())]);
    view! { <a href=href>{text}</a> }
}

/// Village, day and reason.
fn refusal(refused: Refusal) -> impl IntoView {
    let reason = match refused.code.as_str() {
        // Of many it is not looked up what became of each: the record itself says it.
        "conflict" => "已由别人修改、审核或撤回，没有处理，请打开记录查看。".to_owned(),
        code => fault_words(code),
    };
    view! {
        <li>
            {named_link(refused)}
            "："
            <span>{reason}</span>
        </li>
    }
}

/// Village and day, with the way to the record.
fn named_link(refused: Refusal) -> impl IntoView {
    let title = if refused.title.is_empty() {
        "打开记录".to_owned()
    } else {
        refused.title
    };
    view! {
        <a href=format!("/desk/records/{}", refused.id)>{title}</a>
        " "
        {refused.on.map(words::date)}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_that_came_too_late_is_not_told_of_the_record_shown_instead() {
        let told = |gone: &str, fault, id: &str, is_listed| {
            Missed::told(gone.to_owned(), fault, id.to_owned(), is_listed)
        };
        let gone = Some(Missed::Gone("1".into()));
        assert_eq!(told("1", "", "2", true), gone);
        let moved = Some(Missed::Moved("1".into()));
        assert_eq!(told("", "conflict", "1", false), moved);
        assert_eq!(told("", "conflict", "1", true), None);
        assert_eq!(told("", "", "1", false), None);
    }

    #[test]
    fn each_refusal_has_its_words() {
        assert!(fault_words("opinion_required").contains("意见"));
        assert!(fault_words("conflict").contains("他人修改"));
    }
}
