//! Version 1 of the format, in the words of version 2.
//!
//! The two differ in the first line, in the order of nodes, which was free, and in the leaves of trees, which were digits:
//!
//! | | `0` | `1` | `2` | `3` | `4` | `5` | `6` |
//! |---|---|---|---|---|---|---|---|
//! | a cover | `.` | `~` | as `0` with 256 bits: `.` | as `1`: `~` | `=` | `<` | as `5`: `<` |
//! | lower bounds | `_` | `/` | `0` | `1` | `2` | `3` | `4` |
//!
//! Nothing here is trusted: what comes out is checked like any other certificate.

use crate::certificate::{FormatError, read_loosely};
use crate::writing::write_certificate;

const FIRST_LINE: &str = "jensen-certificate 1\n";
/// What stands in front of a tree for a search to go on from, in comments.
const FINER: &str = "# finer ";

/// Whether the text is one of version 1.
pub fn is_version_1(text: &str) -> bool {
    split(text).is_some()
}

/// A certificate of version 1 as one of version 2, comments included; another text is read as it stands.
///
/// # Errors
/// What the text has that no version knows.
pub fn upgrade(text: &str) -> Result<String, FormatError> {
    let (comments, body) = split(text).unwrap_or(("", text));
    let (rest, opening) = (body.strip_prefix(FIRST_LINE).unwrap_or(body), "jensen-certificate 2\n");
    let rule = rest.lines().find_map(|line| line.strip_prefix("evidence ")).unwrap_or_default();
    let leaf = if matches!(rule, "minimum" | "curve") { value_leaf } else { cover_leaf };
    // As many lines in front as there were, so that errors name the right one.
    let text = format!("{comments}{opening}{}", translated(rest, "", &["tree ", "penalty-tree "], leaf));
    let certificate = read_loosely(&text)?;
    Ok(translated(comments, "# ", &[FINER], cover_leaf) + &write_certificate(&certificate, &[]))
}

/// The comments and what follows, if that is version 1.
fn split(text: &str) -> Option<(&str, &str)> {
    let length = text.split_inclusive('\n').take_while(|line| line.starts_with('#')).map(str::len).sum();
    let (comments, rest) = text.split_at(length);
    rest.starts_with(FIRST_LINE).then_some((comments, rest))
}

/// The lines with other leaves in trees: behind `keywords`, the lines that have `prefix` and no further space.
fn translated(text: &str, prefix: &str, keywords: &[&str], leaf: fn(char) -> char) -> String {
    let mut is_tree = false;
    let mut line_by_line = |line: &str| {
        let nodes = line.strip_prefix(prefix).filter(|nodes| is_tree && !nodes.contains(' '));
        is_tree = nodes.is_some() || keywords.iter().any(|keyword| line.starts_with(keyword));
        nodes.map_or_else(|| line.to_owned(), |nodes| format!("{prefix}{}", leaves(nodes, leaf)))
    };
    text.split_inclusive('\n').map(&mut line_by_line).collect()
}

/// Nodes with other leaves; numbers in braces are no leaves.
fn leaves(nodes: &str, leaf: fn(char) -> char) -> String {
    let mut in_braces = false;
    let node = |c: char| {
        in_braces = c == '{' || (in_braces && c != '}');
        if in_braces { c } else { leaf(c) }
    };
    nodes.chars().map(node).collect()
}

fn cover_leaf(digit: char) -> char {
    match digit {
        '0' | '2' => '.',
        '1' | '3' => '~',
        '4' => '=',
        '5' | '6' => '<',
        other => other,
    }
}

fn value_leaf(digit: char) -> char {
    match digit {
        '0' => '_',
        '1' => '/',
        '2'..='6' => char::from(digit as u8 - 2),
        other => other,
    }
}
