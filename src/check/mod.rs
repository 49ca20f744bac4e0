//! The checker: the only place that may call something proved.
//!
//! [`check`] reads bytes, and its success is the only way to obtain a [`Verified`] value. Rules live in
//! one file each, under the stem that the search, the tests and FORMAT.md use for them too.

mod beaten;
mod bracket;
mod composition;
mod cover;
mod curvature;
mod curve;
mod descent;
mod family;
mod identity;
mod invariance;
mod jensen;
mod kink;
mod minimizer;
mod minimum;
mod moduli;
mod orbit;
mod proof;
mod reading;
mod reduction;
mod refusal;
mod rejection;
mod rivals;
mod stationary;
mod strong;
mod trial;
mod value;
mod walk;
mod witness;

pub use beaten::Beaten;
pub use composition::{convex as convex_by_composition, strictly_convex as strictly_convex_by_composition};
pub use cover::method;
pub use curve::{Known, collapsed, known};
pub use descent::falls_everywhere;
pub use family::FamilyDefect;
pub use identity::constant;
pub use invariance::is_counterexample;
pub use minimizer::{AtMinimizer, squared_distance};
pub use refusal::{Refusal, Undecided};
pub use rejection::{Reason, Rejection, Value};
pub use rivals::Center;
pub use stationary::is_stationary;

use crate::budget::Budget;
use crate::certificate::{
    Certificate, Claim, Evidence, Family, FormatError, FormatErrorKind, Places, Witness, digest,
    read_with_places,
};
use crate::kind::Counted;
use crate::number::Interval;
use crate::problem::{Invariance, Orbits, Part, Problem, Symmetry};
use bracket::Bracket;
use minimizer::Ball;
use minimum::Ends;
use rejection::Failure;
use rug::Float;
use stationary::Course;
use value::Height;

/// How hard the checker tries. No choice here makes a check weaker: more effort accepts more true
/// certificates, never a false one.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Use MPFR at [`Effort::precision`] bits everywhere, never `f64`.
    pub precise: bool,
    /// The precision in bits where `f64` is too coarse; kept within 53 to 65,536.
    pub precision: u32,
    /// Threads over the subtrees of a cover; the verdict does not depend on it.
    pub threads: usize,
    /// The units of work that may be spent, each about a nanosecond; 31 of them allow a byte to be held.
    pub work: u64,
}

impl Default for Effort {
    fn default() -> Self {
        Effort { precise: false, precision: 256, threads: 1, work: Budget::DEFAULT }
    }
}

impl Effort {
    /// What comes of a computation within this effort.
    fn within<T>(&self, compute: impl FnOnce(&Means<'_>) -> Result<T, Reason>) -> Result<T, Reason> {
        let budget = Budget::new(self.work);
        let result = compute(&self.with(&budget));
        if budget.is_spent() { Err(Reason::MoreWork { limit: self.work }) } else { result }
    }

    /// Paid from a budget.
    fn with<'b>(&self, budget: &'b Budget) -> Means<'b> {
        let Effort { precise, precision, threads, .. } = *self;
        Means { precise, precision: precision.clamp(53, 1 << 16), threads, budget }
    }
}

/// What a check may use: see [`Effort`].
struct Means<'b> {
    precise: bool,
    precision: u32,
    threads: usize,
    budget: &'b Budget,
}

impl<'b> Means<'b> {
    /// What enclosures are made with.
    fn enclosing(&self) -> (u32, &'b Budget) {
        (self.precision, self.budget)
    }
}

/// An enclosure at the precision of the check.
type Enclosed<'b> = Counted<'b, Interval<Float>>;

/// A value that the checker has accepted. There is no other way to make one.
#[derive(Debug)]
pub struct Verified<T> {
    value: T,
    digest: String,
}

impl<T> Verified<T> {
    /// The value.
    pub fn get(&self) -> &T {
        &self.value
    }

