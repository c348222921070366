//! `ketepai rebuild`.

use clap::Args;
use store::statistics;

use super::{Database, Failure};

#[derive(Debug, Args)]
pub(super) struct Rebuild {
    #[command(flatten)]
    database: Database,
}

impl Rebuild {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let store = self.database.open_existing().await?;
        let count = statistics::rebuild(&store).await?;
        store.close().await;
        println!("{count} area-years recomputed");
        Ok(())
    }
}
