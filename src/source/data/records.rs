//! The records of a CSV text, and where their fields stand.
//!
//! The separator is the one of comma, semicolon and tabulator that gives the first records the same number of fields, at
//! least two, and most of them. A semicolon or a tabulator wins a tie: the commas may be decimal ones.

use super::super::error::{Fault, FileError, SourceError};
use super::super::place::{Place, Text};
use csv::{ReaderBuilder, StringRecord, Trim};
use std::ops::Range;
use std::sync::Arc;

/// How many records are looked at to find the separator.
const LOOKED_AT: usize = 100;

/// The records of a CSV text: where each begins, and its fields without surrounding blanks.
pub(in super::super) struct Records<'t> {
    text: &'t Arc<Text>,
    separator: u8,
    reader: csv::Reader<&'t [u8]>,
    record: StringRecord,
}

impl<'t> Records<'t> {
    /// Starts before the first record.
    pub fn new(text: &'t Arc<Text>) -> Self {
        Records::separated(text, separator(text))
    }

    fn separated(text: &'t Arc<Text>, separator: u8) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .from_reader(text.content.as_bytes());
        Records { text, separator, reader, record: StringRecord::new() }
    }

    /// The next record.
    pub fn read(&mut self) -> Result<Option<(usize, &StringRecord)>, SourceError> {
        let unreadable = |error: csv::Error| {
            let file = self.text.name.clone();
            FileError::Unreadable { file, reason: error.to_string() }.nowhere()
        };
        if !self.reader.read_record(&mut self.record).map_err(unreadable)? {
            return Ok(None);
        }
        let start = self.record.position().map_or(0, |position| position.byte() as usize);
        let is_line_end = |c: &u8| matches!(c, b'\r' | b'\n');
        let ends = self.text.content.as_bytes()[start..].iter().take_while(|c| is_line_end(c)).count();
        Ok(Some((start + ends, &self.record)))
    }

    /// Where the line of the record that begins at `start` stands.
    pub fn line(&self, start: usize) -> Place {
        let line = self.text.content[start..].lines().next().unwrap_or_default();
        let lead = line.len() - line.trim_start().len();
        Place::new(self.text, start + lead..start + line.len())
    }

    /// Where a field of the record that begins at `start` stands, quotes included.
    pub fn field(&self, start: usize, field: usize) -> Place {
        Place::new(self.text, field_span(&self.text.content, self.separator, start, field))
    }
}

fn separator(text: &Arc<Text>) -> u8 {
    let widths = |separator: u8| -> Option<usize> {
        let mut records = Records::separated(text, separator);
        let mut width = None;
        for _ in 0..LOOKED_AT {
            let Some((_, record)) = records.read().ok()? else { break };
            if *width.get_or_insert(record.len()) != record.len() {
                return None;
            }
        }
        width.filter(|width| *width > 1)
    };
    // Of equals the last is taken.
    let candidates = *b",;\t";
    let best = candidates.into_iter().filter_map(|c| Some((widths(c)?, c))).max_by_key(|(width, _)| *width);
    best.map_or(b',', |(_, separator)| separator)
}

fn field_span(text: &str, separator: u8, start: usize, field: usize) -> Range<usize> {
    let mut quoted = false;
    let mut bounds = vec![start];
    for (at, c) in text[start..].bytes().enumerate() {
        match c {
            b'"' => quoted = !quoted,
            c if c == separator && !quoted => bounds.push(start + at + 1),
            b'\r' | b'\n' if !quoted => {
                bounds.push(start + at + 1);
                break;
            }
            _ => {}
        }
        if bounds.len() > field + 1 {
            break;
        }
    }
    let from = bounds.get(field).copied().unwrap_or(start);
    let to = bounds.get(field + 1).map_or(text.len(), |next| next - 1);
    let content = &text[from..to];
    let lead = content.len() - content.trim_start().len();
    from + lead..from + lead + content.trim().len()
}
