//! Lists of values inside a statement; `postgres/lists.rs` says the same in its dialect.

use super::Db;
use sqlx::{Encode, QueryBuilder, Type};

/// What a list may hold.
pub(crate) trait Listed: for<'t> Encode<'t, Db> + Type<Db> {}
impl<T: for<'t> Encode<'t, Db> + Type<Db>> Listed for T {}

/// The longest list whose statement is kept prepared.
const PADDED: usize = 64;

/// ` IN (…)` with these values, at least one. Returns whether the text comes again and is worth keeping
/// prepared.
pub(crate) fn among<T: Listed>(query: &mut QueryBuilder<Db>, values: &[T]) -> bool {
    query.push(" IN (");
    let mut list = query.separated(", ");
    for value in padded(values) {
        list.push_bind(value);
    }
    query.push(")");
    values.len() <= PADDED
}

/// A short list with its last value said again until its length is a power of two: of those there are
/// few, and SQLite has read them before.
fn padded<T>(values: &[T]) -> impl Iterator<Item = &T> {
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
