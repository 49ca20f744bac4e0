//! Problem files and command lines: what they mean, and what is said of those that mean nothing.

use jensen::report::diagnostic;
use jensen::source::{Code, FormulaArguments, SourceError, from_command_line, read_problem};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn inputs() -> PathBuf {
    Path::new("tests/all/inputs").to_owned()
}

/// The files with this ending, in order.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == ending)).collect();
    files.sort();
    files
}

/// `--formula`, then `--box`es.
fn command_line(formula: &str, boxes: &[&str]) -> FormulaArguments {
    let boxes = boxes.iter().map(|text| (*text).to_owned()).collect();
    FormulaArguments { formula: formula.to_owned(), boxes, ..FormulaArguments::default() }
}

/// Erroneous command lines.
fn erroneous_command_lines() -> Vec<(&'static str, FormulaArguments)> {
    vec![
        ("no box", command_line("x^2", &[])),
        ("another box", command_line("x1^2 + x2", &["x1=-1..1"])),
        ("no near name", command_line("x^2 + parameter", &["x=-1..1"])),
        ("half a box", command_line("x^2", &["x=-1"])),
        ("an open box", command_line("x^2", &["x=-1.."])),
        ("no number", command_line("x^2", &["y=0..1,x=a..1"])),
        ("no order", command_line("x^2", &["x=1..-1"])),
        ("no name", command_line("x^2", &["x=0..1,3=0..1"])),
        ("twice", command_line("x^2", &["x=0..1", "W1[1,2]=0..1,x=0..1"])),
        ("penalty", FormulaArguments { penalty: Some("x^2 + y".into()), ..command_line("x", &["x=0..1"]) }),
        ("share", FormulaArguments { penalty: Some("elastic-net:2".into()), ..command_line("x", &["x=0..1"]) }),
        ("data", FormulaArguments { data: Some("data".into()), ..command_line("mean(x)", &["a=0..1"]) }),
        ("column", FormulaArguments { data: Some("data/d3.csv".into()), ..command_line("x", &["x=0..1"]) }),
    ]
}

#[test]
fn errors_show_place_and_remedy() {
    let mut gallery = String::new();
    for path in files(&inputs().join("errors"), "toml") {
        let error = read_problem(&path).expect_err(&path.display().to_string());
        writeln!(gallery, "{}\n", diagnostic::render(&error)).unwrap();
    }
    insta::assert_snapshot!(gallery);
}

#[test]
fn command_line_errors_show_place_and_remedy() {
    let mut gallery = String::new();
    for (name, arguments) in erroneous_command_lines() {
        let error = from_command_line(&arguments).expect_err(name);
        writeln!(gallery, "{}\n", diagnostic::render(&error)).unwrap();
    }
    insta::assert_snapshot!(gallery);
}
