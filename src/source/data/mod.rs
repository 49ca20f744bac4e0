//! Data rows: a CSV file, or `rows` in the problem file. Every number is exact.
//!
//! Fields become numbers when columns are selected: what no one uses may hold anything.

mod field;
mod header;
mod records;
mod selection;
mod subset;

pub(super) use field::number;
pub(super) use header::Column;
pub(super) use records::Records;
pub(super) use selection::Selection;

use super::error::{DataError, Fault, NameError, SourceError, few};
use super::limits::MAX_DATA_BYTES;
use super::near;
use super::place::{Place, Text};
use super::text;
use super::toml::{Entry, Table};
use crate::problem::is_identifier;
use csv::StringRecord;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use subset::Subset;

/// Named columns and rows of fields.
#[derive(Clone, Debug)]
pub(super) struct Data {
    /// The columns.
    pub columns: Vec<Column>,
    /// What the reader has decided for the user.
    pub notices: Vec<String>,
    /// Which field of a record each column is.
    fields: Vec<usize>,
    /// How columns are called that the file calls otherwise, as a sentence.
    pub naming: Option<String>,
    /// The rows; at least one.
    records: Vec<StringRecord>,
    /// Which rows of the file they are, counted from 1.
    numbers: Vec<usize>,
    /// Where the columns get their names.
    header: Place,
    /// Where the rows are.
    places: Places,
    /// The values of the column that holds classes, in the order of their numbers.
    pub classes: Option<Vec<String>>,
    /// Whether rows without a value are left out.
    drop_missing: bool,
}

#[derive(Clone, Debug)]
enum Places {
    /// Lists of the problem file.
    Inline(Vec<Vec<Place>>),
    /// Records of a CSV file: where each begins.
    Csv { starts: Vec<usize>, text: Arc<Text> },
}

impl Data {
    /// The number of rows.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Where a field stands.
    pub fn place(&self, row: usize, column: usize) -> Place {
        let field = self.fields.get(column).copied().unwrap_or_default();
        let place = match &self.places {
            Places::Inline(places) => places.get(row).and_then(|row| row.get(field)).cloned(),
            Places::Csv { starts, text } => {
                starts.get(row).map(|start| Records::new(text).field(*start, field))
            }
        };
        place.unwrap_or_else(|| self.header.clone())
    }

    /// Where the columns get their names.
    pub fn header(&self) -> &Place {
        &self.header
    }

    /// The index of the column that is called or labelled so.
    pub fn column(&self, name: &str) -> Result<usize, DataError> {
        find(&self.columns, name)
    }

    /// The text of a field.
    fn text(&self, row: usize, column: usize) -> &str {
        let field = self.fields.get(column).copied().unwrap_or_default();
        self.records.get(row).and_then(|record| record.get(field)).unwrap_or_default()
    }

    /// Keeps some of the columns, under other names perhaps.
    fn keep(&mut self, columns: Vec<(usize, Column)>) {
        self.fields = columns.iter().map(|(column, _)| self.fields[*column]).collect();
        self.columns = columns.into_iter().map(|(_, column)| column).collect();
    }

    /// Marks a first column that counts the rows, and leaves it out where it has no name; rows that were shuffled or chosen
    /// have an index of distinct whole numbers.
    fn find_index(&mut self) {
        let counts_from =
            |start: usize| (0..self.len()).all(|row| self.text(row, 0) == (start + row).to_string());
        if self.columns.len() < 2 || self.len() < 3 {
            return;
        }
        let is_unnamed = self.columns[0].is_unnamed();
        self.columns[0].is_index = counts_from(0) || counts_from(1);
        let what = match self.columns[0].is_index {
            true => "counts the rows",
            false if is_unnamed && self.are_distinct_counts(0) => {
                "holds distinct whole numbers, as an index does"
            }
            false => return,
        };
        if is_unnamed {
            self.notices.push(format!("the first column has no name and {what}: it is left out"));
            self.keep(self.columns.iter().cloned().enumerate().skip(1).collect());
        }
    }

    /// Whether the values of a column are 0, 1, 2, …, each at most once.
    fn are_distinct_counts(&self, column: usize) -> bool {
        let mut seen = HashSet::new();
        (0..self.len()).all(|row| {
            let count = self.text(row, column).parse::<u64>();
            count.is_ok_and(|count| self.text(row, column) == count.to_string() && seen.insert(count))
        })
    }

