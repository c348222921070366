//! The built `ketepai`, as an operator meets it: exit codes, one plain sentence, and an orderly end.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

fn ketepai(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ketepai"));
    let database = format!("sqlite://{}/ketepai.db", folder.path().display());
    command
        .args(arguments)
        .env_clear()
        .env("KETEPAI_DATABASE_URL", database)
        .env("KETEPAI_DATA_DIR", folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(folder: &TempDir, arguments: &[&str], typed: &str) -> Output {
    let mut child = ketepai(folder, arguments).spawn().unwrap();
    // A command that reads nothing may have ended by now.
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    child.wait_with_output().unwrap()
}

fn fails_in_one_sentence(folder: &TempDir, arguments: &[&str], typed: &str, code: i32) {
    let output = run(folder, arguments, typed);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    assert_eq!(said.trim_end().lines().count(), 1, "{arguments:?}: {said}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
}

#[test]
fn a_backup_restore_or_check_that_cannot_begin_says_so_in_one_sentence() {
    let folder = TempDir::new().unwrap();
    for (line, code) in [
        ("check", 1),
        ("backup no-such-folder/backup", 1),
        ("restore no-such-file --into x", 1),
        ("restore Cargo.toml --into no-such-folder", 1),
        ("restore x", 2),
        ("restore x --into y --database-url sqlite://z", 2),
    ] {
        let arguments: Vec<&str> = line.split(' ').collect();
        fails_in_one_sentence(&folder, &arguments, "", code);
    }
}

#[test]
fn a_failure_is_one_sentence_and_its_code_tells_whose_fault_it_is() {
    let folder = TempDir::new().unwrap();
    for (arguments, typed, code) in [
        (&["nonsense"][..], "", 2),
        (&["demo"], "", 2),
        (&["serve", "--addr", "0.0.0.0:0"], "", 2),
        (&["serve", "--tls-cert", "x", "--tls-key", "y"], "", 2),
        (&["serve", "--tls-cert", "x"], "", 2),
        (&["serve", "--database-url", "postgre://x"], "", 2),
        (
            &[
                "demo",
                "--database-url",
                "x.db",
                "--password",
                "orange-grove-9",
            ],
            "",
            2,
        ),
        (&["serve", "--public-url", "https://host/path"], "", 2),
        (&["import", "villages"], "", 2),
        (&["import", "houses", "x.csv"], "", 2),
        (&["import", "villages", "no-such-file.csv"], "", 1),
        (&["user", "add", "--login", "wu", "--role", "admin"], "", 2),
        (
            &["user", "add", "--login", "wu", "--role", "king"],
            "orange-grove-9\n",
            2,
        ),
        (
            &["user", "add", "--login", "li", "--role", "county_staff"],
            "orange-grove-9\n",
            2,
        ),
        (
            &["user", "reset-password", "--login", "nobody"],
            "orange-grove-9\n",
            1,
        ),
        (&["user", "disable", "--login", "nobody"], "", 1),
        (
            &["report", "annual", "--year", "2026", "--area", "12"],
            "",
            2,
        ),
        (
            &[
                "report",
                "annual",
                "--year",
                "2026",
                "--area",
                "360700000000",
            ],
            "",
            1,
        ),
    ] {
        fails_in_one_sentence(&folder, arguments, typed, code);
    }
}

#[test]
fn a_dry_run_names_every_bad_row_and_writes_nothing() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("units.csv");
    std::fs::write(
        &file,
        "code,name,kind,level\nU0,示例农科所,科研院所,city\nU1,,科研院所,moon\n",
    )
    .unwrap();
    let file = file.to_str().unwrap();
    let output = run(&folder, &["import", "units", file, "--dry-run"], "");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("第 3 行"), "{said}");
}

#[test]
fn an_account_is_made_and_the_document_is_printed() {
    let folder = TempDir::new().unwrap();
    let added = run(
        &folder,
        &["user", "add", "--login", "wu", "--role", "admin"],
        "orange-grove-9\n",
    );
    assert!(added.status.success(), "{added:?}");
    let again = run(
        &folder,
        &["user", "add", "--login", "wu", "--role", "admin"],
        "orange-grove-9\n",
    );
    assert_eq!(again.status.code(), Some(1));
    let document = run(&folder, &["openapi"], "");
    let document: serde_json::Value = serde_json::from_slice(&document.stdout).unwrap();
    assert!(document["paths"]["/api/v1/sync"]["post"].is_object());
}

#[test]
fn a_refused_account_says_what_to_give_instead() {
    let folder = TempDir::new().unwrap();
    let refused = |arguments: &[&str], typed, code, told: &str| {
        let output = run(&folder, &[&["user", "add"], arguments].concat(), typed);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(told), "{said}");
    };
    let good = "orange-grove-9\n";
    let add = |login: &'static str, role: &'static str| ["--login", login, "--role", role];
    let no_area = "county_staff needs --area";
    refused(&add("li", "county_staff"), good, 2, no_area);
    let city = [&add("li", "county_staff")[..], &["--area", "360700000000"]].concat();
    refused(&city, good, 2, "a county's");
    let own = "import of commissioners";
    refused(&add("li", "commissioner"), good, 2, own);
    refused(&add("l i", "admin"), good, 2, "without spaces");
    refused(&add("li", "admin"), "12345678\n", 1, "too short");
}

