//! Claims as text: FORMAT.md, section 3.

use super::claim::{Claim, Sample};
use super::field::{ends, numbers, polynomial, symmetry};
use crate::error::{TextError, shorten};
use crate::problem::{Part, rational};

/// The words that claims begin with.
const KINDS: &str = "not-convex no-finite-lambda convex strictly-convex lambda-star unique-minimizer minimizer never-minimizer \
    no-minimizer minimum curve value constant invariant not-invariant";

/// `LAMBDA in [p, r]`; `None` in another shape.
fn sample(fields: &[&str]) -> Option<Result<Sample, TextError>> {
    let [lambda, "in", p, r] = *fields else { return None };
    let ends = ends(p, r)?;
    Some(ends.and_then(|(lower, upper)| Ok(Sample { lambda: rational(lambda)?, lower, upper })))
}

pub(super) fn read_claim(line: &str) -> Result<Claim, TextError> {
    let malformed = || TextError::MalformedClaim(shorten(line));
    let fields: Vec<&str> = line.split(' ').collect();
    let claim = match *fields.as_slice() {
        ["claim", "not-convex", "lambda", "<", q] => Claim::NotConvexBelow(rational(q)?),
        ["claim", "not-convex", "lambda", "=", q] => Claim::NotConvexAt(rational(q)?),
        ["claim", "no-finite-lambda"] => Claim::NoFiniteLambda,
        ["claim", "convex", "lambda", ">=", q] => Claim::ConvexFrom(rational(q)?),
        ["claim", "strictly-convex", "lambda", ">=", q] => Claim::StrictlyConvexFrom(rational(q)?),
        ["claim", "convex", "lambda", "=", q] => Claim::ConvexAt(rational(q)?),
        ["claim", "lambda-star", "in", p, q] => {
            let (lower, upper) = ends(p, q).ok_or_else(malformed)??;
            Claim::LambdaStar { lower, upper }
        }
        ["claim", "unique-minimizer", "lambda", "=", q, "within", radius, "of", ref center @ ..] => {
            let (lambda, radius) = (rational(q)?, rational(radius)?);
            Claim::UniqueMinimizer { lambda, radius, center: numbers(center)? }
        }
        ["claim", "unique-minimizer", "lambda", ">", "0", "at", ref point @ .., "over", q] => {
            let point = point.iter().map(|text| polynomial(text)).collect::<Result<_, _>>()?;
            Claim::UniqueMinimizers { denominator: polynomial(q)?, point }
        }
        ["claim", "minimizer", "lambda", ">=", q, "at", ref point @ ..] => {
            Claim::MinimizerFrom { from: rational(q)?, point: numbers(point)? }
        }
        ["claim", "never-minimizer", "at", ref point @ ..] => Claim::NeverMinimizer(numbers(point)?),
        ["claim", "no-minimizer", "lambda", "=", q] => Claim::NoMinimizer(rational(q)?),
        ["claim", "minimum", "lambda", "=", q, "in", p, r] => {
            Claim::Minimum(sample(&[q, "in", p, r]).ok_or_else(malformed)??)
        }
        ["claim", "curve", ref samples @ ..] => {
            let read = samples.chunks(4).map(sample).collect::<Option<Result<_, _>>>();
            Claim::Curve(read.ok_or_else(malformed)??)
        }
        ["claim", "value", "lambda", "=", q, "in", p, r, "at", ref point @ ..] => {
            let (lower, upper) = ends(p, r).ok_or_else(malformed)??;
            Claim::Value { lambda: rational(q)?, lower, upper, point: numbers(point)? }
        }
        ["claim", "constant", "lambda", "=", q, "value", r] => {
            Claim::Constant { lambda: rational(q)?, value: rational(r)? }
        }
        ["claim", "invariant", part, "under", ref rest @ ..] => {
            let part = Part::of_word(part).ok_or_else(|| TextError::unknown_word("part", part))?;
            Claim::Invariant(part, symmetry(rest).ok_or_else(malformed)?)
        }
        ["claim", "not-invariant", part, "under", ref rest @ ..] => {
            let part = Part::of_word(part).ok_or_else(|| TextError::unknown_word("part", part))?;
            Claim::NotInvariant(part, symmetry(rest).ok_or_else(malformed)?)
        }
        ["claim", kind, ..] if !KINDS.split(' ').any(|word| word == kind) => {
            return Err(TextError::unknown_word("claim", kind));
        }
        _ => return Err(malformed()),
    };
    Ok(claim)
}
