//! `cargo bench --bench lambda [-- [--csv] [--gap GAP] [PROBLEM.toml …]]`: λ\* of the suite on one thread, and the
//! check of what was found: cells, CPU seconds of this thread (Linux), µs a cell, certificate bytes, seconds of
//! the check, peak memory of the process so far; a table, or CSV.
//!
//! What is not closed after [`LIMIT`] of wall time is reported as it stands. The figures go to
//! `benches/RESULTS.md`.

use jensen::check::{Effort, check};
use jensen::grammar::parse_rational;
use jensen::problem::Problem;
use jensen::search::{Budget, Control, lambda};
use jensen::writing::write_certificate;
use rug::Rational;
use std::error::Error;
use std::path::Path;
use std::time::Duration;

const PROBLEMS: [&str; 13] = [
    "problems/cubic",
    "problems/product",
    "problems/triple-product",
    "problems/tanh1",
    "problems/tanh2-unit",
    "problems/tanh2",
    "problems/camel",
    "benches/suite/himmelblau",
    "benches/suite/goldstein-price",
    "benches/suite/rosenbrock4",
    "benches/suite/bce-tanh",
    "benches/suite/tanh2-biases",
    "problems/xor-tanh",
];
const LIMIT: Duration = Duration::from_secs(60);
const COLUMNS: [&str; 9] =
    ["problem", "N", "claim", "cells", "CPU s", "µs a cell", "bytes", "check s", "peak MiB"];

/// Seconds that this thread has run, as Linux counts them.
fn cpu() -> Result<f64, Box<dyn Error>> {
    let counters = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(counters.split(' ').next().unwrap_or_default().parse::<f64>()? / 1e9)
}

/// Peak memory of the process, in MiB.
fn peak() -> Result<f64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    Ok(line.split_whitespace().nth(1).unwrap_or_default().parse::<f64>()? / 1024.0)
}

fn row(file: &str, gap: &Rational) -> Result<[String; 9], Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let start = cpu()?;
    let problem = Problem::read(root.join(file))?;
    let budget = Budget { time: Some(LIMIT), ..Budget::default() };
    let found = lambda(&problem, gap, &Control { budget, ..Control::default() });
    let text = found.certificate.map(|c| write_certificate(&c, &[])).ok_or("nothing found")?;
    let search = cpu()? - start;
    let verified = check(text.as_bytes(), &Effort::default())?;
    let checked = cpu()? - start - search;
    let stem = Path::new(file).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok([
        stem,
        problem.dimension().to_string(),
        verified.get().claim.to_string(),
        found.cells.to_string(),
        format!("{search:.4}"),
        format!("{:.1}", search / found.cells.max(1) as f64 * 1e6),
        text.len().to_string(),
        format!("{checked:.4}"),
        format!("{:.0}", peak()?),
    ])
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_csv = arguments.iter().any(|argument| argument == "--csv");
    let gap = arguments.iter().skip_while(|argument| *argument != "--gap").nth(1);
    let gap = parse_rational(gap.map_or("1/100", String::as_str))?;
    let mut files: Vec<String> = arguments.into_iter().filter(|a| a.ends_with(".toml")).collect();
    if files.is_empty() {
        files = PROBLEMS.iter().map(|name| format!("{name}.toml")).collect();
    }
    let print = |cells: &[String]| {
        if is_csv {
            let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{cell}\"")).collect();
            println!("{}", quoted.join(","));
        } else {
            println!("| {} |", cells.join(" | "));
        }
    };
    print(&COLUMNS.map(str::to_owned));
    if !is_csv {
        print(&COLUMNS.map(|_| "---".to_owned()));
    }
    for file in files {
        print(&row(&file, &gap)?);
    }
    Ok(())
}
