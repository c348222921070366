//! Random entries of ledgers, and what the lists behind figures say of them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::must_use_candidate, reason = "tests use what they ask for")]

use chrono::{Days, NaiveDate};
use domain::{
    areas::AreaCode,
    codes::Coded,
    divisions::AreasOfDay,
    ledgers::{Entry, Field, Fills, Holder, Input, Kind, Known, KnownPlace, name_key, steps::Step},
    reading::ListedEntry,
    statistics::{
        Figure,
        catalogue::IndicatorCode,
        tallies::{Tallies, What, counted_as},
    },
};
use std::collections::{BTreeMap, BTreeSet};
use store::ledgers::Written;

type Typed = Vec<(String, String)>;

/// The two counties that random entries lie in.
const COUNTIES: [&str; 2] = ["360722", "360723"];

/// What offices' forms know when random entries are entered.
#[derive(Debug, Clone)]
pub struct Offered {
    pub areas: Vec<AreaCode>,
    /// A commissioner of each county by id and name.
    pub holders: [(&'static str, &'static str); 2],
    pub today: NaiveDate,
}

impl Offered {
    /// Areas by codes alone.
    fn known(&self) -> Known {
        let place = |code: &AreaCode| KnownPlace {
            code: *code,
            name: code.to_string(),
            short: code.to_string(),
        };
        let holder = |(id, name): &(&str, &str)| Holder {
            id: id.parse().unwrap(),
            name: (*name).to_owned(),
        };
        Known {
            places: self.areas.iter().map(place).collect(),
            industries: vec![("navel_orange".to_owned(), "脐橙".to_owned())],
            holders: self.holders.iter().map(holder).collect(),
        }
    }
}

/// Numbers that a random entry is made of, drawn one after the other.
#[derive(Debug, Clone)]
pub struct Draws(pub Vec<u16>, pub usize);

impl Draws {
    fn below(&mut self, end: usize) -> usize {
        self.1 += 1;
        usize::from(self.0[self.1 % self.0.len()]) % end
    }

    /// A text that fits the field, or none for one that may stay empty.
    fn text(&mut self, field: &Field, county: usize, offered: &Offered) -> Option<String> {
        if !field.required && self.below(4) == 0 {
            return None;
        }
        let past = |back: usize| offered.today - Days::new(u64::try_from(back).unwrap());
        Some(match field.input {
            Input::Line if field.fills == Fills::Name => {
                ["甲一号", "甲 一号", "ＡＢ", "ab", "乙"][self.below(5)].to_owned()
            }
            Input::Line | Input::Long => "某处".to_owned(),
            Input::Past => past(self.below(800)).to_string(),
            Input::Day => (past(self.below(500)) + Days::new(100)).to_string(),
            Input::Year => (2024 + self.below(3)).to_string(),
            Input::Count => self.below(40).to_string(),
            Input::PhoneTail => ["1234", "0000", "13812345678"][self.below(3)].to_owned(),
            Input::Area => format!("{}.{}", self.below(40), self.below(100)),
            Input::Money => format!("{}.{:04}", self.below(40), self.below(10_000)),
            Input::One(choices) => choices[self.below(choices.len())].0.to_owned(),
            Input::Place(highest) => {
                let prefix = COUNTIES[county];
                let fits =
                    |code: &&AreaCode| code.as_str().starts_with(prefix) && code.level() >= highest;
                let fitting: Vec<_> = offered.areas.iter().filter(fits).collect();
                fitting[self.below(fitting.len())].to_string()
            }
            Input::Holder => offered.holders[county].1.to_owned(),
            Input::Industry => "navel_orange".to_owned(),
        })
    }

    fn typed(&mut self, fields: &[Field], county: usize, offered: &Offered) -> Typed {
        let texts = fields.iter().filter_map(|field| {
            let text = self.text(field, county, offered)?;
            Some((field.column.to_owned(), text))
        });
        texts.collect()
    }
}

