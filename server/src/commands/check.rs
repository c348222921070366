//! `ketepai check`.

use std::path::PathBuf;

use clap::Args;
use store::check;

use super::{Database, Failure};

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    database: Database,
    /// The folder of attachments.
    #[arg(long, env = "KETEPAI_DATA_DIR", default_value = "data")]
    data_dir: PathBuf,
}

impl Check {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let store = self.database.attach().await?;
        let mut count = 0_u64;
        let mut tell = |finding: check::Finding| {
            count += 1;
            println!("{finding}");
        };
        let done = check::run(&store, &self.data_dir.join("attachments"), &mut tell).await;
        store.close().await;
        let checked = done?;
        println!(
            "{count} findings in {} records with {} versions, {} receipts, {} attachments, {} sums, {} filed years, {} audit rows up to {}",
            checked.record_count,
            checked.version_count,
            checked.receipt_count,
            checked.attachment_count,
            checked.roll_up_count,
            checked.filing_count,
            checked.audit_row_count,
            checked.audit_head
        );
        match count {
            0 => Ok(()),
            _ => Err(Failure::failed(format!("{count} findings"))),
        }
    }
}
