//! Problem files: TOML with `[data]`, `[objective]` or `[network]`, `[domain]` and `[penalty]`.

use super::data::{self, Data};
use super::domain::{self, BoxArgument};
use super::error::{DataError, Fault, NameError, ParameterError, SourceError};
use super::formula::{Places, Vocabulary};
use super::limits::{MAX_PROBLEM_BYTES, RESERVED};
use super::names::Names;
use super::network::{self, Network};
use super::place::Place;
use super::sample::Sample;
use super::text;
use super::toml::{self, Table};
use super::{Loaded, digits, lower, penalty, sample, undefined};
use crate::expression::{Graph, GraphError, NodeId};
use crate::problem::{Penalty, Problem};
use rug::Rational;
use std::collections::HashSet;
use std::path::Path;

/// The objective, before domain and penalty.
struct Objective {
    vocabulary: Vocabulary,
    rows: Vec<Vec<Rational>>,
    fixed: NodeId,
    row: Option<NodeId>,
    network: Option<Lowering>,
    notices: Vec<String>,
    naming: Option<String>,
}

/// What a network's rows are made of, once the penalty is known.
struct Lowering {
    network: Network,
    sample: Sample,
    place: Place,
}

/// Reads a problem file; `boxes` win over its `[domain]`. At λ = 0 nothing is penalised.
pub(super) fn read(path: &Path, boxes: &[BoxArgument], is_at_zero: bool) -> Result<Loaded, SourceError> {
    let text = text::read(path, MAX_PROBLEM_BYTES)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let document = toml::parse(&text)?;
    let top = Table::top(&text, document.get_ref());
    top.only(&["name", "data", "objective", "network", "domain", "penalty"])?;

    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let name = top.get("name").map(|entry| entry.string()).transpose()?.map_or(stem, str::to_owned);
    let data = top.table("data")?.map(|table| data::read(&table, folder)).transpose()?;
    let domain = top.table("domain")?;
    let mut graph = Graph::new();
    let mut places = Places::new();
    let objective = match (top.table("objective")?, top.table("network")?) {
        (Some(table), None) => formula(&table, domain.as_ref(), data, boxes, &mut graph, &mut places)?,
        (None, Some(table)) => from_network(&table, data, &mut graph)?,
        (None, None) => {
            return Err(top.missing("[objective]", "[objective]` with `formula = \"(1 - a*b)^2\""));
        }
        (Some(_), Some(_)) => {
            let conflict = |entry: toml::Entry| entry.conflict("the problem has an `[objective]`");
            return Err(top.get("network").map(conflict).unwrap_or_else(|| top.missing("network", "")));
        }
    };

    let Objective { vocabulary, mut rows, fixed, mut row, network, mut notices, naming } = objective;
    let names = Names::new(&vocabulary.parameters);
    let domain = domain::read(domain.as_ref(), &vocabulary, folder, boxes, &mut notices)?;
    let penalty = top.table("penalty")?;
    let own = network.as_ref().map(|lowering| &lowering.network);
    let (penalty, lambda) =
        penalty::read(penalty.as_ref(), &names, own, &vocabulary, &mut graph, &mut places)?;
    let mut known = None;
    if let Some(Lowering { network, sample, place }) = network {
        let is_flat = |k: usize| matches!(&penalty, Penalty::Separable { square, .. } if square[k].is_zero());
        let is_free = |k: usize| is_at_zero || is_flat(k);
        let lowered = lower::lower(&network, &sample, is_free, &mut graph);
        row = Some(lowered.map_err(|error: GraphError| error.at(place))?);
        (rows, known) = (sample.rows, Some(network));
    }
    let Vocabulary { parameters, columns, .. } = vocabulary;
    let problem = Problem { parameters, domain, columns, rows, graph, fixed, row, penalty };
    digits::check(&problem).map_err(Fault::nowhere)?;
    undefined::check(Loaded { lambda, naming, ..Loaded::new(problem, name, known, places, notices) })
}

