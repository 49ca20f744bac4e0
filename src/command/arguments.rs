//! Options that several commands share, and how their values are read.

use super::exit::Failure;
use super::stream;
use crate::grammar::parse_rational;
use crate::search::Budget;
use crate::source::{self, FormulaArguments, Loaded};
use clap::{Args, ValueEnum};
use rug::Rational;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The problem: a file, or a formula and its box.
#[derive(Args)]
#[group(skip)]
pub struct ProblemArguments {
    /// Problem file (TOML), unless --formula and --box say it all
    #[arg(value_name = "FILE", required_unless_present = "formula")]
    file: Option<PathBuf>,
    /// The objective L as a formula; its parameters are those that --box names
    #[arg(long, value_name = "F", value_parser = parse_formula, allow_hyphen_values = true,
        conflicts_with = "file", requires = "boxes")]
    formula: Option<String>,
    /// The box, as in 'x=-1..2,y=real,W1=0..1'; repeats, and overrides a file's
    #[arg(long = "box", value_name = "B", allow_hyphen_values = true)]
    boxes: Vec<String>,
    /// The radius of a ball about the middle of the box, which cuts it
    #[arg(long, value_name = "R", conflicts_with = "file", requires = "formula")]
    ball: Option<String>,
    /// An inequality that cuts the box, as in 'w1 <= w2'; repeats
    #[arg(
        long = "where",
        value_name = "I",
        allow_hyphen_values = true,
        conflicts_with = "file",
        requires = "formula"
    )]
    constraints: Vec<String>,
    /// The penalty P: square, l1, elastic-net:ALPHA or a formula [default: square]
    #[arg(long, value_name = "P", value_parser = parse_formula, allow_hyphen_values = true,
        conflicts_with = "file", requires = "formula")]
    penalty: Option<String>,
    /// Data rows (CSV) for sum( ) and mean( ) in the formula
    #[arg(long, value_name = "CSV", conflicts_with = "file", requires = "formula")]
    data: Option<PathBuf>,
}

impl ProblemArguments {
    /// Reads the problem.
    ///
    /// # Errors
    /// See [`source::SourceError`].
    pub fn load(&self) -> Result<Loaded, Failure> {
        let loaded = match (&self.file, &self.formula) {
            (Some(file), _) => source::read_problem_with_boxes(file, &self.boxes),
            (None, formula) => source::from_command_line(&FormulaArguments {
                formula: formula.clone().unwrap_or_default(),
                boxes: self.boxes.clone(),
                ball: self.ball.clone(),
                constraints: self.constraints.clone(),
                penalty: self.penalty.clone(),
                data: self.data.clone(),
            }),
        };
        let loaded = loaded?;
        for notice in &loaded.notices {
            stream::note(&format!("note: {notice}"));
        }
        Ok(loaded)
    }

    /// A problem file's problem for λ = 0 alone, once it has been read.
    ///
    /// # Errors
    /// See [`source::SourceError`].
    pub fn load_at_zero(&self) -> Result<Option<Loaded>, Failure> {
        // What came from standard input has been read.
        let file = self.file.as_ref().filter(|file| file.as_os_str() != "-");
        Ok(file.map(|file| source::read_problem_at_zero(file, &self.boxes)).transpose()?)
    }

    /// What output files are called after: the problem file's stem.
    pub fn stem(&self) -> String {
        match &self.file {
            None => "formula".to_owned(),
            Some(file) if file == Path::new("-") => "stdin".to_owned(),
            Some(file) => file.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        }
    }
}

/// What a search is given.
#[derive(Args)]
#[command(next_help_heading = "Search")]
pub struct SearchArguments {
    /// Seed of all randomness
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = parse_count, allow_hyphen_values = true)]
    pub seed: u64,
    #[command(flatten)]
    pub threads: ThreadArguments,
    /// Wall time that search and check may take, such as 60s, 2m, 500ms
    #[arg(long, value_name = "TIME", value_parser = parse_duration, allow_hyphen_values = true)]
    time: Option<Duration>,
    /// Cells (leaf tests) that the search may take
    #[arg(long, value_name = "N", value_parser = parse_count, allow_hyphen_values = true)]
    cells: Option<u64>,
    /// Memory for the search tree, such as 512M, 2G
    #[arg(long, value_name = "SIZE", value_parser = parse_size, allow_hyphen_values = true)]
    memory: Option<u64>,
    /// No progress line
    #[arg(long, short)]
    pub quiet: bool,
}

impl SearchArguments {
    /// What the search may spend.
    pub fn budget(&self) -> Budget {
        Budget { time: self.time, cells: self.cells, memory: self.memory }
    }
}

/// What a search for covers goes on from, and may use.
#[derive(Args)]
#[command(next_help_heading = "Search")]
pub struct CoverArguments {
    /// Go on from this certificate of the same problem, or from the <output>.checkpoint that a long search
    /// writes every 10 seconds (a valid certificate, not checked yet; removed once the output is there)
    #[arg(long, value_name = "CERTIFICATE")]
    pub resume: Option<PathBuf>,
    /// Prove every cell by itself, skip none that symmetry proves elsewhere
    #[arg(long)]
    pub no_symmetry: bool,
}

