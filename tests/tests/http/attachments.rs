//! Photos: what is kept, what is refused, who sees it, and that records and photos find each other
//! in any order.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::attachments::{ContentType, MAX_BYTES, MAX_UNCLAIMED_BYTES};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::{fs, path::Path};
use store::attachments::{self, Attachment};
use tests::{
    each_database, fixtures,
    http::{App, Person, QIAN_ID, id, photo, sha256, submission, visit_with},
};

const SCAN: &[u8] = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

fn address(photo: &[u8]) -> String {
    format!("/api/v1/attachments/{}", sha256(photo))
}

/// The next change of a known record.
fn change(number: u8, record: &Value, base: i64, op: &str) -> Value {
    let mut change = submission(number, record);
    change["base_version"] = base.into();
    change["op"] = op.into();
    change
}

/// The photo after its first segment, so that the picture itself stays.
fn with_segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let plain = photo(1);
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    let segment = [&[0xFF, marker][..], &length, content].concat();
    [&plain[..2], &segment, &plain[2..]].concat()
}

fn with_pixels(height: u16, width: u16) -> Vec<u8> {
    let mut photo = photo(1);
    let frame = photo.windows(2).position(|pair| pair == [0xFF, 0xC0]);
    let at = frame.unwrap() + 5;
    photo[at..at + 2].copy_from_slice(&height.to_be_bytes());
    photo[at + 2..at + 4].copy_from_slice(&width.to_be_bytes());
    photo
}

fn files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| {
            if entry.file_type().unwrap().is_dir() {
                files(&entry.path())
            } else {
                1
            }
        })
        .sum()
}

async fn missing(person: &Person, change: &Value) -> Value {
    let answer = person.pushes(change).await;
    assert!(answer["receipt"].is_string(), "{answer}");
    answer["missing_photos"].clone()
}

#[tokio::test]
async fn a_photo_is_kept_once_and_comes_back_as_it_was_sent() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let photo = photo(1);
        let answer = app.zhao.uploads(&photo).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.json());
        let want = json!({"sha256": sha256(&photo), "content_type": "image/jpeg", "byte_count": photo.len()});
        assert_eq!(answer.json(), want);
        let again = app.zhao.uploads(&photo).await;
        assert_eq!((again.status, again.json()), (StatusCode::OK, want));
        let back = app.zhao.gets(&address(&photo)).await;
        assert_eq!((back.status, &back.bytes), (StatusCode::OK, &photo));
        for (name, value) in [
            ("content-type", "image/jpeg"),
            ("content-disposition", "inline"),
            ("cache-control", "private, max-age=86400, immutable"),
            ("vary", "Cookie, Authorization"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(back.header(name), value);
        }
    })
    .await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases, one line each")]
async fn what_is_no_plain_photo_is_refused_and_leaves_nothing() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let photo = photo(1);
        let cut = &photo[..photo.len() - 40];
        for (bytes, status, code) in [
            (&b"GIF89a"[..], 415, "unsupported_type"),
            (
                b"<svg xmlns='http://www.w3.org/2000/svg'/>",
                415,
                "unsupported_type",
            ),
            (b"", 415, "unsupported_type"),
            (SCAN, 415, "unsupported_type"),
            (
                &with_segment(0xE1, b"Exif\0\0MM\0*"),
                422,
                "embedded_metadata",
            ),
            (&with_segment(0xFE, b"here"), 422, "embedded_metadata"),
            (&with_pixels(8_000, 5_001), 422, "too_many_pixels"),
            (cut, 422, "damaged_image"),
            (&vec![0xFF; MAX_BYTES + 1], 413, "too_large"),
        ] {
            let answer = app.zhao.uploads(bytes).await;
            assert_eq!(
                (answer.status.as_u16(), answer.code().as_str()),
                (status, code)
            );
        }
        let other = app
            .zhao
            .asks(Method::PUT, &address(b"other"), photo.clone())
            .await;
        assert_eq!(
            (other.status.as_u16(), other.code().as_str()),
            (422, "hash_mismatch")
        );
        let nowhere = app
            .zhao
            .asks(Method::PUT, "/api/v1/attachments/..%2Fx", photo.clone())
            .await;
        assert_eq!(nowhere.fields(), ["sha256"]);
        assert_eq!(files(app.folder.path()), 0);
        for name in [
            "photo.jpg",
            "progressive.jpg",
            "photo.png",
            "photo.webp",
            "lossless.webp",
        ] {
            let bytes = fixtures::bytes(&format!("attachments/{name}"));
            assert_eq!(
                app.zhao.uploads(&bytes).await.status,
                StatusCode::CREATED,
                "{name}"
            );
        }
        assert_eq!(
            app.zhao.uploads(&with_pixels(8_000, 5_000)).await.status,
            StatusCode::CREATED
        );
        assert_eq!(files(app.folder.path()), 6);
    })
    .await;
}

