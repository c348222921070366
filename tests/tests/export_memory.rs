//! A long list takes no more memory than a short one. Alone in its file: what the process held at
//! its highest is measured, and other tests would be measured with it.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use server::export::{Cell, Format, Head, Sheet, from_rows};
use std::fs;

/// A city's records of a few years.
const MANY: u64 = 132_000;

fn sheet() -> Sheet {
    let heads = (0..6).map(|column| Head {
        text: format!("第 {column} 列"),
        width: 12,
    });
    Sheet {
        tab: "服务记录",
        title: "科技特派员服务记录".to_owned(),
        told: ["大余县".to_owned(), "计量单位见表头".to_owned()],
        heads: heads.collect(),
        steady: 1,
    }
}

fn row(number: u64) -> Vec<Cell> {
    let mut cells = vec![Cell::Count(i64::try_from(number).unwrap())];
    cells.extend((1..6).map(|column| {
        Cell::text(format!(
            "第 {number} 次到果园查看树势和病虫害，第 {column} 项"
        ))
    }));
    cells
}

/// The most memory the process has held so far, in kB.
fn highest() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn a_hundred_times_as_many_rows_take_no_more_memory() {
    for format in [Format::Csv, Format::Xlsx] {
        from_rows(format, &sheet(), (0..MANY / 100).map(row)).unwrap();
        let few = highest();
        let written = from_rows(format, &sheet(), (0..MANY).map(row)).unwrap();
        let grown = highest() - few;
        assert_eq!(written.rows, MANY);
        // The texts alone would take more than 30 MB.
        assert!(grown < 8_000, "{format:?} took {grown} kB more");
    }
}
