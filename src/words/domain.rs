//! Domains in words.

use crate::number::Rational;
use crate::problem::{Cut, HalfSpace, Problem};

/// A half-space as people write it, with positive coefficients on either side: `w1 <= w2`, `a1 + 2*a2 <= 1`.
pub fn inequality(half_space: &HalfSpace, names: &[String]) -> String {
    let mut sides = [Vec::new(), Vec::new()];
    for (k, a) in &half_space.coefficients {
        let (size, name) = (a.clone().abs(), &names[*k]);
        let term = if size == 1 { name.clone() } else { format!("{size}*{name}") };
        sides[usize::from(*a < 0)].push(term);
    }
    let bound = &half_space.bound;
    if !bound.is_zero() {
        sides[usize::from(*bound > 0)].push(Rational::from(bound.abs_ref()).to_string());
    }
    let [left, right] = sides.map(|terms| if terms.is_empty() { "0".to_owned() } else { terms.join(" + ") });
    format!("{left} <= {right}")
}

/// What cuts a domain, as a place to be: `in the ball`, `where w1 <= w2`.
pub fn cut_in_words(cut: Cut, problem: &Problem) -> String {
    match cut {
        Cut::Ball => "in the ball".to_owned(),
        Cut::HalfSpace(index) => {
            let half_space = problem.domain.half_spaces.get(index);
            half_space
                .map_or_else(String::new, |half| format!("where {}", inequality(half, &problem.parameters)))
        }
    }
}
