//! Which request meets which fault, and how often each happened.

use std::collections::BTreeMap;

use serde::Serialize;

use super::settings::{Fault, Faults};

/// What has passed so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Requests that the settings concerned.
    pub requests: u64,
    /// Only what happened at least once.
    pub faults: BTreeMap<Fault, u64>,
}

impl Counts {
    /// How often this went wrong.
    #[must_use]
    pub fn of(&self, fault: Fault) -> u64 {
        self.faults.get(&fault).copied().unwrap_or_default()
    }
}

/// The fate of the requests to come.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) faults: Faults,
    pub(super) counts: Counts,
    seed: u64,
}

/// What waits for one request.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) delay_ms: u64,
    pub(super) fault: Option<Fault>,
}

impl Plan {
    pub(super) fn new(seed: u64, faults: Faults) -> Self {
        let counts = Counts::default();
        Self {
            faults,
            counts,
            seed,
        }
    }

    /// The fate of the next request that the settings concern, with a body of so many bytes.
    pub(super) fn turn(&mut self, size: usize) -> Turn {
        self.counts.requests += 1;
        let too_large = self.faults.too_large_above.is_some_and(|most| size > most);
        Turn {
            fault: if too_large {
                Some(Fault::TooLarge)
            } else {
                self.fault()
            },
            delay_ms: self.faults.delay_ms,
        }
    }

    /// Counts what has happened, when it has.
    pub(super) fn note(&mut self, fault: Fault) {
        *self.counts.faults.entry(fault).or_default() += 1;
    }

    fn fault(&mut self) -> Option<Fault> {
        let faults = &mut self.faults;
        for (times, fault) in [
            (&mut faults.portal_times, Fault::Portal),
            (&mut faults.no_results_times, Fault::NoResults),
            (&mut faults.error_inside_times, Fault::ErrorInside),
            (&mut faults.unavailable_times, Fault::Unavailable),
        ] {
            if *times > 0 {
                *times -= 1;
                return Some(fault);
            }
        }
        let number = self.counts.requests;
        let chance = mixed(self.seed.wrapping_add(number));
        let falls_on = |number: u64, every: u64| every > 0 && number.is_multiple_of(every);
        [
            (falls_on(number, faults.cut_every), Fault::Cut),
            (
                falls_on(number, faults.truncate_every),
                Fault::TruncatedReply,
            ),
            (
                falls_on(chance, faults.drop_reply_one_in),
                Fault::DroppedReply,
            ),
        ]
        .into_iter()
        .find_map(|(happens, fault)| happens.then_some(fault))
    }
}

/// SplitMix64: well mixed, and the same on every machine.
const fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fates(seed: u64, faults: Faults, requests: usize) -> Vec<Option<Fault>> {
        let mut plan = Plan::new(seed, faults);
        (0..requests).map(|_| plan.turn(0).fault).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_fates_and_another_seed_others() {
        let faults = Faults {
            drop_reply_one_in: 3,
            ..Faults::default()
        };
        let once = fates(1, faults.clone(), 300);
        assert_eq!(once, fates(1, faults.clone(), 300));
        assert_ne!(once, fates(2, faults, 300));
        let dropped = once.iter().filter(|fate| fate.is_some()).count();
        assert!((80..=120).contains(&dropped), "{dropped} of 300");
    }

    #[test]
    fn what_is_counted_off_ends_and_what_comes_every_so_often_goes_on() {
        let faults = Faults {
            portal_times: 1,
            unavailable_times: 1,
            cut_every: 2,
            ..Faults::default()
        };
        let want = [
            Some(Fault::Portal),
            Some(Fault::Unavailable),
            None,
            Some(Fault::Cut),
            None,
            Some(Fault::Cut),
        ];
        assert_eq!(fates(0, faults, 6), want);
    }

    #[test]
    fn what_is_too_large_uses_up_no_other_fault() {
        let faults = Faults {
            too_large_above: Some(10),
            portal_times: 1,
            ..Faults::default()
        };
        let mut plan = Plan::new(0, faults);
        let fates = [11, 10, 10].map(|size| plan.turn(size).fault);
        assert_eq!(fates, [Some(Fault::TooLarge), Some(Fault::Portal), None]);
    }
}
