//! `ketepai serve`.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    time::Duration,
};

use axum_server::Handle;
use clap::Args;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    task::JoinHandle,
};

use super::{Database, Failure};
use crate::{
    attachments::Attachments,
    earlier_builds::EarlierBuilds,
    jobs, router, site,
    state::{AppState, Network, Outside, PublicUrl},
    tls::Certificate,
};

/// What is under way when the process is told to end gets this long; then the database is closed.
const GRACE: Duration = Duration::from_secs(15);
/// Who takes longer to say what they want only holds a connection. Bodies have their own bounds.
const HEADER_TIME: Duration = Duration::from_secs(30);

#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    database: Database,
    /// Where to listen.
    #[arg(long, env = "KETEPAI_ADDR", default_value = "127.0.0.1:3000")]
    addr: SocketAddr,
    /// The folder of attachments.
    #[arg(long, env = "KETEPAI_DATA_DIR", default_value = "data")]
    data_dir: PathBuf,
    /// How browsers reach this server, such as `https://ketepai.example.cn`.
    #[arg(long, env = "KETEPAI_PUBLIC_URL")]
    public_url: Option<PublicUrl>,
    /// Proxies whose X-Forwarded-For is believed: addresses or ranges, separated by commas.
    #[arg(long, env = "KETEPAI_TRUSTED_PROXY", value_delimiter = ',')]
    trusted_proxy: Vec<Network>,
    /// The certificate with its chain, in PEM: the server then speaks TLS itself. Read again when it changes.
    #[arg(long, env = "KETEPAI_TLS_CERT", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's key, in PEM.
    #[arg(long, env = "KETEPAI_TLS_KEY", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

impl Serve {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let certificate = self.certificate()?;
        log_as_json();
        let attachments = Attachments::in_folder(&self.data_dir).map_err(|error| {
            Failure::failed(format!(
                "cannot make the folder {}: {error}",
                self.data_dir.join("attachments").display()
            ))
        })?;
        let listener = TcpListener::bind(self.addr)
            .map_err(|error| Failure::failed(format!("cannot listen on {}: {error}", self.addr)))?;
        if let Some(made) = self.database.to_be_made()? {
            super::say(&made);
        }
        let store = self.database.open().await?;
        let outside = Outside {
            public_url: self.public_url,
            trusted_proxies: self.trusted_proxy,
            tls: certificate.is_some(),
        };
        let state = AppState::new(store.clone(), attachments, outside)
            .with_earlier_builds(earlier_builds(&self.data_dir));
        let address = listener.local_addr().unwrap_or(self.addr);
        tracing::info!(%address, tls = certificate.is_some(), "serving");
        let jobs = jobs::start(state.clone());
        let served = serve(listener, certificate, &state).await;
        jobs.abort();
        served?;
        store.close().await;
        tracing::info!("ended");
        Ok(())
    }

    /// The certificate, if TLS is asked for.
    ///
    /// Over plain HTTP passwords and sessions travel in the open, and phones refuse to work offline:
    /// without TLS here or in front, only this machine is served.
    fn certificate(&self) -> Result<Option<Certificate>, Failure> {
        if let (Some(certificate), Some(key)) = (&self.tls_cert, &self.tls_key) {
            let opened = Certificate::open(certificate.clone(), key.clone());
            let opened = opened.map_err(|error| Failure::usage(format!("{error:#}")))?;
            return Ok(Some(opened));
        }
        let https = self.public_url.as_ref().is_some_and(PublicUrl::is_https);
        if !self.addr.ip().is_loopback() && !https {
            return Err(Failure::usage(format!(
                "{} can be reached from outside: give --tls-cert and --tls-key, or --public-url https://… with a proxy that speaks TLS in front, or listen on 127.0.0.1",
                self.addr
            )));
        }
        Ok(None)
    }
}

/// Without them only pages opened before an update suffer, so their failure stops nothing.
fn earlier_builds(data_dir: &Path) -> EarlierBuilds {
    site::keep(data_dir).unwrap_or_else(|error| {
        tracing::warn!(%error, "cannot keep the files of earlier builds");
        EarlierBuilds::default()
    })
}

/// Serves until told to end, then finishes what is under way.
async fn serve(
    listener: TcpListener,
    certificate: Option<Certificate>,
    state: &AppState,
) -> Result<(), Failure> {
    // Before the first answer: whoever has one may tell us to end.
    let terminated = signal(SignalKind::terminate())
        .map_err(|error| Failure::failed(format!("cannot listen for signals: {error}")))?;
    let handle = Handle::new();
    let mut serving = start(listener, certificate, state, handle.clone())?;
    tokio::select! {
        ended = &mut serving => {
            let ended = ended.map_err(|error| Failure::failed(error.to_string()))?;
            return ended.map_err(|error| Failure::failed(format!("cannot serve: {error}")));
        }
        () = asked_to_end(terminated) => {}
    }
    tracing::info!("ending");
    // A connection that a browser holds open without asking anything does not keep us.
    handle.graceful_shutdown(Some(GRACE));
    let _ = serving.await;
    if handle.connection_count() > 0 {
        tracing::warn!("some requests were still under way");
    }
    Ok(())
}

type Serving = JoinHandle<std::io::Result<()>>;

fn start(
    listener: TcpListener,
    certificate: Option<Certificate>,
    state: &AppState,
    handle: Handle<SocketAddr>,
) -> Result<Serving, Failure> {
    let failed = |error| Failure::failed(format!("cannot serve: {error}"));
    listener.set_nonblocking(true).map_err(failed)?;
    let routes = router::router(state).into_make_service_with_connect_info::<SocketAddr>();
    let Some(certificate) = certificate else {
        let mut server = axum_server::from_tcp(listener).map_err(failed)?;
        server
            .http_builder()
            .http1()
            .header_read_timeout(HEADER_TIME);
        return Ok(tokio::spawn(server.handle(handle).serve(routes)));
    };
    let mut server =
        axum_server::from_tcp_rustls(listener, certificate.config()).map_err(failed)?;
    server
        .http_builder()
        .http1()
        .header_read_timeout(HEADER_TIME);
    tokio::spawn(certificate.keep_fresh());
    Ok(tokio::spawn(server.handle(handle).serve(routes)))
}

/// SIGTERM, or Ctrl-C.
async fn asked_to_end(mut terminated: Signal) {
    tokio::select! {
        _ = terminated.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// One JSON object a line on standard output; `RUST_LOG` chooses how much.
fn log_as_json() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    // Fails only when a test has set one already, which then stands.
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_env_filter(filter)
        .try_init();
}
