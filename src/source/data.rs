//! Data rows: a CSV file, or `rows` in the problem file. Every field is an exact number.

use super::error::{DataError, Fault, FileError, NameError, SourceError};
use super::limits::{MAX_DATA_BYTES, MAX_FIELDS};
use super::near;
use super::place::{Place, Text};
use super::text;
use super::toml::{Entry, Table};
use crate::grammar::parse_rational;
use crate::problem::is_identifier;
use csv::{ReaderBuilder, StringRecord, Trim};
use rug::Rational;
use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Named columns and rows of numbers.
#[derive(Clone, Debug)]
pub(super) struct Data {
    /// The columns' names.
    pub columns: Vec<String>,
    /// The rows, each as long as `columns`; at least one.
    pub rows: Vec<Vec<Rational>>,
    /// Where the columns get their names.
    header: Place,
    /// Where the rows are.
    places: Rows,
}

#[derive(Clone, Debug)]
enum Rows {
    /// Lists of the problem file.
    Inline(Vec<Place>),
    /// Records of a CSV file: where each begins, and which fields are the columns.
    Csv { starts: Vec<usize>, fields: Vec<usize> },
}

impl Data {
    /// Where a number stands.
    pub fn place(&self, row: usize, column: usize) -> Place {
        let text = &self.header.text;
        match &self.places {
            Rows::Inline(places) => places.get(row).unwrap_or(&self.header).clone(),
            Rows::Csv { starts, fields } => match (starts.get(row), fields.get(column)) {
                (Some(start), Some(field)) => Place::new(text, field_span(&text.content, *start, *field)),
                _ => self.header.clone(),
            },
        }
    }

    /// Where the columns get their names.
    pub fn header(&self) -> &Place {
        &self.header
    }

    /// The index of a column.
    pub fn column(&self, name: &str) -> Result<usize, DataError> {
        find(&self.columns, name)
    }
}

fn find(columns: &[String], name: &str) -> Result<usize, DataError> {
    columns.iter().position(|column| column == name).ok_or_else(|| DataError::MissingColumn {
        name: name.to_owned(),
        near: near::names(name, columns.iter().map(String::as_str)),
    })
}

/// Reads `[data]`; files are relative to `folder`.
pub(super) fn read(table: &Table, folder: &Path) -> Result<Data, SourceError> {
    table.only(&["file", "rows", "columns"])?;
    let list = table.get("columns");
    let columns = list.as_ref().map(|entry| entry.list("a list of names")).transpose()?;
    match (table.get("file"), table.get("rows")) {
        (Some(_), Some(rows)) => Err(rows.conflict("the data come from `file`")),
        (Some(file), None) => {
            let path = folder.join(file.string()?);
            let text = text::read(&path, MAX_DATA_BYTES).map_err(|error| SourceError {
                place: error.place.or_else(|| Some(file.place())),
                ..error
            })?;
            csv(&text, columns.as_deref())
        }
        (None, Some(rows)) => match (list, columns) {
            (Some(list), Some(columns)) => inline(list.place(), &columns, &rows),
            _ => Err(table.missing("columns", "columns = [\"x\", \"y\"]")),
        },
        (None, None) => Err(table.missing("file", "file = \"data.csv\"")),
    }
}

/// Reads the CSV file `path`.
pub(super) fn read_csv(path: &Path) -> Result<Data, SourceError> {
    csv(&text::read(path, MAX_DATA_BYTES)?, None)
}

/// `rows = [[…], …]`.
fn inline(header: Place, columns: &[Entry], rows: &Entry) -> Result<Data, SourceError> {
    let columns = names(columns)?;
    let (mut numbers, mut places) = (Vec::new(), Vec::new());
    for row in rows.list("a list of rows")? {
        let fields = row.list("a row, which is a list of numbers")?;
        check_length(columns.len(), fields.len()).map_err(|kind| row.error(kind))?;
        numbers.push(fields.iter().map(Entry::number).collect::<Result<_, _>>()?);
        places.push(row.place());
    }
    if numbers.is_empty() {
        return Err(rows.error(DataError::NoRows));
    }
    Ok(Data { columns, rows: numbers, header, places: Rows::Inline(places) })
}

/// Names written as a list of strings.
pub(super) fn names(entries: &[Entry]) -> Result<Vec<String>, SourceError> {
    let mut seen = HashSet::new();
    for entry in entries {
        check_name(entry.string()?, &mut seen).map_err(|kind| entry.error(kind))?;
    }
    entries.iter().map(|entry| entry.string().map(str::to_owned)).collect()
}

/// Whether a name is an identifier and new.
pub(super) fn check_name<'a>(name: &'a str, seen: &mut HashSet<&'a str>) -> Result<(), NameError> {
    if !is_identifier(name) {
        Err(NameError::NotAnIdentifier(name.to_owned()))
    } else if !seen.insert(name) {
        Err(NameError::DuplicateName(name.to_owned()))
    } else {
        Ok(())
    }
}

