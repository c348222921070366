//! The address a request comes from, as the throttle of sign-ins counts it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use http::{Extensions, HeaderMap};

use crate::state::Network;

/// The peer, or behind a trusted proxy the right-most address that is not a trusted proxy's:
/// everything further left is the client's own word.
pub(crate) fn of(extensions: &Extensions, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(peer) {
        return peer.to_canonical();
    }
    let mut last = peer;
    let hops: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for hop in hops.into_iter().rev() {
        let Ok(address) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        last = address;
        if !is_trusted(address) {
            break;
        }
    }
    last.to_canonical()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn seen(peer: &str, forwarded: &'static str, trusted: &str) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 9)));
        let headers = HeaderMap::from_iter([(
            http::HeaderName::from_static("x-forwarded-for"),
            HeaderValue::from_static(forwarded),
        )]);
        of(&extensions, &headers, &[trusted.parse().unwrap()]).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(seen("5.5.5.5", "1.1.1.1", "10.0.0.0/8"), "5.5.5.5");
        assert_eq!(
            seen("10.0.0.1", "1.1.1.1, 2.2.2.2", "10.0.0.0/8"),
            "2.2.2.2"
        );
        assert_eq!(
            seen("10.0.0.1", "1.1.1.1, 2.2.2.2, 10.9.9.9", "10.0.0.0/8"),
            "2.2.2.2"
        );
        assert_eq!(seen("10.0.0.1", "1.1.1.1, junk", "10.0.0.0/8"), "10.0.0.1");
    }
}
