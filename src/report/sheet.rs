//! What a write-up says of a verified certificate, whatever its format.

use super::facts;
use super::problem;
use super::table::Table;
use crate::certificate::Certificate;
use crate::check::Verified;
use crate::problem::{Penalty, Problem};
use rug::Rational;

/// The program's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Longer expressions and claims are cut short: the certificate has them in full.
const MAX_EXPRESSION: usize = 1200;
/// Data of more numbers is not listed.
const MAX_NUMBERS: usize = 48;
/// Characters of a certificate's name.
const NAME: usize = 12;

/// The parts of a write-up.
pub struct Sheet<'c> {
    /// The certificate.
    pub certificate: &'c Certificate,
    /// The claim in words.
    pub claim: String,
    /// The claim as the certificate has it.
    pub exact: String,
    /// The point or map that the claim is about; objective, penalty, box, data.
    pub problem: Table,
    /// Why the claim holds.
    pub evidence: Table,
    /// The SHA-256 of the certificate.
    pub digest: &'c str,
    /// The command that checks it again.
    pub command: String,
}

impl<'c> Sheet<'c> {
    /// Of a certificate in this file.
    pub fn new(verified: &'c Verified<Certificate>, file: &str) -> Self {
        let certificate = verified.get();
        let mut evidence = Table::default();
        facts::about_evidence(&mut evidence, certificate);
        let mut problem = Table::default();
        facts::about_subject(&mut problem, certificate);
        facts::about_problem(&mut problem, &certificate.problem, MAX_EXPRESSION);
        about_constants(&mut problem, &certificate.problem);
        Sheet {
            certificate,
            claim: facts::claim(&certificate.claim).replace('\n', " "),
            exact: cut(&certificate.claim.to_string()),
            problem,
            evidence,
            digest: verified.digest(),
            command: format!("jensen check {}", quoted(file)),
        }
    }

    /// The beginning of the digest: enough to tell certificates apart.
    pub fn name(&self) -> &'c str {
        self.digest.get(..NAME).unwrap_or(self.digest)
    }

    /// The claim as the beginning of a sentence.
    pub fn sentence(&self) -> String {
        let mut rest = self.claim.chars();
        rest.next().map_or(String::new(), |first| first.to_uppercase().chain(rest).collect())
    }
}

/// What the penalty's formula leaves to its weights and centres, and the data where it is short.
fn about_constants(table: &mut Table, problem: &Problem) {
    if let Penalty::Separable { square, absolute, center } = &problem.penalty {
        let differ = |numbers: &[Rational]| numbers.windows(2).any(|pair| pair[0] != pair[1]);
        let weights = [("w of squares", square), ("w of |·|", absolute)];
        for (label, numbers) in weights.into_iter().filter(|(_, numbers)| differ(numbers)) {
            table.list(label, &problem::point(problem, numbers));
        }
        if center.iter().any(|c| !c.is_zero()) {
            table.list("c", &problem::point(problem, center));
        }
    }
    if problem.row.is_some() && problem.rows.len() * problem.columns.len() <= MAX_NUMBERS {
        let row = |row: &Vec<Rational>| {
            let numbers: Vec<String> = row.iter().map(Rational::to_string).collect();
            format!("({})", numbers.join(", "))
        };
        table.list("rows", &problem.rows.iter().map(row).collect::<Vec<_>>());
    }
}

/// A text, cut short beyond [`MAX_EXPRESSION`] characters.
pub fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_EXPRESSION) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}… (in full in the certificate)", &text[..end]),
    }
}

/// A word of a POSIX shell that means this text; control characters, which no one line can show, as `?`.
fn quoted(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./+:@%,".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_words_of_a_shell() {
        let names = ["tanh2.lambda.jensen", "my file", "it's", "a\nb", "", "$(x)"];
        insta::assert_snapshot!(
            names.map(quoted).join(" | "),
            @r"tanh2.lambda.jensen | 'my file' | 'it'\''s' | 'a?b' | '' | '$(x)'"
        );
    }
}
