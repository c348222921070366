//! `ketepai report`: the same figures as the page.

use std::{
    io::{Read, Write},
    path::PathBuf,
};

use clap::{Args, Subcommand, ValueEnum};
use domain::{
    areas::AreaCode,
    statistics::{AnnualStatistics, forms::Shown},
};
use store::{
    Store, StoreError,
    exports::{self, Export},
    statistics,
};

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
    /// The year of the figures.
    #[arg(long, env = "KETEPAI_YEAR", value_parser = clap::value_parser!(i32).range(2000..=2100))]
    year: i32,
    /// The city, county or township, 12 digits.
    #[arg(long, env = "KETEPAI_AREA")]
    area: AreaCode,
    /// How the figures are written.
    #[arg(long, env = "KETEPAI_FORMAT", default_value = "json")]
    format: Format,
    /// All indicators, or those of the area's form.
    #[arg(long, env = "KETEPAI_FORM", default_value = "all")]
    form: Form,
    /// A file, or - for standard output.
    #[arg(long, env = "KETEPAI_OUT", default_value = "-")]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    All,
    Area,
}

impl Form {
    fn of(self, figures: AnnualStatistics, format: Format) -> AnnualStatistics {
        match (self, format) {
            (Self::All, Format::Json) => figures,
            (Self::All, _) => figures.shown(Shown::All),
            (Self::Area, _) => figures.shown(Shown::Area),
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Json,
    Csv,
    Xlsx,
}

impl Format {
    const fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => export::Format::Csv.extension(),
            Self::Xlsx => export::Format::Xlsx.extension(),
        }
    }
}

impl Report {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let Self::Annual(command) = self;
        let store = command.database.open_existing().await?;
        let figures = figures(&store, &command).await;
        store.close().await;
        let figures = command.form.of(figures?, command.format);
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

/// The figures, noted as exported.
async fn figures(store: &Store, command: &Annual) -> Result<AnnualStatistics, Failure> {
    let figures = statistics::annual_report(store, command.area, command.year)
        .await
        .map_err(|error| match error {
            StoreError::NotFound => Failure::failed(format!("there is no area {}", command.area)),
            other => other.into(),
        })?;
    let export = Export {
        list: "annual".to_owned(),
        format: command.format.word(),
        area: Some(command.area),
        rows: u64::try_from(figures.indicators.len()).unwrap_or_default(),
        asked: [("year".to_owned(), command.year.to_string())].into(),
    };
    exports::note(store, None, &export).await?;
    Ok(figures)
}

fn written(figures: &AnnualStatistics, format: Format) -> Result<Vec<u8>, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::failed(error.to_string());
    match format {
        Format::Json => serde_json::to_vec_pretty(figures).map_err(|error| failed(&error)),
        Format::Csv => file(figures, export::Format::Csv).map_err(|error| failed(&error)),
        Format::Xlsx => file(figures, export::Format::Xlsx).map_err(|error| failed(&error)),
    }
}

fn file(figures: &AnnualStatistics, format: export::Format) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    export::annual(figures, format)?
        .file
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
