//! `ketepai demo`.

use clap::Args;

use super::{Database, Failure};

#[derive(Debug, Args)]
pub(super) struct Demo {
    #[command(flatten)]
    database: Database,
    /// The year of the records.
    #[arg(long, env = "KETEPAI_YEAR", value_parser = clap::value_parser!(i32).range(2000..=2100))]
    year: i32,
    /// The password of all logins, at least 8 characters; without it a random one is made.
    #[arg(long, env = "KETEPAI_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// So many visits more, spread over ten years and all villages, for benches.
    #[arg(long, env = "KETEPAI_SCALE")]
    scale: Option<usize>,
}

impl Demo {
    pub(super) async fn run(self) -> Result<(), Failure> {
        self.database.missing_file()?;
        let password = self.password.as_deref();
        crate::demo::run(&self.database.database_url, self.year, password, self.scale).await?;
        Ok(())
    }
}
