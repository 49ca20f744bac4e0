//! The penalty: `[penalty]`, and `--penalty` on the command line.
//!
//! `P = scale · Σ w_i ((1 − α)(θ_i − c_i)² + α|θ_i − c_i|)`, where α is 0 for `square`, 1 for `l1` and
//! the key `alpha` for `elastic-net`; or `scale` times a formula. `w_i` is 1, or 0 for biases where `on = "weights"`, unless
//! `weights` says otherwise.

use super::error::{EntryError, Fault, SourceError};
use super::formula::{Places, Vocabulary};
use super::names::{Assignment, Names};
use super::near;
use super::network::Network;
use super::text::Quoted;
use super::toml::{Entry, Table};
use crate::expression::Graph;
use crate::grammar::parse_rational;
use crate::problem::Penalty;
use rug::Rational;

const KINDS: &[&str] = &["square", "l1", "elastic-net", "formula"];

/// A penalty, and the λ that its `weight_decay` w means: `λ·scale·θ² = (w/2)·θ²`.
pub(super) type PenaltyAndLambda = (Penalty, Option<Rational>);

/// The penalty of a problem file.
pub(super) fn read(
    table: Option<&Table>,
    names: &Names,
    network: Option<&Network>,
    vocabulary: &Vocabulary,
    graph: &mut Graph,
    places: &mut Places,
) -> Result<PenaltyAndLambda, SourceError> {
    let Some(table) = table else { return Ok((Penalty::square(names.parameters().len()), None)) };
    table.only(&["kind", "formula", "on", "weights", "center", "scale", "alpha", "weight_decay"])?;
    let kind = table.get("kind").map(|entry| entry.choice("penalty", KINDS)).transpose()?;
    let formula = table.get("formula");
    let kind = KINDS[kind.unwrap_or(if formula.is_some() { 3 } else { 0 })];
    let scale = match table.get("scale") {
        Some(entry) => non_negative(&entry, "scale")?,
        None => Rational::from(1),
    };
    for (key, kinds) in [
        ("formula", &["formula"][..]),
        ("alpha", &["elastic-net"]),
        ("weights", &KINDS[..3]),
        ("center", &KINDS[..3]),
        ("on", &KINDS[..3]),
        ("weight_decay", &KINDS[..1]),
    ] {
        if let Some(entry) = table.get(key).filter(|_| !kinds.contains(&kind)) {
            return Err(entry.conflict("this kind of penalty does not use it"));
        }
    }
    if kind == "formula" {
        let formula = table.require("formula", "formula = \"x^4\"")?.quoted()?;
        let node = vocabulary.parse_penalty(&formula, graph, places)?;
        let scaled = graph.constant(scale).and_then(|scale| graph.mul(scale, node));
        return Ok((Penalty::Formula(scaled.map_err(|error| error.at(table.place()))?), None));
    }
    let share = match kind {
        "l1" => Rational::from(1),
        "elastic-net" => share(&table.require("alpha", "alpha = \"1/2\"")?)?,
        _ => Rational::new(),
    };
    let on = match table.get("on") {
        None => vec![Rational::from(1); names.parameters().len()],
        Some(entry) => on(&entry, names, network)?,
    };
    let weights = by_name(table, "weights", names, on, |entry| non_negative(entry, "weight"))?;
    let zeros = vec![Rational::new(); names.parameters().len()];
    let center = by_name(table, "center", names, zeros, |entry| entry.number())?;
    let decay = table.get("weight_decay").map(|entry| non_negative(&entry, "weight decay")).transpose()?;
    let lambda = decay.filter(|_| !scale.is_zero()).map(|decay| decay / 2 / &scale);
    Ok((separable(weights, center, &scale, &share), lambda))
}

/// `on = "weights"` leaves biases out: 1 for each parameter that is penalised, 0 for the others.
fn on(entry: &Entry, names: &Names, network: Option<&Network>) -> Result<Vec<Rational>, SourceError> {
    let is_all = entry.choice("set of parameters", &["all", "weights"])? == 0;
    if network.is_none() && !is_all {
        return Err(entry.conflict("there is no network, whose biases it would leave out"));
    }
    let weight = |name: &String| Rational::from(u8::from(is_all || !Network::is_bias(name)));
    Ok(names.parameters().iter().map(weight).collect())
}

