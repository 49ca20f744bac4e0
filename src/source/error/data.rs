//! What can be wrong with the data.

use super::super::code::Code;
use super::super::limits::MAX_FIELDS;
use super::super::near;
use crate::number::NumberError;
use crate::problem::shorten;
use std::fmt;

/// What can be wrong with the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataError {
    /// A row with another number of fields than the first.
    RaggedRow {
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A column that the data do not have.
    MissingColumn {
        /// The column.
        name: String,
        /// Columns with a similar name.
        near: Vec<String>,
    },
    /// Data without a row.
    NoRows,
    /// A data file whose columns have no names.
    NoHeader,
    /// A field that is no number.
    DataNumber {
        /// The column.
        column: String,
        /// What is wrong with it.
        error: NumberError,
        /// The column's values, if they are few.
        values: Vec<String>,
    },
    /// A field without a value.
    MissingValue {
        /// The row of the file, counted from 1.
        row: usize,
        /// The column.
        column: String,
    },
    /// A number with a decimal comma.
    DecimalComma {
        /// The column.
        column: String,
    },
    /// A value that is none of the classes.
    UnknownClass {
        /// The value.
        found: String,
        /// The classes.
        classes: Vec<String>,
    },
    /// A range of rows that cannot be read.
    RowRange,
    /// A range of rows that goes on beyond the last.
    RowsBeyond {
        /// The range's last row.
        last: usize,
        /// The number of rows.
        rows: usize,
    },
    /// Too many numbers.
    TooMuchData,
    /// A problem that needs data and has none.
    NoData,
    /// An input that is the same in every row.
    ConstantColumn(String),
}

impl DataError {
    /// The stable code.
    pub(super) fn code(&self) -> Code {
        match self {
            Self::RaggedRow { .. } => Code::RaggedRow,
            Self::MissingColumn { .. } => Code::MissingColumn,
            Self::NoRows => Code::NoRows,
            Self::NoHeader => Code::NoHeader,
            Self::DataNumber { .. } => Code::DataNumber,
            Self::MissingValue { .. } => Code::MissingValue,
            Self::DecimalComma { .. } => Code::DecimalComma,
            Self::UnknownClass { .. } => Code::UnknownClass,
            Self::RowRange => Code::RowRange,
            Self::RowsBeyond { .. } => Code::RowsBeyond,
            Self::TooMuchData => Code::TooMuchData,
            Self::NoData => Code::NoData,
            Self::ConstantColumn(_) => Code::ConstantColumn,
        }
    }

    /// One sentence on what to do about it.
    pub(super) fn help(&self) -> String {
        match self {
            Self::RaggedRow { .. } => "Every row has as many fields as the header; quote a field with commas.".into(),
            Self::MissingColumn { near, .. } => {
                near::question_or(near, "The columns' names are in the data file's first line; `columns = { x = \"mean radius\" }` names them anew.")
            }
            Self::NoRows => "Add at least one row of numbers.".into(),
            Self::NoHeader => "Add a first line with names, or name them with `columns = [\"x\", \"y\"]`.".into(),
            Self::DataNumber { values, error: NumberError::Malformed, .. } if !values.is_empty() => {
                classes_help(values)
            }
            Self::DataNumber { .. } => {
                "Fields are numbers such as `-12`, `1.25` or `1/3`; choose the numeric columns with `columns`.".into()
            }
            Self::MissingValue { .. } => {
                "Fill it in, or leave such rows out: `drop_missing = true` in `[data]`.".into()
            }
            Self::DecimalComma { .. } => {
                "Numbers have a decimal point: replace the comma (pandas: `read_csv(…, decimal=\",\")`, then `to_csv`).".into()
            }
            Self::UnknownClass { classes, .. } => format!("The classes are {}.", listed(classes)),
            Self::RowRange => "Write the first and the last row, counted from 1: `take = \"1..100\"`.".into(),
            Self::RowsBeyond { rows, .. } => format!("The last row is {rows}."),
            Self::TooMuchData => "Use fewer rows, or choose columns with `columns`.".into(),
            Self::NoData => "Add `[data]` with `file = \"data.csv\"`, or `--data data.csv`; penalties have no rows.".into(),
            Self::ConstantColumn(_) => "It has no standard deviation to divide by: take it out of `inputs`.".into(),
        }
    }
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RaggedRow { expected, found } => {
                write!(f, "this row has {}, the first has {expected}", fields(*found))
            }
            Self::MissingColumn { name, .. } => write!(f, "the data have no column `{}`", shorten(name)),
            Self::NoRows => f.write_str("the data have no rows"),
            Self::NoHeader => f.write_str("the data's columns have no names"),
            Self::MissingValue { row, column } => {
                write!(f, "row {row} has no value in the column `{}`", shorten(column))
            }
            Self::DecimalComma { column } => {
                write!(f, "this number has a decimal comma (column `{}`)", shorten(column))
            }
            Self::UnknownClass { found, .. } => write!(f, "`{}` is no class", shorten(found)),
            Self::RowRange => f.write_str("this is no range of rows"),
            Self::RowsBeyond { last, rows } => write!(f, "the data have {rows} rows, not {last}"),
            Self::DataNumber { column, error, .. } => write!(f, "{error} (column `{}`)", shorten(column)),
            Self::TooMuchData => write!(f, "the data have more than {} numbers", MAX_FIELDS),
            Self::NoData => f.write_str("there are no data"),
            Self::ConstantColumn(name) => write!(f, "the column `{}` is constant", shorten(name)),
        }
    }
}

/// What to add where these values are classes.
pub(super) fn classes_help(values: &[String]) -> String {
    if values.is_empty() {
        return "Number the classes in the data file.".into();
    }
    format!(
        "If they are classes, list them in the order of their numbers: `classes = [{}]` in `[data]`.",
        listed(values)
    )
}

fn listed(values: &[String]) -> String {
    let quoted: Vec<_> = values.iter().map(|value| format!("\"{}\"", shorten(value))).collect();
    quoted.join(", ")
}

fn fields(count: usize) -> String {
    if count == 1 { "1 field".into() } else { format!("{count} fields") }
}
