//! The shape of a database, read from the database itself: a table that a migration adds is in the
//! next backup without anybody remembering it.

use crate::StoreError;
use serde::{Deserialize, Serialize};

/// What a column holds, alike for both databases but for [`Kind::Uuid`], which SQLite keeps as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Text,
    Integer,
    Real,
    Boolean,
    /// As hexadecimal digits in a backup, like [`Kind::Uuid`].
    Bytes,
    Uuid,
    Date,
    /// As RFC 3339 with microseconds in a backup.
    Instant,
}

impl Kind {
    /// The kind of a declared type. Migrations use few types, and a new one has to be taught here.
    fn of(table: &str, column: &str, declared: &str) -> Result<Self, StoreError> {
        Ok(match declared.to_ascii_lowercase().as_str() {
            "text" => Self::Text,
            "bigint" => Self::Integer,
            "double precision" => Self::Real,
            "boolean" => Self::Boolean,
            "blob" | "bytea" => Self::Bytes,
            "uuid" => Self::Uuid,
            "date" => Self::Date,
            "datetime" | "timestamp with time zone" => Self::Instant,
            _ => {
                return Err(StoreError::Corrupt {
                    table: "the schema",
                    column: "type",
                    id: format!("{table}.{column}, which is {declared}"),
                });
            }
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
}

impl Table {
    /// The names of the columns, quoted, with commas.
    pub(crate) fn column_list(&self) -> String {
        let quoted: Vec<String> = self
            .columns
            .iter()
            .map(|column| format!("\"{}\"", column.name))
            .collect();
        quoted.join(", ")
    }

    /// Whether both have the same columns, in whatever order.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.name == other.name
            && self.columns.len() == other.columns.len()
            && self
                .columns
                .iter()
                .all(|one| other.column(&one.name).is_some())
    }

    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// Tables in an order in which each stands after those it refers to.
///
/// `columns` are (table, column, declared type) in the order of the tables' columns, `references`
/// (table, table it refers to).
pub(crate) fn in_order(
    columns: Vec<(String, String, String)>,
    references: &[(String, String)],
) -> Result<Vec<Table>, StoreError> {
    let mut waiting: Vec<Table> = Vec::new();
    for (table, column, declared) in columns {
        let kind = Kind::of(&table, &column, &declared)?;
        let column = Column { name: column, kind };
        match waiting.last_mut().filter(|last| last.name == table) {
            Some(last) => last.columns.push(column),
            None => waiting.push(Table {
                name: table,
                columns: vec![column],
            }),
        }
    }
    let mut placed: Vec<Table> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let names: Vec<String> = waiting.iter().map(|table| table.name.clone()).collect();
        let is_free = |table: &Table| {
            !references
                .iter()
                .any(|(from, to)| *from == table.name && *to != table.name && names.contains(to))
        };
        let (free, held): (Vec<Table>, Vec<Table>) = waiting.into_iter().partition(is_free);
        if free.is_empty() {
            return Err(StoreError::Corrupt {
                table: "the schema",
                column: "references",
                id: names.join(", "),
            });
        }
        placed.extend(free);
        waiting = held;
    }
    Ok(placed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&str]) -> Vec<(String, String, String)> {
        names
            .iter()
            .map(|name| ((*name).into(), "id".into(), "BIGINT".into()))
            .collect()
    }

    fn reference(from: &str, to: &str) -> (String, String) {
        (from.into(), to.into())
    }

    #[test]
    fn a_table_stands_after_those_it_refers_to() {
        let references = [
            reference("a", "b"),
            reference("b", "c"),
            reference("c", "c"),
        ];
        let tables = in_order(columns(&["a", "b", "c"]), &references).unwrap();
        let names: Vec<_> = tables.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["c", "b", "a"]);
    }

    #[test]
    fn a_circle_and_an_unknown_type_are_refused() {
        let circle = [reference("a", "b"), reference("b", "a")];
        assert!(in_order(columns(&["a", "b"]), &circle).is_err());
        let odd = vec![("a".to_owned(), "x".to_owned(), "money".to_owned())];
        assert!(in_order(odd, &[]).is_err());
    }
}
