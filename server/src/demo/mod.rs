//! A year of believable records for a first look, never over real ones.

/// Fills the empty database at `store_url` with invented people and their `year`, and prints the logins.
///
/// Without `password` each login gets a random one.
pub async fn run(store_url: &str, year: i32, password: Option<&str>) -> anyhow::Result<()> {
    let _ = (store_url, year, password);
    tokio::task::yield_now().await;
    anyhow::bail!("the demo data is not part of this build yet")
}