/// `[objective]`: a formula, its parameters and its named parts.
fn formula(
    table: &Table,
    domain: Option<&Table>,
    data: Option<Data>,
    boxes: &[BoxArgument],
    graph: &mut Graph,
    places: &mut Places,
) -> Result<Objective, SourceError> {
    table.only(&["formula", "parameters", "where"])?;
    let text = table.require("formula", "formula = \"(1 - a*b)^2\"")?.quoted()?;
    let mut names = parameter_names(table, domain, boxes)?;
    let parameters: Vec<String> = names.iter().map(|(name, _)| name.clone()).collect();
    if parameters.is_empty() {
        return Err(ParameterError::NoParameters { example: "a = [-1, 1]" }.at(table.place()));
    }

    let mut vocabulary =
        Vocabulary { parameters, declare: "`{} = [-1, 1]` in `[domain]`", ..Vocabulary::default() };
    if let Some(parts) = table.table("where")? {
        for entry in parts.entries() {
            let part = entry.quoted()?;
            names.push((entry.key.to_owned(), entry.key_place()));
            vocabulary.parts.push((entry.key.to_owned(), part.value.clone()));
            vocabulary.part_texts.push(part);
        }
    }
    let mut seen = HashSet::new();
    for (name, place) in &names {
        let reserved = RESERVED.contains(&name.as_str());
        let known = if reserved { Err(NameError::NotAnIdentifier(name.clone())) } else { Ok(()) };
        known.and_then(|()| data::check_name(name, &mut seen)).map_err(|kind| kind.at(place.clone()))?;
    }
    let (mut rows, mut notices) = (Vec::new(), Vec::new());
    let parsed = match &data {
        None => vocabulary.parse_objective(&text, graph, places)?,
        Some(data) => {
            for column in &data.columns {
                let known = data::check_name(&column.name, &mut seen);
                known.map_err(|kind| kind.at(data.header().clone()))?;
            }
            let (parsed, selection) = vocabulary.parse_over(data, &text, graph, places)?;
            notices = data.notices.iter().cloned().chain(selection.notice(data)).collect();
            rows = selection.rows;
            parsed
        }
    };
    let naming = data.and_then(|data| data.naming);
    Ok(Objective { vocabulary, rows, fixed: parsed.fixed, row: parsed.row, network: None, notices, naming })
}

/// The names of the parameters, and where they stand: those that are listed, or those with a box.
fn parameter_names(
    table: &Table,
    domain: Option<&Table>,
    boxes: &[BoxArgument],
) -> Result<Vec<(String, Place)>, SourceError> {
    let mut names: Vec<(String, Place)> = Vec::new();
    match (table.get("parameters"), domain) {
        (Some(list), _) => {
            for entry in list.list("a list of names")? {
                names.push((entry.string()?.to_owned(), entry.place()));
            }
        }
        (None, Some(domain)) => {
            let own = domain.entries().into_iter().filter(|entry| !RESERVED.contains(&entry.key));
            names.extend(own.map(|entry| (entry.key.to_owned(), entry.key_place())));
        }
        (None, None) => {
            names.extend(boxes.iter().map(|argument| (argument.name.clone(), argument.place.clone())))
        }
    }
    Ok(names)
}

/// `[network]`: what is lowered into a graph.
fn from_network(table: &Table, data: Option<Data>, graph: &mut Graph) -> Result<Objective, SourceError> {
    let data = data.ok_or_else(|| DataError::NoData.at(table.place()))?;
    let network = network::read(table, &data)?;
    let sample = sample::sample(&network, &data)?;
    let fixed = graph.constant(Rational::new()).map_err(|error: GraphError| error.at(table.place()))?;
    let vocabulary = Vocabulary {
        parameters: network.parameter_names(),
        columns: sample.columns.clone(),
        ..Vocabulary::default()
    };
    let notices = data.notices.into_iter().chain(sample.notices.iter().cloned()).collect();
    let network = Some(Lowering { network, sample, place: table.place() });
    Ok(Objective { vocabulary, rows: Vec::new(), fixed, row: None, network, notices, naming: data.naming })
}
