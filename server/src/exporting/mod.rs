//! One function per list that leaves as a file: it reads, names the file, has it written and notes
//! the export.

mod audit;
mod filings;
mod ledgers;
mod lists;
mod quality;
mod registers;
mod unit;

pub(crate) use audit::audit;
pub(crate) use filings::{corrections, filed_figures, filed_items};
pub(crate) use ledgers::ledger;
pub(crate) use lists::{annual, behind, coverage, records};
pub(crate) use quality::findings;
pub(crate) use registers::register;
pub(crate) use unit::unit_people;

use crate::{
    auth::SignedInPerson,
    error::Result,
    export::{Format, Made, Written, area_title, made_at},
    query::QueryFields,
};
use domain::{access::Actor, areas::AreaCode};
use store::{
    Store, areas,
    exports::{self, Export},
};

/// Who asks for a list, of which database, narrowed by what.
#[derive(Debug)]
pub(crate) struct Asking {
    pub(crate) store: Store,
    pub(crate) person: SignedInPerson,
    pub(crate) query: QueryFields,
}

impl Asking {
    const fn actor(&self) -> &Actor {
        &self.person.actor
    }

    /// What the two lines below a title say: the place, and what else narrows the list; then units
    /// and time.
    fn told(&self, place: &str, narrowed: &str) -> [String; 2] {
        let now = self.store.clock().now();
        [
            format!("{place}　{narrowed}"),
            format!("计量单位见表头　　{}", made_at(now)),
        ]
    }

    /// The place of a list: an area by name and code; without one, the person's own reach.
    async fn place(&self, area: Option<AreaCode>) -> Result<Place> {
        let actor = self.actor();
        // A commissioner reads own records, not those of the home county.
        let area = area.or(actor.area_code.filter(|own| actor.covers(own)));
        Ok(match area {
            Some(code) => Place {
                code: code.to_string(),
                name: areas::full_name(&self.store, code).await?,
                area,
            },
            None => Place {
                code: "own".to_owned(),
                name: actor.name.clone(),
                area,
            },
        })
    }

    /// Notes the export and hands the file over.
    async fn hand_over(&self, list: Listed, written: Written, format: Format) -> Result<Made> {
        let export = Export {
            list: list.key,
            format: format.extension(),
            area: list.area,
            rows: written.rows,
            asked: self.query.texts(),
        };
        exports::note(&self.store, Some(self.actor()), &export).await?;
        Ok(Made {
            written,
            format,
            name: list.name,
            plain_name: list.plain_name,
        })
    }
}

/// A list as the audit log and the file's name know it.
struct Listed {
    key: String,
    area: Option<AreaCode>,
    name: String,
    plain_name: String,
}

struct Place {
    area: Option<AreaCode>,
    name: String,
    code: String,
}

impl Place {
    fn title(&self) -> String {
        match self.area {
            Some(code) => area_title(&self.name, code),
            None => self.name.clone(),
        }
    }
}
