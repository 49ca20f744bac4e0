//! What can be wrong with what a user wrote.

use super::code::Code;
use super::limits::MAX_FIELDS;
use super::place::Place;
use crate::expression::GraphError;
use crate::grammar::ParseErrorKind;
use crate::number::NumberError;
use crate::problem::shorten;
use rug::Rational;
use std::fmt;

/// An error in a problem file, a data file or the command line, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    /// What is wrong.
    pub kind: SourceErrorKind,
    /// Where, if it has a place.
    pub place: Option<Place>,
}

impl SourceError {
    /// The stable code.
    pub fn code(&self) -> Code {
        self.kind.code()
    }

    /// One sentence on what to do about it.
    pub fn help(&self) -> String {
        match (&self.kind, &self.place) {
            (SourceErrorKind::FileNotFound(_), None) => {
                "File names on the command line are relative to the current directory.".into()
            }
            (kind, _) => kind.help(),
        }
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl std::error::Error for SourceError {}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceErrorKind {
    /// No file of this name.
    FileNotFound(String),
    /// A directory where a file is wanted.
    Directory(String),
    /// The system refuses to read the file.
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        reason: String,
    },
    /// Nothing but white space.
    EmptyFile(String),
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// A file that is too large to be read.
    FileTooLarge {
        /// The file.
        file: String,
        /// The limit in bytes.
        limit: u64,
    },

    /// Not TOML.
    Toml(String),
    /// A value of another type than the key's.
    WrongType {
        /// What is wanted, with article.
        expected: &'static str,
        /// The type that is there.
        found: &'static str,
    },
    /// A key that must be there.
    MissingKey {
        /// The table.
        table: String,
        /// The key.
        key: &'static str,
        /// The line to add.
        example: &'static str,
    },
    /// A key without meaning.
    UnknownKey {
        /// The table.
        table: String,
        /// The key.
        key: String,
        /// Keys with a meaning and a similar name.
        near: Vec<String>,
    },
    /// Two keys that exclude each other, or a key without what it needs.
    KeyConflict {
        /// The key.
        key: String,
        /// Why it cannot stand here.
        reason: &'static str,
    },
    /// A word that is none of those allowed.
    UnknownChoice {
        /// What is chosen, such as `activation`.
        what: &'static str,
        /// The word.
        word: String,
        /// The words allowed.
        allowed: &'static [&'static str],
    },
    /// A number that cannot be read.
    Number(NumberError),
    /// A number outside its range.
    OutOfRange {
        /// What the number is.
        what: &'static str,
        /// The range, such as `at least 0`.
        range: &'static str,
    },

