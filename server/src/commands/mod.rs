//! The command line (contract §1). Each command is a file; each flag also reads `KETEPAI_<FLAG>`.
//!
//! A failure is one plain sentence: bad usage ends with 2, anything else with 1.

mod backup;
mod check;
mod demo;
mod import;
mod openapi;
mod rebuild;
mod report;
mod restore;
mod serve;
mod user;

use std::{fmt, path::Path, process::ExitCode};

use clap::{Args, Parser, Subcommand, error::ErrorKind};
use rustix::fs::Mode;
use store::{Clock, Store, StoreError, backup::BackupError};

#[derive(Debug, Parser)]
#[command(
    name = "ketepai",
    version,
    about = "科特派: service records of science-and-technology commissioners"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Migrate the database, then serve the application.
    Serve(serve::Serve),
    /// Fill an empty database with invented people and a year of records.
    Demo(demo::Demo),
    /// Import a bureau's list: CSV or XLSX, all rows or none.
    Import(import::Import),
    /// Accounts.
    #[command(subcommand)]
    User(user::User),
    /// Figures as the pages show them.
    #[command(subcommand)]
    Report(report::Report),
    /// Print the OpenAPI document of everything below /api/v1.
    Openapi,
    /// Recompute every roll-up from the records.
    Rebuild(rebuild::Rebuild),
    /// Write records and attachments, as they stand now, into one file.
    Backup(backup::Backup),
    /// Restore a backup into an empty place.
    Restore(restore::Restore),
    /// Look whether everything that is kept is whole.
    Check(check::Check),
}

/// Which database a command works on.
#[derive(Debug, Args)]
struct Database {
    /// `sqlite://PATH`, made when missing, or `postgres://…`.
    #[arg(
        long,
        env = "KETEPAI_DATABASE_URL",
        hide_env_values = true,
        default_value = "sqlite://data/ketepai.db"
    )]
    database_url: String,
}

impl Database {
    /// Makes a SQLite file that is missing.
    async fn open(&self) -> Result<Store, Failure> {
        self.missing_file()?;
        Ok(Store::open(&self.database_url, Clock::default()).await?)
    }

    /// What to say of a SQLite file that `open` will make: it may have been meant to be there.
    fn to_be_made(&self) -> Result<Option<String>, Failure> {
        let file = self.missing_file()?;
        Ok(file.map(|file| format!("there was no database at {file}: a new one is made")))
    }

    /// For commands that need what is there.
    async fn open_existing(&self) -> Result<Store, Failure> {
        self.must_exist()?;
        self.open().await
    }

    /// For commands that leave the database as it is, whoever serves from it.
    async fn attach(&self) -> Result<Store, Failure> {
        self.must_exist()?;
        Ok(Store::attach(&self.database_url, Clock::default()).await?)
    }

    fn must_exist(&self) -> Result<(), Failure> {
        match self.missing_file()? {
            Some(file) => Err(Failure::failed(format!("there is no database at {file}"))),
            None => Ok(()),
        }
    }

    /// The SQLite file, if it is not there. The URL itself is not said: it may hold a password.
    fn missing_file(&self) -> Result<Option<&str>, Failure> {
        if store::is_postgres(&self.database_url) {
            return Ok(None);
        }
        let Some(file) = self.database_url.strip_prefix("sqlite://") else {
            return Err(Failure::usage(
                "--database-url begins with sqlite:// or postgres://",
            ));
        };
        let file = file.split('?').next().unwrap_or_default();
        Ok(Some(file).filter(|file| !Path::new(file).exists()))
    }
}

/// Tells on standard error where long work has come to.
fn say(line: &str) {
    eprintln!("{line}");
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
enum Failure {
    /// The command line, or what came with it, is at fault: exit code 2.
    Usage(String),
    /// Anything else: exit code 1.
    Failed(String),
}

impl Failure {
    fn usage(text: impl Into<String>) -> Self {
        Self::Usage(text.into())
    }

    fn failed(text: impl Into<String>) -> Self {
        Self::Failed(text.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Usage(text) | Self::Failed(text)) = self;
        f.write_str(text)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(format!("{error:#}"))
    }
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::Store(error) => error.into(),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Rejected(fields) => {
                let faults: Vec<String> = fields
                    .iter()
                    .map(|fault| format!("--{}: {}", fault.path, plain(fault.code)))
                    .collect();
                Self::Usage(faults.join(", "))
            }
            other => Self::Failed(other.to_string()),
        }
    }
}

/// A code as words: `unknown_area` → `unknown area`.
fn plain(code: domain::fields::FieldCode) -> String {
    let code = serde_json::to_value(code).unwrap_or_default();
    code.as_str().unwrap_or_default().replace('_', " ")
}

/// Reads the command line and does what it says. What it writes is its user's alone: databases, photos
/// and backups hold everybody's records and the keys that sign receipts.
pub async fn main() -> ExitCode {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return misunderstood(&error),
    };
    let done = match cli.command {
        Command::Serve(command) => command.run().await,
        Command::Demo(command) => command.run().await,
        Command::Import(command) => command.run().await,
        Command::User(command) => command.run().await,
        Command::Report(command) => command.run().await,
        Command::Openapi => openapi::run(),
        Command::Rebuild(command) => command.run().await,
        Command::Backup(command) => command.run().await,
        Command::Restore(command) => command.run().await,
        Command::Check(command) => command.run().await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("ketepai: {failure}");
            match failure {
                Failure::Usage(_) => ExitCode::from(2),
                Failure::Failed(_) => ExitCode::FAILURE,
            }
        }
    }
}

/// Help and version as they are; a fault in one line.
fn misunderstood(error: &clap::Error) -> ExitCode {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        return match error.print() {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        eprintln!("ketepai: name a command; --help lists them");
        return ExitCode::from(2);
    }
    let text = error.to_string();
    let sentence = text.split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = sentence
        .trim_start_matches("error: ")
        .split_whitespace()
        .collect();
    eprintln!("ketepai: {}", words.join(" "));
    ExitCode::from(2)
}
