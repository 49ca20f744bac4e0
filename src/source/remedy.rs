//! What to do about an error in what a user wrote.

use super::error::SourceErrorKind;
use super::limits::RESERVED;
use super::near;
use crate::expression::GraphError;
use crate::grammar::ParseErrorKind;
use crate::problem::shorten;

impl SourceErrorKind {
    /// One sentence on what to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::FileNotFound(_) => "File names in a problem file are relative to that file.".into(),
            Self::Directory(_) => "Give the file in it, such as `problem.toml`.".into(),
            Self::Unreadable { .. } => "Make sure that the file may be read.".into(),
            Self::EmptyFile(_) => "`jensen init DATA.csv` drafts a problem file.".into(),
            Self::NotUtf8 => "Save the file as UTF-8.".into(),
            Self::FileTooLarge { .. } => "Leave out what is not needed; rows belong into a CSV file.".into(),
            Self::Toml(_) => "Problem files are TOML (https://toml.io); fractions stand in quotes.".into(),
            Self::WrongType { .. } => "Formulas, names and fractions stand in quotes, numbers need none.".into(),
            Self::MissingKey { example, .. } => format!("Add a line such as `{example}`."),
            Self::UnknownKey { near, .. } if near.is_empty() => {
                "Remove it, or look up the keys in PROBLEMS.md.".into()
            }
            Self::UnknownKey { near, .. } | Self::MissingColumn { near, .. } if !near.is_empty() => {
                near::question(near)
            }
            Self::UnknownKey { .. } => "Remove it.".into(),
            Self::KeyConflict { key, .. } => format!("Remove `{key}`, or change what excludes it."),
            Self::UnknownChoice { word, allowed, .. } => {
                let near = near::names(word, allowed.iter().copied());
                if near.is_empty() { format!("Choose from {}.", allowed.join(", ")) } else { near::question(&near) }
            }
            Self::Number(_) => "Numbers are exact: `-12`, `1.25`, `2.5e-3`, or `\"1/3\"` in quotes.".into(),
            Self::OutOfRange { what, range } => format!("Make the {what} {range}."),
            Self::NotAnIdentifier(name) if RESERVED.contains(&name.as_str()) => {
                "In a problem file `default`, `center` and `radius` are keys of `[domain]`.".into()
            }
            Self::NotAnIdentifier(_) => {
                "A name is a letter, then letters, digits and `_`, then perhaps an index such as `[1,2]`.".into()
            }
            Self::DuplicateName(_) => "Give every parameter, column and part a name of its own.".into(),
            Self::UnknownParameter { near, .. } if near.is_empty() => {
                "Names here are those of the objective's parameters, or of whole blocks such as `W1`.".into()
            }
            Self::UnknownParameter { near, .. } => near::question(near),
            Self::NoParameters { example } => format!("Name one with its box: `{example}`."),
            Self::NoBox { example, .. } => format!("Add `{example}`, or a default."),
            Self::EmptyBox { .. } => "The lower limit comes first.".into(),
            Self::PointSyntax => "Write a point as `a1=1,a2=-1/2`, or give a file of lines `name,value`.".into(),
            Self::CertificateName(_) => "Use letters, digits and hyphens; the file is `NAME.jensen`.".into(),
            Self::MapSyntax => "Write a map as `a1=a2,a2=a1` or `a1=-a1,w1=-w1`; what is not named stays.".into(),
            Self::MapNotOneToOne { .. } => "Where `a1=a2` is written, another place needs `a1`.".into(),
            Self::NoValue { .. } => "A point has a value for every parameter.".into(),
            Self::OutsideBox { .. } => "Change the value, or widen the box, as with `--box`.".into(),
            Self::BoxSyntax => "Write a box as `x=-1..2`, `x=real` or `x=-1..2,y=0..inf`.".into(),
            Self::RaggedRow { .. } => "Every row has as many fields as the header; quote a field with commas.".into(),
            Self::MissingColumn { .. } => "The columns' names are in the data file's first line.".into(),
            Self::NoRows => "Add at least one row of numbers.".into(),
            Self::NoHeader => "Add a first line with names, or name them with `columns = [\"x\", \"y\"]`.".into(),
            Self::DataNumber { .. } => {
                "Fields are numbers such as `-12`, `1.25` or `1/3`; choose the numeric columns with `columns`.".into()
            }
            Self::TooMuchData => "Use fewer rows, or choose columns with `columns`.".into(),
            Self::NoData => "Add `[data]` with `file = \"data.csv\"`, or `--data data.csv`; penalties have no rows.".into(),
            Self::ConstantColumn(_) => "It has no standard deviation to divide by: take it out of `inputs`.".into(),
            Self::Layers(_) => {
                "Layers are inputs, hidden layers and outputs, such as `layers = [4, 3, 3]`.".into()
            }
            Self::LayerCount { .. } => "Give one for all layers, or a list with one a layer.".into(),
            Self::Inputs { .. } => "The first of `layers` is the number of input columns.".into(),
            Self::Outputs { .. } => "Change the last of `layers`, the `target` or the `loss`.".into(),
            Self::Label { .. } => "Number the classes in the data file.".into(),
            Self::Graph(GraphError::HugeConstant) => "Numbers have at most 10,000 digits.".into(),
            Self::Graph(_) => "Use fewer units or fewer layers.".into(),
            Self::Formula { error, declare } => formula_help(error, declare),
            Self::Undefined { .. } => "Choose a box on which the objective is defined everywhere.".into(),
        }
    }
}

fn formula_help(error: &ParseErrorKind, declare: &str) -> String {
    let near = match error {
        ParseErrorKind::UnknownName { name, known } => near::names(name, known.iter().map(String::as_str)),
        ParseErrorKind::UnknownFunction(name) => near::names(name, crate::grammar::function_names()),
        _ => Vec::new(),
    };
    match error {
        ParseErrorKind::UnknownName { name, .. } => {
            let declaration = declare.replace("{}", &shorten(name));
            match near::question(&near).strip_suffix('?') {
                Some(question) if !near.is_empty() => {
                    format!("{question}, or does the parameter lack {declaration}?")
                }
                _ => format!("If it is a parameter, write {declaration}."),
            }
        }
        ParseErrorKind::NoData => SourceErrorKind::NoData.help(),
        _ if near.is_empty() => error.help(),
        _ => near::question(&near),
    }
}
