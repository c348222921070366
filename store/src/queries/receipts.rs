//! Receipts: an HMAC over what was accepted, under a key that lives in the database.

use super::{Conn, Pools};
use crate::{Result, StoreError, clock};
use domain::ids::RecordId;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::{collections::BTreeMap, fmt::Write as _};

/// The key that signs receipts.
#[derive(Clone)]
pub(crate) struct ReceiptKey {
    id: String,
    secret: Vec<u8>,
}

impl std::fmt::Debug for ReceiptKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReceiptKey({})", self.id)
    }
}

impl ReceiptKey {
    /// Reads the newest key; makes the first one.
    pub(crate) async fn read(conn: &mut Conn, pools: &Pools) -> Result<Self> {
        if let Some(key) = Self::newest(conn).await? {
            return Ok(key);
        }
        sqlx::query("INSERT INTO server_keys (id, purpose, secret_key, created_at) VALUES ('k1', 'receipt', $1, $2) ON CONFLICT (id) DO NOTHING")
            .bind(clock::random::<32>().to_vec())
            .bind(pools.clock.now())
            .execute(&mut *conn)
            .await?;
        // Another process may have made it a moment before.
        let key = Self::newest(conn).await?;
        key.ok_or(StoreError::Database(sqlx::Error::RowNotFound))
    }

    async fn newest(conn: &mut Conn) -> Result<Option<Self>> {
        let found: Option<(String, Vec<u8>)> =
            sqlx::query_as("SELECT id, secret_key FROM server_keys WHERE purpose = 'receipt' ORDER BY created_at DESC, id DESC LIMIT 1")
                .fetch_optional(conn)
                .await?;
        Ok(found.map(|(id, secret)| Self { id, secret }))
    }

    /// All keys that ever signed, by their id.
    pub(crate) async fn all(conn: &mut Conn) -> Result<BTreeMap<String, Self>> {
        let found: Vec<(String, Vec<u8>)> =
            sqlx::query_as("SELECT id, secret_key FROM server_keys WHERE purpose = 'receipt'")
                .fetch_all(conn)
                .await?;
        Ok(found
            .into_iter()
            .map(|(id, secret)| (id.clone(), Self { id, secret }))
            .collect())
    }

    /// `key id . HMAC-SHA256(record id, version, photo hashes)` in hex.
    pub(crate) fn sign(&self, record: RecordId, version: i64, photos: &[String]) -> Result<String> {
        let corrupt = || StoreError::Corrupt {
            table: "server_keys",
            column: "secret_key",
            id: self.id.clone(),
        };
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).map_err(|_| corrupt())?;
        mac.update(format!("{record}\n{version}\n{}", photos.join("\n")).as_bytes());
        let mut receipt = format!("{}.", self.id);
        for byte in mac.finalize().into_bytes() {
            let _ = write!(receipt, "{byte:02x}");
        }
        Ok(receipt)
    }
}
