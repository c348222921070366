//! Names of areas and their ancestors, read in one go for whatever a page shows.

use super::{
    Conn,
    among::rows_among,
    divisions::{self, Told},
    rows,
};
use crate::{Result, StoreError};
use chrono::NaiveDate;
use domain::{
    areas::{AreaCode, AreaLevel},
    coverage::AreaName,
};
use std::collections::{BTreeMap, BTreeSet};

/// Names of some areas and of everything they lie in.
#[derive(Debug, Default)]
pub(crate) struct Places(BTreeMap<AreaCode, (String, AreaLevel)>);

impl Places {
    /// Reads the names of `codes` and of their ancestors up to the city.
    pub(crate) async fn read(
        conn: &mut Conn,
        codes: impl IntoIterator<Item = AreaCode>,
    ) -> Result<Self> {
        let mut places = Self::default();
        places.add(conn, codes).await?;
        Ok(places)
    }

    /// Reads those of them that are not known yet.
    pub(crate) async fn add(
        &mut self,
        conn: &mut Conn,
        codes: impl IntoIterator<Item = AreaCode>,
    ) -> Result<()> {
        let wanted: BTreeSet<AreaCode> = codes
            .into_iter()
            .flat_map(|code| code.with_ancestors())
            .filter(|code| !self.0.contains_key(code))
            .collect();
        let wanted: Vec<String> = wanted.iter().map(AreaCode::to_string).collect();
        let select = "SELECT code, short_name FROM areas WHERE code";
        let found: Vec<(String, String)> = rows_among(conn, select, &wanted).await?;
        for (code, name) in found {
            let code = rows::area("areas", "code", &code, &code)?;
            self.0.insert(code, (name, code.level()));
        }
        Ok(())
    }

    /// The same with the names of a day.
    pub(crate) async fn read_on(
        conn: &mut Conn,
        codes: impl IntoIterator<Item = AreaCode>,
        day: NaiveDate,
    ) -> Result<Self> {
        let mut places = Self::read(conn, codes).await?;
        for (code, former) in divisions::names_on(conn, day).await? {
            if let Some((name, _)) = places.0.get_mut(&code) {
                *name = former;
            }
        }
        Ok(places)
    }

    /// The area's own name, its code when it is unknown.
    pub(crate) fn name(&self, code: AreaCode) -> String {
        self.0
            .get(&code)
            .map_or_else(|| code.to_string(), |(name, _)| name.clone())
    }

    /// County, township and village in one, as people write it.
    pub(crate) fn full_name(&self, code: AreaCode) -> String {
        let mut parts: Vec<_> = code
            .with_ancestors()
            .into_iter()
            .filter(|area| area.level() > AreaLevel::City)
            .map(|area| self.name(area))
            .collect();
        parts.reverse();
        if parts.is_empty() {
            self.name(code)
        } else {
            parts.concat()
        }
    }

    /// The area with its level; [`StoreError::NotFound`] when it does not exist.
    pub(crate) fn area(&self, code: AreaCode) -> Result<AreaName> {
        let (name, level) = self.0.get(&code).ok_or(StoreError::NotFound)?;
        Ok(AreaName {
            code,
            name: name.clone(),
            level: *level,
        })
    }

    /// The known areas above, city first.
    pub(crate) fn ancestors(&self, code: AreaCode) -> Vec<AreaName> {
        let mut above: Vec<_> = code
            .with_ancestors()
            .into_iter()
            .skip(1)
            .filter_map(|area| self.area(area).ok())
            .collect();
        above.reverse();
        above
    }
}

/// The areas directly below, in code order.
pub(crate) async fn children(conn: &mut Conn, parent: AreaCode) -> Result<Vec<AreaName>> {
    let found: Vec<(String, String)> =
        sqlx::query_as("SELECT code, short_name FROM areas WHERE parent_code = $1 ORDER BY code")
            .bind(parent.to_string())
            .fetch_all(conn)
            .await?;
    found
        .into_iter()
        .map(|(code, name)| {
            let code = rows::area("areas", "code", &code, &code)?;
            Ok(AreaName {
                code,
                name,
                level: code.level(),
            })
        })
        .collect()
}

/// Those that are there on a day, with the names of that day.
pub(crate) async fn children_on(
    conn: &mut Conn,
    parent: AreaCode,
    told: &Told,
) -> Result<Vec<AreaName>> {
    let mut found = children(conn, parent).await?;
    found.retain(|child| told.areas.is_there(child.code));
    for (code, former) in divisions::names_on(conn, told.day).await? {
        if let Some(child) = found.iter_mut().find(|child| child.code == code) {
            child.name = former;
        }
    }
    Ok(found)
}
