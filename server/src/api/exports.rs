//! Lists and figures as files, beside the addresses that answer the same in JSON. Each export is
//! written down in the audit log before its first byte goes out.

use axum::extract::{Path, State};
use store::Store;

use super::schemas;
use crate::{
    auth::SignedInPerson,
    error::Result,
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
    // The same for a list of one thing, which the address names.
    ($tag:literal, $list:path, of($of:literal, $what:literal), params($($params:tt)*), $csv:ident $csv_path:literal, $xlsx:ident $xlsx_path:literal) => {
        /// As CSV in UTF-8 with BOM.
        #[utoipa::path(get, path = $csv_path, tag = $tag, params(($of = String, Path, description = $what), $($params)*),
            responses((status = 200, content_type = "text/csv", body = String), (status = 400, body = schemas::Failure), (status = 403, body = schemas::Failure), (status = 404, body = schemas::Failure)))]
        pub async fn $csv(State(store): State<Store>, person: SignedInPerson, Path(which): Path<String>, query: QueryFields) -> Result<Made> {
            $list(&Asking { store, person, query }, &which, Format::Csv).await
        }

        /// As a workbook, to be printed and signed.
        #[utoipa::path(get, path = $xlsx_path, tag = $tag, params(($of = String, Path, description = $what), $($params)*),
            responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>), (status = 400, body = schemas::Failure), (status = 403, body = schemas::Failure), (status = 404, body = schemas::Failure)))]
        pub async fn $xlsx(State(store): State<Store>, person: SignedInPerson, Path(which): Path<String>, query: QueryFields) -> Result<Made> {
            $list(&Asking { store, person, query }, &which, Format::Xlsx).await
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
    params(("area" = Option<String>, Query), ("year" = Option<i32>, Query), ("show" = Option<String>, Query, description = "只要其中一类村，如 `uncovered`"), ("designation" = Option<String>, Query, description = "只要一种认定的村"), ("divisions" = Option<String>, Query, description = "`then` 或 `now`")),
    coverage_csv "/api/v1/coverage.csv", coverage_xlsx "/api/v1/coverage.xlsx"
);
files!(
    "quality", exporting::findings,
    params(("area" = Option<String>, Query), ("year" = Option<i32>, Query), ("check" = Option<String>, Query, description = "只要一项，如 `late`")),
    quality_csv "/api/v1/quality.csv", quality_xlsx "/api/v1/quality.xlsx"
);
files!(
    "statistics", exporting::annual,
    params(("area" = Option<String>, Query), ("year" = Option<i32>, Query), ("divisions" = Option<String>, Query, description = "`then` 或 `now`"), ("form" = Option<String>, Query, description = "`all`（默认）或 `area`")),
    annual_csv "/api/v1/statistics/annual.csv", annual_xlsx "/api/v1/statistics/annual.xlsx"
);

files!(
    "unit",
    exporting::unit_people,
    params(("year" = Option<i32>, Query)),
    unit_people_csv "/api/v1/unit/people.csv", unit_people_xlsx "/api/v1/unit/people.xlsx"
);

files!(
    "statistics", exporting::behind, of("code", "指标代码，如 `B01`"),
    params(("area" = Option<String>, Query), ("year" = Option<i32>, Query), ("divisions" = Option<String>, Query, description = "`then` 或 `now`")),
    behind_csv "/api/v1/statistics/annual/{code}/records.csv", behind_xlsx "/api/v1/statistics/annual/{code}/records.xlsx"
);
files!(
    "registers", exporting::register, of("register", "名册，如 `commissioners`"),
    params(("area" = Option<String>, Query), ("text" = Option<String>, Query), ("show" = Option<String>, Query)),
    register_csv "/api/v1/registers/{register}/list.csv", register_xlsx "/api/v1/registers/{register}/list.xlsx"
);
files!(
    "ledgers", exporting::ledger, of("ledger", "台账，如 `problems`"),
    params(("area" = Option<String>, Query), ("text" = Option<String>, Query), ("view" = Option<String>, Query, description = "清单，如 `responsibility`"), ("status" = Option<String>, Query), ("year" = Option<String>, Query)),
    ledger_csv "/api/v1/ledgers/{ledger}/list.csv", ledger_xlsx "/api/v1/ledgers/{ledger}/list.xlsx"
);
files!(
    "filings", exporting::corrections, of("id", "上报编号"),
    params(),
    corrections_csv "/api/v1/filings/{id}/corrections.csv", corrections_xlsx "/api/v1/filings/{id}/corrections.xlsx"
);
files!(
    "filings", exporting::filed_figures, of("id", "上报编号"),
    params(),
    filed_figures_csv "/api/v1/filings/{id}/figures.csv", filed_figures_xlsx "/api/v1/filings/{id}/figures.xlsx"
);
files!(
    "filings", exporting::filed_items, of("id", "上报编号"),
    params(("code" = String, Query, description = "指标代码，如 `B01`")),
    filed_items_csv "/api/v1/filings/{id}/items.csv", filed_items_xlsx "/api/v1/filings/{id}/items.xlsx"
);
