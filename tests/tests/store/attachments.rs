//! How long photos are kept: the daily sweep, on both databases, with a clock that is moved.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{Duration, Months};
use domain::{
    access::Actor,
    attachments::ContentType,
    ids::RecordId,
    reading::{PhotoFile, PhotoState},
};
use server::jobs::attachments::{Swept, sweep};
use store::{
    Store, StoreError,
    attachments::{self, Attachment, Expired},
    records,
};
use tempfile::TempDir;
use tests::{
    databases::{START, instant, open},
    each_database,
    http::{App, id, photo, sha256, submission, visit_with},
    world,
};

/// What a sweep says that let go so many uploads, references and files.
fn swept(upload_count: u64, reference_count: u64, file_count: u64) -> Swept {
    Swept {
        expired: Expired {
            upload_count,
            reference_count,
        },
        file_count,
    }
}

async fn actor(store: &Store, login: &str) -> Actor {
    store::accounts::find(store, login).await.unwrap()
}

async fn sees(store: &Store, who: &Actor, photo: &[u8]) -> bool {
    match attachments::find(store, who, &sha256(photo)).await {
        Ok(_) => true,
        Err(StoreError::NotFound) => false,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn an_upload_that_no_record_names_goes_after_a_day_and_a_named_one_stays() {
    each_database(async |store, clock| {
        let app = App::start(&store).await;
        let (named, unnamed) = (photo(1), photo(2));
        for photo in [&named, &unnamed] {
            app.zhao.uploads(photo).await;
        }
        app.zhao
            .pushes(&submission(1, &visit_with(1, &[&named])))
            .await;
        let zhao = actor(&store, "zhao").await;
        clock.set(instant(START) + Duration::hours(23));
        assert_eq!(
            sweep(&store, &app.attachments).await.unwrap(),
            swept(0, 0, 0)
        );
        assert!(sees(&store, &zhao, &unnamed).await);
        clock.set(instant(START) + Duration::hours(24));
        assert_eq!(
            sweep(&store, &app.attachments).await.unwrap(),
            swept(1, 0, 1)
        );
        assert!(!sees(&store, &zhao, &unnamed).await);
        assert!(app.attachments.get(&sha256(&unnamed)).await.is_err());
        assert!(sees(&store, &zhao, &named).await);
        assert_eq!(app.attachments.get(&sha256(&named)).await.unwrap(), named);
    })
    .await;
}

#[tokio::test]
async fn bytes_stay_while_another_persons_record_needs_them() {
    each_database(async |store, clock| {
        let app = App::start(&store).await;
        let shared = photo(1);
        app.zhao.uploads(&shared).await;
        app.qian.uploads(&shared).await;
        app.qian
            .pushes(&submission(1, &visit_with(1, &[&shared])))
            .await;
        clock.set(instant(START) + Duration::days(2));
        assert_eq!(
            sweep(&store, &app.attachments).await.unwrap(),
            swept(0, 0, 0)
        );
        for login in ["zhao", "qian"] {
            assert!(sees(&store, &actor(&store, login).await, &shared).await);
        }
        assert_eq!(app.attachments.get(&sha256(&shared)).await.unwrap(), shared);
    })
    .await;
}

/// On PostgreSQL a sweep runs beside pushes.
#[tokio::test]
async fn a_photo_that_is_named_while_a_sweep_runs_stays_or_is_asked_for() {
    each_database(async |store, clock| {
        App::start(&store).await;
        let zhao = actor(&store, "zhao").await;
        for number in 1..=24 {
            let photo = [number];
            let file = Attachment {
                sha256: sha256(&photo),
                content_type: ContentType::Jpeg,
                byte_count: 1,
            };
            attachments::record(&store, &zhao, &file).await.unwrap();
            clock.set(clock.now() + Duration::days(1));
            let change = submission(number, &visit_with(number, &[&photo]));
            let sweeps = async {
                // A little later each time.
                for _ in 0..number {
                    attachments::needed(&store, &[]).await.unwrap();
                }
                attachments::expire(&store).await.unwrap();
            };
            let (answer, ()) = tokio::join!(world::push(&store, &zhao, change), sweeps);
            let is_named = answer.missing_photos.is_empty();
            assert_eq!(sees(&store, &zhao, &photo).await, is_named, "{answer:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn photos_of_a_voided_record_go_two_years_after_it() {
    each_database(async |store, clock| {
        let app = App::start(&store).await;
        let photo = photo(1);
        app.zhao.uploads(&photo).await;
        app.zhao
            .pushes(&submission(1, &visit_with(1, &[&photo])))
            .await;
        let voided = app.li.decides(&id(1), 1, "void").await;
        assert_eq!(voided["outcome"], "applied", "{voided}");
        let li = actor(&store, "li").await;
        let record: RecordId = id(1).parse().unwrap();
        let end = instant(START) + Months::new(24);
        for (at, gone, state) in [
            (end - Duration::days(1), swept(0, 0, 0), PhotoState::Picture),
            (end, swept(1, 1, 1), PhotoState::Cleared),
        ] {
            clock.set(at);
            assert_eq!(sweep(&store, &app.attachments).await.unwrap(), gone);
            assert_eq!(
                sees(&store, &li, &photo).await,
                state == PhotoState::Picture
            );
            let sha256 = sha256(&photo);
            let view = records::get(&store, &li, record).await.unwrap();
            assert_eq!(view.photo_files, [PhotoFile { sha256, state }]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_discarded_draft_keeps_no_photo() {
    each_database(async |store, clock| {
        let app = App::start(&store).await;
        let (photo, record) = (photo(1), visit_with(1, &[&photo(1)]));
        app.zhao.uploads(&photo).await;
        let mut save = submission(1, &record);
        save["op"] = "save".into();
        app.zhao.pushes(&save).await;
        clock.set(instant(START) + Duration::hours(11));
        let mut discard = submission(2, &record);
        discard["op"] = "discard".into();
        discard["base_version"] = 1.into();
        let discarded = app.zhao.pushes(&discard).await;
        assert_eq!(discarded["outcome"], "applied", "{discarded}");
        clock.set(instant(START) + Duration::days(1));
        assert_eq!(
            sweep(&store, &app.attachments).await.unwrap(),
            swept(1, 1, 1)
        );
    })
    .await;
}

#[tokio::test]
async fn bytes_whose_upload_broke_off_are_swept_and_foreign_files_are_left_alone() {
    each_database(async |store, clock| {
        let app = App::start(&store).await;
        // An empty folder is this database's from now on.
        sweep(&store, &app.attachments).await.unwrap();
        let orphan = photo(1);
        let hash = sha256(&orphan);
        let put = app.attachments.put(&hash, orphan.clone().into()).await;
        put.unwrap();
        let folder = app.folder.path().join("attachments");
        let foreign = folder.join("README#1");
        std::fs::write(&foreign, "not ours").unwrap();
        let half = folder.join(format!("{}/{}/{hash}#1", &hash[..2], &hash[2..4]));
        std::fs::write(&half, "cut").unwrap();
        assert_eq!(
            sweep(&store, &app.attachments).await.unwrap(),
            swept(0, 0, 1)
        );
        assert!(half.exists(), "it may be under way");
        // Files carry the machine's own time.
        clock.set(instant("2126-01-01T00:00:00Z"));
        assert_eq!(
            sweep(&store, &app.attachments).await.unwrap(),
            swept(0, 0, 1)
        );
        assert!(!half.exists());
        assert!(app.attachments.get(&hash).await.is_err());
        assert!(foreign.exists());
    })
    .await;
}

#[tokio::test]
async fn from_another_databases_folder_nothing_is_deleted() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let photo = photo(1);
        app.zhao.uploads(&photo).await;
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite://{}/other.db", folder.path().display());
        let (other, _) = open(&url).await;
        for known_to_be_its in [false, true] {
            let refused = sweep(&other, &app.attachments).await.unwrap_err();
            assert!(refused.to_string().contains(".database"), "{refused}");
            let kept = app.attachments.get(&sha256(&photo)).await.unwrap();
            assert_eq!(kept, photo, "{known_to_be_its}");
            sweep(&store, &app.attachments).await.unwrap();
        }
        other.close().await;
    })
    .await;
}

#[tokio::test]
async fn bytes_that_somebody_needs_are_not_deleted() {
    each_database(async |store, _| {
        App::start(&store).await;
        let zhao = actor(&store, "zhao").await;
        let file = Attachment {
            sha256: sha256(b"kept"),
            content_type: ContentType::Jpeg,
            byte_count: 4,
        };
        attachments::record(&store, &zhao, &file).await.unwrap();
        let delete = async || "deleted";
        let kept = attachments::unless_needed(&store, &file.sha256, delete()).await;
        assert_eq!(kept.unwrap(), None);
        let other = sha256(b"other");
        let gone = attachments::unless_needed(&store, &other, delete()).await;
        assert_eq!(gone.unwrap(), Some("deleted"));
    })
    .await;
}
