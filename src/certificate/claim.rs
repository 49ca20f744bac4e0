//! What a certificate claims, and how that is written.

use super::polynomial::{Coefficients, polynomial};
use super::read::FormatErrorKind;
use crate::expression::Signed;
use crate::number::Polynomial;
use crate::problem::shorten;
use crate::problem::{Part, Problem, Symmetry, TextError, rational};
use rug::Rational;
use std::fmt;

/// What is claimed of `f_λ = L + λP` on the problem's domain D.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// `f_λ` is not convex for any `0 ≤ λ < below`. Text: `not-convex lambda < q`.
    NotConvexBelow {
        /// The bound, > 0.
        below: Rational,
    },
    /// `f_λ` is not convex at this λ. Text: `not-convex lambda = q`.
    NotConvexAt {
        /// The λ, ≥ 0.
        lambda: Rational,
    },
    /// `f_λ` is convex for no `λ ≥ 0`. Text: `no-finite-lambda`.
    NoFiniteLambda,
    /// `f_λ` is convex for every `λ ≥ from`. Text: `convex lambda >= q`.
    ConvexFrom {
        /// The bound, ≥ 0.
        from: Rational,
    },
    /// `f_λ` is convex at this λ. Text: `convex lambda = q`.
    ConvexAt {
        /// The λ, ≥ 0.
        lambda: Rational,
    },
    /// `f_λ` is strictly convex for every `λ ≥ from`. Text: `strictly-convex lambda >= q`.
    StrictlyConvexFrom {
        /// The bound, ≥ 0.
        from: Rational,
    },
    /// `lower ≤ λ* ≤ upper`. Text: `lambda-star in [p, q]`.
    LambdaStar {
        /// Lower end, ≥ 0.
        lower: Rational,
        /// Upper end.
        upper: Rational,
    },
    /// `f_λ` has exactly one minimiser, at a Euclidean distance of at most `radius` from `center`.
    /// Text: `unique-minimizer lambda = q within r of NUMBERS`.
    UniqueMinimizer {
        /// The λ, > 0.
        lambda: Rational,
        /// The distance, ≥ 0.
        radius: Rational,
        /// A point of the domain.
        center: Vec<Rational>,
    },
    /// `f_λ` has exactly one minimiser for every `λ > 0`, and this is it. Text:
    /// `unique-minimizer lambda > 0 at POLYNOMIALS over POLYNOMIAL`.
    UniqueMinimizers {
        /// q, positive for `λ ≥ 0`.
        denominator: Polynomial,
        /// The minimiser's coordinates times q.
        point: Vec<Polynomial>,
    },
    /// `point` minimises `f_λ` for every `λ ≥ from`. Text: `minimizer lambda >= q at NUMBERS`.
    MinimizerFrom {
        /// The bound, ≥ 0.
        from: Rational,
        /// A point of the domain.
        point: Vec<Rational>,
    },
    /// `point` minimises `f_λ` for no `λ ≥ 0`. Text: `never-minimizer at NUMBERS`.
    NeverMinimizer {
        /// A point of the domain.
        point: Vec<Rational>,
    },
    /// No point minimises `f_λ`: its infimum is not attained. Text: `no-minimizer lambda = q`.
    NoMinimizer {
        /// The λ, ≥ 0.
        lambda: Rational,
    },
    /// `lower ≤ inf f_λ ≤ upper`. Text: `minimum lambda = q in [p, r]`.
    Minimum {
        /// The λ, ≥ 0.
        lambda: Rational,
        /// Lower end.
        lower: Rational,
        /// Upper end.
        upper: Rational,
    },
    /// `lower ≤ inf f_λ ≤ upper` at several λ, rising. Text: `curve q in [p, r] q in [p, r] …`.
    Curve {
        /// One a λ.
        samples: Vec<Sample>,
    },
    /// `lower ≤ f_λ(point) ≤ upper`. Text: `value lambda = q in [p, r] at NUMBERS`.
    Value {
        /// The λ, ≥ 0.
        lambda: Rational,
        /// Lower end.
        lower: Rational,
        /// Upper end.
        upper: Rational,
        /// A point of the domain.
        point: Vec<Rational>,
    },
    /// `f_λ` is this number everywhere. Text: `constant lambda = q value r`.
    Constant {
        /// The λ, ≥ 0.
        lambda: Rational,
        /// The number.
        value: Rational,
    },
    /// A symmetry leaves a part of the problem as it is. Text: `invariant PART under IMAGES`.
    Invariant {
        /// The part.
        part: Part,
        /// The symmetry.
        map: Symmetry,
    },
    /// A signed permutation of the parameters, all columns staying, does not leave a part of the problem as it is: L or P
    /// has another value somewhere on D. Text: `not-invariant PART under IMAGES`.
    NotInvariant {
        /// Objective or penalty.
        part: Part,
        /// The signed permutation.
        map: Symmetry,
    },
}

