//! Directions that no row sees (theory.md, C7): found modulo a prime, rounded to rationals, and then proved exactly.
//!
//! The rows' local coordinates span a space of linear forms; what they all vanish on is its kernel. Gaussian elimination
//! over the integers modulo a prime finds it without rounding and without growing numbers; a form that the prime divides, or a
//! component that is no small fraction, only costs the shift.

use super::compiled;
use super::control::Control;
use crate::bound::local::coordinates::Locals;
use crate::bound::{Direction, HessianBound};
use crate::certificate::Shift;
use crate::kind::Exact;
use crate::number::Rational;
use crate::number::residue::{PRIME, product, quotient};
use crate::problem::{Penalty, Problem};
use rug::Integer;

/// Rows in a row that add no form before the search believes that none will.
const PATIENCE: usize = 100;
/// Numerators and denominators of components are below this.
const SMALL: u64 = 1 << 20;

/// Directions along which the Hessian vanishes for every λ, or for λ = 0 alone, and the leaf test off what they leave
/// out; `None` where there are none.
pub(super) fn find(
    problem: &Problem,
    is_at_zero: bool,
    control: &Control<'_>,
) -> Option<(Vec<Shift>, HessianBound)> {
    let is_penalised = |k: usize| match &problem.penalty {
        Penalty::Separable { square, .. } => !is_at_zero && !square[k].is_zero(),
        Penalty::Formula(_) => false,
    };
    let is_candidate = |k: &usize| !problem.domain.limits[*k].is_pinned() && !is_penalised(*k);
    let candidates: Vec<usize> = (0..problem.dimension()).filter(is_candidate).collect();
    let kernel = Span::of_rows(problem, &candidates, control)?.kernel()?;
    let shifts: Vec<Shift> = kernel
        .into_iter()
        .map(|(left_out, others)| Shift {
            left_out: candidates[left_out],
            others: others.into_iter().map(|(k, value)| (candidates[k], value)).collect(),
        })
        .collect();
    let bound = compiled::objective_hessian_off(problem, &shifts, is_at_zero, control)?;
    Some((shifts, bound))
}

/// A space of linear forms in echelon form modulo the prime, each with its leading position, where it is 1.
struct Span {
    forms: Vec<(usize, Vec<u64>)>,
    width: usize,
}

impl Span {
    /// What the rows' local coordinates span in the candidates; `None` where it is everything, or the search is to end.
    fn of_rows(problem: &Problem, candidates: &[usize], control: &Control<'_>) -> Option<Span> {
        let budget = control.allowance();
        let graph = &problem.graph;
        let mut span = Span { forms: Vec::new(), width: candidates.len() };
        let penalty = match &problem.penalty {
            Penalty::Formula(node) => Some(*node),
            Penalty::Separable { .. } => None,
        };
        let alone = [Some(problem.fixed), penalty].into_iter().flatten().map(|root| (root, vec![vec![]]));
        for (root, rows) in alone.chain(problem.row.map(|row| (row, problem.rows.clone()))) {
            let locals = Locals::new(graph, root, &budget)?;
            let mut idle = 0;
            for row in &rows {
                let before = span.forms.len();
                for form in locals.exact_forms(graph, row, &budget)?.forms {
                    let residue = |q: &Exact| quotient(q.value()?.numer(), q.value()?.denom());
                    if control.interrupted().is_some() || span.forms.len() == span.width {
                        return None;
                    }
                    let entry = |k: &usize| form.slopes.get(k).map_or(Some(0), residue);
                    span.add(candidates.iter().map(entry).collect::<Option<_>>()?);
                }
                idle = if span.forms.len() > before { 0 } else { idle + 1 };
                if idle > PATIENCE {
                    break;
                }
            }
        }
        (span.forms.len() < span.width).then_some(span)
    }

    fn add(&mut self, mut form: Vec<u64>) {
        for (lead, other) in &self.forms {
            let factor = form[*lead];
            subtract(&mut form, other, factor);
        }
        let lead = form.iter().position(|x| *x != 0);
        let inverse = lead.and_then(|lead| quotient(&Integer::from(1), &Integer::from(form[lead])));
        if let Some((lead, inverse)) = lead.zip(inverse) {
            form.iter_mut().for_each(|x| *x = product(*x, inverse));
            self.forms.push((lead, form));
        }
    }

    /// For each position that leads no form: it, and the components of the vector that is 1 there and 0 at the others.
    fn kernel(mut self) -> Option<Vec<(usize, Direction)>> {
        for at in (0..self.forms.len()).rev() {
            let (lead, form) = self.forms[at].clone();
            for (_, other) in &mut self.forms[..at] {
                let factor = other[lead];
                subtract(other, &form, factor);
            }
        }
        let leads: Vec<usize> = self.forms.iter().map(|(lead, _)| *lead).collect();
        let free = (0..self.width).filter(|position| !leads.contains(position));
        free.map(|position| {
            let component =
                |(lead, form): &(usize, Vec<u64>)| Some((*lead, fraction((PRIME - form[position]) % PRIME)?));
            let mut others = self.forms.iter().map(component).collect::<Option<Vec<_>>>()?;
            others.retain(|(_, value)| !value.is_zero());
            others.sort_by_key(|(lead, _)| *lead);
            Some((position, others))
        })
        .collect()
    }
}

/// `form −= factor·other`.
fn subtract(form: &mut [u64], other: &[u64], factor: u64) {
    if factor != 0 {
        let negative = PRIME - factor;
        form.iter_mut().zip(other).filter(|(_, y)| **y != 0).for_each(|(x, y)| {
            *x = (*x + product(negative, *y)) % PRIME;
        });
    }
}

/// The fraction of small numbers that a residue is, if it is one: the extended Euclidean algorithm, stopped half way (Wang 1981).
fn fraction(residue: u64) -> Option<Rational> {
    let (mut r, mut s) = ([i128::from(PRIME), i128::from(residue)], [0_i128, 1]);
    while r[1] >= i128::from(SMALL) {
        let quotient = r[0] / r[1];
        r = [r[1], r[0] - quotient * r[1]];
        s = [s[1], s[0] - quotient * s[1]];
    }
    let is_small = s[1] != 0 && s[1].abs() < i128::from(SMALL);
    is_small.then(|| Rational::from((Integer::from(r[1]), Integer::from(s[1]))))
}
