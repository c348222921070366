//! A database with something of everything in it, for tests that look at all of it.

use crate::{databases::open, world};
use domain::{
    access::Actor,
    attachments::ContentType,
    codes::Decision,
    ids::{RecordId, uuid_v7},
    reading::{DecisionOutcome, DecisionRequest},
    sync::Outcome,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};
use store::{
    Store, accounts,
    attachments::{self, Attachment},
    reviews,
};

/// A commissioner of the golden set.
const ZHAO: &str = "13900001008";
const VILLAGE: &str = "360723104207";

/// An open database with records in several states and versions, and a folder of photos.
#[derive(Debug)]
pub struct Filled {
    pub store: Store,
    pub zhao: Actor,
    pub city: Actor,
    /// The data folder, with `attachments` in it.
    pub data: PathBuf,
}

impl Filled {
    /// Fills the database at `url` and the folder `data`: eight visits, every second approved, one
    /// returned and saved again, one with a photo.
    ///
    /// # Panics
    /// When something of it is refused.
    pub async fn make(url: &str, data: &Path) -> Self {
        let store = open(url).await.0;
        world::golden(&store).await;
        let filled = Self {
            zhao: world::commissioner(&store, ZHAO).await,
            city: world::city_staff(&store).await,
            store,
            data: data.to_owned(),
        };
        for number in 0..8 {
            filled.submits(number, &[]).await;
            if number % 2 == 0 {
                filled.decides(number, Decision::Approve).await;
            }
        }
        filled.decides(1, Decision::Return).await;
        filled.pushes(&change(1, "save", 2, &[])).await;
        let hash = filled.uploads(b"not really a photo");
        filled.submits(8, &[&hash]).await;
        filled.photo_arrives(hash).await;
        let key = accounts::device_key(&filled.store, &filled.zhao).await;
        key.unwrap_or_else(|error| panic!("{error}"));
        filled
    }

    /// Submits the visit of this number, which nobody has seen before.
    pub async fn submits(&self, number: u64, photos: &[&str]) {
        self.pushes(&change(number, "submit", 0, photos)).await;
    }

    async fn pushes(&self, change: &Value) {
        let answer = world::push(&self.store, &self.zhao, change.clone()).await;
        assert_eq!(answer.outcome, Outcome::Applied, "{answer:?}");
    }

    /// What a reviewer says of the visit of this number as it was submitted.
    #[must_use]
    pub fn decision(number: u64, decision: Decision) -> DecisionRequest {
        DecisionRequest {
            record_id: RecordId(uuid_v7(1_770_000_000_000 + number, [1; 10])),
            version: 1,
            decision,
            opinion: "请补充服务内容".into(),
            fields: Vec::new(),
        }
    }

    async fn decides(&self, number: u64, decision: Decision) {
        let request = Self::decision(number, decision);
        let results = reviews::decide(&self.store, &self.city, &[request]).await;
        let results = results.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(results[0].outcome, DecisionOutcome::Applied, "{results:?}");
    }

    /// Puts a photo into the folder; its hash.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn uploads(&self, bytes: &[u8]) -> String {
        let hash = format!("{:x}", Sha256::digest(bytes));
        let path = photo_path(&self.data, &hash);
        let folder = path.parent().unwrap_or(&self.data);
        let done = fs::create_dir_all(folder).and_then(|()| fs::write(&path, bytes));
        done.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        hash
    }

    async fn photo_arrives(&self, sha256: String) {
        let file = Attachment {
            sha256,
            content_type: ContentType::Jpeg,
            byte_count: 18,
        };
        let done = attachments::record(&self.store, &self.zhao, &file).await;
        done.unwrap_or_else(|error| panic!("{error}"));
    }

    /// The one photo's file.
    ///
    /// # Panics
    /// Never: a hash is long enough.
    #[must_use]
    pub fn photo(&self) -> PathBuf {
        photo_path(&self.data, &self.uploads(b"not really a photo"))
    }
}

fn photo_path(data: &Path, hash: &str) -> PathBuf {
    data.join("attachments")
        .join(&hash[..2])
        .join(&hash[2..4])
        .join(hash)
}

fn change(number: u64, op: &str, base: i64, photos: &[&str]) -> Value {
    let seed = if op == "submit" { [2; 10] } else { [3; 10] };
    let photos: Vec<Value> = photos
        .iter()
        .map(|hash| json!({ "sha256": hash }))
        .collect();
    json!({
        "change_id": uuid_v7(1_770_000_000_000 + number, seed), "sequence": number, "base_version": base,
        "captured_at": "2026-02-28T03:00:00Z", "schema": 1, "op": op,
        "record": {
            "kind": "visit", "id": uuid_v7(1_770_000_000_000 + number, [1; 10]), "log_type": "personal", "participant_ids": [],
            "mode": "onsite", "started_on": "2026-02-27", "ended_on": "2026-02-27", "service_days": 0.5, "area_code": VILLAGE,
            "target_kind": "farmer_household", "industry_codes": ["navel_orange"], "action_kind": "tech_assistance",
            "service_kinds": ["guidance"], "photos": photos,
            "content": format!("第 {number} 次到果园查看脐橙树势和病虫害，讲解“黄龙病”防控\\与\n春季管理 𠮷。"),
        },
    })
}
