//! What can be wrong with a file as a whole.

use super::super::code::Code;
use super::super::format::Format;
use std::fmt;

/// What can be wrong with a file as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
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
    /// Another kind of file than a text.
    NoText {
        /// The file.
        file: String,
        /// What it is.
        format: Format,
    },
    /// A file that is too large to be read.
    FileTooLarge {
        /// The file.
        file: String,
        /// The limit in bytes.
        limit: u64,
    },
}

impl FileError {
    /// The stable code.
    pub(super) fn code(&self) -> Code {
        match self {
            Self::FileNotFound(_) => Code::FileNotFound,
            Self::Directory(_) => Code::Directory,
            Self::Unreadable { .. } => Code::Unreadable,
            Self::EmptyFile(_) => Code::EmptyFile,
            Self::NotUtf8 => Code::NotUtf8,
            Self::NoText { .. } => Code::NoText,
            Self::FileTooLarge { .. } => Code::FileTooLarge,
        }
    }

    /// One sentence on what to do about it.
    pub(super) fn help(&self) -> String {
        match self {
            Self::FileNotFound(_) => "File names in a problem file are relative to that file.".into(),
            Self::Directory(_) => "Give the file in it, such as `problem.toml`.".into(),
            Self::Unreadable { .. } => "Make sure that the file may be read.".into(),
            Self::EmptyFile(_) => "`jensen init DATA.csv` drafts a problem file.".into(),
            Self::NotUtf8 => "Save the file as UTF-8.".into(),
            Self::NoText { format, .. } if format.holds_weights() => {
                "Weights are given as `center` in `[domain]` of a problem file, which `jensen init DATA.csv --weights FILE` drafts; \
                 data are CSV text."
                    .into()
            }
            Self::NoText { .. } => {
                "Data are CSV text: write them with `to_csv`, or save the sheet as CSV; weights are given as `center` in `[domain]`."
                    .into()
            }
            Self::FileTooLarge { .. } => "Leave out what is not needed; rows belong into a CSV file.".into(),
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FileNotFound(file) => write!(f, "there is no file `{file}`"),
            Self::Directory(file) => write!(f, "`{file}` is a directory, not a file"),
            Self::Unreadable { file, reason } => write!(f, "`{file}` cannot be read: {reason}"),
            Self::EmptyFile(file) => write!(f, "`{file}` is empty"),
            Self::NotUtf8 => f.write_str("the file is not UTF-8 text"),
            Self::NoText { file, format } => write!(f, "`{file}` is {}, no text", format.name()),
            Self::FileTooLarge { file, limit } => {
                write!(f, "`{file}` has more than {} MiB", limit >> 20)
            }
        }
    }
}
