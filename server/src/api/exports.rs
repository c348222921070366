//! Lists and figures as files, beside the addresses that answer the same in JSON. Each export is
//! written down in the audit log before its first byte goes out.

use axum::extract::{Path, State};
use domain::statistics::catalogue::IndicatorCode;
use store::Store;

use super::schemas;
use crate::{
    auth::SignedInPerson,
    error::{ApiError, Result},
    export::{Format, Made},
    exporting::{self, Asking},
    query::QueryFields,
};

/// The two files of a list: an address for each kind, one list behind both.
macro_rules! files {
    ($tag:literal, $list:path, params($($params:tt)*), $csv:ident $csv_path:literal, $xlsx:ident $xlsx_path:literal) => {
        /// As CSV in UTF-8 with BOM.
        #[utoipa::path(get, path = $csv_path, tag = $tag, params($($params)*),
            responses((status = 200, content_type = "text/csv", body = String), (status = 400, body = schemas::Failure), (status = 403, body = schemas::Failure), (status = 404, body = schemas::Failure)))]
        pub async fn $csv(State(store): State<Store>, person: SignedInPerson, query: QueryFields) -> Result<Made> {
            $list(&Asking { store, person, query }, Format::Csv).await
        }

        /// As a workbook, to be printed and signed.
        #[utoipa::path(get, path = $xlsx_path, tag = $tag, params($($params)*),
            responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>), (status = 400, body = schemas::Failure), (status = 403, body = schemas::Failure), (status = 404, body = schemas::Failure)))]
        pub async fn $xlsx(State(store): State<Store>, person: SignedInPerson, query: QueryFields) -> Result<Made> {
            $list(&Asking { store, person, query }, Format::Xlsx).await
        }
    };
}

files!(
    "records", exporting::records,
    params(("kind" = Option<String>, Query), ("status" = Option<String>, Query), ("area" = Option<String>, Query), ("from" = Option<String>, Query), ("to" = Option<String>, Query), ("author" = Option<String>, Query), ("person" = Option<String>, Query), ("mode" = Option<String>, Query)),
    records_csv "/api/v1/records.csv", records_xlsx "/api/v1/records.xlsx"
);
files!(
    "audit",
    exporting::audit,
    params(("who" = Option<String>, Query, description = "账号或姓名"), ("what" = Option<String>, Query), ("subject" = Option<String>, Query, description = "记录编号或账号"), ("from" = Option<String>, Query), ("to" = Option<String>, Query)),
    audit_csv "/api/v1/audit.csv", audit_xlsx "/api/v1/audit.xlsx"
);
files!(
    "coverage", exporting::coverage,
    params(("area" = Option<String>, Query), ("year" = Option<i32>, Query), ("show" = Option<String>, Query, description = "只要其中一类村，如 `uncovered`"), ("designation" = Option<String>, Query, description = "只要一种认定的村")),
    coverage_csv "/api/v1/coverage.csv", coverage_xlsx "/api/v1/coverage.xlsx"
);
files!(
    "quality", exporting::findings,
    params(("area" = Option<String>, Query), ("year" = Option<i32>, Query), ("check" = Option<String>, Query, description = "只要一项，如 `late`")),
    quality_csv "/api/v1/quality.csv", quality_xlsx "/api/v1/quality.xlsx"
);
files!(
    "statistics", exporting::annual,
    params(("area" = Option<String>, Query), ("year" = Option<i32>, Query)),
    annual_csv "/api/v1/statistics/annual.csv", annual_xlsx "/api/v1/statistics/annual.xlsx"
);

files!(
    "unit",
    exporting::unit_people,
    params(("year" = Option<i32>, Query)),
    unit_people_csv "/api/v1/unit/people.csv", unit_people_xlsx "/api/v1/unit/people.xlsx"
);

/// All that one figure counts, as CSV.
#[utoipa::path(get, path = "/api/v1/statistics/annual/{code}/records.csv", tag = "statistics",
    params(("code" = String, Path, description = "指标代码，如 `B01`"), ("area" = Option<String>, Query), ("year" = Option<i32>, Query)),
    responses((status = 200, content_type = "text/csv", body = String), (status = 400, body = schemas::Failure), (status = 403, body = schemas::Failure), (status = 404, body = schemas::Failure)))]
