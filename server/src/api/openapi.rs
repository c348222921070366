//! The OpenAPI document of everything below `/api/v1`.

use utoipa::{
    Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};

#[derive(Debug, OpenApi)]
#[openapi(
    info(title = "科特派 Ketepai", description = "JSON in snake_case; dates YYYY-MM-DD; instants RFC 3339 UTC; ids UUIDv7; area codes 12 digits."),
    paths(
        super::health::healthz,
        super::health::readyz,
        super::session::sign_in,
        super::session::show,
        super::session::sign_out,
        super::password::set,
        super::device_key::show,
        super::sync::push,
        super::sync::pull,
        super::attachments::put,
        super::attachments::show,
        super::records::list,
        super::exports::records_csv,
        super::exports::records_xlsx,
        super::records::show,
        super::records::history,
        super::records::absence,
        super::records::reveal,
        super::reviews::decide,
        super::exports::audit_csv,
        super::exports::audit_xlsx,
        super::exports::register_csv,
        super::exports::register_xlsx,
        super::exports::unit_people_csv,
        super::exports::unit_people_xlsx,
        super::filings::list,
        super::filings::show,
        super::filings::text,
        super::filings::items,
        super::exports::filed_figures_csv,
        super::exports::filed_figures_xlsx,
        super::exports::filed_items_csv,
        super::exports::filed_items_xlsx,
        super::exports::corrections_csv,
        super::exports::corrections_xlsx,
        super::exports::ledger_csv,
        super::exports::ledger_xlsx,
        super::quality::show,
        super::exports::quality_csv,
        super::exports::quality_xlsx,
        super::coverage::show,
        super::exports::coverage_csv,
        super::exports::coverage_xlsx,
        super::statistics::annual,
        super::exports::annual_csv,
        super::exports::annual_xlsx,
        super::statistics::behind,
        super::exports::behind_csv,
        super::exports::behind_xlsx,
    ),
    security(("bearer" = []), ("cookie" = [])),
    modifiers(&Securities)
)]
struct Document;

struct Securities;

impl Modify for Securities {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme(
            "bearer",
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
        );
        components.add_security_scheme(
            "cookie",
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("__Host-ketepai"))),
        );
    }
}

/// The document.
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::router::ROUTES;
    use std::collections::BTreeSet;

    #[test]
    fn the_document_names_every_route_and_no_other() {
        let document = serde_json::to_value(document()).unwrap();
        let described: BTreeSet<(String, String)> = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, methods)| {
                let methods = methods.as_object().unwrap().keys();
                methods.map(move |method| (method.clone(), path.clone()))
            })
            .collect();
        let routed = ROUTES
            .iter()
            .map(|route| (route.method.to_owned(), route.path.to_owned()))
            .collect();
        assert_eq!(described, routed);
    }
}