/// The least value at one λ: see [`Claim::Curve`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The λ, ≥ 0.
    pub lambda: Rational,
    /// Lower end.
    pub lower: Rational,
    /// Upper end.
    pub upper: Rational,
}

impl Claim {
    /// Whether the claim is about some `λ ≥ 0`, and none below: penalties are added, not subtracted.
    pub fn says_something(&self) -> bool {
        match self {
            Claim::NotConvexBelow { below } => *below > 0,
            Claim::NotConvexAt { lambda }
            | Claim::ConvexAt { lambda }
            | Claim::ConvexFrom { from: lambda }
            | Claim::StrictlyConvexFrom { from: lambda }
            | Claim::LambdaStar { lower: lambda, .. }
            | Claim::Minimum { lambda, .. }
            | Claim::MinimizerFrom { from: lambda, .. }
            | Claim::NoMinimizer { lambda }
            | Claim::Value { lambda, .. }
            | Claim::Constant { lambda, .. } => *lambda >= 0,
            Claim::UniqueMinimizer { lambda, radius, .. } => *lambda > 0 && *radius >= 0,
            Claim::Curve { samples } => samples.first().is_some_and(|first| first.lambda >= 0),
            Claim::NoFiniteLambda
            | Claim::UniqueMinimizers { .. }
            | Claim::NeverMinimizer { .. }
            | Claim::Invariant { .. }
            | Claim::NotInvariant { .. } => true,
        }
    }

