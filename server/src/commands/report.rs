//! `ketepai report`: the same figures as the page.

use std::{io::Write, path::PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use domain::{areas::AreaCode, statistics::AnnualStatistics};
use store::{StoreError, statistics};

use super::{Database, Failure};
use crate::export;

#[derive(Debug, Subcommand)]
pub(super) enum Report {
    /// The annual figures of an area.
    Annual(Annual),
}

#[derive(Debug, Args)]
pub(super) struct Annual {
    #[command(flatten)]
    database: Database,
    #[arg(long, env = "KETEPAI_YEAR", value_parser = clap::value_parser!(i32).range(2000..=2100))]
    year: i32,
    /// 12 digits.
    #[arg(long, env = "KETEPAI_AREA")]
    area: AreaCode,
    #[arg(long, env = "KETEPAI_FORMAT", default_value = "json")]
    format: Format,
    /// A file, or - for standard output.
    #[arg(long, env = "KETEPAI_OUT", default_value = "-")]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Json,
    Csv,
    Xlsx,
}

impl Report {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let Self::Annual(command) = self;
        let store = command.database.open().await?;
        let figures = statistics::annual_report(&store, command.area, command.year).await;
        store.close().await;
        let figures = figures.map_err(|error| match error {
            StoreError::NotFound => Failure::failed(format!("there is no area {}", command.area)),
            other => other.into(),
        })?;
        let bytes = written(&figures, command.format)?;
        let done = if command.out.as_os_str() == "-" {
            std::io::stdout().lock().write_all(&bytes)
        } else {
            std::fs::write(&command.out, &bytes)
        };
        done.map_err(|error| {
            Failure::failed(format!("cannot write {}: {error}", command.out.display()))
        })
    }
}

fn written(figures: &AnnualStatistics, format: Format) -> Result<Vec<u8>, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::failed(error.to_string());
    match format {
        Format::Json => serde_json::to_vec_pretty(figures).map_err(|error| failed(&error)),
        Format::Csv => export::csv(figures).map_err(|error| failed(&error)),
        Format::Xlsx => export::xlsx(figures).map_err(|error| failed(&error)),
    }
}