#[tokio::test]
async fn offices_send_scans_and_who_writes_no_records_sends_nothing() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for person in [&app.sun, &app.li, &app.zhou] {
            assert_eq!(
                person.uploads(SCAN).await.status,
                StatusCode::CREATED,
                "{}",
                person.login
            );
        }
        let scan = app.li.gets(&address(SCAN)).await;
        assert_eq!(scan.header("content-type"), "application/pdf");
        assert_eq!(
            app.wu.uploads(&photo(1)).await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            app.nobody.uploads(&photo(1)).await.status,
            StatusCode::UNAUTHORIZED
        );
    })
    .await;
}

#[tokio::test]
async fn a_photo_arrives_before_its_record_after_it_or_twice() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let (early, late) = (photo(1), photo(2));
        app.zhao.uploads(&early).await;
        let push = submission(1, &visit_with(1, &[&early, &late]));
        assert_eq!(missing(&app.zhao, &push).await, json!([sha256(&late)]));
        let cut = &late[..late.len() / 2];
        let broken = app
            .zhao
            .asks(Method::PUT, &address(&late), cut.to_vec())
            .await;
        assert_eq!(broken.code(), "hash_mismatch");
        assert_eq!(missing(&app.zhao, &push).await, json!([sha256(&late)]));
        for status in [StatusCode::CREATED, StatusCode::OK] {
            assert_eq!(app.zhao.uploads(&late).await.status, status);
            assert_eq!(missing(&app.zhao, &push).await, json!([]));
        }
        let record = app
            .li
            .gets(&format!("/api/v1/records/{}", id(1)))
            .await
            .json();
        let states: Vec<_> = record["photo_files"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| &file["state"])
            .collect();
        assert_eq!(states, ["picture", "picture"]);
    })
    .await;
}

#[tokio::test]
async fn a_strangers_hash_in_ones_own_record_opens_nothing() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let private = photo(1);
        app.zhao.uploads(&private).await;
        let push = submission(1, &visit_with(1, &[&private]));
        assert_eq!(missing(&app.qian, &push).await, json!([sha256(&private)]));
        // Nor does it help that the photo's owner sends it again.
        app.zhao.uploads(&private).await;
        assert_eq!(missing(&app.qian, &push).await, json!([sha256(&private)]));
        for person in [&app.qian, &app.li, &app.zhou] {
            assert_eq!(
                person.gets(&address(&private)).await.status,
                StatusCode::NOT_FOUND,
                "{}",
                person.login
            );
        }
        assert_eq!(
            app.zhao.gets(&address(&private)).await.status,
            StatusCode::OK
        );
        // Who has the bytes has the photo.
        assert_eq!(app.qian.uploads(&private).await.status, StatusCode::CREATED);
        assert_eq!(missing(&app.qian, &push).await, json!([]));
        assert_eq!(app.li.gets(&address(&private)).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn who_may_read_the_record_sees_its_photos_and_a_draft_is_its_writers() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let photo = photo(1);
        let record = visit_with(1, &[&photo]);
        app.zhao.uploads(&photo).await;
        let sees = async |others: u16, qian: u16| {
            for (person, want) in [
                (&app.zhao, 200),
                (&app.qian, qian),
                (&app.sun, others),
                (&app.li, others),
                (&app.zhou, others),
                (&app.wu, 404),
                (&app.nobody, 401),
            ] {
                let answer = person.gets(&address(&photo)).await;
                assert_eq!(answer.status, want, "{}", person.login);
            }
        };
        app.zhao.pushes(&change(1, &record, 0, "save")).await;
        sees(404, 404).await;
        app.zhao.pushes(&change(2, &record, 1, "submit")).await;
        sees(200, 404).await;
        app.zhao.pushes(&change(3, &record, 2, "withdraw")).await;
        sees(404, 404).await;
        let mut joint = record.clone();
        joint["participant_ids"] = json!([QIAN_ID]);
        let answer = app.zhao.pushes(&change(4, &joint, 3, "submit")).await;
        assert_eq!(answer["outcome"], "applied", "{answer}");
        sees(200, 200).await;
        assert_eq!(
            app.li.gets("/api/v1/attachments/nothing").await.code(),
            "not_found"
        );
    })
    .await;
}

#[tokio::test]
async fn a_draft_on_a_returned_record_changes_nothing_for_its_reviewer() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let (old, new) = (photo(1), photo(2));
        app.zhao.uploads(&old).await;
        app.zhao.uploads(&new).await;
        app.zhao
            .pushes(&submission(1, &visit_with(1, &[&old])))
            .await;
        app.li.decides(&id(1), 1, "return").await;
        let edited = visit_with(1, &[&new]);
        let sees = async |old_status: u16, new_status: u16| {
            assert_eq!(app.li.gets(&address(&old)).await.status, old_status);
            assert_eq!(app.li.gets(&address(&new)).await.status, new_status);
        };
        let saved = app.zhao.pushes(&change(2, &edited, 2, "save")).await;
        assert_eq!(saved["outcome"], "applied", "{saved}");
        sees(200, 404).await;
        app.zhao.pushes(&change(3, &edited, 3, "submit")).await;
        sees(404, 200).await;
    })
    .await;
}

