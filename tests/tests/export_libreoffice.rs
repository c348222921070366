//! What leaves as a file comes back out of LibreOffice as it was: rare characters, quotes, lines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use calamine::{Reader, Xlsx, open_workbook};
use server::export::{Cell, Format, Head, Sheet, from_rows};
use std::{
    env, fs,
    io::{self, Read},
    path::Path,
    process::Command,
};

const TEXTS: [&str; 6] = [
    "𠮷田村 㐂塅 上塅村",
    "带,逗号",
    "带\"引号\"",
    "第一行\n第二行",
    "007",
    "360722104200",
];

fn rows() -> Vec<Vec<Cell>> {
    TEXTS
        .map(|text| vec![Cell::text(text), Cell::Count(12), Cell::text("尾")])
        .into()
}

fn sheet() -> Sheet {
    let head = |text: &str| Head {
        text: text.to_owned(),
        width: 20,
    };
    Sheet {
        tab: "名单",
        title: "𠮷 㐂 塅".to_owned(),
        told: ["大余县".to_owned(), "计量单位见表头".to_owned()],
        heads: vec![head("村"), head("次"), head("注")],
        steady: 1,
    }
}

/// Whether LibreOffice is here. Where nothing may be left out, it must be.
fn has_office() -> bool {
    let found = Command::new("soffice").arg("--version").output().is_ok();
    let ci = env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
    assert!(found || !ci, "LibreOffice is not installed");
    found
}

/// Converts a file in `folder` with LibreOffice.
fn convert(folder: &Path, name: &str, to: &str, input: Option<&str>) {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let mut office = Command::new("soffice");
    office.current_dir(folder).args([&profile, "--headless"]);
    office.args(input.map(|filter| format!("--infilter={filter}")));
    let done = office.args(["--convert-to", to, name]).output().unwrap();
    assert!(done.status.success(), "{done:?}");
}

fn put(folder: &Path, name: &str, format: Format) {
    let mut written = from_rows(format, &sheet(), rows()).unwrap();
    let mut file = fs::File::create(folder.join(name)).unwrap();
    io::copy(&mut written.file, &mut file).unwrap();
}

#[test]
fn a_workbook_survives_libreoffice() {
    if !has_office() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "list.xlsx", Format::Xlsx);
    // Commas, double quotes, UTF-8, from the first row, cells as they are shown.
    let csv = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false";
    convert(folder.path(), "list.xlsx", csv, None);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_path(folder.path().join("list.csv"))
        .unwrap();
    let found: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(&found[0][0], "𠮷 㐂 塅");
    for (row, text) in found[4..].iter().zip(TEXTS) {
        assert_eq!((&row[0], &row[1], &row[2]), (text, "12", "尾"));
    }
}

#[test]
fn a_csv_survives_libreoffice() {
    if !has_office() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "list.csv", Format::Csv);
    let mut bytes = Vec::new();
    let path = folder.path().join("list.csv");
    fs::File::open(&path)
        .unwrap()
        .read_to_end(&mut bytes)
        .unwrap();
    assert!(bytes.starts_with(b"\xEF\xBB\xBF"));
    // The first and third column as text, as a clerk chooses for codes.
    let as_text = "CSV:44,34,76,1,1/2/2/1/3/2";
    convert(folder.path(), "list.csv", "xlsx", Some(as_text));
    let mut book: Xlsx<_> = open_workbook(folder.path().join("list.xlsx")).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let found: Vec<(String, String)> = range
        .rows()
        .skip(1)
        .map(|row| (row[0].to_string(), row[1].to_string()))
        .collect();
    let expected: Vec<(String, String)> = TEXTS
        .iter()
        .map(|text| ((*text).to_owned(), "12".to_owned()))
        .collect();
    assert_eq!(found, expected);
}
