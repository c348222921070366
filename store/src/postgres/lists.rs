//! Lists of values inside a statement; `sqlite/lists.rs` says the same in its dialect.

use super::Db;
use sqlx::{Encode, QueryBuilder, Type, postgres::PgHasArrayType};

/// What a list may hold.
pub(crate) trait Listed: for<'t> Encode<'t, Db> + Type<Db> + PgHasArrayType {}
impl<T: for<'t> Encode<'t, Db> + Type<Db> + PgHasArrayType> Listed for T {}

/// ` = ANY (…)` with these values. Returns whether the text comes again and is worth keeping prepared: here it
/// is the same for all lists.
pub(crate) fn among<T: Listed>(query: &mut QueryBuilder<Db>, values: &[T]) -> bool {
    query.push(" = ANY (");
    query.push_bind(values);
    query.push(")");
    true
}
