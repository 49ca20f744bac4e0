//! Lines `name,value`: an entry such as `W1[1,2]` each. A first line may say so; commas in a name need no quotes.

use super::super::error::{DataError, Fault, ParameterError, SourceError};
use super::super::place::{Place, Text};
use super::Entry;
use crate::grammar::parse_rational;
use std::ops::Range;
use std::sync::Arc;

/// The entries of a text.
pub(super) fn read(text: &Arc<Text>) -> Result<Vec<Entry>, SourceError> {
    let mut entries = Vec::new();
    let mut start = 0;
    for line in text.content.split_inclusive('\n') {
        let span = trimmed(&text.content, start..start + line.len());
        start += line.len();
        if !span.is_empty() {
            let is_header = entries.is_empty() && is_header(&text.content[span.clone()]);
            if !is_header {
                entries.push(entry(text, span)?);
            }
        }
    }
    Ok(entries)
}

const SEPARATORS: [char; 3] = [',', ';', '\t'];

fn is_header(line: &str) -> bool {
    let fields = line.rsplit_once(SEPARATORS);
    fields.is_some_and(|(name, value)| (name.trim(), value.trim()) == ("name", "value"))
}

fn entry(text: &Arc<Text>, span: Range<usize>) -> Result<Entry, SourceError> {
    let content = &text.content;
    let place = |span: &Range<usize>| Place::new(text, span.clone());
    let Some(separator) = content[span.clone()].rfind(SEPARATORS) else {
        return Err(DataError::RaggedRow { expected: 2, found: 1 }.at(place(&span)));
    };
    let separator = span.start + separator;
    let name = trimmed(content, span.start..separator);
    let value = trimmed(content, separator + 1..span.end);
    let number = &content[value.clone()];
    if matches!(number.trim_start_matches(['-', '+']).to_lowercase().as_str(), "nan" | "inf" | "infinity") {
        return Err(ParameterError::NotFinite { name: content[name].to_owned() }.at(place(&value)));
    }
    let number = parse_rational(number.strip_prefix('+').unwrap_or(number)).map_err(|error| {
        DataError::DataNumber { column: "value".into(), error, values: Vec::new() }.at(place(&value))
    })?;
    let called = &content[name.clone()];
    let called = called.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(called);
    Ok(Entry { name: called.to_owned(), place: place(&name), value: number, value_place: place(&value) })
}

/// The part of a span without surrounding blanks.
fn trimmed(content: &str, span: Range<usize>) -> Range<usize> {
    let part = &content[span.clone()];
    let start = span.start + part.len() - part.trim_start().len();
    start..start + part.trim().len()
}