    /// That points have as many coordinates as the problem has parameters, and images are as many as what they are images
    /// of.
    pub(super) fn fits(&self, problem: &Problem) -> Result<(), TextError> {
        let require = |found: usize, expected: usize| {
            if found == expected { Ok(()) } else { Err(TextError::Length { expected, found }) }
        };
        match self {
            Claim::UniqueMinimizer { center: point, .. }
            | Claim::MinimizerFrom { point, .. }
            | Claim::NeverMinimizer { point }
            | Claim::Value { point, .. } => require(point.len(), problem.dimension()),
            Claim::UniqueMinimizers { point, .. } => require(point.len(), problem.dimension()),
            Claim::Invariant { map, .. } | Claim::NotInvariant { map, .. } => {
                require(map.parameters.len(), problem.dimension())?;
                let columns = map.columns.len();
                if columns == 0 { Ok(()) } else { require(columns, problem.columns.len()) }
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Claim::NotConvexBelow { below } => write!(f, "not-convex lambda < {below}"),
            Claim::NotConvexAt { lambda } => write!(f, "not-convex lambda = {lambda}"),
            Claim::NoFiniteLambda => f.write_str("no-finite-lambda"),
            Claim::ConvexFrom { from } => write!(f, "convex lambda >= {from}"),
            Claim::StrictlyConvexFrom { from } => write!(f, "strictly-convex lambda >= {from}"),
            Claim::ConvexAt { lambda } => write!(f, "convex lambda = {lambda}"),
            Claim::LambdaStar { lower, upper } => write!(f, "lambda-star in [{lower}, {upper}]"),
            Claim::UniqueMinimizer { lambda, radius, center } => {
                write!(f, "unique-minimizer lambda = {lambda} within {radius} of{}", Numbers(center))
            }
            Claim::UniqueMinimizers { denominator, point } => {
                f.write_str("unique-minimizer lambda > 0 at")?;
                point.iter().try_for_each(|p| write!(f, " {}", Coefficients(p)))?;
                write!(f, " over {}", Coefficients(denominator))
            }
            Claim::MinimizerFrom { from, point } => {
                write!(f, "minimizer lambda >= {from} at{}", Numbers(point))
            }
            Claim::NeverMinimizer { point } => write!(f, "never-minimizer at{}", Numbers(point)),
            Claim::NoMinimizer { lambda } => write!(f, "no-minimizer lambda = {lambda}"),
            Claim::Minimum { lambda, lower, upper } => {
                write!(f, "minimum lambda = {lambda} in [{lower}, {upper}]")
            }
            Claim::Curve { samples } => {
                f.write_str("curve")?;
                samples.iter().try_for_each(|Sample { lambda, lower, upper }| {
                    write!(f, " {lambda} in [{lower}, {upper}]")
                })
            }
            Claim::Value { lambda, lower, upper, point } => {
                write!(f, "value lambda = {lambda} in [{lower}, {upper}] at{}", Numbers(point))
            }
            Claim::Constant { lambda, value } => write!(f, "constant lambda = {lambda} value {value}"),
            Claim::Invariant { part, map } => write!(f, "invariant {} under{}", part.word(), Images(map)),
            Claim::NotInvariant { part, map } => {
                write!(f, "not-invariant {} under{}", part.word(), Images(map))
            }
        }
    }
}

/// Numbers, each after a space.
struct Numbers<'a>(&'a [Rational]);

impl fmt::Display for Numbers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|number| write!(f, " {number}"))
    }
}

/// A signed permutation in one-line notation: for each parameter the number of the one, from 1, that stands in its place,
/// with its sign; then `columns` and the same for these, unless all stay.
struct Images<'a>(&'a Symmetry);

impl fmt::Display for Images<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Symmetry { parameters, columns } = self.0;
        write_images(parameters, f)?;
        if !columns.is_empty() {
            f.write_str(" columns")?;
            write_images(columns, f)?;
        }
        Ok(())
    }
}

fn write_images(images: &[Signed], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    images.iter().try_for_each(|image| {
        let sign = if image.is_negative { "-" } else { "" };
        write!(f, " {sign}{}", image.index + 1)
    })
}

