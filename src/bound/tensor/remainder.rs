//! What a row's Hessian is at least, its linear part apart: `K(ε) − K¹[ε] ⪰ K⁰ − (remainder)` (theory.md, L16).
//!
//! With `ω = ω⁰ + ω¹[ε] + ω²`, `g = g⁰ + g¹[ε] + g²`, `γ = g − g⁰` and `η = (ω − ω⁰)γ + ω⁰g²`,
//!
//! ```text
//! ω g gᵀ = ω⁰g⁰g⁰ᵀ + {ω¹[ε] g⁰g⁰ᵀ + ω⁰(g¹[ε] g⁰ᵀ + g⁰ g¹[ε]ᵀ)} + ω² g⁰g⁰ᵀ + η g⁰ᵀ + g⁰ ηᵀ + ω γγᵀ
//! ```

use super::row::{Outer, RowExpansion};
use crate::advice::gram::Gram;
use crate::bound::adjoint::plan::Plan;
use crate::bound::loewner::minorant::{Minorant, Sum, gathered};
use crate::bound::loewner::terms::Component;
use crate::number::{Endpoint, Round, Scalar};

/// A matrix below all but the linear part.
pub(crate) fn minorant(plan: &Plan, row: &RowExpansion, gram: &Gram) -> Minorant {
    let RowExpansion { models, varies, .. } = row;
    gathered(varies, gram, |sum| {
        for (&(a, b), entry) in plan.pairs.iter().zip(&models.entries) {
            if varies[a] && varies[b] {
                sum.add_entry(a, b, entry.centre, entry.radius);
            }
        }
        for outer in &models.outers {
            add_outer(sum, outer, varies);
        }
    })
}

fn add_outer(sum: &mut Sum<'_>, Outer { weight, gradient }: &Outer, varies: &[bool]) {
    let weight_reach = weight.reach();
    let component = |radius: f64, local: usize, centre: f64| Component { local, centre, radius };
    let moves = || gradient.iter().filter(|(a, _)| varies[*a]);
    // |η_a|.
    let crossed: Vec<Component> = moves()
        .map(|(a, g)| {
            let eta = weight_reach * g.reach() + weight.centre.abs() * g.radius;
            component(eta.inflate(), *a, g.centre)
        })
        .collect();
    sum.add_square(weight.centre - weight.radius, 0.0, crossed.iter());
    sum.add_crossed(&crossed);
    let least = Endpoint::add(&weight.centre, &-weight_reach, Round::Down);
    if least < 0.0 {
        let spread: Vec<Component> = moves().map(|(a, g)| component(g.reach(), *a, 0.0)).collect();
        sum.add_spread(least, &spread);
    }
}
