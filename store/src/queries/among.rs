//! Lists of values inside a statement.

use super::{Conn, Db};
use crate::Result;
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};

/// How many values go into one statement.
pub(crate) const CHUNK: usize = 500;

/// The longest list that is kept.
pub(crate) const PADDED: usize = 64;

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
        among(&mut query, padded(chunk));
        // Long lists would take the place of the statements that come again.
        let query = query.build_query_as().persistent(chunk.len() <= PADDED);
        found.extend(query.fetch_all(&mut *conn).await?);
    }
    Ok(found)
}

/// A short list with its last value said again until its length is a power of two: of those there are
/// few, and a database has read them before.
pub(crate) fn padded<T>(values: &[T]) -> impl Iterator<Item = &T> {
    let missing = match values.len() {
        count @ 1..=PADDED => count.next_power_of_two() - count,
        _ => 0,
    };
    let last = values.last().into_iter();
    values.iter().chain(last.cycle().take(missing))
}

#[cfg(test)]
mod tests {
    use super::padded;

    #[test]
    fn a_short_list_has_one_of_few_lengths_and_the_same_values() {
        let lengths = |count: usize| {
            let values: Vec<usize> = (0..count).collect();
            let padded: Vec<usize> = padded(&values).copied().collect();
            assert!(padded.starts_with(&values));
            assert!(
                padded[count..]
                    .iter()
                    .all(|more| Some(more) == values.last())
            );
            padded.len()
        };
        assert_eq!([0, 1, 3, 33, 64].map(lengths), [0, 1, 4, 64, 64]);
        assert_eq!(lengths(65), 65, "long lists are not kept");
    }
}