/// `square`, `l1`, `elastic-net:1/2`, or a formula.
pub(super) fn from_argument(
    argument: Option<&str>,
    vocabulary: &Vocabulary,
    graph: &mut Graph,
    places: &mut Places,
) -> Result<Penalty, SourceError> {
    let dimension = vocabulary.parameters.len();
    let simple = |share: &Rational| {
        separable(
            vec![Rational::from(1); dimension],
            vec![Rational::new(); dimension],
            &Rational::from(1),
            share,
        )
    };
    let argument = argument.unwrap_or("square");
    let quoted = Quoted::whole("--penalty", argument);
    match (argument.trim(), argument.trim().strip_prefix("elastic-net:")) {
        ("square", _) => Ok(simple(&Rational::new())),
        ("l1", _) => Ok(simple(&Rational::from(1))),
        ("elastic-net", _) => Err(EntryError::NoShare.at(quoted.place())),
        (_, Some(share)) => {
            let share =
                parse_rational(share).map_err(|error| EntryError::Number(error).at(quoted.place()))?;
            check_share(share).map(|share| simple(&share)).map_err(|kind| kind.at(quoted.place()))
        }
        _ => vocabulary
            .parse_penalty(&quoted, graph, places)
            .map(Penalty::Formula)
            .map_err(|error| misspelt(argument.trim()).map_or(error, |kind| kind.at(quoted.place()))),
    }
}

/// That a formula which cannot be read is nearly the name of a kind.
fn misspelt(argument: &str) -> Option<EntryError> {
    const NAMES: &[&str] = &["square", "l1", "elastic-net"];
    let word = argument.split(':').next().unwrap_or_default();
    let is_near = !near::names(word, NAMES.iter().copied()).is_empty();
    is_near.then(|| EntryError::UnknownChoice { what: "penalty", word: word.to_owned(), allowed: NAMES })
}

/// `Σ` with the scale and the shares multiplied out.
fn separable(weights: Vec<Rational>, center: Vec<Rational>, scale: &Rational, share: &Rational) -> Penalty {
    let square = Rational::from(1 - share) * scale;
    let absolute = Rational::from(share * scale);
    let times = |factor: &Rational| weights.iter().map(|weight| Rational::from(weight * factor)).collect();
    Penalty::Separable { square: times(&square), absolute: times(&absolute), center }
}

/// The table `key` of values for parameters and blocks, with its own `default`.
pub(super) fn by_name(
    table: &Table,
    key: &str,
    names: &Names,
    defaults: Vec<Rational>,
    value: impl Fn(&Entry) -> Result<Rational, SourceError>,
) -> Result<Vec<Rational>, SourceError> {
    let mut values: Vec<_> = defaults.into_iter().map(Some).collect();
    if let Some(table) = table.table(key)? {
        if let Some(entry) = table.get("default") {
            values.fill(Some(value(&entry)?));
        }
        let own = table.entries().into_iter().filter(|entry| entry.key != "default");
        let assignments = own
            .map(|entry| Ok(Assignment { name: entry.key, place: entry.key_place(), value: value(&entry)? }));
        names.assign(&mut values, assignments.collect::<Result<_, _>>()?)?;
    }
    Ok(values.into_iter().map(Option::unwrap_or_default).collect())
}

fn non_negative(entry: &Entry, what: &'static str) -> Result<Rational, SourceError> {
    let number = entry.number()?;
    if number < 0 {
        return Err(entry.error(EntryError::OutOfRange { what, range: "at least 0" }));
    }
    Ok(number)
}

fn share(entry: &Entry) -> Result<Rational, SourceError> {
    check_share(entry.number()?).map_err(|kind| entry.error(kind))
}

fn check_share(share: Rational) -> Result<Rational, EntryError> {
    if !(0..=1).contains(&share) {
        return Err(EntryError::OutOfRange { what: "elastic net's share", range: "between 0 and 1" });
    }
    Ok(share)
}
