//! What can be wrong with what is said of the parameters: boxes, points and maps.

use super::super::code::Code;
use super::super::format::Format;
use super::few;
use crate::problem::shorten;
use rug::Rational;
use std::fmt;

/// What can be wrong with what is said of the parameters: boxes, points and maps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterError {
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
    /// A file of weights that lacks some.
    MissingWeights {
        /// The parameters without a value.
        missing: Vec<String>,
        /// How many parameters there are.
        all: usize,
    },
    /// A file of weights that is of no known form.
    WeightsSyntax {
        /// Why it is none.
        reason: String,
    },
    /// Arrays that do not fit the parameters.
    WeightShapes {
        /// The blocks of parameters.
        expected: Vec<String>,
        /// The arrays.
        found: Vec<String>,
    },
    /// One list of numbers, of another length than the network's parameters.
    ListLength {
        /// How many there are.
        found: usize,
        /// What networks there are to compare with.
        networks: String,
    },
    /// Arrays that no layer of a feed-forward network takes.
    ExtraArrays(Vec<String>),
    /// Square arrays that fit as they are and transposed, under names that do not tell.
    AmbiguousShapes,
    /// A weight that is infinite or no number.
    NotFinite {
        /// Which.
        name: String,
    },
    /// A file in which weights cannot be read.
    NoWeights {
        /// What it is.
        format: Format,
    },
    /// A text without `<=` or `>=` where an inequality is wanted.
    NoInequality,
    /// `<`, `>` or `=` in an inequality.
    NoWeakInequality,
    /// A side of an inequality that is not affine.
    NotAffine,
    /// An inequality without parameters.
    NoVariable,
    /// A domain without a point strictly inside, as far as is found.
    NoInterior,
    /// A point outside the ball, or where an inequality does not hold.
    OutsideCut {
        /// In words.
        cut: String,
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
}

/// How other libraries' weights are written to files that are read here.
const RECIPE: &str = "Write them with `safetensors.torch.save_file(model.state_dict(), \"w.safetensors\")` or \
    `numpy.savez(\"w.npz\", **arrays)`; `.csv`, `.json`, `.npy` and `.onnx` are read too (PROBLEMS.md).";

/// `≈ 0.1234` where the fraction is long.
fn decimal(q: &Rational) -> Option<String> {
    const SHORT: usize = 12;
    let decimal = q.to_f64();
    let sign = if Rational::from_f64(decimal).as_ref() == Some(q) { '=' } else { '≈' };
    (q.to_string().len() > SHORT).then(|| format!("{sign} {decimal}"))
}

impl ParameterError {
    /// A value beyond this limit of its parameter.
    pub(in super::super) fn outside_box(parameter: &str, value: &Rational, limit: &Rational) -> Self {
        let are_apart = value.to_f64() != limit.to_f64();
        let [value_text, limit_text] = [value, limit].map(|q| match decimal(q) {
            Some(decimal) if are_apart => decimal,
            _ => format!("= {}", shorten(&q.to_string())),
        });
        Self::OutsideBox {
            parameter: parameter.to_owned(),
            value: value_text,
            limit: limit_text,
            side: if value < limit { "below its lower" } else { "above its upper" },
        }
    }

    /// The stable code.
    pub(super) fn code(&self) -> Code {
        match self {
            Self::NoParameters { .. } => Code::NoParameters,
            Self::NoBox { .. } => Code::NoBox,
            Self::EmptyBox { .. } => Code::EmptyBox,
            Self::BoxSyntax => Code::BoxSyntax,
            Self::PointSyntax => Code::PointSyntax,
            Self::MapSyntax => Code::MapSyntax,
            Self::MapNotOneToOne { .. } => Code::MapNotOneToOne,
            Self::NoValue { .. } => Code::NoValue,
            Self::MissingWeights { .. } => Code::NoValue,
            Self::WeightsSyntax { .. } | Self::NoWeights { .. } => Code::WeightsSyntax,
            Self::WeightShapes { .. }
            | Self::AmbiguousShapes
            | Self::ExtraArrays(_)
            | Self::ListLength { .. } => Code::WeightShapes,
            Self::NotFinite { .. } => Code::NotFinite,
            Self::NoInequality | Self::NoWeakInequality | Self::NoVariable => Code::Inequality,
            Self::NotAffine => Code::NotAffine,
            Self::NoInterior => Code::NoInterior,
            Self::OutsideBox { .. } | Self::OutsideCut { .. } => Code::OutsideBox,
        }
    }

