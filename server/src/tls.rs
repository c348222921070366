//! TLS spoken by the server itself: a certificate and its key, read again when the files change.

use std::{
    fs,
    path::PathBuf,
    sync::Arc,
    time::{Duration, SystemTime},
};

use anyhow::{Context, Result};
use axum_server::tls_rustls::RustlsConfig;
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

/// How often the files are looked at. A renewal has weeks; a person who waits for it has not.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// What tells that a file has changed.
type Stamp = Vec<Option<(SystemTime, u64)>>;

/// Where certificate and key are, in PEM.
#[derive(Debug)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

/// A certificate in use.
#[derive(Debug)]
pub struct Certificate {
    files: Files,
    /// The files' state when they were last read.
    seen: Stamp,
    config: RustlsConfig,
}

impl Certificate {
    /// Reads certificate and key.
    pub fn open(certificate: PathBuf, key: PathBuf) -> Result<Self> {
        let files = Files { certificate, key };
        // Looked at before they are read, so that no change falls in between.
        let seen = files.stamp();
        let config = RustlsConfig::from_config(files.read()?);
        Ok(Self {
            files,
            seen,
            config,
        })
    }

    /// What the server answers handshakes with, always the newest.
    #[must_use]
    pub fn config(&self) -> RustlsConfig {
        self.config.clone()
    }

    /// Goes on for ever: takes a new certificate as soon as it is whole, and keeps the old one as
    /// long as it is not. Connections that are open stay on theirs.
    pub async fn keep_fresh(mut self) {
        let mut timer = tokio::time::interval(LOOK_EVERY);
        loop {
            timer.tick().await;
            let now = self.files.stamp();
            if now == self.seen {
                continue;
            }
            self.seen = now;
            match self.files.read() {
                Ok(fresh) => {
                    self.config.reload_from_config(fresh);
                    tracing::info!("certificate read again");
                }
                // Told once for each state of the files, not every two seconds.
                Err(error) => tracing::error!(
                    cause = format!("{error:#}"),
                    "the new certificate cannot be used, the old one stays"
                ),
            }
        }
    }
}

impl Files {
    /// HTTP/2 is offered before HTTP/1.1.
    fn read(&self) -> Result<Arc<ServerConfig>> {
        let in_file = |path: &PathBuf| format!("cannot use {}", path.display());
        let chain = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .with_context(|| in_file(&self.certificate))?;
        let key = PrivateKeyDer::from_pem_file(&self.key).with_context(|| in_file(&self.key))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .with_context(|| in_file(&self.certificate))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    fn stamp(&self) -> Stamp {
        [&self.certificate, &self.key]
            .into_iter()
            .map(|path| {
                let data = fs::metadata(path).ok()?;
                Some((data.modified().ok()?, data.len()))
            })
            .collect()
    }
}
