//! The canonical text of a problem: the `problem` section of a certificate.

use super::Problem;

/// What is wrong with a problem section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemTextError {
    /// A line that does not belong here.
    UnexpectedLine,
}

/// The canonical text: only what the objective and penalty need, so equal problems give equal bytes.
pub fn write_problem(problem: &Problem) -> String {
    let _ = problem;
    todo!()
}

/// Reads a problem section; returns the problem.
///
/// # Errors
/// The line's number within `lines`, 0-based, and what is wrong.
pub fn parse_problem(lines: &[&str]) -> Result<Problem, (usize, ProblemTextError)> {
    let _ = lines;
    todo!()
}
