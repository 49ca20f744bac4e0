//! The loss ℓ of a row with outputs f and targets y, and how rows and outputs are weighted: L is the mean of ℓ over the
//! rows, or `Σ w_i ℓ_i / Σ w_i`.

use super::data::Data;
use super::error::{EntryError, NetworkError, SourceError};
use super::toml::{Entry, Table};
use rug::Rational;

/// The loss of a row. Of two classes, y ∈ {0, 1}, let s = 2y − 1; t is the loss `cross-entropy`, or `logistic` for one
/// output; r = f_k − y_k.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loss {
    /// `Σ_k r²`.
    Squared,
    /// `log(1 + e^f) − y·f`, y ∈ {0, 1}.
    Logistic,
    /// `log Σ_k e^(f_k) − f_y`, y ∈ {0, …, k − 1}.
    CrossEntropy,
    /// `Σ_k h(r)`, `h(r) = r²/2` for `|r| ≤ δ`, else `δ(|r| − δ/2)` (Huber 1964).
    Huber(Rational),
    /// `max(1 − s·f, 0)`.
    Hinge,
    /// `max(1 − s·f, 0)²`.
    SquaredHinge,
    /// `Σ_k e^(f_k) − y_k·f_k`, y ≥ 0.
    Poisson,
    /// `Σ_k max(−τr, (1 − τ)r)` (Koenker and Bassett 1978).
    Quantile(Rational),
    /// `(1 − e^(−t))^γ·t` (Lin et al. 2017).
    Focal(i32),
}

const LOSSES: &[&str] = &[
    "squared",
    "logistic",
    "cross-entropy",
    "huber",
    "hinge",
    "squared-hinge",
    "poisson",
    "quantile",
    "focal",
];

impl Loss {
    /// The name in problem files.
    pub fn name(&self) -> &'static str {
        match self {
            Loss::Squared => "squared",
            Loss::Logistic => "logistic",
            Loss::CrossEntropy => "cross-entropy",
            Loss::Huber(_) => "huber",
            Loss::Hinge => "hinge",
            Loss::SquaredHinge => "squared-hinge",
            Loss::Poisson => "poisson",
            Loss::Quantile(_) => "quantile",
            Loss::Focal(_) => "focal",
        }
    }

    /// The number of classes that targets are of; `None` where they are numbers.
    pub fn classes(&self, outputs: usize) -> Option<usize> {
        match self {
            Loss::CrossEntropy => Some(outputs),
            Loss::Focal(_) => Some(outputs.max(2)),
            Loss::Logistic | Loss::Hinge | Loss::SquaredHinge => Some(2),
            Loss::Squared | Loss::Huber(_) | Loss::Poisson | Loss::Quantile(_) => None,
        }
    }

    /// Whether the outputs and targets fit; `listed` is the number of classes that the data list.
    pub(super) fn check_outputs(
        &self,
        outputs: usize,
        targets: usize,
        listed: Option<usize>,
    ) -> Result<(), NetworkError> {
        let fits = match self {
            Loss::CrossEntropy => outputs >= 2 && targets == 1,
            Loss::Focal(_) => targets == 1,
            Loss::Logistic | Loss::Hinge | Loss::SquaredHinge => (outputs, targets) == (1, 1),
            Loss::Squared | Loss::Huber(_) | Loss::Poisson | Loss::Quantile(_) => targets == outputs,
        };
        let needs = match (self.classes(outputs), listed) {
            (Some(2), Some(listed)) if fits && listed != 2 && outputs == 1 => {
                format!("two classes, not {listed}")
            }
            (Some(classes), Some(listed)) if fits && listed != classes => {
                format!("an output for each of {listed} classes, not {outputs}")
            }
            _ if fits => return Ok(()),
            (None, _) => format!("a target column for each of {outputs} outputs, not {targets}"),
            (Some(_), _) if *self == Loss::CrossEntropy => {
                "at least two outputs and one target column".to_owned()
            }
            (Some(_), _) if matches!(self, Loss::Focal(_)) => "one target column".to_owned(),
            (Some(_), _) => "one output and one target column".to_owned(),
        };
        Err(NetworkError::Outputs { loss: self.name(), needs })
    }
}

/// How rows and outputs are weighted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weighting {
    /// The weights of classes 0, 1, …; empty where all weigh the same.
    pub classes: Vec<Rational>,
    /// The column with the rows' weights.
    pub rows: Option<String>,
    /// ε: targets are `(1 − ε)·y + ε/k` for k classes.
    pub smoothing: Rational,
    /// Whether ℓ is a mean over the outputs rather than a sum.
    pub is_mean: bool,
}

