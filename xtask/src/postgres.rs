//! A throw-away PostgreSQL for one test run: own folder, own loopback port, gone afterwards.

use std::{
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::{
    machine::{find, group_id, is_root, user_id},
    step::run,
};

/// A running cluster; it ends when this is dropped.
pub(crate) struct Cluster {
    server: Child,
    port: u16,
    _folder: TempDir,
}

/// The folder of `initdb` and `postgres`, if PostgreSQL is installed.
pub(crate) fn programs() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .collect();
    folders.sort();
    folders.reverse();
    let initdb = find(&["initdb"], &folders)?;
    // A link on the path may stand apart from the other programs.
    Some(initdb.canonicalize().ok()?.parent()?.to_owned())
}

impl Cluster {
    /// Makes a cluster for tests, which lose nothing with it, and waits until it answers.
    pub(crate) fn start(programs: &Path) -> Result<Self> {
        let careless = [
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
        ];
        Self::with(programs, &careless)
    }

    /// The same as PostgreSQL comes: every commit is on disk before it is answered.
    pub(crate) fn durable(programs: &Path) -> Result<Self> {
        Self::with(programs, &["shared_buffers=256MB"])
    }

    fn with(programs: &Path, settings: &[&str]) -> Result<Self> {
        let owner = Owner::of_cluster();
        let folder = tempfile::Builder::new().prefix("ketepai-pg-").tempdir()?;
        owner.take(folder.path())?;
        let data = folder.path().join("data");
        let mut initdb = Command::new(programs.join("initdb"));
        initdb.arg("--pgdata").arg(&data);
        initdb.args(["--username=postgres", "--auth=trust", "--no-sync"]);
        initdb.args(["--encoding=UTF8", "--locale=C.UTF-8"]);
        run(owner
            .become_in(&mut initdb, folder.path())
            .stdout(Stdio::null()))?;

        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let mut postgres = Command::new(programs.join("postgres"));
        postgres.arg("-D").arg(&data).arg("-k").arg(folder.path());
        postgres.args(["-h", "127.0.0.1", "-p", &port.to_string()]);
        let always = [
            "max_connections=300",
            "log_min_messages=fatal",
            "logging_collector=off",
        ];
        for setting in settings.iter().chain(&always) {
            postgres.args(["-c", setting]);
        }
        let server = owner
            .become_in(&mut postgres, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start postgres")?;
        let mut cluster = Self {
            server,
            port,
            _folder: folder,
        };
        cluster.wait(programs)?;
        Ok(cluster)
    }

    /// For `TEST_POSTGRES_URL`.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait(&mut self, programs: &Path) -> Result<()> {
        let started_at = Instant::now();
        while started_at.elapsed() < Duration::from_secs(30) {
            if let Some(status) = self.server.try_wait()? {
                bail!("postgres ended with {status} at its start");
            }
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() && self.ready(programs)
            {
                return Ok(());
            }
            sleep(Duration::from_millis(100));
        }
        bail!("postgres did not answer within 30 s")
    }

    fn ready(&self, programs: &Path) -> bool {
        Command::new(programs.join("pg_isready"))
            .args([
                "--quiet",
                "--host=127.0.0.1",
                "--port",
                &self.port.to_string(),
            ])
            .status()
            .is_ok_and(|status| status.success())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown; nobody is left to tell if it fails.
        let _ = Command::new("kill")
            .args(["-INT", &self.server.id().to_string()])
            .status();
        let _ = self.server.wait();
    }
}

/// Whom the cluster runs as: PostgreSQL refuses root.
enum Owner {
    Ourselves,
    Other { user: u32, group: u32 },
}

impl Owner {
    fn of_cluster() -> Self {
        if !is_root() {
            return Self::Ourselves;
        }
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| {
                Some(Self::Other {
                    user: user_id(Some(name))?,
                    group: group_id(name)?,
                })
            })
            .unwrap_or(Self::Ourselves)
    }

    fn take(&self, folder: &Path) -> Result<()> {
        if let Self::Other { user, group } = self {
            std::os::unix::fs::chown(folder, Some(*user), Some(*group))?;
        }
        Ok(())
    }

    fn become_in<'a>(&self, command: &'a mut Command, folder: &Path) -> &'a mut Command {
        if let Self::Other { user, group } = self {
            command.uid(*user).gid(*group);
        }
        command.current_dir(folder).env("LC_ALL", "C.UTF-8")
    }
}
