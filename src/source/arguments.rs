//! Formulas on the command line: `--formula`, `--box`, `--ball`, `--where`, `--penalty`, `--data`.

use super::data::{self, check_name};
use super::domain::{box_arguments, from_boxes};
use super::error::{Fault, ParameterError, SourceError};
use super::formula::{Places, Vocabulary};
use super::text::Quoted;
use super::{Loaded, digits, penalty, undefined};
use crate::expression::Graph;
use crate::problem::Problem;
use std::collections::HashSet;
use std::path::PathBuf;

/// A problem as the command line gives it.
#[derive(Clone, Debug, Default)]
pub struct FormulaArguments {
    /// The objective.
    pub formula: String,
    /// The boxes, each `NAME=LOWER..UPPER` or `NAME=real`, several separated by commas. The parameters
    /// are those named here, in this order.
    pub boxes: Vec<String>,
    /// The radius of a ball about the middle of the boxes.
    pub ball: Option<String>,
    /// Inequalities, such as `w1 <= w2`.
    pub constraints: Vec<String>,
    /// `square`, `l1`, `elastic-net:SHARE` or a formula.
    pub penalty: Option<String>,
    /// A CSV file.
    pub data: Option<PathBuf>,
}

/// Reads a problem from command-line arguments.
///
/// # Errors
/// See [`SourceErrorKind`](super::SourceErrorKind).
pub fn from_command_line(arguments: &FormulaArguments) -> Result<Loaded, SourceError> {
    let boxes = box_arguments(&arguments.boxes)?;
    let formula = Quoted::whole("--formula", &arguments.formula);
    if boxes.is_empty() {
        return Err(ParameterError::NoParameters { example: "--box 'x=-1..2'" }.at(formula.place()));
    }
    let mut seen = HashSet::new();
    for argument in &boxes {
        check_name(&argument.name, &mut seen).map_err(|kind| kind.at(argument.place.clone()))?;
    }
    let mut vocabulary = Vocabulary {
        parameters: boxes.iter().map(|argument| argument.name.clone()).collect(),
        declare: "`--box '{}=-1..1'`",
        ..Vocabulary::default()
    };
    let mut graph = Graph::new();
    let mut places = Places::new();
    let (mut rows, mut notices) = (Vec::new(), Vec::new());
    let data = arguments.data.as_deref().map(data::read_csv).transpose()?;
    let parsed = match &data {
        None => vocabulary.parse_objective(&formula, &mut graph, &mut places)?,
        Some(data) => {
            for column in &data.columns {
                check_name(&column.name, &mut seen).map_err(|kind| kind.at(data.header().clone()))?;
            }
            let (parsed, selection) = vocabulary.parse_over(data, &formula, &mut graph, &mut places)?;
            (rows, notices) = (selection.rows, data.notices.clone());
            parsed
        }
    };
    let penalty = penalty::from_argument(arguments.penalty.as_deref(), &vocabulary, &mut graph, &mut places)?;
    let domain = from_boxes(&vocabulary, &boxes, arguments.ball.as_deref(), &arguments.constraints)?;
    let Vocabulary { parameters, columns, .. } = vocabulary;
    let problem =
        Problem { parameters, domain, columns, rows, graph, fixed: parsed.fixed, row: parsed.row, penalty };
    digits::check(&problem).map_err(Fault::nowhere)?;
    let naming = data.and_then(|data| data.naming);
    undefined::check(Loaded { naming, ..Loaded::new(problem, "formula".to_owned(), None, places, notices) })
}
