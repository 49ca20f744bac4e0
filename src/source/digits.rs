//! Can a certificate hold the problem's numbers?
//!
//! Each number that is written, and each constant, is short enough where it stands. Limits around a centre, coefficients of inequalities,
//! weights times a scale and standardised data are computed from several, and looked at here.

use crate::expression::GraphError;
use crate::number::is_writable;
use crate::problem::{Domain, Penalty, Problem};

/// Refuses numbers with more than 10,000 digits.
pub(super) fn check(problem: &Problem) -> Result<(), GraphError> {
    let limits = problem.domain.limits.iter().flat_map(|limits| [&limits.lower, &limits.upper]).flatten();
    let Domain { ball, half_spaces, interior, .. } = &problem.domain;
    let ball = ball.iter().flat_map(|ball| ball.center.iter().chain(&ball.scales).chain([&ball.radius]));
    let bounds = half_spaces.iter().map(|half| &half.bound);
    let coefficients = half_spaces.iter().flat_map(|half| half.coefficients.iter().map(|(_, a)| a));
    let cuts = ball.chain(bounds).chain(coefficients).chain(interior.iter().flatten());
    let mut numbers = limits.chain(cuts).chain(problem.rows.iter().flatten());
    let weights = match &problem.penalty {
        Penalty::Separable { square, absolute, center } => vec![square, absolute, center],
        Penalty::Formula(_) => vec![],
    };
    let is_short = numbers.all(is_writable) && weights.into_iter().flatten().all(is_writable);
    if is_short { Ok(()) } else { Err(GraphError::HugeConstant) }
}
