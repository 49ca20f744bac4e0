//! A verified certificate as Markdown, for an answer or a post.

use super::sheet::{Sheet, VERSION};
use super::table::escape;
use crate::certificate::Certificate;
use crate::check::Verified;

/// How the text begins.
pub const OPENING: &str = "**Certified by Jensen.**";

/// The certificate's claim, evidence, problem, and how to check it again.
pub fn certificate(verified: &Verified<Certificate>, file: &str) -> String {
    let sheet = Sheet::new(verified, file);
    format!(
        "{OPENING} {}.\n\n{}\nThe certificate's own words: {}. The checker of Jensen {VERSION} accepts it.\n\
         To check it again: {}. SHA-256: {}.\n",
        escape(&sheet.sentence()),
        sheet.problem.clone().then(&sheet.evidence).markdown(),
        code(&sheet.exact),
        code(&sheet.command),
        code(sheet.digest),
    )
}

/// A text as it is, whatever backticks it has.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}
