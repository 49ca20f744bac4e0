//! The rows that a network is evaluated on: its inputs, standardized if so asked, and its targets.
//!
//! A class y is given by columns `y[0]`, `y[1]`, …, of which one is 1. A standardized input is shifted by its exact mean
//! and divided by its population standard deviation, rounded to six significant digits.

use super::data::{Data, Selection};
use super::error::{DataError, EntryError, Fault, NetworkError, SourceError};
use super::limits::MAX_FIELDS;
use super::network::Network;
use rug::ops::Pow;
use rug::{Integer, Rational};

/// Columns and rows.
pub(super) struct Sample {
    /// The inputs, then targets or classes.
    pub columns: Vec<String>,
    /// The rows, inputs standardized if so asked.
    pub rows: Vec<Vec<Rational>>,
    /// The columns of targets or classes.
    pub targets: Vec<usize>,
    /// The column of the rows' shares `w_i / Σ w_i`, where they differ.
    pub share: Option<usize>,
    /// What was decided when the rows were chosen.
    pub notices: Vec<String>,
}

/// The columns that a network uses.
pub(super) fn sample(network: &Network, data: &Data) -> Result<Sample, SourceError> {
    let index = |name: &String| data.column(name).map_err(|kind| kind.at(data.header().clone()));
    let mut used: Vec<&String> = network.inputs.iter().collect();
    for name in network.targets.iter().chain(&network.weighting.rows) {
        if !used.contains(&name) {
            used.push(name);
        }
    }
    let used = used.into_iter().map(index).collect::<Result<Vec<_>, _>>()?;
    let targets = network.targets.iter().map(index).collect::<Result<Vec<_>, _>>()?;
    let outputs = network.layers.last().copied().unwrap_or_default();
    let classes = network.loss.classes(outputs).unwrap_or_default();
    if classes.saturating_add(network.inputs.len()).saturating_mul(data.len()) > MAX_FIELDS {
        return Err(DataError::TooMuchData.at(data.header().clone()));
    }
    let selection = data.select(&used, targets.first().copied().filter(|_| data.classes.is_some()))?;
    let inputs = (0..network.inputs.len()).map(|input| {
        let scale = network.standardize.then(|| standard(&selection, input));
        let constant = || DataError::ConstantColumn(network.inputs[input].clone()).at(data.header().clone());
        scale.map(|scale| scale.ok_or_else(constant)).transpose()
    });
    let scales = inputs.collect::<Result<Vec<_>, _>>()?;
    let mut sample = Sample {
        columns: network.inputs.clone(),
        rows: selection.rows.iter().map(|row| scaled(row, &scales)).collect(),
        targets: Vec::new(),
        share: None,
        notices: selection.notice(data).into_iter().collect(),
    };
    for (name, target) in network.targets.iter().zip(targets) {
        let at = selection.columns.iter().position(|column| *column == target).unwrap_or_default();
        let values = || selection.rows.iter().map(|row| &row[at]);
        if classes > 0 {
            check_labels(data, &selection, at, classes)?;
        }
        let of_class = |value: &Rational, class: usize| {
            let own = value.numer().to_usize().unwrap_or_default();
            network.weighting.target(own, classes).0.swap_remove(class)
        };
        if classes > 0 && outputs > 1 {
            for class in 0..classes {
                sample.push_target(indexed(name, class), values().map(|value| of_class(value, class)));
            }
        } else if !network.weighting.smoothing.is_zero() {
            sample.push_target(name.clone(), values().map(|value| of_class(value, 1)));
        } else if at < network.inputs.len() {
            sample.targets.push(at);
        } else {
            sample.push_target(name.clone(), values().cloned());
        }
    }
    sample.push_shares(network, data, &selection)?;
    Ok(sample)
}

