//! Points of the domain, points inside it, and ways to go from them, all exactly (theory.md, C8).

use super::case::Case;
use super::witness::numbers;
use crate::budget::Budget;
use crate::kind::{Counted, Exact, Ordered, Taylor};
use crate::number::{Number, Rational};
use crate::problem::{Cut, Problem};
use crate::reason::{Border, Failure, Reason};
use std::cmp::Ordering;

type Exactly<'b> = Counted<'b, Exact>;

/// That the point is in the domain.
pub(super) fn require_inside(problem: &Problem, point: &[Rational], budget: &Budget) -> Result<(), Reason> {
    for ((parameter, limits), value) in problem.parameters.iter().zip(&problem.domain.limits).zip(point) {
        if let Some(limit) = limits.exceeded_by(value) {
            return Err(Reason::OutsideDomain {
                parameter: parameter.clone(),
                value: value.clone(),
                limit: limit.clone(),
            });
        }
    }
    let is_kept = |(_, room): &(Cut, Ordering)| room.is_ge();
    match rooms(problem, point, budget)?.into_iter().find(|room| !is_kept(room)) {
        Some((cut, _)) => Err(Reason::OutsideCut(cut)),
        None => Ok(()),
    }
}

/// That a domain that is cut names a point strictly inside, in the parameters that are not pinned.
pub(super) fn require_interior(case: &Case<'_>) -> Result<(), Failure> {
    let Case { problem, claim_line, .. } = *case;
    let line = claim_line + 1 + problem.dimension() + problem.domain.cut_lines();
    interior(problem, case.means.budget).map_err(|reason| Failure { line, reason })
}

fn interior(problem: &Problem, budget: &Budget) -> Result<(), Reason> {
    let domain = &problem.domain;
    if !domain.is_cut() {
        return Ok(());
    }
    let outside = |border| Err(Reason::NotInterior(border));
    let Some(point) = &domain.interior else { return outside(Border::Nowhere) };
    require_inside(problem, point, budget)?;
    for ((parameter, limits), value) in problem.parameters.iter().zip(&domain.limits).zip(point) {
        if !limits.is_pinned() && limits.touched_by(value).is_some() {
            return outside(Border::Limit(parameter.clone()));
        }
    }
    match rooms(problem, point, budget)?.into_iter().find(|(_, room)| !room.is_gt()) {
        Some((cut, _)) => outside(Border::Cut(cut)),
        None => Ok(()),
    }
}

/// On which side of each cut the point is.
fn rooms(problem: &Problem, point: &[Rational], budget: &Budget) -> Result<Vec<(Cut, Ordering)>, Reason> {
    let mut rooms = Vec::new();
    if problem.domain.is_cut() {
        let at: Vec<Exactly<'_>> = numbers(point, ((), budget));
        for cut in problem.domain.cuts() {
            let room = problem.domain.room(cut, &at, ((), budget));
            rooms.push((cut, room.value().ok_or(Reason::TooManyDigits)?.cmp0()));
        }
    }
    Ok(rooms)
}

/// That the points a little further than one of the domain in this direction are in all that cuts its box: the first coefficient
/// of the room along the line that is not 0 is positive.
///
/// # Errors
/// [`Reason::LeavesCut`], [`Reason::TooManyDigits`].
pub fn require_way(
    problem: &Problem,
    point: &[Rational],
    direction: &[Rational],
    budget: &Budget,
) -> Result<(), Reason> {
    let coefficient = |q: &Rational| Exactly::exact(q, ((), budget));
    let line = point.iter().zip(direction);
    let line = line.map(|(x, v)| Taylor([coefficient(x), coefficient(v), coefficient(&Rational::new())]));
    let at: Vec<Taylor<Exactly<'_>, 3>> = line.collect();
    for cut in problem.domain.cuts() {
        let Taylor(room) = problem.domain.room(cut, &at, ((), budget));
        let signs = room.iter().map(|c| c.value().map(Rational::cmp0)).collect::<Option<Vec<_>>>();
        let first = signs.ok_or(Reason::TooManyDigits)?.into_iter().find(|sign| sign.is_ne());
        if first.is_some_and(Ordering::is_lt) {
            return Err(Reason::LeavesCut(cut));
        }
    }
    Ok(())
}

/// That no way in this direction, which is not 0, ever leaves what cuts the box.
pub(super) fn require_endless(
    problem: &Problem,
    direction: &[Rational],
    budget: &Budget,
) -> Result<(), Reason> {
    let zero = || Exactly::exact(&Rational::new(), ((), budget));
    let line = direction.iter().map(|d| Taylor([zero(), Exactly::exact(d, ((), budget))]));
    let at: Vec<Taylor<Exactly<'_>, 2>> = line.collect();
    for cut in problem.domain.cuts() {
        let Taylor([_, change]) = problem.domain.room(cut, &at, ((), budget));
        if cut == Cut::Ball || !change.is_at_least_zero() {
            return Err(Reason::LeavesCut(cut));
        }
    }
    Ok(())
}