    /// A name that is no identifier.
    NotAnIdentifier(String),
    /// A name given twice.
    DuplicateName(String),
    /// A name that should be a parameter's or a block's.
    UnknownParameter {
        /// The name.
        name: String,
        /// Parameters and blocks with a similar name.
        near: Vec<String>,
    },
    /// No parameters at all.
    NoParameters {
        /// How to name one.
        example: &'static str,
    },
    /// A parameter that nothing gives limits.
    NoBox {
        /// The parameter.
        parameter: String,
        /// The line or option to add.
        example: String,
    },
    /// A lower limit above the upper.
    EmptyBox {
        /// The parameter or block.
        parameter: String,
    },
    /// A `--box` that cannot be read.
    BoxSyntax,
    /// A point that cannot be read.
    PointSyntax,
    /// A certificate's name that is none.
    CertificateName(String),
    /// A map that cannot be read.
    MapSyntax,
    /// A map that puts a parameter in two places.
    MapNotOneToOne {
        /// The parameter.
        parameter: String,
    },
    /// A point that gives a parameter no value.
    NoValue {
        /// The parameter.
        parameter: String,
    },
    /// A point's value beyond a limit.
    OutsideBox {
        /// The parameter.
        parameter: String,
        /// Its value.
        value: String,
        /// The limit.
        limit: String,
        /// On which side of the limit.
        side: &'static str,
    },

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
    },
    /// Too many numbers.
    TooMuchData,
    /// A problem that needs data and has none.
    NoData,
    /// An input that is the same in every row.
    ConstantColumn(String),

    /// A network with too few layers, an empty one, or too many parameters.
    Layers(&'static str),
    /// A list with another length than the layers need.
    LayerCount {
        /// What is listed.
        what: &'static str,
        /// How many are wanted.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// Another number of input columns than the first layer says.
    Inputs {
        /// How many the first layer says.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A loss that this number of outputs or targets does not allow.
    Outputs {
        /// The loss.
        loss: &'static str,
        /// What it needs.
        needs: String,
    },
    /// A target that is no class.
    Label {
        /// The target.
        found: String,
        /// What it may be.
        allowed: String,
    },

    /// Something is wrong with a formula.
    Formula {
        /// What is wrong.
        error: Box<ParseErrorKind>,
        /// How to make a parameter of a name, with `{}` for the name.
        declare: &'static str,
    },
    /// The graph of a network cannot be built.
    Graph(GraphError),
    /// The objective is undefined at an exact point of the box.
    Undefined {
        /// The sub-expression.
        expression: String,
        /// The point: the parameters that it depends on.
        point: String,
        /// The argument's value there, and the data row.
        argument: String,
    },
}

impl SourceErrorKind {
    /// The error at a place.
    pub(super) fn at(self, place: Place) -> SourceError {
        SourceError { kind: self, place: Some(place) }
    }

    /// The error without a place.
    pub(super) fn nowhere(self) -> SourceError {
        SourceError { kind: self, place: None }
    }

    /// A value beyond this limit of its parameter.
    pub(super) fn outside_box(parameter: &str, value: &Rational, limit: &Rational) -> Self {
        let [value_text, limit_text] = [value, limit].map(|q| shorten(&q.to_string()));
        SourceErrorKind::OutsideBox {
            parameter: parameter.to_owned(),
            value: value_text,
            limit: limit_text,
            side: if value < limit { "below its lower" } else { "above its upper" },
        }
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        use ParseErrorKind as P;
        match self {
            Self::FileNotFound(_) => Code::FileNotFound,
            Self::Directory(_) => Code::Directory,
            Self::Unreadable { .. } => Code::Unreadable,
            Self::EmptyFile(_) => Code::EmptyFile,
            Self::NotUtf8 => Code::NotUtf8,
            Self::FileTooLarge { .. } => Code::FileTooLarge,
            Self::Toml(_) => Code::Toml,
            Self::WrongType { .. } => Code::WrongType,
            Self::MissingKey { .. } => Code::MissingKey,
            Self::UnknownKey { .. } => Code::UnknownKey,
            Self::KeyConflict { .. } => Code::KeyConflict,
            Self::UnknownChoice { .. } => Code::UnknownChoice,
            Self::Number(_) => Code::Number,
            Self::OutOfRange { .. } => Code::OutOfRange,
            Self::NotAnIdentifier(_) => Code::NotAnIdentifier,
            Self::DuplicateName(_) => Code::DuplicateName,
            Self::UnknownParameter { .. } => Code::UnknownParameter,
            Self::NoParameters { .. } => Code::NoParameters,
            Self::NoBox { .. } => Code::NoBox,
            Self::EmptyBox { .. } => Code::EmptyBox,
            Self::BoxSyntax => Code::BoxSyntax,
            Self::PointSyntax => Code::PointSyntax,
            Self::CertificateName(_) => Code::CertificateName,
            Self::MapSyntax => Code::MapSyntax,
            Self::MapNotOneToOne { .. } => Code::MapNotOneToOne,
            Self::NoValue { .. } => Code::NoValue,
            Self::OutsideBox { .. } => Code::OutsideBox,
            Self::RaggedRow { .. } => Code::RaggedRow,
            Self::MissingColumn { .. } => Code::MissingColumn,
            Self::NoRows => Code::NoRows,
            Self::NoHeader => Code::NoHeader,
            Self::DataNumber { .. } => Code::DataNumber,
            Self::TooMuchData => Code::TooMuchData,
            Self::NoData => Code::NoData,
            Self::ConstantColumn(_) => Code::ConstantColumn,
            Self::Layers(_) => Code::Layers,
            Self::LayerCount { .. } => Code::LayerCount,
            Self::Inputs { .. } => Code::Inputs,
            Self::Outputs { .. } => Code::Outputs,
            Self::Label { .. } => Code::Label,
            Self::Undefined { .. } => Code::Undefined,
            Self::Graph(error) => graph_code(*error),
            Self::Formula { error, .. } => match **error {
                P::UnexpectedCharacter(_) | P::UnexpectedToken { .. } => Code::Syntax,
                P::Number(_) => Code::Number,
                P::UnknownName { .. } => Code::UnknownName,
                P::UnknownFunction(_) => Code::UnknownFunction,
                P::WrongArgumentCount { .. } => Code::ArgumentCount,
                P::NestingTooDeep => Code::Nesting,
                P::ExponentNotInteger | P::ExponentTooLarge => Code::Exponent,
                P::SumInside => Code::SumInside,
                P::NoData => Code::NoData,
                P::ColumnOutsideSum(_) => Code::ColumnOutsideSum,
                P::Circle(_) => Code::Circle,
                P::Graph(error) => graph_code(error),
            },
        }
    }
}

fn graph_code(error: GraphError) -> Code {
    match error {
        GraphError::UndefinedConstant => Code::UndefinedConstant,
        GraphError::TooManyNodes => Code::TooManyNodes,
        GraphError::HugeConstant => Code::HugeConstant,
    }
}

impl fmt::Display for SourceErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FileNotFound(file) => write!(f, "there is no file `{file}`"),
            Self::Directory(file) => write!(f, "`{file}` is a directory, not a file"),
            Self::Unreadable { file, reason } => write!(f, "`{file}` cannot be read: {reason}"),
            Self::EmptyFile(file) => write!(f, "`{file}` is empty"),
            Self::NotUtf8 => f.write_str("the file is not UTF-8 text"),
            Self::FileTooLarge { file, limit } => {
                write!(f, "`{file}` has more than {} MiB", limit >> 20)
            }
            Self::Toml(message) => f.write_str(message),
            Self::WrongType { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::MissingKey { table, key, .. } => write!(f, "{table} has no `{key}`"),
            Self::UnknownKey { table, key, .. } => write!(f, "{table} knows no `{}`", shorten(key)),
            Self::KeyConflict { key, reason } => write!(f, "`{key}` cannot stand here: {reason}"),
            Self::UnknownChoice { what, word, .. } => write!(f, "unknown {what} `{}`", shorten(word)),
            Self::Number(error) => error.fmt(f),
            Self::OutOfRange { what, range } => write!(f, "the {what} must be {range}"),
            Self::NotAnIdentifier(name) => write!(f, "`{}` cannot be a name", shorten(name)),
            Self::DuplicateName(name) => write!(f, "`{}` is named twice", shorten(name)),
            Self::UnknownParameter { name, .. } => write!(f, "there is no parameter `{}`", shorten(name)),
            Self::NoParameters { .. } => f.write_str("the objective has no parameters"),
            Self::NoBox { parameter, .. } => write!(f, "the parameter `{parameter}` has no box"),
            Self::EmptyBox { parameter } => {
                write!(f, "the lower limit of `{}` is above the upper", shorten(parameter))
            }
            Self::BoxSyntax => f.write_str("this is not a box"),
            Self::PointSyntax => f.write_str("this is not a parameter's value"),
            Self::CertificateName(name) => write!(f, "`{}` is no certificate's name", shorten(name)),
            Self::MapSyntax => f.write_str("this is not a parameter's image"),
            Self::MapNotOneToOne { parameter } => {
                write!(f, "the map puts `{}` in two places", shorten(parameter))
            }
            Self::NoValue { parameter } => {
                write!(f, "the point gives `{}` no value", shorten(parameter))
            }
            Self::OutsideBox { parameter, value, limit, side } => {
                write!(f, "{} = {value} is {side} limit {limit}", shorten(parameter))
            }
            Self::RaggedRow { expected, found } => {
                write!(f, "this row has {}, the first has {expected}", fields(*found))
            }
            Self::MissingColumn { name, .. } => write!(f, "the data have no column `{}`", shorten(name)),
            Self::NoRows => f.write_str("the data have no rows"),
            Self::NoHeader => f.write_str("the data's columns have no names"),
            Self::DataNumber { column, error } => write!(f, "{error} (column `{}`)", shorten(column)),
            Self::TooMuchData => write!(f, "the data have more than {} numbers", MAX_FIELDS),
            Self::NoData => f.write_str("there are no data"),
            Self::ConstantColumn(name) => write!(f, "the column `{}` is constant", shorten(name)),
            Self::Layers(message) => f.write_str(message),
            Self::LayerCount { what, expected, found } => {
                write!(f, "the network needs {expected} {what}, not {found}")
            }
            Self::Inputs { expected, found } => {
                write!(f, "the network has {expected} inputs, but {found} input columns")
            }
            Self::Outputs { loss, needs } => write!(f, "the {loss} loss needs {needs}"),
            Self::Label { found, allowed } => write!(f, "the target {} is not {allowed}", shorten(found)),
            Self::Graph(error) => error.fmt(f),
            Self::Formula { error, .. } => error.fmt(f),
            Self::Undefined { expression, point, argument } if point.is_empty() => {
                write!(f, "`{expression}` is undefined, since its argument is {argument}")
            }
            Self::Undefined { expression, point, argument } => {
                write!(f, "`{expression}` is undefined in the box: at {point} its argument is {argument}")
            }
        }
    }
}

fn fields(count: usize) -> String {
    if count == 1 { "1 field".into() } else { format!("{count} fields") }
}
