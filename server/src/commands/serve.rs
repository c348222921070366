//! `ketepai serve`.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use super::{Database, Failure};
use crate::{
    attachments::Attachments,
    earlier_builds::EarlierBuilds,
    jobs, router, site,
    state::{AppState, Network, Outside, PublicUrl},
};

/// What is under way when the process is told to end gets this long; then the database is closed.
const GRACE: Duration = Duration::from_secs(15);

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
    /// Not built in: let a proxy speak TLS.
    #[arg(long, env = "KETEPAI_TLS_CERT", hide = true)]
    tls_cert: Option<PathBuf>,
    #[arg(long, env = "KETEPAI_TLS_KEY", hide = true)]
    tls_key: Option<PathBuf>,
}

impl Serve {
    pub(super) async fn run(self) -> Result<(), Failure> {
        self.check()?;
        log_as_json();
        let attachments = Attachments::in_folder(&self.data_dir).map_err(|error| {
            Failure::failed(format!(
                "cannot make the folder {}: {error}",
                self.data_dir.join("attachments").display()
            ))
        })?;
        let listener = TcpListener::bind(self.addr)
            .await
            .map_err(|error| Failure::failed(format!("cannot listen on {}: {error}", self.addr)))?;
        let store = self.database.open().await?;
        let outside = Outside {
            public_url: self.public_url,
            trusted_proxies: self.trusted_proxy,
        };
        let state = AppState::new(store.clone(), attachments, outside)
            .with_earlier_builds(earlier_builds(&self.data_dir));
        let address = listener.local_addr().unwrap_or(self.addr);
        tracing::info!(%address, "serving");
        let jobs = jobs::start(state.clone());
        serve(listener, &state).await?;
        jobs.abort();
        store.close().await;
        tracing::info!("ended");
        Ok(())
    }

    /// Over plain HTTP passwords and sessions travel in the open, and phones refuse to work offline.
    fn check(&self) -> Result<(), Failure> {
        if self.tls_cert.is_some() || self.tls_key.is_some() {
            return Err(Failure::usage(
                "TLS is not built in yet: let a proxy speak it, and give --public-url https://… instead of --tls-cert and --tls-key",
            ));
        }
        let https = self.public_url.as_ref().is_some_and(PublicUrl::is_https);
        if !self.addr.ip().is_loopback() && !https {
            return Err(Failure::usage(format!(
                "{} can be reached from outside: give --public-url https://… and put a proxy with TLS in front, or listen on 127.0.0.1",
                self.addr
            )));
        }
        Ok(())
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
async fn serve(listener: TcpListener, state: &AppState) -> Result<(), Failure> {
    let routes = router::router(state).into_make_service_with_connect_info::<SocketAddr>();
    let (tell, told) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(listener, routes).with_graceful_shutdown(async move {
        // A dropped sender means the same.
        let _ = told.await;
    });
    let mut serving = tokio::spawn(server.into_future());
    tokio::select! {
        ended = &mut serving => {
            let ended = ended.map_err(|error| Failure::failed(error.to_string()))?;
            return ended.map_err(|error| Failure::failed(format!("cannot serve: {error}")));
        }
        () = asked_to_end() => {}
    }
    tracing::info!("ending");
    let _ = tell.send(());
    // A connection that a browser holds open without asking anything does not keep us.
    if tokio::time::timeout(GRACE, serving).await.is_err() {
        tracing::warn!("some requests were still under way");
    }
    Ok(())
}

/// SIGTERM, or Ctrl-C.
async fn asked_to_end() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminated => {}
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
