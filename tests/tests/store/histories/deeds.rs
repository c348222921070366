//! What happens in a history, and to whom and what.

use domain::codes::Decision;
use proptest::prelude::*;

pub(super) const NOW: &str = "2026-02-20T02:00:00Z";
pub(super) const YEARS: [i32; 3] = [2024, 2025, 2026];
pub(super) const VILLAGES: [&str; 4] = [
    "360722100200",
    "360722100201",
    "360722101200",
    "360723100200",
];
pub(super) const PLACES: [&str; 8] = [
    "360722100200",
    "360722100201",
    "360722101200",
    "360723100200",
    "360722100000",
    "360722000000",
    "360723000000",
    "360722001000",
];
pub(super) const KINDS: [&str; 5] = [
    "farmer_household",
    "poverty_exited_household",
    "cooperative",
    "star_space",
    "village_collective",
];
pub(super) const TARGETS: [&str; 4] = ["", "绿源", " 绿 源", "兴农"];
pub(super) const PEOPLE: [&str; 3] = [
    "0191420c-13f8-76b9-81bc-b81287c8c001",
    "0191420c-13f8-76b9-81bc-b81287c8c002",
    "0191420c-13f8-76b9-81bc-b81287c8c003",
];
pub(super) const NAMES: [&str; 3] = ["戊村", "己村", "庚村"];
pub(super) const MODES: [&str; 3] = ["onsite", "phone", "online"];
pub(super) const DECISIONS: [Decision; 6] = [
    Decision::Approve,
    Decision::Approve,
    Decision::Approve,
    Decision::Return,
    Decision::Void,
    Decision::Reopen,
];
pub(super) const TEAM: &str = "01918553-c16b-7c30-9073-ced71ba2e240";

/// One thing somebody does.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    Visit(
        usize,
        usize,
        Vec<bool>,
        u64,
        u64,
        i64,
        [i64; 3],
        usize,
        bool,
        bool,
        [usize; 2],
    ),
    Wait(u64),
    Training(usize, usize, u64, [i64; 4]),
    Withdraw(usize),
    Resubmit(usize, i64),
    Decide(usize, usize),
    Absent(usize),
    /// A village, a name, and how many days ago.
    Rename(usize, usize, u64),
    /// Entries of ledgers, by the numbers they are drawn with.
    Enter(Vec<u16>),
    /// A village into another.
    Merge(usize, usize, u64),
    Move(usize, u64),
}

pub(super) fn deed() -> impl Strategy<Value = Deed> {
    let counts = || prop::array::uniform3(0i64..40);
    prop_oneof![
        8 => (0usize..3, 0usize..PLACES.len(), prop::collection::vec(any::<bool>(), 3), 0u64..500, 0u64..14, 1i64..=30, counts(), 0usize..3, (any::<bool>(), any::<bool>()), (0usize..KINDS.len(), 0usize..TARGETS.len()))
            .prop_map(|(a, p, o, d, s, h, c, m, (l, g), (k, n))| Deed::Visit(a, p, o, d, s, h, c, m, l, g, [k, n])),
        2 => (0usize..3, 0usize..PLACES.len(), 0u64..500, prop::array::uniform4(0i64..40)).prop_map(|(a, p, d, c)| Deed::Training(a, p, d, c)),
        1 => any::<usize>().prop_map(Deed::Withdraw),
        2 => (any::<usize>(), 1i64..=2).prop_map(|(n, h)| Deed::Resubmit(n, h)),
        8 => (any::<usize>(), 0usize..6).prop_map(|(n, d)| Deed::Decide(n, d)),
        1 => any::<usize>().prop_map(Deed::Absent),
        1 => (0usize..4, 0usize..NAMES.len(), 0u64..700).prop_map(|(v, n, d)| Deed::Rename(v, n, d)),
        1 => (0usize..8, 0usize..8, 0u64..700).prop_map(|(v, i, d)| Deed::Merge(v, i, d)),
        1 => (0usize..8, 0u64..700).prop_map(|(v, d)| Deed::Move(v, d)),
        4 => prop::collection::vec(any::<u16>(), 211).prop_map(Deed::Enter),
        1 => (1u64..12).prop_map(Deed::Wait),
    ]
}
