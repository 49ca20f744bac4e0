//! Whether a symmetry leaves a part of the problem as it is, for the rules `invariance` and `counterexample`.

use crate::budget::Budget;
use crate::certificate::{Certificate, Claim, Evidence};
use crate::check::{Effort, check};
use crate::number::Rational;
use crate::problem::{Invariance, Part, Problem, Symmetry};
use crate::search::control::Control;
use crate::search::float::{Region, Topic, run, simplest};
use crate::writing::write_certificate;

/// Points that are tried.
const STARTS: usize = 64;
/// How far out they lie where the domain is unbounded.
const REACH: f64 = 4.0;

/// Invariance, or a point against it; `None` where neither is found.
pub fn invariance(
    problem: &Problem,
    part: Part,
    map: &Symmetry,
    control: &Control<'_>,
) -> Option<Certificate> {
    let (part, problem, map) = (part, problem.clone(), map.clone());
    if Invariance::new(&problem, &Budget::default()).keeps(part, &map) {
        let claim = Claim::Invariant(part, map);
        return Some(Certificate { claim, problem, evidence: Evidence::Invariance });
    }
    if !matches!(part, Part::Objective | Part::Penalty) {
        return None;
    }
    let region = Region::new(&problem.domain).within(REACH);
    let points = run(control, Topic::Minimum, 0..STARTS, |number, generator| region.start(number, generator));
    points.into_iter().find_map(|point| {
        let plain: Vec<Rational> = point.iter().map(|x| Rational::from_f64(*x)).collect::<Option<_>>()?;
        let short = simplest(&plain, &Rational::from((1, 8)), &problem.domain);
        let by = |point| Certificate {
            claim: Claim::NotInvariant(part, map.clone()),
            problem: problem.clone(),
            evidence: Evidence::Counterexample(point),
        };
        let is_valid =
            |found: &Certificate| check(write_certificate(found, &[]).as_bytes(), &Effort::default()).is_ok();
        [short, plain].map(by).into_iter().find(is_valid)
    })
}
