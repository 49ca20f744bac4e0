//! Reading certificates, every field of every line of canonical text only: equal certificates have equal bytes.

use super::Certificate;
use super::digest::after_comments;
use super::rules::read_evidence;
use super::statement::read_claim;
use crate::error::{FormatError, TextError, shorten};
use crate::problem::{Reader, read_problem};

const OPENING: &str = "jensen-certificate ";
const VERSION: u32 = 2;

/// Where the parts of a certificate begin, as 1-based lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places {
    pub claim: usize,
    pub evidence: usize,
}

/// Reads a certificate's text.
///
/// # Errors
/// See [`TextError`].
pub fn read_certificate(text: &str) -> Result<Certificate, FormatError> {
    read_with_places(text).map(|(certificate, _)| certificate)
}

/// Reads a text whose nodes may be in any order, such as one of an earlier version in this one's words.
///
/// # Errors
/// See [`TextError`].
#[cfg(feature = "cli")]
pub(crate) fn read_loosely(text: &str) -> Result<Certificate, FormatError> {
    let mut reader = after_comments(text);
    let parts = read_parts(&mut reader).map_err(|kind| FormatError { line: reader.line, kind });
    parts.map(|(certificate, _)| certificate)
}

pub(crate) fn read_with_places(text: &str) -> Result<(Certificate, Places), FormatError> {
    let mut reader = after_comments(text);
    let parts = read_parts(&mut reader).map_err(|kind| FormatError { line: reader.line, kind });
    let (Certificate { problem, .. }, places) = parts.as_ref().map_err(Clone::clone)?;
    match problem.first_out_of_order() {
        None => parts,
        Some(node) => {
            let domain = problem.parameters.len() + problem.domain.cut_lines();
            let before = 2 + domain + problem.columns.len() + problem.rows.len();
            Err(FormatError { line: places.claim + before + node, kind: TextError::NotANode })
        }
    }
}

fn read_parts(reader: &mut Reader<'_>) -> Result<(Certificate, Places), TextError> {
    read_version(reader.current())?;
    let first = reader.line;
    reader.advance();
    let claim_line = reader.line;
    let at_claim = reader.clone();
    let claim = read_claim(reader.current())?;
    reader.advance();
    let problem = read_problem(reader)?;
    if let Err(error) = claim.fits(&problem) {
        *reader = at_claim;
        return Err(error);
    }
    let evidence_line = reader.line;
    let evidence = read_evidence(reader, &problem)?;
    let count = reader.line - first + 1;
    let end = reader.clone();
    let found = reader.line("end", |fields| fields.natural("the number of lines"))?;
    if found != count {
        *reader = end;
        return Err(TextError::expected(format!("`end {count}`"), &format!("end {found}")));
    }
    if !reader.rest().is_empty() {
        return Err(TextError::AfterEnd);
    }
    if !end.rest().ends_with('\n') {
        return Err(TextError::expected("a line break", ""));
    }
    Ok((Certificate { claim, problem, evidence }, Places { claim: claim_line, evidence: evidence_line }))
}

/// The first line: this version, an earlier or a later one, or none.
fn read_version(line: &str) -> Result<(), TextError> {
    let number = line.strip_prefix(OPENING).unwrap_or_default();
    match number.parse::<u32>().ok().filter(|version| *version > 0 && version.to_string() == number) {
        Some(VERSION) => Ok(()),
        Some(..VERSION) => Err(TextError::Earlier),
        Some(_) => Err(TextError::unknown("version", number)),
        None => Err(TextError::NoCertificate(shorten(line))),
    }
}
