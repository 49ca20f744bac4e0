//! The source of a proof: a claim of `proofs/`, its verdict, the commands that make its certificates, and the text
//! around their numbers.
//!
//! ```toml
//! number = 26
//! claim = "On a bounded set, raise λ until the inequality flips."
//! verdict = "true"
//! text = '''
//! With λ = {{cubic:/lambda_star/upper}} …
//! '''
//!
//! [certificates]
//! cubic = "lambda cubic.toml --gap 0"
//! ```

use super::error::{Fault, NameError, SourceError};
use super::limits::MAX_PROBLEM_BYTES;
use super::place::Place;
use super::text;
use super::toml::{Table, parse};
use std::path::Path;

/// What a `claim.toml` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Its place in the list of claims, from 1.
    pub number: usize,
    /// The claim, in one sentence.
    pub claim: String,
    /// What is true of it.
    pub verdict: String,
    /// Markdown, with `{{NAME:/POINTER}}` where a certificate's number goes.
    pub text: String,
    /// How its certificates are made, in order.
    pub steps: Vec<Step>,
    /// The certificates that are drawn too, as `NAME.svg`.
    pub figures: Vec<String>,
}

/// One certificate of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The certificate is `NAME.jensen`.
    pub name: String,
    /// A subcommand of `jensen` and its arguments, to be run in the proof's folder.
    pub arguments: Vec<String>,
    /// Where that is written.
    pub place: Place,
}

/// Reads a `claim.toml`.
///
/// # Errors
/// See [`SourceErrorKind`](super::SourceErrorKind).
pub fn read_proof(path: &Path) -> Result<Proof, SourceError> {
    let text = text::read(path, MAX_PROBLEM_BYTES)?;
    let document = parse(&text)?;
    let table = Table::top(&text, document.get_ref());
    table.only(&["number", "claim", "verdict", "text", "figures", "certificates"])?;
    let string = |key, example| -> Result<String, SourceError> {
        Ok(table.require(key, example)?.string()?.trim().to_owned())
    };
    let list = table.require("certificates", "[certificates]")?.table()?;
    let step = |entry: super::toml::Entry<'_>| {
        let arguments = entry.string()?.split_whitespace().map(str::to_owned).collect();
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if !entry.key.chars().all(is_name) {
            return Err(NameError::CertificateName(entry.key.to_owned()).at(entry.key_place()));
        }
        Ok(Step { name: entry.key.to_owned(), arguments, place: entry.place() })
    };
    let figures = table.get("figures").map_or(Ok(Vec::new()), |entry| {
        entry.list("a list of names")?.iter().map(|name| Ok(name.string()?.to_owned())).collect()
    })?;
    Ok(Proof {
        figures,
        number: table.require("number", "number = 1")?.count()?,
        claim: string("claim", "claim = \"…\"")?,
        verdict: string("verdict", "verdict = \"true\"")?,
        text: string("text", "text = \"…\"")?,
        steps: list.entries().into_iter().map(step).collect::<Result<_, _>>()?,
    })
}