/// How many threads.
#[derive(Args)]
pub struct ThreadArguments {
    /// Threads; the answer does not depend on them [default: all cores]
    #[arg(long = "threads", value_name = "N", value_parser = parse_threads, allow_hyphen_values = true)]
    threads: Option<usize>,
}

impl ThreadArguments {
    /// As asked, or as many as there are cores.
    pub fn count(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.threads.unwrap_or_else(cores)
    }
}

/// How much work a check may take.
#[derive(Args)]
pub struct WorkArgument {
    /// Units of work that a check may take, each about a nanosecond; 25 allow a byte of memory
    #[arg(long, value_name = "N", default_value_t = crate::budget::Budget::DEFAULT, value_parser = parse_count)]
    pub work: u64,
}

/// Where certificate and report go.
#[derive(Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArguments {
    #[command(flatten)]
    pub report: FormatArgument,
    /// The certificate's file; - is standard output, and then the report goes to standard error;
    /// compressed where its name ends in .zst
    /// [default: <problem>.<command>.jensen in the current directory]
    #[arg(long, short, value_name = "FILE", verbatim_doc_comment)]
    pub output: Option<PathBuf>,
}

/// How the report is printed.
#[derive(Args)]
pub struct FormatArgument {
    /// How the result is printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    pub format: Format,
}

/// A report's format.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One JSON object
    Json,
}

/// Takes a formula as it is, but not the option that follows where it was forgotten.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn parse_formula(text: &str) -> Result<String, String> {
    let is_option = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic());
    match text.strip_prefix("--") {
        Some(rest) if is_option(rest) => {
            Err("this is an option, not a formula (but -(-x) is one)".to_owned())
        }
        _ => Ok(text.to_owned()),
    }
}

/// Reads a whole number.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn parse_count(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("this is no whole number from 0 to {}", u64::MAX))
}

/// Reads a number of threads.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn parse_threads(text: &str) -> Result<usize, String> {
    let threads = text.parse().ok().filter(|n| (1..=1024).contains(n));
    threads.ok_or_else(|| "this is no number of threads from 1 to 1024".to_owned())
}

/// Reads a λ: an exact number, at least 0.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn parse_lambda(text: &str) -> Result<Rational, String> {
    let lambda = parse_rational(text).map_err(|error| error.to_string())?;
    if lambda < 0 { Err("λ must be ≥ 0".to_owned()) } else { Ok(lambda) }
}

/// Reads a relative gap: `1%`, `0.01` and `1/100` are the same.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn parse_gap(text: &str) -> Result<Rational, String> {
    let (number, unit) = match text.strip_suffix('%') {
        Some(number) => (number.trim_end(), 100),
        None => (text, 1),
    };
    let gap = parse_rational(number).map_err(|error| error.to_string())? / unit;
    if gap < 0 { Err("the gap must be ≥ 0".to_owned()) } else { Ok(gap) }
}

/// Reads a width: an exact number above 0.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn parse_width(text: &str) -> Result<Rational, String> {
    let width = parse_rational(text).map_err(|error| error.to_string())?;
    if width > 0 { Ok(width) } else { Err("this must be > 0".to_owned()) }
}

/// Reads `500ms`, `60s`, `2m`, `1h`; a bare number is in seconds.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let units = [("ms", 0.001), ("s", 1.0), ("m", 60.0), ("h", 3600.0), ("", 1.0)];
    let seconds = scaled(text, &units).ok_or("a time is a number with ms, s, m or h")?;
    let range = if seconds < 0.0 { "a time must be ≥ 0" } else { "this is too long" };
    Duration::try_from_secs_f64(seconds).map_err(|_| range.to_owned())
}

/// Reads `512M`, `2G`, `2GiB` (powers of 1024); a bare number is in bytes.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn parse_size(text: &str) -> Result<u64, String> {
    let units =
        [("K", 1024.0), ("M", 1_048_576.0), ("G", 1_073_741_824.0), ("T", 1_099_511_627_776.0), ("", 1.0)];
    let number = text.trim_end_matches(['B', 'b']).trim_end_matches('i').to_uppercase();
    match scaled(&number, &units) {
        Some(bytes) if (0.0..9e18).contains(&bytes) => Ok(bytes as u64),
        _ => Err("a size is a number ≥ 0, in bytes or with K, M, G or T".to_owned()),
    }
}

/// A number times its unit; the empty unit comes last.
fn scaled(text: &str, units: &[(&str, f64)]) -> Option<f64> {
    let (number, factor) =
        units.iter().find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, factor)))?;
    let value: f64 = number.trim_end().parse().ok()?;
    value.is_finite().then_some(value * factor)
}