#[tokio::test]
async fn fifty_parallel_uploads_of_one_photo_leave_one() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let photo = photo(1);
        app.zhao
            .pushes(&submission(1, &visit_with(1, &[&photo])))
            .await;
        let uploads = (0..50).map(|_| app.zhao.uploads(&photo));
        let answers = futures::future::join_all(uploads).await;
        let with = |status| {
            answers
                .iter()
                .filter(|answer| answer.status == status)
                .count()
        };
        assert_eq!((with(StatusCode::CREATED), with(StatusCode::OK)), (1, 49));
        assert!(
            answers
                .iter()
                .all(|answer| answer.json() == answers[0].json())
        );
        assert_eq!(files(app.folder.path()), 1);
        assert_eq!(app.li.gets(&address(&photo)).await.bytes, photo);
    })
    .await;
}

#[tokio::test]
async fn too_much_that_waits_for_its_record_is_refused() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let zhao = store::accounts::find(&store, "zhao").await.unwrap();
        let large = Attachment {
            sha256: sha256(&photo(1)),
            content_type: ContentType::Jpeg,
            byte_count: MAX_UNCLAIMED_BYTES - 100,
        };
        attachments::record(&store, &zhao, &large).await.unwrap();
        let refused = app.zhao.uploads(&photo(2)).await;
        assert_eq!(
            (refused.status.as_u16(), refused.code().as_str()),
            (429, "upload_quota")
        );
        assert_eq!(files(app.folder.path()), 0);
        assert_eq!(
            app.qian.uploads(&photo(2)).await.status,
            StatusCode::CREATED
        );
        // What a record waits for is always welcome, and what it has got no longer counts.
        app.zhao
            .pushes(&submission(1, &visit_with(1, &[&photo(3)])))
            .await;
        assert_eq!(
            app.zhao.uploads(&photo(3)).await.status,
            StatusCode::CREATED
        );
        app.zhao
            .pushes(&submission(2, &visit_with(2, &[&photo(1)])))
            .await;
        assert_eq!(
            app.zhao.uploads(&photo(2)).await.status,
            StatusCode::CREATED
        );
    })
    .await;
}

#[tokio::test]
async fn bytes_that_cannot_be_kept_leave_no_row_and_are_asked_for_again() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let photo = photo(1);
        let push = submission(1, &visit_with(1, &[&photo]));
        app.zhao.pushes(&push).await;
        let folder = app.folder.path().join("attachments");
        fs::remove_dir(&folder).unwrap();
        fs::write(&folder, "a full disk").unwrap();
        let answer = app.zhao.uploads(&photo).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (503, "storage_unavailable")
        );
        assert_eq!(missing(&app.zhao, &push).await, json!([sha256(&photo)]));
        fs::remove_file(&folder).unwrap();
        fs::create_dir(&folder).unwrap();
        assert_eq!(app.zhao.uploads(&photo).await.status, StatusCode::CREATED);
        assert_eq!(missing(&app.zhao, &push).await, json!([]));
        // A file lost from the disk is put back by whoever still has it.
        fs::remove_dir_all(&folder).unwrap();
        fs::create_dir(&folder).unwrap();
        assert_eq!(
            app.li.gets(&address(&photo)).await.code(),
            "storage_unavailable"
        );
        assert_eq!(app.zhao.uploads(&photo).await.status, StatusCode::OK);
        assert_eq!(app.li.gets(&address(&photo)).await.bytes, photo);
    })
    .await;
}

#[tokio::test]
async fn pages_show_the_photos_of_a_record_and_say_which_are_missing() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let (there, missing) = (photo(1), photo(2));
        app.zhao.uploads(&there).await;
        let mut record = visit_with(1, &[&there, &missing]);
        record["photos"][0]["caption"] = "黄龙病<株>".into();
        app.zhao.pushes(&submission(1, &record)).await;
        let own = format!("/records/{}", id(1));
        let desk = format!("/desk/records/{}", id(1));
        for (person, page) in [
            (&app.zhao, own.as_str()),
            (&app.li, &desk),
            (&app.li, "/desk/reviews"),
        ] {
            let html = String::from_utf8(person.gets(page).await.bytes).unwrap();
            let picture = format!("<img src=\"{}\" alt=\"黄龙病&lt;株&gt;\"", address(&there));
            assert!(html.contains(&picture), "{page}: {html}");
            assert!(html.contains("1 张照片还没有送达"), "{page}");
            assert!(
                !html.contains(&format!("src=\"{}\"", address(&missing))),
                "{page}"
            );
        }
    })
    .await;
}
