//! Villages that get other names, go into others or move.

use super::world::{World, day, office};
use chrono::{Days, NaiveDate};
use domain::{
    areas::{AreaCode, AreaLevel},
    coverage::PlanEntry,
    divisions::{AreaChange, ChangeEntry, Succession, SuccessionKind, Successions},
};
use store::divisions;

impl World {
    /// Enters a change; whether it was taken.
    pub(super) async fn changes(
        &self,
        area: AreaCode,
        from: NaiveDate,
        change: AreaChange,
    ) -> bool {
        let entry = ChangeEntry {
            area,
            from,
            document_no: None,
            change,
        };
        let done = divisions::change(&self.store, office(&self.offices, area), entry).await;
        done.is_ok()
    }

    pub(super) fn is_gone(&self, area: AreaCode) -> bool {
        self.successions.iter().any(|one| one.area == area)
    }

    /// The village, and the codes that it has got by moving.
    fn moved(&self, area: AreaCode) -> Vec<AreaCode> {
        let next = |code: &AreaCode| {
            let mut all = self.successions.iter();
            let moved = all.find(|one| one.area == *code && one.kind == SuccessionKind::Moved);
            moved.map(|one| one.successor)
        };
        std::iter::successors(Some(area), next).collect()
    }

    /// The name of before goes with it where it moves, unless it got another there.
    pub(super) async fn rename(&mut self, at: usize, name: &str, back: u64) {
        let (area, before) = self.villages[at].clone();
        let from = day("2026-02-20") - Days::new(back);
        let later =
            |(code, until, _): &(AreaCode, NaiveDate, String)| *code == area && *until >= from;
        let is_there = |one: &Succession| one.area != area || one.from > from;
        let moved = self.moved(area);
        let mut all = self.villages.iter();
        let fits = self.successions.iter().all(is_there)
            && before != name
            && !self.former.iter().any(later)
            && all.all(|(code, name)| !moved.contains(code) || *name == before);
        let short_name = name.to_owned();
        let done = self.changes(area, from, AreaChange::Renamed { short_name });
        assert_eq!(done.await, fits, "{before} to {name} from {from}");
        if fits {
            self.former.push((area, from, before));
            for (code, called) in &mut self.villages {
                if moved.contains(code) {
                    name.clone_into(called);
                }
            }
        }
    }

    pub(super) async fn merge(&mut self, at: usize, into: usize, back: u64) {
        let (area, _) = self.villages[at % self.villages.len()];
        let (into, _) = self.villages[into % self.villages.len()];
        let from = day("2026-02-20") - Days::new(back);
        let known = Successions::new(self.successions.iter().copied());
        let fits = !self.is_gone(area)
            && area != into
            && !known.would_circle(area, into)
            && area.at(AreaLevel::County) == into.at(AreaLevel::County)
            && known.on(from).is_there(into);
        let done = self.changes(area, from, AreaChange::Merged { into }).await;
        assert_eq!(done, fits, "{area} into {into} from {from}");
        if fits {
            self.successions.push(Succession {
                area,
                from,
                kind: SuccessionKind::Merged,
                successor: into,
            });
        }
    }

    /// To the other township of the county, under a new code; card and plan go with it.
    pub(super) async fn move_away(&mut self, at: usize, back: u64) {
        let (area, name) = self.villages[at % self.villages.len()].clone();
        let from = day("2026-02-20") - Days::new(back);
        let other = if &area.as_str()[6..9] == "100" {
            "101"
        } else {
            "100"
        };
        let number = 900 + self.villages.len();
        let code = format!("{}{other}{number}", &area.as_str()[..6]);
        let code: AreaCode = code.parse().unwrap();
        let fits = !self.is_gone(area);
        let done = self.changes(area, from, AreaChange::Moved { code }).await;
        assert_eq!(done, fits, "{area} to {code} from {from}");
        if fits {
            self.successions.push(Succession {
                area,
                from,
                kind: SuccessionKind::Moved,
                successor: code,
            });
            self.villages.push((code, name));
            let mut plans = self.plans.clone();
            plans.retain(|plan| plan.village_code == area);
            self.plans.extend(plans.into_iter().map(|plan| PlanEntry {
                village_code: code,
                ..plan
            }));
            if self.bases.contains(&area) {
                self.bases.insert(code);
            }
        }
    }

    /// What a village was called on a day.
    pub(super) fn name_on(&self, area: AreaCode, on: NaiveDate) -> Option<&str> {
        let former = self
            .former
            .iter()
            .filter(|(code, until, _)| *code == area && *until > on);
        let then = former.min_by_key(|(_, until, _)| *until);
        let now = || self.villages.iter().find(|(code, _)| *code == area);
        then.map(|(_, _, name)| name.as_str())
            .or_else(|| now().map(|(_, name)| name.as_str()))
    }
}
