//! Statements over rows of values, in pieces of a few sizes. A database reads a text anew whenever it
//! is longer than the last time: thirty rows of seventeen values take it longer to read than to write.
//! Pieces of sizes that come again it has read before.

use super::{Conn, Db};
use crate::Result;
use sqlx::{Database, FromRow, QueryBuilder, query_builder::Separated};

/// The most rows of a piece; a power of two.
const LARGEST: usize = 64;

/// Where the values of a row go.
pub(crate) type Values<'q> = Separated<'q, Db, &'static str>;

/// Cuts into pieces: as many of the largest as fit, then one of each half that still does.
pub(crate) fn pieces<T>(mut rest: &[T]) -> impl Iterator<Item = &[T]> {
    let mut size = LARGEST;
    std::iter::from_fn(move || {
        while size > rest.len() {
            size /= 2;
        }
        let (piece, others) = rest.split_at_checked(size).filter(|_| size > 0)?;
        rest = others;
        Some(piece)
    })
}

fn statement<T>(
    (head, tail): (&str, &str),
    piece: &[T],
    bind: &mut impl FnMut(Values<'_>, &T),
) -> QueryBuilder<Db> {
    let mut query = QueryBuilder::new(head);
    query.push_values(piece, bind);
    query.push(tail);
    query
}

/// Executes `head VALUES (…), (…) tail` over all rows; nothing where there are none.
pub(crate) async fn execute<T>(
    conn: &mut Conn,
    around: (&str, &str),
    rows: &[T],
    mut bind: impl FnMut(Values<'_>, &T),
) -> Result<()> {
    for piece in pieces(rows) {
        let mut query = statement(around, piece, &mut bind);
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// The same for statements that answer: the answers to all pieces.
pub(crate) async fn fetch<T, R>(
    conn: &mut Conn,
    around: (&str, &str),
    rows: &[T],
    mut bind: impl FnMut(Values<'_>, &T),
) -> Result<Vec<R>>
where
    R: Send + Unpin + for<'r> FromRow<'r, <Db as Database>::Row>,
{
    let mut found = Vec::new();
    for piece in pieces(rows) {
        let mut query = statement(around, piece, &mut bind);
        found.extend(query.build_query_as().fetch_all(&mut *conn).await?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn pieces_have_few_sizes_and_hold_everything_in_order() {
        let sizes = |count: usize| {
            let all: Vec<usize> = (0..count).collect();
            assert_eq!(pieces(&all).flatten().copied().collect::<Vec<_>>(), all);
            pieces(&all).map(<[usize]>::len).collect::<Vec<_>>()
        };
        assert!(sizes(0).is_empty());
        assert_eq!(sizes(1), [1]);
        assert_eq!(sizes(31), [16, 8, 4, 2, 1]);
        assert_eq!(sizes(200), [64, 64, 64, 8]);
    }
}
