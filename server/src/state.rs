//! What every handler may need: the database, the photos' bytes, and how the outside reaches this server.

use std::{net::IpAddr, str::FromStr, sync::Arc};

use axum::extract::FromRef;
use store::Store;

use crate::attachments::Attachments;
use crate::earlier_builds::EarlierBuilds;
use crate::jobs::imports::Running;

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState {
    pub store: Store,
    pub attachments: Attachments,
    pub outside: Arc<Outside>,
    pub earlier_builds: Arc<EarlierBuilds>,
    pub imports: Arc<Running>,
}

impl AppState {
    pub fn new(store: Store, attachments: Attachments, outside: Outside) -> Self {
        Self {
            store,
            attachments,
            outside: Arc::new(outside),
            earlier_builds: Arc::default(),
            imports: Arc::default(),
        }
    }

    /// With the files of builds that ran here before.
    #[must_use]
    pub fn with_earlier_builds(self, builds: EarlierBuilds) -> Self {
        Self {
            earlier_builds: Arc::new(builds),
            ..self
        }
    }
}

impl FromRef<AppState> for Store {
    fn from_ref(state: &AppState) -> Self {
        state.store.clone()
    }
}

impl FromRef<AppState> for Attachments {
    fn from_ref(state: &AppState) -> Self {
        state.attachments.clone()
    }
}

/// How browsers reach this server.
#[derive(Debug, Clone, Default)]
pub struct Outside {
    pub public_url: Option<PublicUrl>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Whether the server speaks TLS itself.
    pub tls: bool,
}

impl Outside {
    /// Whether browsers come over https: then cookies are bound to it.
    pub fn is_https(&self) -> bool {
        self.tls || self.public_url.as_ref().is_some_and(PublicUrl::is_https)
    }
}

/// An origin such as `https://ketepai.example.cn`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// As a browser writes it in `Origin`.
    pub fn origin(&self) -> &str {
        &self.0
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "give it as https://host, without a path".to_owned();
        let uri: http::Uri = text.trim_end_matches('/').parse().map_err(|_| wrong())?;
        match (uri.scheme_str(), uri.authority()) {
            (Some(scheme @ ("http" | "https")), Some(authority))
                if uri.path() == "/"
                    && uri.query().is_none()
                    && !authority.as_str().contains('@') =>
            {
                Ok(Self(format!("{scheme}://{authority}").to_lowercase()))
            }
            _ => Err(wrong()),
        }
    }
}

/// An address, or a range such as `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u32,
}

impl Network {
    pub fn contains(&self, address: IpAddr) -> bool {
        let (bits, other, width) = match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                (u128::from(own.to_bits()), u128::from(other.to_bits()), 32)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => (own.to_bits(), other.to_bits(), 128),
            _ => return false,
        };
        let differing = bits ^ other;
        // A prefix of 0 would shift by the whole width, which overflows: it takes every address.
        self.prefix == 0 || differing.checked_shr(width - self.prefix) == Some(0)
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "give an address or a range such as 10.0.0.0/8".to_owned();
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().map_err(|_| wrong())?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(width);
        (prefix <= width)
            .then_some(Self { address, prefix })
            .ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_an_origin() {
        let url: PublicUrl = "https://Ketepai.example.cn/".parse().unwrap();
        assert_eq!(url.origin(), "https://ketepai.example.cn");
        assert!(url.is_https());
        for wrong in [
            "ketepai.example.cn",
            "ftp://x",
            "https://x/app",
            "https://u@x",
            "",
        ] {
            assert!(wrong.parse::<PublicUrl>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_network_holds_its_addresses() {
        let network = |text: &str| text.parse::<Network>().unwrap();
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        assert!(network("10.0.0.0/8").contains(address("10.200.3.4")));
        assert!(network("10.0.0.0/8").contains(address("::ffff:10.1.1.1")));
        assert!(!network("10.0.0.0/8").contains(address("11.0.0.1")));
        assert!(network("127.0.0.1").contains(address("127.0.0.1")));
        assert!(!network("127.0.0.1").contains(address("127.0.0.2")));
        assert!(network("0.0.0.0/0").contains(address("1.2.3.4")));
        assert!(!network("::/0").contains(address("1.2.3.4")));
        assert!("10.0.0.0/33".parse::<Network>().is_err());
    }
}