    /// Says which columns are not called what the file calls them.
    fn tell_names(&mut self) {
        let renamed = self.columns.iter().filter(|column| column.name != column.label);
        let of_column = |column: &Column| match column.is_unnamed() {
            true => format!("{} (without a name)", column.name),
            false => format!("{} (\"{}\")", column.name, column.label),
        };
        let renamed: Vec<String> = renamed.map(of_column).collect();
        self.naming = (!renamed.is_empty()).then(|| format!("columns are called {}", few(&renamed)));
    }
}

fn find(columns: &[Column], name: &str) -> Result<usize, DataError> {
    let by_name = columns.iter().position(|column| column.name == name);
    by_name.or_else(|| columns.iter().position(|column| column.label == name)).ok_or_else(|| {
        let known = columns.iter().flat_map(|column| [column.name.as_str(), column.label.as_str()]);
        DataError::MissingColumn { name: name.to_owned(), near: near::names(name, known) }
    })
}

/// Reads `[data]`; files are relative to `folder`.
pub(super) fn read(table: &Table, folder: &Path) -> Result<Data, SourceError> {
    table.only(&["file", "rows", "columns", "classes", "drop_missing", "take", "every"])?;
    let columns = table.get("columns");
    let mut data = match (table.get("file"), table.get("rows")) {
        (Some(_), Some(rows)) => return Err(rows.conflict("the data come from `file`")),
        (Some(file), None) => {
            let path = folder.join(file.string()?);
            let text = text::read(&path, MAX_DATA_BYTES).map_err(|error| SourceError {
                place: error.place.or_else(|| Some(file.place())),
                ..error
            })?;
            from_csv(&text, columns.as_ref())?
        }
        (None, Some(rows)) => match columns {
            Some(columns) => inline(&columns, &rows)?,
            None => return Err(table.missing("columns", "columns = [\"x\", \"y\"]")),
        },
        (None, None) => return Err(table.missing("file", "file = \"data.csv\"")),
    };
    if let Some(classes) = table.get("classes") {
        data.classes = Some(class_names(&classes)?);
    }
    data.drop_missing = table.get("drop_missing").map(|entry| entry.boolean()).transpose()?.unwrap_or(false);
    Subset::read(table)?.apply(&mut data)?;
    Ok(data)
}

/// Reads the CSV file `path`, which has a header.
pub(super) fn read_csv(path: &Path) -> Result<Data, SourceError> {
    from_csv(&text::read(path, MAX_DATA_BYTES)?, None)
}

/// Reads the CSV file `path`; where it has no header its columns are `x1`, `x2`, …, `y`, and `true` is returned.
pub(super) fn read_with_or_without_header(path: &Path) -> Result<(Data, bool), SourceError> {
    let text = text::read(path, MAX_DATA_BYTES)?;
    let (mut data, has_header) = all_of_csv(&text)?;
    if !has_header {
        let width = data.columns.len();
        let name = |field| if field + 1 == width { "y".to_owned() } else { format!("x{}", field + 1) };
        data.columns = (0..width).map(|field| Column::named(&name(field))).collect();
    }
    data.find_index();
    data.tell_names();
    Ok((data, !has_header))
}

/// `rows = [[…], …]`.
fn inline(columns: &Entry, rows: &Entry) -> Result<Data, SourceError> {
    let names = names(&columns.list("a list of names")?)?;
    let (mut records, mut places) = (Vec::new(), Vec::new());
    for row in rows.list("a list of rows")? {
        let fields = row.list("a row, which is a list of numbers")?;
        check_length(names.len(), fields.len()).map_err(|kind| row.error(kind))?;
        records.push(fields.iter().map(Entry::field_text).collect::<Result<StringRecord, _>>()?);
        places.push(fields.iter().map(Entry::place).collect());
    }
    if records.is_empty() {
        return Err(rows.error(DataError::NoRows));
    }
    Ok(Data {
        fields: (0..names.len()).collect(),
        columns: names.iter().map(|name| Column::named(name)).collect(),
        notices: Vec::new(),
        naming: None,
        numbers: (1..=records.len()).collect(),
        records,
        header: columns.place(),
        places: Places::Inline(places),
        classes: None,
        drop_missing: false,
    })
}