pub async fn behind_csv(
    State(store): State<Store>,
    person: SignedInPerson,
    Path(code): Path<String>,
    query: QueryFields,
) -> Result<Made> {
    let asking = Asking {
        store,
        person,
        query,
    };
    exporting::behind(&asking, indicator(&code)?, Format::Csv).await
}

/// All that one figure counts, as a workbook.
#[utoipa::path(get, path = "/api/v1/statistics/annual/{code}/records.xlsx", tag = "statistics",
    params(("code" = String, Path, description = "指标代码，如 `B01`"), ("area" = Option<String>, Query), ("year" = Option<i32>, Query)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>), (status = 400, body = schemas::Failure), (status = 403, body = schemas::Failure), (status = 404, body = schemas::Failure)))]
pub async fn behind_xlsx(
    State(store): State<Store>,
    person: SignedInPerson,
    Path(code): Path<String>,
    query: QueryFields,
) -> Result<Made> {
    let asking = Asking {
        store,
        person,
        query,
    };
    exporting::behind(&asking, indicator(&code)?, Format::Xlsx).await
}

/// A register, as CSV.
#[utoipa::path(get, path = "/api/v1/registers/{register}/list.csv", tag = "registers",
    params(("register" = String, Path, description = "名册，如 `commissioners`"), ("area" = Option<String>, Query), ("text" = Option<String>, Query), ("show" = Option<String>, Query)),
    responses((status = 200, content_type = "text/csv", body = String), (status = 403, body = schemas::Failure), (status = 404, body = schemas::Failure)))]
pub async fn register_csv(
    State(store): State<Store>,
    person: SignedInPerson,
    Path(register): Path<String>,
    query: QueryFields,
) -> Result<Made> {
    let asking = Asking {
        store,
        person,
        query,
    };
    exporting::register(&asking, &register, Format::Csv).await
}

/// A register, as a workbook.
#[utoipa::path(get, path = "/api/v1/registers/{register}/list.xlsx", tag = "registers",
    params(("register" = String, Path, description = "名册，如 `commissioners`"), ("area" = Option<String>, Query), ("text" = Option<String>, Query), ("show" = Option<String>, Query)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>), (status = 403, body = schemas::Failure), (status = 404, body = schemas::Failure)))]
pub async fn register_xlsx(
    State(store): State<Store>,
    person: SignedInPerson,
    Path(register): Path<String>,
    query: QueryFields,
) -> Result<Made> {
    let asking = Asking {
        store,
        person,
        query,
    };
    exporting::register(&asking, &register, Format::Xlsx).await
}

/// A ledger, as CSV.
#[utoipa::path(get, path = "/api/v1/ledgers/{ledger}/list.csv", tag = "ledgers",
    params(("ledger" = String, Path, description = "台账，如 `problems`"), ("area" = Option<String>, Query), ("text" = Option<String>, Query), ("view" = Option<String>, Query, description = "清单，如 `responsibility`"), ("status" = Option<String>, Query), ("year" = Option<String>, Query)),
    responses((status = 200, content_type = "text/csv", body = String), (status = 403, body = schemas::Failure), (status = 404, body = schemas::Failure)))]
pub async fn ledger_csv(
    State(store): State<Store>,
    person: SignedInPerson,
    Path(ledger): Path<String>,
    query: QueryFields,
) -> Result<Made> {
    let asking = Asking {
        store,
        person,
        query,
    };
    exporting::ledger(&asking, &ledger, Format::Csv).await
}

/// A ledger, as a workbook.
#[utoipa::path(get, path = "/api/v1/ledgers/{ledger}/list.xlsx", tag = "ledgers",
    params(("ledger" = String, Path, description = "台账，如 `problems`"), ("area" = Option<String>, Query), ("text" = Option<String>, Query), ("view" = Option<String>, Query, description = "清单，如 `responsibility`"), ("status" = Option<String>, Query), ("year" = Option<String>, Query)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>), (status = 403, body = schemas::Failure), (status = 404, body = schemas::Failure)))]
pub async fn ledger_xlsx(
    State(store): State<Store>,
    person: SignedInPerson,
    Path(ledger): Path<String>,
    query: QueryFields,
) -> Result<Made> {
    let asking = Asking {
        store,
        person,
        query,
    };
    exporting::ledger(&asking, &ledger, Format::Xlsx).await
}

fn indicator(code: &str) -> Result<IndicatorCode> {
    IndicatorCode::from_text(code).ok_or_else(ApiError::not_found)
}
