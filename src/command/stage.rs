//! Where a search goes on from, and what it saves on its way.

use super::exit::Failure;
use super::output;
use crate::certificate::read_certificate;
use crate::problem::Problem;
use crate::search::{Stage, finer_comment, read_finer};
use crate::writing::{write_certificate, write_problem};
use std::path::{Path, PathBuf};

/// Reads the certificate that `--resume` names; nothing in it is trusted.
///
/// # Errors
/// Where it cannot be read, is no certificate, or is about another problem.
pub fn read(path: &Path, problem: &Problem) -> Result<Stage, Failure> {
    let bytes = output::read_certificate(path).map_err(Failure::file("read", path))?;
    let refuse = |reason: String| Failure::Usage(format!("--resume {}: {reason}", path.display()));
    let text = String::from_utf8(bytes).map_err(|_| refuse("the text is not UTF-8".to_owned()))?;
    let certificate = read_certificate(&text).map_err(|error| refuse(error.to_string()))?;
    match first_difference(&write_problem(&certificate.problem), &write_problem(problem)) {
        None => Ok(Stage { certificate, finer: read_finer(&text) }),
        Some([theirs, ours]) => {
            Err(refuse(format!("it is about another problem: `{theirs}` there, `{ours}` here")))
        }
    }
}

/// The first line in which two texts differ.
fn first_difference(theirs: &str, ours: &str) -> Option<[String; 2]> {
    let lines = |text: &str| text.lines().chain(["the end"]).map(str::to_owned).collect::<Vec<_>>();
    let pairs = lines(theirs).into_iter().zip(lines(ours));
    pairs.map(|(a, b)| [a, b]).find(|[a, b]| a != b)
}

/// A certificate's text, with the finer tree in its comments.
pub fn write(stage: &Stage, provenance: String) -> String {
    let lines: Vec<String> =
        [provenance].into_iter().chain(stage.finer.as_ref().map(finer_comment)).collect();
    write_certificate(&stage.certificate, &lines)
}

/// Where a long search saves what it has.
pub fn checkpoint(output: &Path) -> PathBuf {
    let mut path = output.as_os_str().to_owned();
    path.push(".checkpoint");
    path.into()
}