#[test]
fn a_demo_refuses_a_weak_password_before_it_begins() {
    let folder = TempDir::new().unwrap();
    let output = run(
        &folder,
        &["demo", "--year", "2025", "--password", "short"],
        "",
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("too short"), "{said}");
    assert!(!folder.path().join("data").exists(), "{said}");
}

#[test]
fn told_to_end_the_server_ends_well() {
    let folder = TempDir::new().unwrap();
    let mut server = ketepai(&folder, &["serve", "--addr", "127.0.0.1:0"])
        .spawn()
        .unwrap();
    let mut log = BufReader::new(server.stdout.take().unwrap());
    let mut line = String::new();
    log.read_line(&mut line).unwrap();
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    let mut connection = TcpStream::connect(line["address"].as_str().unwrap()).unwrap();
    connection
        .write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .unwrap();
    let mut answer = [0; 15];
    connection.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    // The connection stays open, as a browser would hold it.
    let told = Command::new("kill")
        .arg(server.id().to_string())
        .status()
        .unwrap();
    assert!(told.success());
    assert!(server.wait().unwrap().success());
    let mut rest = String::new();
    log.read_to_string(&mut rest).unwrap();
    let request: serde_json::Value = serde_json::from_str(rest.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&request["path"], &request["status"]),
        (&"/readyz".into(), &200.into())
    );
}

/// A database with an account in it, and a photo beside it.
fn with_photo(folder: &TempDir) -> std::path::PathBuf {
    let arguments = ["user", "add", "--login", "wu", "--role", "admin"];
    assert!(run(folder, &arguments, "orange-grove-9\n").status.success());
    // SHA-256 of nothing at all, which is a file too.
    let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let photo = folder.path().join("attachments/e3/b0").join(hash);
    std::fs::create_dir_all(photo.parent().unwrap()).unwrap();
    std::fs::write(&photo, "").unwrap();
    photo
}

#[test]
fn a_backup_is_its_owners_alone_and_comes_back_whole() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    with_photo(&folder);
    let file = folder.path().join("backup");
    let written = run(&folder, &["backup", file.to_str().unwrap()], "");
    assert!(written.status.success(), "{written:?}");
    assert_eq!(
        std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    // Again under the same name: the new one takes the old one's place.
    assert!(
        run(&folder, &["backup", file.to_str().unwrap()], "")
            .status
            .success()
    );
    let into = TempDir::new().unwrap();
    let restored = run(
        &folder,
        &[
            "restore",
            file.to_str().unwrap(),
            "--into",
            into.path().to_str().unwrap(),
        ],
        "",
    );
    assert!(restored.status.success(), "{restored:?}");
    assert!(into.path().join("ketepai.db").exists());
    let checked = run(&into, &["check"], "");
    let said = String::from_utf8(checked.stdout).unwrap();
    assert!(checked.status.success(), "{said}");
    assert!(said.starts_with("0 findings in "), "{said}");
    assert!(said.contains(" 1 attachments, "), "{said}");
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        !names
            .iter()
            .any(|name| name.to_string_lossy().starts_with(".ketepai-backup")),
        "{names:?}"
    );
}

#[test]
fn a_check_names_each_finding_and_fails() {
    let folder = TempDir::new().unwrap();
    let photo = with_photo(&folder);
    std::fs::write(&photo, "no longer nothing").unwrap();
    let checked = run(&folder, &["check"], "");
    let said = String::from_utf8(checked.stdout).unwrap();
    assert_eq!(checked.status.code(), Some(1), "{said}");
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].contains("is damaged"), "{said}");
    assert!(lines[1].starts_with("1 findings in "), "{said}");
    // A backup goes on without it, and says so.
    let file = folder.path().join("backup");
    let written = run(&folder, &["backup", file.to_str().unwrap()], "");
    assert_eq!(written.status.code(), Some(1));
    assert!(
        String::from_utf8(written.stderr)
            .unwrap()
            .contains("1 damaged")
    );
    assert!(file.exists());
}

#[test]
fn an_altered_backup_is_refused_in_one_sentence() {
    let folder = TempDir::new().unwrap();
    with_photo(&folder);
    let file = folder.path().join("backup");
    assert!(
        run(&folder, &["backup", file.to_str().unwrap()], "")
            .status
            .success()
    );
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let into = folder.path().join("into");
    let refused = run(
        &folder,
        &[
            "restore",
            file.to_str().unwrap(),
            "--into",
            into.to_str().unwrap(),
        ],
        "",
    );
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(
        said.trim_end(),
        "ketepai: the backup is damaged, cut off or altered; nothing was restored"
    );
    assert!(!into.exists());
}