/// `loss`, with `delta` for huber, `quantile` for τ and `gamma` for focal.
pub(super) fn read(table: &Table) -> Result<Loss, SourceError> {
    let entry = table.require("loss", "loss = \"squared\"")?;
    let word = LOSSES[entry.choice("loss", LOSSES)?];
    for (key, owner, reason) in [
        ("delta", "huber", "the loss is not huber"),
        ("quantile", "quantile", "the loss is not quantile"),
        ("gamma", "focal", "the loss is not focal"),
    ] {
        if word != owner {
            table.unused(key, reason)?;
        }
    }
    Ok(match word {
        "squared" => Loss::Squared,
        "logistic" => Loss::Logistic,
        "cross-entropy" => Loss::CrossEntropy,
        "hinge" => Loss::Hinge,
        "squared-hinge" => Loss::SquaredHinge,
        "poisson" => Loss::Poisson,
        "huber" => Loss::Huber(positive(table, "delta", "huber loss's delta", Rational::from(1))?),
        "quantile" => {
            let level = positive(table, "quantile", "quantile", Rational::from((1, 2)))?;
            if level >= 1 {
                let kind = EntryError::OutOfRange { what: "quantile", range: "between 0 and 1" };
                return Err(table.get("quantile").unwrap_or(entry).error(kind));
            }
            Loss::Quantile(level)
        }
        _ => Loss::Focal(match table.get("gamma") {
            None => 2,
            Some(gamma) => {
                let number = gamma.number()?;
                let power =
                    number.numer().to_i32().filter(|power| number.is_integer() && (0..=100).contains(power));
                let range = "a whole number from 0 to 100";
                power.ok_or_else(|| {
                    gamma.error(EntryError::OutOfRange { what: "focal loss's gamma", range })
                })?
            }
        }),
    })
}

fn positive(
    table: &Table,
    key: &str,
    what: &'static str,
    default: Rational,
) -> Result<Rational, SourceError> {
    let Some(entry) = table.get(key) else { return Ok(default) };
    match entry.number()? {
        number if number > 0 => Ok(number),
        _ => Err(entry.error(EntryError::OutOfRange { what, range: "more than 0" })),
    }
}

impl Weighting {
    /// What a row of this class is compared with: `q_k = w_k ((1 − ε)·[k = y] + ε/K)` over its sum, and the sum, which weighs the
    /// row as PyTorch does.
    pub(super) fn target(&self, class: usize, classes: usize) -> (Vec<Rational>, Rational) {
        let share = Rational::from(&self.smoothing / classes.max(1));
        let mut target = vec![share; classes];
        if let Some(own) = target.get_mut(class) {
            *own += Rational::from(1) - &self.smoothing;
        }
        target.iter_mut().zip(&self.classes).for_each(|(q, weight)| *q *= weight);
        let sum = Rational::from(Rational::sum(target.iter()));
        match sum.is_zero() {
            true => {
                target.iter_mut().enumerate().for_each(|(k, q)| *q = Rational::from(u8::from(k == class)))
            }
            false => target.iter_mut().for_each(|q| *q /= &sum),
        }
        (target, sum)
    }

    pub(super) fn read(
        table: &Table,
        loss: &Loss,
        outputs: usize,
        targets: &[String],
        data: &Data,
    ) -> Result<Self, SourceError> {
        let mut weighting = Weighting::default();
        let classes = loss.classes(outputs);
        if let Some(entry) = table.get("class_weights") {
            let Some(classes) = classes else { return Err(entry.conflict("the targets are no classes")) };
            weighting.classes = class_weights(&entry, classes)?;
        }
        if let Some(entry) = table.get("sample_weight") {
            let column = data.column(entry.string()?).map_err(|kind| entry.error(kind))?;
            let name = data.columns[column].name.clone();
            if targets.contains(&name) {
                return Err(entry.conflict("the column is the target"));
            }
            weighting.rows = Some(name);
        }
        if let Some(entry) = table.get("label_smoothing") {
            if !matches!(loss, Loss::CrossEntropy | Loss::Logistic) {
                return Err(entry.conflict("the loss is neither cross-entropy nor logistic"));
            }
            weighting.smoothing = entry.number()?;
            if !(0..=1).contains(&weighting.smoothing) {
                let kind = EntryError::OutOfRange { what: "label smoothing", range: "between 0 and 1" };
                return Err(entry.error(kind));
            }
        }
        if let Some(entry) = table.get("over_outputs") {
            weighting.is_mean = entry.choice("way to combine outputs", &["sum", "mean"])? == 1;
            if classes.is_some() {
                return Err(entry.conflict("the loss does not add up over outputs"));
            }
        }
        Ok(weighting)
    }
}

/// One weight a class, at least 0.
fn class_weights(entry: &Entry, classes: usize) -> Result<Vec<Rational>, SourceError> {
    let list = entry.list("a list of numbers")?;
    if list.len() != classes {
        let kind = NetworkError::ClassWeights { expected: classes, found: list.len() };
        return Err(entry.error(kind));
    }
    let weight = |entry: &Entry| match entry.number()? {
        weight if weight >= 0 => Ok(weight),
        _ => Err(entry.error(EntryError::OutOfRange { what: "class weight", range: "at least 0" })),
    };
    list.iter().map(weight).collect()
}