impl Sample {
    /// The shares of the rows, from their own weights and their classes'.
    fn push_shares(
        &mut self,
        network: &Network,
        data: &Data,
        selection: &Selection,
    ) -> Result<(), SourceError> {
        let weighting = &network.weighting;
        if weighting.rows.is_none() && weighting.classes.is_empty() {
            return Ok(());
        }
        let at =
            |name: &String| selection.columns.iter().position(|column| data.columns[*column].name == *name);
        let (rows, target) = (weighting.rows.as_ref().and_then(at), network.targets.first().and_then(at));
        let classes = weighting.classes.len();
        let (mut weights, mut sum) = (Vec::new(), Rational::new());
        for (values, &row) in selection.rows.iter().zip(&selection.places) {
            let class = target.and_then(|target| values[target].numer().to_usize());
            let weight = rows.map_or_else(|| Rational::from(1), |column| values[column].clone());
            if weight < 0 {
                let kind = EntryError::OutOfRange { what: "row's weight", range: "at least 0" };
                return Err(kind.at(data.place(row, selection.columns[rows.unwrap_or_default()])));
            }
            // What is smoothed weighs as the mean of its classes, and counts as its own.
            let of_class = class.and_then(|class| Some((class, weighting.classes.get(class)?)));
            match of_class {
                Some((class, own)) => {
                    sum += Rational::from(own * &weight);
                    weights.push(weighting.target(class, classes).1 * weight);
                }
                None => {
                    sum += &weight;
                    weights.push(weight);
                }
            }
        }
        if sum.is_zero() {
            let kind = EntryError::OutOfRange { what: "sum of the rows' weights", range: "more than 0" };
            return Err(kind.at(data.header().clone()));
        }
        let mut name = "row_share".to_owned();
        while self.columns.contains(&name) {
            name.push('_');
        }
        self.share = Some(self.columns.len());
        self.push_column(name, weights.into_iter().map(|weight| weight / &sum));
        Ok(())
    }

    fn push_target(&mut self, name: String, values: impl Iterator<Item = Rational>) {
        self.targets.push(self.columns.len());
        self.push_column(name, values);
    }

    fn push_column(&mut self, name: String, values: impl Iterator<Item = Rational>) {
        self.columns.push(name);
        for (row, value) in self.rows.iter_mut().zip(values) {
            row.push(value);
        }
    }
}

/// The inputs of a row, shifted and scaled; there are as many as scales.
fn scaled(row: &[Rational], scales: &[Option<(Rational, Rational)>]) -> Vec<Rational> {
    let value = |(value, scale): (&Rational, &Option<(Rational, Rational)>)| match scale {
        Some((mean, deviation)) => Rational::from(value - mean) / deviation,
        None => value.clone(),
    };
    row.iter().zip(scales).map(value).collect()
}

/// `y[k]`, or `y[1,k]` where the name has an index.
fn indexed(name: &str, class: usize) -> String {
    match name.strip_suffix(']') {
        Some(stem) => format!("{stem},{class}]"),
        None => format!("{name}[{class}]"),
    }
}

/// Whether every target is one of 0 … classes − 1.
fn check_labels(data: &Data, selection: &Selection, at: usize, classes: usize) -> Result<(), SourceError> {
    for (values, &row) in selection.rows.iter().zip(&selection.places) {
        let label = &values[at];
        if !label.is_integer() || *label < 0 || *label >= classes {
            let allowed =
                if classes == 2 { "0 or 1".to_owned() } else { format!("one of 0, …, {}", classes - 1) };
            let target = selection.columns[at];
            let values = data.few_values(target);
            let kind = NetworkError::Label { found: label.to_string(), allowed, values };
            return Err(kind.at(data.place(row, target)));
        }
    }
    Ok(())
}

/// The mean of a column, and its population standard deviation to six significant digits; `None` where that is 0.
fn standard(selection: &Selection, column: usize) -> Option<(Rational, Rational)> {
    let values = || selection.rows.iter().map(|row| &row[column]);
    let count = selection.rows.len();
    let mean = Rational::from(Rational::sum(values())) / count;
    let squares: Rational = values().map(|x| Rational::from(x - &mean).square()).sum();
    (!squares.is_zero()).then(|| (mean, rounded_root(&(squares / count))))
}

/// `√q` for `q > 0`, to six significant digits, halves upwards.
fn rounded_root(q: &Rational) -> Rational {
    let bits = |n: &Integer| i64::from(n.significant_bits());
    // log₁₀ 2 is about 301/1000, and the root halves it.
    let mut decimals = (5 + (bits(q.denom()) - bits(q.numer())) * 301 / 2000) as i32;
    loop {
        // ⌊√s + ½⌋ = ⌊(⌊√(4s)⌋ + 1) / 2⌋ for s = q·100^decimals.
        let scaled: Rational = Rational::from(100).pow(decimals) * 4 * q;
        let root = (scaled.floor().numer().clone().sqrt() + 1u32) / 2u32;
        if root < 100_000 {
            decimals += 1;
        } else if root > 1_000_000 {
            decimals -= 1;
        } else {
            return Rational::from(root) / Rational::from(10).pow(decimals);
        }
    }
}
