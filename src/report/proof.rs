//! The page of a proof and the table of all: the text of a `claim.toml` with numbers from verified certificates.
//!
//! A number's place is a JSON pointer (RFC 6901) into what `jensen show --format json` prints of a certificate:
//! `{{NAME:/POINTER}}`, or `{{FOLDER/NAME:/POINTER}}` for another proof's; `{{~NAME:/POINTER}}` is the number to seven
//! digits only. Nothing else in a page may come from a computation.

use super::number::{decimal, quantity};
use super::{facts, json};
use crate::certificate::Certificate;
use crate::check::Verified;
use crate::grammar::parse_rational;
use crate::source::Proof;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

/// Significant digits of an approximation.
const DIGITS: usize = 7;
/// Characters of a digest in a table.
const SHORT_DIGEST: usize = 16;

/// A verified certificate as pages show it.
#[derive(Clone, Debug)]
pub struct Shown {
    claim: String,
    rule: &'static str,
    digest: String,
    json: Value,
}

impl From<&Verified<Certificate>> for Shown {
    fn from(verified: &Verified<Certificate>) -> Self {
        Shown {
            claim: facts::claim(&verified.get().claim).replace('\n', " "),
            rule: verified.get().evidence.rule(),
            digest: verified.digest().to_owned(),
            json: json::certificate(verified),
        }
    }
}

/// Why a page cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageError {
    /// `{{` without `}}`, or no `:` in between.
    Syntax(String),
    /// A certificate that is not there.
    NoCertificate(String),
    /// A pointer to nothing, or to nothing that can be shown.
    NoValue(String),
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(found) => write!(f, "`{found}` is no {{{{NAME:/POINTER}}}}"),
            Self::NoCertificate(name) => write!(f, "there is no certificate `{name}`"),
            Self::NoValue(found) => {
                write!(f, "`{found}` is nothing that `jensen show --format json` prints of that certificate")
            }
        }
    }
}

impl std::error::Error for PageError {}

/// Certificates by `FOLDER/NAME`.
pub type Library = BTreeMap<String, Shown>;

/// The page `claim.md` of the proof in this folder.
///
/// # Errors
/// See [`PageError`].
pub fn page(folder: &str, proof: &Proof, library: &Library) -> Result<String, PageError> {
    let mut page = format!(
        "# {}\n\n**Verdict: {}.**\n\n{}\n\n## Certificates\n\n| file | says | rule | SHA-256 |\n|---|---|---|---|\n",
        proof.claim,
        proof.verdict,
        filled(&proof.text, folder, library)?
    );
    for step in &proof.steps {
        let name = &step.name;
        let shown = find(library, folder, name)?;
        let digest = &shown.digest[..shown.digest.len().min(SHORT_DIGEST)];
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            page,
            "| [`{name}.jensen`]({name}.jensen) | {} | `{}` | `{digest}…` |",
            shown.claim, shown.rule
        );
    }
    page += "\nThey are made in this folder by\n\n```sh\n";
    for step in &proof.steps {
        let _ = writeln!(page, "jensen {} -o {}.jensen", step.arguments.join(" "), step.name);
    }
    page += "```\n\nand checked by `jensen check *.jensen`.\n";
    Ok(page)
}

/// The table of all proofs, by number.
pub fn table(proofs: &[(String, Proof)]) -> String {
    let mut table = "| | claim | verdict |\n|---|---|---|\n".to_owned();
    for (folder, Proof { number, claim, verdict, .. }) in proofs {
        let _ = writeln!(table, "| {number} | [{claim}]({folder}/claim.md) | {verdict} |");
    }
    table
}

fn find<'l>(library: &'l Library, folder: &str, name: &str) -> Result<&'l Shown, PageError> {
    let key = if name.contains('/') { name.to_owned() } else { format!("{folder}/{name}") };
    library.get(&key).ok_or(PageError::NoCertificate(key))
}

/// The text with every number in its place.
fn filled(text: &str, folder: &str, library: &Library) -> Result<String, PageError> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let syntax = || PageError::Syntax(after.chars().take(40).collect());
        let (place, behind) = after.split_once("}}").ok_or_else(syntax)?;
        let (name, pointer) = place.split_once(':').ok_or_else(syntax)?;
        let (name, is_rough) = name.strip_prefix('~').map_or((name, false), |name| (name, true));
        let value = find(library, folder, name)?.json.pointer(pointer);
        let value = value.and_then(|value| shown(value, is_rough));
        filled += before;
        filled += &value.ok_or_else(|| PageError::NoValue(place.to_owned()))?;
        rest = behind;
    }
    Ok(filled + rest)
}

/// A number, a word, or a list of them.
fn shown(value: &Value, is_rough: bool) -> Option<String> {
    match value {
        Value::String(text) => Some(match parse_rational(text) {
            Ok(q) if is_rough => decimal(&q, DIGITS, None).0,
            Ok(q) => quantity(&q),
            Err(_) => text.clone(),
        }),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(item_text).collect();
            Some(format!("({})", items?.join(", ")))
        }
        _ => None,
    }
}

/// One of a list.
fn item_text(item: &Value) -> Option<String> {
    match item {
        Value::String(text) => Some(text.clone()),
        other => shown(other, false),
    }
}
