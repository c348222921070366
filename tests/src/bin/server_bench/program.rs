//! The program under measurement: its database, its process, its memory.

use crate::{Arguments, client::PASSWORD};
use anyhow::{Context, Result, bail};
use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// The year of the demo: the one before this, so that all of it has passed.
pub(crate) const YEAR: i32 = 2025;

#[derive(Debug)]
pub(crate) struct Program {
    ketepai: PathBuf,
    pub(crate) url: String,
    /// Where the SQLite file is; none for PostgreSQL.
    pub(crate) file: Option<PathBuf>,
    folder: TempDir,
    server: Option<Child>,
    pub(crate) address: SocketAddr,
    pub(crate) filled_in: Duration,
    pub(crate) started_in: Duration,
    postgres: Option<(String, String)>,
}

impl Program {
    /// Makes a database with so many visits.
    pub(crate) async fn fill(
        arguments: &Arguments,
        visits: usize,
        postgres: Option<&str>,
    ) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("bench-")
            .tempdir_in(&arguments.out)?;
        let (url, file, postgres) = match postgres {
            None => {
                let file = folder.path().join("ketepai.db");
                (format!("sqlite://{}", file.display()), Some(file), None)
            }
            Some(server) => {
                let name = format!("ketepai_bench_{visits}_{}", std::process::id());
                tests::databases::execute(
                    server,
                    &format!("CREATE DATABASE {name} TEMPLATE template0"),
                )
                .await;
                let (base, _) = server.rsplit_once('/').context("a PostgreSQL address")?;
                (
                    format!("{base}/{name}"),
                    None,
                    Some((server.to_owned(), name)),
                )
            }
        };
        let began = Instant::now();
        let mut demo = Command::new(&arguments.ketepai);
        demo.args(["demo", "--year", &YEAR.to_string(), "--password", PASSWORD]);
        demo.args(["--scale", &visits.to_string(), "--database-url", &url]);
        let done = demo.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        if !done.success() {
            bail!("ketepai demo ended with {done}");
        }
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        Ok(Self {
            ketepai: arguments.ketepai.clone(),
            url,
            file,
            folder,
            server: None,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            filled_in: began.elapsed(),
            started_in: Duration::ZERO,
            postgres,
        })
    }

    /// Starts it and waits for the first 200.
    pub(crate) async fn start(&mut self) -> Result<()> {
        let began = Instant::now();
        let mut serve = Command::new(&self.ketepai);
        serve.args([
            "serve",
            "--addr",
            &self.address.to_string(),
            "--database-url",
            &self.url,
        ]);
        serve.arg("--data-dir").arg(self.folder.path());
        serve
            .env("RUST_LOG", "error")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.server = Some(serve.spawn()?);
        for _ in 0..3000 {
            if let Ok(mut connection) = crate::client::Connection::open(self.address, "").await
                && connection.get("/readyz").await.is_ok()
            {
                self.started_in = began.elapsed();
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        bail!("ketepai did not start");
    }

    /// The memory it holds now, in MB.
    pub(crate) fn memory(&self) -> Result<u64> {
        let server = self.server.as_ref().context("a running server")?;
        memory_of(server.id())
    }

    pub(crate) fn process(&self) -> Option<u32> {
        self.server.as_ref().map(Child::id)
    }

    /// Ends it and takes its database away.
    pub(crate) async fn end(mut self) -> Result<()> {
        self.kill()?;
        if let Some((server, name)) = &self.postgres {
            tests::databases::execute(server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
        Ok(())
    }

    fn kill(&mut self) -> Result<()> {
        if let Some(mut server) = self.server.take() {
            server.kill()?;
            server.wait()?;
        }
        Ok(())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Whatever went wrong has been told.
        drop(self.kill());
    }
}

/// The resident memory of a process, in MB.
pub(crate) fn memory_of(process: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    Ok(kilobytes.context("VmRSS")?.parse::<u64>()? / 1024)
}
