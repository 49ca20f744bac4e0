//! The rows that a network is evaluated on: its inputs, standardized if so asked, and its targets.
//!
//! A class y is given by columns `y[0]`, `y[1]`, …, of which one is 1. A standardized input is shifted by its exact mean
//! and divided by its population standard deviation, rounded to six significant digits.

use super::data::{Data, Selection};
use super::error::{DataError, Fault, NetworkError, SourceError};
use super::limits::MAX_FIELDS;
use super::network::{Loss, Network};
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
    /// What was decided when the rows were chosen.
    pub notices: Vec<String>,
}

/// The columns that a network uses.
pub(super) fn sample(network: &Network, data: &Data) -> Result<Sample, SourceError> {
    let index = |name: &String| data.column(name).map_err(|kind| kind.at(data.header().clone()));
    let used =
        network.inputs.iter().chain(network.targets.iter().filter(|name| !network.inputs.contains(name)));
    let used = used.map(index).collect::<Result<Vec<_>, _>>()?;
    let targets = network.targets.iter().map(index).collect::<Result<Vec<_>, _>>()?;
    let classes = match network.loss {
        Loss::CrossEntropy => network.layers.last().copied().unwrap_or_default(),
        Loss::Logistic => 2,
        Loss::Squared | Loss::Huber(_) => 0,
    };
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
        notices: selection.notice(data).into_iter().collect(),
    };
    for (name, target) in network.targets.iter().zip(targets) {
        let at = selection.columns.iter().position(|column| *column == target).unwrap_or_default();
        let values = || selection.rows.iter().map(|row| &row[at]);
        if classes > 0 {
            check_labels(data, &selection, at, classes)?;
        }
        if network.loss == Loss::CrossEntropy {
            for class in 0..classes {
                let indicator = |value: &Rational| Rational::from(u8::from(*value == class));
                sample.push_target(indexed(name, class), values().map(indicator));
            }
        } else if at < network.inputs.len() {
            sample.targets.push(at);
        } else {
            sample.push_target(name.clone(), values().cloned());
        }
    }
    Ok(sample)
}

impl Sample {
    fn push_target(&mut self, name: String, values: impl Iterator<Item = Rational>) {
        self.targets.push(self.columns.len());
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
