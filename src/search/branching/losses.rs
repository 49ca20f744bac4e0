//! What the one-sided treatment of outer functions loses by the width of each vertex coordinate:
//! `w(g − q)(g − q)ᵀ`, to first order, in the direction where the bound is worst.

use crate::bound::affine::kernel::Kernel;
use crate::bound::affine::roles::Roles;
use crate::bound::affine::sheet::Sheet;
use crate::bound::local::frame::Frame;
use crate::bound::local::summand::Row;
use crate::bound::local::sums::Sums;
use crate::number::{Round, Scalar};

/// A cell, and the direction of the free parameters in which the bound is worst.
pub(super) struct Place<'a, S: Scalar> {
    pub sums: &'a Sums,
    pub roles: &'a Roles,
    pub frame: &'a Frame<S>,
    pub worst: &'a [f64],
}

/// Adds a summand's losses.
pub(super) fn add<S: Scalar>(
    place: &Place<'_, S>,
    kernel: &Kernel,
    sheet: &Sheet<S>,
    rows: &[Row<S>],
    losses: &mut [f64],
) {
    let Place { sums, roles, frame, worst } = place;
    let float = |x: &S| x.to_f64(Round::Down);
    let centre = |vertex: usize| float(&frame.centre[roles.vertices[vertex]]);
    let mut slopes = sheet.slopes.iter();
    for Row { forms, .. } in rows {
        for outer in &kernel.layout.outers {
            let weight = slopes.next().copied().unwrap_or(0.0);
            let mut steps = vec![0.0; roles.vertices.len()];
            for (a, terms) in &outer.gradient {
                let along: f64 = forms[*a]
                    .terms
                    .iter()
                    .filter_map(|t| Some(float(&t.centre) * worst[sums.free[t.parameter]?]))
                    .sum();
                for term in terms {
                    let slope = slopes.next().copied().unwrap_or(0.0);
                    let factors = || kernel.program.monomials[term.monomial].iter();
                    for (i, local) in factors().enumerate() {
                        let Some(vertex) = kernel.vertex_of[*local] else { continue };
                        let others = factors().enumerate().filter(|(j, _)| *j != i);
                        let others: f64 =
                            others.filter_map(|(_, l)| kernel.vertex_of[*l].map(centre)).product();
                        let radius = float(&frame.radius[roles.vertices[vertex]]);
                        steps[vertex] += slope * others * radius * along;
                    }
                }
            }
            losses.iter_mut().zip(&steps).for_each(|(loss, step)| *loss += weight * step * step);
        }
    }
}
