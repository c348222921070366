//! The one place that chooses between the two compiled copies of `queries/`.

use crate::{postgres, sqlite};

/// The open database.
#[derive(Debug, Clone)]
pub(crate) enum Backend {
    Sqlite(sqlite::Pools),
    Postgres(postgres::Pools),
}

/// Calls `queries::path(pools, args…)` of the open database and awaits it.
macro_rules! both {
    ($store:expr, $($path:ident)::+ ( $($arg:expr),* $(,)? )) => {
        match $store.backend() {
            $crate::backend::Backend::Sqlite(pools) => $crate::sqlite::queries::$($path)::+(pools, $($arg),*).await,
            $crate::backend::Backend::Postgres(pools) => $crate::postgres::queries::$($path)::+(pools, $($arg),*).await,
        }
    };
}
pub(crate) use both;