/// `classes = ["setosa", …]`.
fn class_names(entry: &Entry) -> Result<Vec<String>, SourceError> {
    let mut classes: Vec<String> = Vec::new();
    for class in entry.list("a list of classes")? {
        let name = class.field_text()?;
        if classes.contains(&name) {
            return Err(class.error(NameError::DuplicateName(name)));
        }
        classes.push(name);
    }
    Ok(classes)
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

/// Reads CSV. `chosen` are the columns to take, or their new names; the names where there is no header.
fn from_csv(text: &Arc<Text>, chosen: Option<&Entry>) -> Result<Data, SourceError> {
    let (mut data, has_header) = all_of_csv(text)?;
    match chosen {
        None if !has_header => return Err(DataError::NoHeader.at(data.header)),
        None => {
            data.find_index();
            data.tell_names();
        }
        Some(chosen) if !has_header => {
            let names = names(&chosen.list("a list of names")?)?;
            check_length(names.len(), data.columns.len()).map_err(|kind| kind.at(data.header.clone()))?;
            data.columns = names.iter().map(|name| Column::named(name)).collect();
        }
        Some(chosen) => choose(&mut data, chosen)?,
    }
    Ok(data)
}

/// All columns of a CSV file, and whether it names them.
fn all_of_csv(text: &Arc<Text>) -> Result<(Data, bool), SourceError> {
    let mut lines = Records::new(text);
    let (mut records, mut starts) = (Vec::new(), Vec::new());
    while let Some((start, record)) = lines.read()? {
        let expected = records.first().map_or(record.len(), StringRecord::len);
        let (found, record) = (record.len(), record.clone());
        check_length(expected, found).map_err(|kind| kind.at(lines.line(start)))?;
        records.push(record);
        starts.push(start);
    }
    let Some(first) = records.first() else { return Err(DataError::NoRows.at(Place::whole(text))) };
    let header = lines.line(starts[0]);
    let has_header = header::is_header(first, records.get(1));
    let columns = match has_header {
        true => header::columns(first).map_err(|(field, kind)| kind.at(lines.field(starts[0], field)))?,
        false => vec![Column::named(""); first.len()],
    };
    if has_header {
        records.remove(0);
        starts.remove(0);
    }
    if records.is_empty() {
        return Err(DataError::NoRows.at(header));
    }
    let data = Data {
        fields: (0..columns.len()).collect(),
        columns,
        notices: Vec::new(),
        naming: None,
        numbers: (1..=records.len()).collect(),
        records,
        header,
        places: Places::Csv { starts, text: text.clone() },
        classes: None,
        drop_missing: false,
    };
    Ok((data, has_header))
}

/// `columns = ["x", "y"]` takes columns; so does `columns = { x = "mean radius" }`, which names them anew. A list of
/// other names, as many as there are columns, names all of them anew.
fn choose(data: &mut Data, chosen: &Entry) -> Result<(), SourceError> {
    if let Ok(table) = chosen.table() {
        let entries = table.entries();
        let mut seen = HashSet::new();
        let mut kept = Vec::new();
        for entry in &entries {
            check_name(entry.key, &mut seen).map_err(|kind| kind.at(entry.key_place()))?;
            let column = data.column(entry.string()?).map_err(|kind| entry.error(kind))?;
            kept.push((column, Column { name: entry.key.to_owned(), ..data.columns[column].clone() }));
        }
        data.keep(kept);
        return Ok(());
    }
    let chosen = chosen.list("a list of names, or a table `{ name = \"column\" }`")?;
    let found = chosen.iter().map(|entry| Ok(data.column(entry.string()?))).collect::<Result<Vec<_>, _>>()?;
    if found.iter().all(Result::is_err) && chosen.len() == data.columns.len() {
        for (column, name) in data.columns.iter_mut().zip(names(&chosen)?) {
            column.name = name;
        }
        data.tell_names();
        return Ok(());
    }
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for (entry, column) in chosen.iter().zip(found) {
        let column = column.map_err(|kind| entry.error(kind))?;
        if !seen.insert(column) {
            return Err(entry.error(NameError::DuplicateName(entry.string()?.to_owned())));
        }
        kept.push((column, Column { is_index: false, ..data.columns[column].clone() }));
    }
    data.keep(kept);
    Ok(())
}