    /// One sentence on what to do about it.
    pub(super) fn help(&self) -> String {
        match self {
            Self::NoParameters { example } => format!("Name one with its box: `{example}`."),
            Self::NoBox { example, .. } => format!("Add `{example}`, or a default."),
            Self::EmptyBox { .. } => "The lower limit comes first.".into(),
            Self::BoxSyntax => "Write a box as `x=-1..2`, `x=real` or `x=-1..2,y=0..inf`.".into(),
            Self::PointSyntax => "Write a point as `a1=1,a2=-1/2`, or give a file of weights.".into(),
            Self::MapSyntax => {
                "Write a map as `a1=a2,a2=a1` or `a1=-a1,w1=-w1`; what is not named stays.".into()
            }
            Self::MapNotOneToOne { .. } => "Where `a1=a2` is written, another place needs `a1`.".into(),
            Self::NoValue { .. } => "A point has a value for every parameter.".into(),
            Self::MissingWeights { .. } => {
                "A file of weights has a value for every parameter, in `[domain]` unless there is a default."
                    .into()
            }
            Self::WeightsSyntax { .. } | Self::NoWeights { .. } => RECIPE.into(),
            Self::AmbiguousShapes => {
                "Call them `W1`, `b1`, … (units × inputs), or by names with `weight` (PyTorch) or `kernel` (Keras, JAX).".into()
            }
            Self::ListLength { .. } => "Say which layers with `--layers`, such as 16,16; each has biases.".into(),
            Self::ExtraArrays(_) => {
                "Networks are dense layers with activations: fold batch normalisation into the weights, and leave other arrays out."
                    .into()
            }
            Self::WeightShapes { expected, .. } => {
                format!("The parameters are {}.", few(expected))
            }
            Self::NotFinite { .. } => {
                "Weights are finite numbers: training has diverged, or the file is damaged.".into()
            }
            Self::NoInequality => "Write `w1 <= w2`, or `0 <= a1 + a2 <= 1`.".into(),
            Self::NoWeakInequality => {
                "Write `<=` or `>=`: borders belong to the domain. Instead of an equation pin a parameter, or substitute.".into()
            }
            Self::NotAffine => "Inequalities are affine: sums of parameters times constants.".into(),
            Self::NoVariable => "Leave it out, or correct it.".into(),
            Self::NoInterior => {
                "Pin a parameter to its one value with `[v, v]`, or substitute; else correct what contradicts.".into()
            }
            Self::OutsideCut { .. } => "Change the point, or the domain.".into(),
            Self::OutsideBox { .. } => "Change the value, or widen the box, as with `--box`.".into(),
        }
    }
}

impl fmt::Display for ParameterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoParameters { .. } => f.write_str("the objective has no parameters"),
            Self::NoBox { parameter, .. } => write!(f, "the parameter `{parameter}` has no box"),
            Self::EmptyBox { parameter } => {
                write!(f, "the lower limit of `{}` is above the upper", shorten(parameter))
            }
            Self::BoxSyntax => f.write_str("this is not a box"),
            Self::PointSyntax => f.write_str("this is not a parameter's value"),
            Self::MapSyntax => f.write_str("this is not a parameter's image"),
            Self::MapNotOneToOne { parameter } => {
                write!(f, "the map puts `{}` in two places", shorten(parameter))
            }
            Self::NoValue { parameter } => {
                write!(f, "the point gives `{}` no value", shorten(parameter))
            }
            Self::MissingWeights { missing, all } => {
                write!(f, "{} of {all} parameters have no value: {}", missing.len(), few(missing))
            }
            Self::WeightsSyntax { reason } => write!(f, "this is no file of weights: {reason}"),
            Self::NoWeights { format } => write!(f, "weights cannot be read from {}", format.name()),
            Self::AmbiguousShapes => f.write_str(
                "the weights are square, and their names do not tell whether rows are units or inputs",
            ),
            Self::ListLength { found, networks } => {
                write!(f, "there are {found} numbers in one list, and not as many parameters in {networks}")
            }
            Self::ExtraArrays(arrays) => write!(f, "no layer takes these arrays: {}", few(arrays)),
            Self::WeightShapes { found, .. } => {
                write!(f, "the arrays do not fit the parameters: {}", few(found))
            }
            Self::NotFinite { name } => write!(f, "the weight {} is not finite", shorten(name)),
            Self::NoInequality => f.write_str("this is no inequality"),
            Self::NoWeakInequality => f.write_str("this is neither `<=` nor `>=`"),
            Self::NotAffine => f.write_str("this is not affine in the parameters"),
            Self::NoVariable => f.write_str("no parameter is left in this inequality"),
            Self::NoInterior => f.write_str("no point was found strictly inside the domain"),
            Self::OutsideCut { cut } => write!(f, "the point is not {cut}"),
            Self::OutsideBox { parameter, value, limit, side } => {
                write!(f, "{} {value} is {side} limit {}", shorten(parameter), limit.trim_start_matches("= "))
            }
        }
    }
}
