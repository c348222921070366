//! Rows found by lists of values.

use super::{Conn, Db, lists};
use crate::Result;
use sqlx::{Database, FromRow, QueryBuilder};

/// How many values go into one statement.
pub(crate) const CHUNK: usize = 500;

/// `select` with a list behind it, once for each chunk of values; the rows of all.
pub(crate) async fn rows_among<R, T: lists::Listed>(
    conn: &mut Conn,
    select: &str,
    values: &[T],
) -> Result<Vec<R>>
where
    R: Send + Unpin + for<'r> FromRow<'r, <Db as Database>::Row>,
{
    let mut found = Vec::new();
    for chunk in values.chunks(CHUNK) {
        let mut query = QueryBuilder::<Db>::new(select);
        let comes_again = lists::among(&mut query, chunk);
        let query = query.build_query_as().persistent(comes_again);
        found.extend(query.fetch_all(&mut *conn).await?);
    }
    Ok(found)
}
