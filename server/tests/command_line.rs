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

#[test]
fn a_failure_is_one_sentence_and_its_code_tells_whose_fault_it_is() {
    let folder = TempDir::new().unwrap();
    for (arguments, typed, code) in [
        (&["nonsense"][..], "", 2),
        (&["demo"], "", 2),
        (&["serve", "--addr", "0.0.0.0:0"], "", 2),
        (&["serve", "--tls-cert", "x", "--tls-key", "y"], "", 2),
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
        let output = run(&folder, arguments, typed);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert_eq!(said.trim_end().lines().count(), 1, "{arguments:?}: {said}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
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
