//! `ketepai import`.

use std::path::PathBuf;

use clap::Args;
use domain::codes::Coded;
use store::imports::{self, Kind, Report};

use super::{Database, Failure};

#[derive(Debug, Args)]
pub(super) struct Import {
    #[command(flatten)]
    database: Database,
    /// divisions, villages, commissioners, teams, units, assignments, designations, industries, visits, trainings, or a ledger as problems or funding.
    #[arg(value_parser = kind)]
    kind: Kind,
    /// CSV (UTF-8 or GB18030) or XLSX.
    file: PathBuf,
    /// Only say what would be done, and every bad row.
    #[arg(long, env = "KETEPAI_DRY_RUN")]
    dry_run: bool,
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::from_code(text).ok_or_else(|| {
        let kinds: Vec<_> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        format!("give one of {}", kinds.join(", "))
    })
}

impl Import {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let bytes = tokio::fs::read(&self.file).await.map_err(|error| {
            Failure::failed(format!("cannot read {}: {error}", self.file.display()))
        })?;
        let name = self
            .file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let made = self.database.to_be_made()?;
        let store = self.database.open().await?;
        let report = imports::run(&store, None, self.kind, &name, bytes, self.dry_run).await?;
        store.close().await;
        tell(&report, self.dry_run)?;
        if let Some(made) = made {
            super::say(&made);
        }
        Ok(())
    }
}

/// Bad and doubtful rows to standard error, one a line; counts and one-time codes to standard output.
fn tell(report: &Report, dry_run: bool) -> Result<(), Failure> {
    for said in report.errors.iter().chain(&report.warnings) {
        let suggestion = said
            .suggestion
            .as_deref()
            .map_or_else(String::new, |text| format!("。建议：{text}"));
        eprintln!(
            "第 {} 行，{}，“{}”：{}{suggestion}",
            said.row, said.column, said.value, said.message
        );
    }
    if !report.errors.is_empty() {
        return Err(Failure::failed(format!(
            "{} faults, nothing was imported",
            report.errors.len()
        )));
    }
    let would = if dry_run { "would be " } else { "" };
    println!(
        "{} {would}created, {} {would}changed, {} unchanged",
        report.created, report.changed, report.unchanged
    );
    if !report.derived.is_empty() {
        println!(
            "not read, worked out from the others: {}",
            report.derived.join(", ")
        );
    }
    for code in &report.one_time_codes {
        println!("{}\t{}\t{}", code.login, code.name, code.code);
    }
    Ok(())
}