fn check_length(expected: usize, found: usize) -> Result<(), DataError> {
    if expected == found { Ok(()) } else { Err(DataError::RaggedRow { expected, found }) }
}

/// Reads CSV. The first line has the columns' names, unless all of it are numbers; then `chosen` names
/// the columns. Otherwise `chosen` are the columns to take, and the others may hold anything.
fn csv(text: &Arc<Text>, chosen: Option<&[Entry]>) -> Result<Data, SourceError> {
    let mut records = Records::new(text);
    let first = records.read()?.map(|(start, record)| (start, record.clone()));
    let Some((start, first)) = first else {
        return Err(DataError::NoRows.at(Place::whole(text)));
    };
    let header = Place::new(text, line_span(&text.content, start));
    let is_header = first.iter().any(|field| parse_rational(field).is_err());
    let (columns, fields) = match (is_header, chosen) {
        (true, None) => (header_names(text, start, &first)?, (0..first.len()).collect()),
        (true, Some(chosen)) => (names(chosen)?, choose(&first, chosen)?),
        (false, None) => return Err(DataError::NoHeader.at(header)),
        (false, Some(chosen)) => {
            check_length(chosen.len(), first.len()).map_err(|kind| kind.at(header.clone()))?;
            records = Records::new(text);
            (names(chosen)?, (0..first.len()).collect())
        }
    };
    check_shape(text, first.len(), fields.len())?;
    let number = |start: usize, record: &StringRecord, (column, field): (&String, &usize)| {
        parse_rational(record.get(*field).unwrap_or_default()).map_err(|error| {
            let place = Place::new(text, field_span(&text.content, start, *field));
            DataError::DataNumber { column: column.clone(), error }.at(place)
        })
    };
    let (mut rows, mut starts) = (Vec::new(), Vec::new());
    while let Some((start, record)) = records.read()? {
        let numbers = columns.iter().zip(&fields).map(|named| number(start, record, named));
        rows.push(numbers.collect::<Result<_, _>>()?);
        starts.push(start);
    }
    if rows.is_empty() {
        return Err(DataError::NoRows.at(header));
    }
    Ok(Data { columns, rows, header, places: Rows::Csv { starts, fields } })
}

/// Whether all rows have the first one's number of fields, and not too many will be kept. This is known
/// before a number is stored.
fn check_shape(text: &Arc<Text>, width: usize, kept: usize) -> Result<(), SourceError> {
    let mut records = Records::new(text);
    let mut count = 0;
    while let Some((start, record)) = records.read()? {
        count += kept;
        let too_much = if count > MAX_FIELDS { Err(DataError::TooMuchData) } else { Ok(()) };
        check_length(width, record.len())
            .and(too_much)
            .map_err(|kind| kind.at(Place::new(text, line_span(&text.content, start))))?;
    }
    Ok(())
}

/// The first line's fields as names.
fn header_names(text: &Arc<Text>, start: usize, first: &StringRecord) -> Result<Vec<String>, SourceError> {
    let mut seen = HashSet::new();
    for (field, name) in first.iter().enumerate() {
        check_name(name, &mut seen)
            .map_err(|kind| kind.at(Place::new(text, field_span(&text.content, start, field))))?;
    }
    Ok(first.iter().map(str::to_owned).collect())
}

/// The fields of the chosen columns.
fn choose(first: &StringRecord, chosen: &[Entry]) -> Result<Vec<usize>, SourceError> {
    let header: Vec<String> = first.iter().map(str::to_owned).collect();
    chosen.iter().map(|entry| find(&header, entry.string()?).map_err(|kind| entry.error(kind))).collect()
}

/// The records of a CSV text: where each begins, and its fields without surrounding blanks.
pub(super) struct Records<'t> {
    text: &'t Arc<Text>,
    reader: csv::Reader<&'t [u8]>,
    record: StringRecord,
}

impl<'t> Records<'t> {
    /// Starts before the first record.
    pub fn new(text: &'t Arc<Text>) -> Self {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .from_reader(text.content.as_bytes());
        Records { text, reader, record: StringRecord::new() }
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
        let blank =
            self.text.content.as_bytes()[start..].iter().take_while(|c| c.is_ascii_whitespace()).count();
        Ok(Some((start + blank, &self.record)))
    }
}

/// The line that begins at `start`.
pub(super) fn line_span(text: &str, start: usize) -> Range<usize> {
    let line = text[start..].lines().next().unwrap_or_default();
    start..start + line.len()
}

/// The bytes of a field of the record that begins at `start`, quotes included.
pub(super) fn field_span(text: &str, start: usize, field: usize) -> Range<usize> {
    let mut quoted = false;
    let mut bounds = vec![start];
    for (at, c) in text[start..].bytes().enumerate() {
        match c {
            b'"' => quoted = !quoted,
            b',' if !quoted => bounds.push(start + at + 1),
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