/// Reads the claim on this line.
pub(super) fn read_claim(line: &str) -> Result<Claim, FormatErrorKind> {
    let unknown = || FormatErrorKind::UnknownClaim(shorten(line));
    let fields: Vec<&str> = line.split(' ').collect();
    let claim = match *fields.as_slice() {
        ["claim", "not-convex", "lambda", "<", q] => Claim::NotConvexBelow { below: number(q)? },
        ["claim", "not-convex", "lambda", "=", q] => Claim::NotConvexAt { lambda: number(q)? },
        ["claim", "no-finite-lambda"] => Claim::NoFiniteLambda,
        ["claim", "convex", "lambda", ">=", q] => Claim::ConvexFrom { from: number(q)? },
        ["claim", "strictly-convex", "lambda", ">=", q] => Claim::StrictlyConvexFrom { from: number(q)? },
        ["claim", "convex", "lambda", "=", q] => Claim::ConvexAt { lambda: number(q)? },
        ["claim", "lambda-star", "in", p, q] => {
            let (lower, upper) = ends(p, q).ok_or_else(unknown)??;
            Claim::LambdaStar { lower, upper }
        }
        ["claim", "unique-minimizer", "lambda", "=", q, "within", radius, "of", ref center @ ..] => {
            let (lambda, radius) = (number(q)?, number(radius)?);
            Claim::UniqueMinimizer { lambda, radius, center: numbers(center)? }
        }
        ["claim", "unique-minimizer", "lambda", ">", "0", "at", ref point @ .., "over", q] => {
            let read = |text: &str| polynomial(text).map_err(FormatErrorKind::Text);
            let point = point.iter().map(|text| read(text)).collect::<Result<_, _>>()?;
            Claim::UniqueMinimizers { denominator: read(q)?, point }
        }
        ["claim", "minimizer", "lambda", ">=", q, "at", ref point @ ..] => {
            Claim::MinimizerFrom { from: number(q)?, point: numbers(point)? }
        }
        ["claim", "never-minimizer", "at", ref point @ ..] => {
            Claim::NeverMinimizer { point: numbers(point)? }
        }
        ["claim", "no-minimizer", "lambda", "=", q] => Claim::NoMinimizer { lambda: number(q)? },
        ["claim", "minimum", "lambda", "=", q, "in", p, r] => {
            let (lower, upper) = ends(p, r).ok_or_else(unknown)??;
            Claim::Minimum { lambda: number(q)?, lower, upper }
        }
        ["claim", "curve", ref samples @ ..] => {
            let sample = |fields: &[&str]| match *fields {
                [lambda, "in", p, r] => {
                    let (lower, upper) = ends(p, r).ok_or_else(unknown)??;
                    Ok(Sample { lambda: number(lambda)?, lower, upper })
                }
                _ => Err(unknown()),
            };
            Claim::Curve { samples: samples.chunks(4).map(sample).collect::<Result<_, _>>()? }
        }
        ["claim", "value", "lambda", "=", q, "in", p, r, "at", ref point @ ..] => {
            let (lower, upper) = ends(p, r).ok_or_else(unknown)??;
            Claim::Value { lambda: number(q)?, lower, upper, point: numbers(point)? }
        }
        ["claim", "constant", "lambda", "=", q, "value", r] => {
            Claim::Constant { lambda: number(q)?, value: number(r)? }
        }
        ["claim", "invariant", part, "under", ref rest @ ..] => {
            let part = Part::of_word(part).ok_or_else(unknown)?;
            Claim::Invariant { part, map: symmetry(rest).ok_or_else(unknown)? }
        }
        ["claim", "not-invariant", part, "under", ref rest @ ..] => {
            let part = Part::of_word(part).ok_or_else(unknown)?;
            Claim::NotInvariant { part, map: symmetry(rest).ok_or_else(unknown)? }
        }
        _ => return Err(unknown()),
    };
    Ok(claim)
}

fn number(text: &str) -> Result<Rational, FormatErrorKind> {
    rational(text).map_err(FormatErrorKind::Text)
}

fn numbers(fields: &[&str]) -> Result<Vec<Rational>, FormatErrorKind> {
    fields.iter().map(|field| number(field)).collect()
}

/// `[p,` and `q]`; `None` without the brackets.
fn ends(lower: &str, upper: &str) -> Option<Result<(Rational, Rational), FormatErrorKind>> {
    let lower = lower.strip_prefix('[')?.strip_suffix(',')?;
    let upper = upper.strip_suffix(']')?;
    Some(number(lower).and_then(|lower| Ok((lower, number(upper)?))))
}

/// See [`Images`].
fn symmetry(fields: &[&str]) -> Option<Symmetry> {
    let mut parts = fields.split(|field| *field == "columns");
    let parameters = images(parts.next()?)?;
    let columns = parts.next().map_or(Some(Vec::new()), images)?;
    parts.next().is_none().then(|| Symmetry::new(parameters, columns))
}

/// A signed permutation of as many things as there are fields.
fn images(fields: &[&str]) -> Option<Vec<Signed>> {
    let mut is_taken = vec![false; fields.len()];
    let image = |field: &&str| {
        let number = field.strip_prefix('-').unwrap_or(field);
        let index = number.parse::<usize>().ok()?.checked_sub(1)?;
        let taken = is_taken.get_mut(index)?;
        (!std::mem::replace(taken, true)).then_some(Signed { index, is_negative: number.len() < field.len() })
    };
    fields.iter().map(image).collect()
}
