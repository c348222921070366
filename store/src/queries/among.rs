//! Lists of values inside a statement.

use super::{Conn, Db};
use crate::Result;
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};

/// How many values go into one statement.
pub(crate) const CHUNK: usize = 500;

/// ` IN (…)` with these values, of which there must be one.
pub(crate) fn among<'t, T>(query: &mut QueryBuilder<Db>, values: impl IntoIterator<Item = T>)
where
    T: Encode<'t, Db> + Type<Db>,
{
    query.push(" IN (");
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(value);
    }
    query.push(")");
}

/// `select` with `IN (…)` behind it, once for each chunk of values; the rows of all.
pub(crate) async fn rows_among<R, T>(conn: &mut Conn, select: &str, values: &[T]) -> Result<Vec<R>>
where
    R: Send + Unpin + for<'r> FromRow<'r, <Db as Database>::Row>,
    for<'t> &'t T: Encode<'t, Db> + Type<Db>,
{
    let mut found = Vec::new();
    for chunk in values.chunks(CHUNK) {
        let mut query = QueryBuilder::<Db>::new(select);
        among(&mut query, chunk);
        // Lists of every length would take the place of the statements that come again.
        let query = query.build_query_as().persistent(chunk.len() == 1);
        found.extend(query.fetch_all(&mut *conn).await?);
    }
    Ok(found)
}
