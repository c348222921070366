//! 待发箱: what this phone holds until the server has it, and what to do about what does not go.

mod bar;
mod drafts;
mod entry;
mod line;
mod list;
mod merge;
mod on_phone;
mod view;
pub mod words;

pub use bar::OutboxBar;
pub use drafts::Drafts;
pub use entry::OutboxEntryPage;
pub use list::OutboxPage;
pub use merge::MergePage;
pub use on_phone::{OnPhone, holds_any};
pub use view::{as_record, title};

use std::collections::BTreeSet;

use domain::{ids::RecordId, sync::entry::Entry};
use leptos::prelude::*;

use crate::{
    device::{Device, device},
    view::{Erase, view},
};

/// This phone's entry of a record, followed as it changes; none on the server and in the first
/// render.
#[must_use]
pub fn entry_of(id: Signal<Option<RecordId>>) -> Memo<Option<Entry>> {
    let device = StoredValue::new(device());
    Memo::new(move |_| {
        let outbox = device.get_value()?.outbox;
        let wanted = id.get()?;
        outbox.entries().with(|entries| {
            entries
                .iter()
                .find(|entry| entry.record_id == wanted)
                .cloned()
        })
    })
}

/// The way on for a person whose session is over: what waits here is sent after the sign-in.
#[component]
pub(crate) fn SignInAgain() -> impl IntoView {
    view! {
        <a class="button primary" href="/sign-in?next=/outbox" rel="external">
            "去登录"
        </a>
    }
    .erased()
}

/// Whether some text is in the page alone: nothing can be locked away of it, and it would go with the
/// page. What was given up may go, unless it is written anew.
#[must_use]
pub fn any_goes_with_page(entries: &[Entry], in_page: &BTreeSet<RecordId>) -> bool {
    let goes = |entry: &Entry| entry.is_written() && in_page.contains(&entry.record_id);
    entries.iter().any(goes)
}

/// Whether this page alone holds the record: the browser keeps nothing.
pub(crate) fn is_in_page(id: RecordId) -> bool {
    device().is_some_and(|device| {
        let in_page = device.outbox.in_page();
        in_page.with_untracked(|in_page| in_page.contains(&id))
    })
}

/// Runs one of the outbox's deeds; `done` hears whether the phone did it.
pub(crate) fn act<F>(
    deed: impl FnOnce(&Device) -> F,
    done: impl FnOnce(Result<(), crate::device::Unkept>) + 'static,
) where
    F: Future<Output = Result<(), crate::device::Unkept>> + 'static,
{
    let Some(device) = device() else {
        return;
    };
    let deed = deed(&device);
    leptos::task::spawn_local(async move { done(deed.await) });
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta};
    use domain::{
        codes::RecordKind,
        ids::AccountId,
        sync::{
            Op,
            entry::{Base, Fields},
        },
    };
    use uuid::Uuid;

    #[test]
    fn what_was_given_up_may_go_with_the_page_until_it_is_written_anew() {
        let at = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        let (id, account) = (RecordId(Uuid::nil()), AccountId(Uuid::nil()));
        let kind = RecordKind::Visit;
        let mut entry = Entry::new(id, kind, account, None, Base::default(), at(0));
        entry.queue(Op::Submit, Fields::new(), at(1));
        entry.write(Fields::new(), at(2));
        let goes = |entry: &Entry, in_page: &[RecordId]| {
            any_goes_with_page(
                std::slice::from_ref(entry),
                &in_page.iter().copied().collect(),
            )
        };
        assert!(goes(&entry, &[id]));
        assert!(!goes(&entry, &[]), "the disk has it");
        entry.give_up("采用服务器的内容".to_owned(), at(3));
        assert!(!goes(&entry, &[id]), "the draft went with it");
        entry.begins_anew(Base::default());
        entry.write(Fields::new(), at(1));
        assert!(goes(&entry, &[id]), "by whatever clock");
    }
}