/// A random entry with its steps, as the evaluator sees it in the end, and the county of it; none when
/// it has a fault.
pub fn draw(draws: &mut Draws, offered: &Offered) -> Option<(usize, Written, Entry)> {
    let kinds = Kind::ALL
        .iter()
        .filter(|kind| kind.is_entered_at_the_desk());
    let kinds: Vec<_> = kinds.copied().collect();
    // Half of all are problems: they have the most states.
    let at = draws.below(kinds.len() * 2);
    let kind = kinds.get(at).copied().unwrap_or(Kind::Problem);
    let (county, today, known) = (draws.below(2), offered.today, offered.known());
    let typed = draws.typed(kind.declared().fields, county, offered);
    let mut entry = Entry::read(kind, &typed, &known, today).ok()?;
    let mut steps = Vec::new();
    for _ in 0..draws.below(5) {
        let possible = entry.status.steps(kind);
        let Some(count) = Some(possible.len()).filter(|count| *count > 0) else {
            break;
        };
        let step = possible[draws.below(count)];
        // Most entries are not struck.
        if step == Step::Strike && draws.below(3) > 0 {
            continue;
        }
        let asked = draws.typed(step.fields(), county, offered);
        if let Ok(next) = entry.after(step, &asked, &known, today) {
            entry = next;
            steps.push((step, asked));
        }
    }
    let written = Written { kind, typed, steps };
    Some((county, written, entry))
}

/// The number that a list gives, by the areas of a day; money within what rounding each entry loses.
fn reproduced(what: What, listed: &[ListedEntry], areas: &AreasOfDay) -> i64 {
    let amount = |entry: &ListedEntry| match (entry.number, what) {
        (Figure::Count(count), _) => count,
        (number, What::Sum(measure) | What::LargestOfPlace(measure))
            if measure.code().ends_with("fen") =>
        {
            number.in_hundredths() * 10_000
        }
        (number, _) => number.in_hundredths(),
    };
    let place = |entry: &ListedEntry| areas.told(entry.area_code).to_string();
    let different = |key: &dyn Fn(&ListedEntry) -> String| {
        let keys: BTreeSet<_> = listed
            .iter()
            .map(|entry| (key(entry), name_key(&entry.title)))
            .collect();
        i64::try_from(keys.len()).unwrap()
    };
    let largest = |by_name: bool| {
        let mut most = BTreeMap::new();
        for entry in listed {
            let name = by_name.then(|| (&entry.sub_kind, name_key(&entry.title)));
            let kept: &mut i64 = most.entry((place(entry), name)).or_default();
            *kept = (*kept).max(amount(entry));
        }
        most.values().sum()
    };
    match what {
        What::Entries => i64::try_from(listed.len()).unwrap(),
        What::Names => different(&|entry| entry.sub_kind.clone()),
        What::NamedPlaces => different(&place),
        What::Sum(_) => listed.iter().map(amount).sum(),
        What::LargestOfName(_) => largest(true),
        What::LargestOfPlace(_) => largest(false),
    }
}

/// Whether a list gives its figure, `tallies` being what the plain evaluator counted. Money is listed in
/// 万元 with two digits, each entry rounded alone.
///
/// # Panics
/// Never: a list's length is a number.
pub fn reproduces(
    code: IndicatorCode,
    listed: &[ListedEntry],
    tallies: &Tallies,
    areas: &AreasOfDay,
) -> bool {
    let length = i64::try_from(listed.len()).unwrap();
    let [one] = counted_as(code) else {
        let sum: i64 = counted_as(code)
            .iter()
            .map(|tally| tallies.get(*tally))
            .sum();
        return length == sum;
    };
    let what = one.rule().what;
    let (counted, want) = (reproduced(what, listed, areas), tallies.get(*one));
    let is_money = matches!(what, What::Sum(measure) | What::LargestOfPlace(measure) if measure.code().ends_with("fen"));
    counted == want || (is_money && (counted - want).abs() <= 5_000 * length)
}
