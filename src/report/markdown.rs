//! A verified certificate as Markdown, for an answer or a paper.

use super::facts;
use super::table::Table;
use crate::certificate::Certificate;
use crate::check::Verified;

/// The certificate's claim, problem, evidence, and how to check it again.
pub fn certificate(verified: &Verified<Certificate>, file: &str) -> String {
    let mut table = Table::default();
    facts::about_claim(&mut table, verified.get());
    facts::about_problem(&mut table, &verified.get().problem);
    format!(
        "**{}**\n\n{}\nAccepted by the checker of jensen {}. SHA-256 `{}`. To check it again: `jensen check {file}`.\n",
        verified.get().claim,
        table.markdown(),
        env!("CARGO_PKG_VERSION"),
        verified.digest(),
    )
}
