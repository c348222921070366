//! A list of commissioners as an office keeps it in WPS, for tests that are not written in Rust.
//!
//! Takes title, unit and then eight texts a person (see `tests::wps`); writes the workbook to its
//! standard output.

use std::{
    env,
    io::{self, Write},
    process::ExitCode,
};

use tests::wps;

fn main() -> io::Result<ExitCode> {
    let texts: Vec<String> = env::args().skip(1).collect();
    let (Some([title, unit]), Some(said)) = (texts.get(..2), texts.get(2..)) else {
        return Ok(ExitCode::from(2));
    };
    let people: Vec<wps::Said<'_>> = said
        .chunks_exact(8)
        .map(|texts| std::array::from_fn(|at| texts[at].as_str()))
        .collect();
    io::stdout().write_all(&wps::people(title, unit, &people))?;
    Ok(ExitCode::SUCCESS)
}