    /// The SHA-256 of the certificate's digested part, in hexadecimal: its name.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// Reads a certificate and checks its evidence against its claim.
///
/// # Errors
/// A [`Rejection`] names the rule, the line and the smallest failed comparison; [`Undecided`] says why there is no
/// verdict.
pub fn check(bytes: &[u8], effort: &Effort) -> Result<Verified<Certificate>, Refusal> {
    let line_of = |at: usize| 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count();
    let text = std::str::from_utf8(bytes).map_err(|error| FormatError {
        line: line_of(error.valid_up_to()),
        kind: FormatErrorKind::NotUtf8,
    })?;
    if let Some(at) = text.find('\0') {
        return Err(FormatError { line: line_of(at), kind: FormatErrorKind::Nul }.into());
    }
    let budget = Budget::new(effort.work);
    let more_work = || Refusal::Undecided(Undecided::MoreWork { limit: effort.work });
    if !reading::pays(text, &budget) {
        return Err(more_work());
    }
    let (certificate, places) = read_with_places(text)?;
    let established = establish(&certificate, places, &effort.with(&budget));
    // Whatever came out: it may have been cut short.
    if budget.is_spent() {
        return Err(more_work());
    }
    if let Err(failure) = established {
        return Err(failure.by(certificate.evidence.rule(), certificate.problem));
    }
    Ok(Verified { value: certificate, digest: digest(text) })
}

/// A and C of a witness, `f_λ` not being convex where `A − λC > 0` (see the rules `jensen`,
/// `curvature`, `orbit` and `kink`): what reports show of it. `None` where they have too many digits.
pub fn defect(problem: &Problem, witness: &Witness) -> Option<[Value; 2]> {
    let precision = Effort::default().precision;
    match witness {
        Witness::Jensen(jensen) => jensen::values(problem, jensen, precision),
        Witness::Curvature(curvature) => Some(curvature::values(problem, curvature, precision)),
        Witness::Orbit(orbit) => orbit::values(problem, orbit, precision),
        Witness::Kink(kink) => Some(kink::values(problem, kink, precision)),
    }
}

/// By how much a family breaks Jensen's inequality at λ: what reports show of it. `None` where that is no rational
/// function, or has too many digits.
pub fn family_defect(problem: &Problem, family: &Family) -> Option<FamilyDefect> {
    family::defect(problem, family, Effort::default().precision)
}

/// Coordinates and values at the one minimiser that a valid certificate claims: what reports show of it. `None`
/// where it claims none.
pub fn at_minimizer(certificate: &Certificate) -> Option<AtMinimizer> {
    let Certificate { claim, problem, evidence } = certificate;
    let (Claim::UniqueMinimizer { lambda, radius, center }, Evidence::Minimizer(minimizer)) =
        (claim, evidence)
    else {
        return None;
    };
    minimizer::values(problem, &Ball { lambda, radius, center }, minimizer, Effort::default().precision)
}

/// Those of some symmetries that fix the one minimiser that a valid certificate claims, and their orbits. If g leaves
/// objective, domain and penalty as they are, gθ* is a minimiser too, so it is θ* (theory.md, I6).
pub fn fixing_minimizer(certificate: &Certificate, symmetries: Vec<Symmetry>) -> (Vec<Symmetry>, Orbits) {
    let Certificate { claim, problem, .. } = certificate;
    let is_unique = matches!(claim, Claim::UniqueMinimizer { .. });
    let budget = Budget::default();
    let mut invariance = Invariance::new(problem, &budget);
    let parts = [Part::Domain, Part::Penalty, Part::Objective];
    let mut fixes = |g: &Symmetry| is_unique && parts.into_iter().all(|part| invariance.keeps(part, g));
    let fixing: Vec<Symmetry> = symmetries.into_iter().filter(|g| fixes(g)).collect();
    let orbits = Orbits::new(problem.dimension(), &fixing);
    (fixing, orbits)
}

/// Whether the evidence establishes the claim.
fn establish(certificate: &Certificate, places: Places, means: &Means<'_>) -> Result<(), Failure> {
    let Certificate { claim, problem, evidence } = certificate;
    if !claim.says_something() {
        return Err(Failure::new(places.claim, Reason::EmptyClaim));
    }
    let line = places.evidence;
    match (claim, evidence) {
        (Claim::LambdaStar { lower, upper }, Evidence::Bracket { lower: witness, upper: proof }) => {
            let bracket = Bracket { lower, upper, witness: witness.as_ref(), proof };
            bracket::check(problem, &bracket, line, means)
        }
        (Claim::UniqueMinimizer { lambda, radius, center }, Evidence::Minimizer(minimizer)) => {
            let ball = Ball { lambda, radius, center };
            minimizer::check(problem, &ball, minimizer, [places.claim, line], means)
        }
        (Claim::StrictlyConvexFrom { from }, Evidence::Strong(strong)) => {
            strong::check(problem, from, strong, line, means)
        }
        (Claim::Minimum { lambda, lower, upper }, Evidence::Minimum(minimum)) => {
            minimum::check(problem, &Ends { lambda, lower, upper }, minimum, line, means)
        }
        (Claim::Curve { samples }, Evidence::Curve(evidence)) => {
            curve::check(problem, samples, evidence, [places.claim, line], means)
        }
        (_, Evidence::Jensen(jensen)) => jensen::check(problem, claim, jensen, line, means),
        (_, Evidence::Curvature(curvature)) => curvature::check(problem, claim, curvature, line, means),
        (_, Evidence::Orbit(orbit)) => orbit::check(problem, claim, orbit, line, means),
        (_, Evidence::Kink(kink)) => kink::check(problem, claim, kink, line, means),
        (_, Evidence::Family(family)) => family::check(problem, claim, family, line, means),
        (_, Evidence::Cover(cover)) => cover::check(problem, claim, cover, line, means),
        (_, Evidence::Composition) => composition::check(problem, claim, line, means),
        (Claim::UniqueMinimizers { denominator, point }, Evidence::Stationary(proof)) => {
            stationary::check(problem, &Course { denominator, point }, proof, [places.claim, line], means)
        }
        _ => establish_statement(certificate, places, means),
    }
}

/// The same for claims that are not about convexity or a least value.
fn establish_statement(certificate: &Certificate, places: Places, means: &Means<'_>) -> Result<(), Failure> {
    let Certificate { claim, problem, evidence } = certificate;
    let line = places.evidence;
    match (claim, evidence) {
        (Claim::MinimizerFrom { from, point }, Evidence::Minimum(evidence)) => {
            minimum::check_from(problem, from, point, evidence, line, means)
        }
        (Claim::Value { lambda, lower, upper, point }, Evidence::Value) => {
            let (lower, upper) = (Some(lower), Some(upper));
            value::check(&Height { problem, lambda, lower, upper, point }, places.claim, means)
        }
        (Claim::Constant { lambda, value }, Evidence::Identity) => {
            identity::check(problem, lambda, value, means.budget)
                .map_err(|reason| Failure::new(places.claim, reason))
        }
        (Claim::Invariant { part, map }, Evidence::Invariance) => {
            invariance::check(problem, *part, map, means.budget)
                .map_err(|reason| Failure::new(places.claim, reason))
        }
        (Claim::NotInvariant { part, map }, Evidence::Counterexample(point)) => {
            invariance::check_counterexample(problem, *part, map, point, line, means)
        }
        (Claim::NoMinimizer { lambda }, Evidence::Descent(direction)) => {
            descent::check(problem, lambda, direction, means.budget)
                .map_err(|reason| Failure::new(line + 1, reason))
        }
        (Claim::NeverMinimizer { point }, Evidence::Rivals(rivals)) => {
            rivals::check(problem, point, rivals, [places.claim, line], means)
        }
        _ => Err(Failure::new(line, Reason::WrongRule { claim: Box::new(claim.clone()) })),
    }
}
