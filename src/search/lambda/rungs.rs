//! The λs at which covers are tried on the way down to a lower end, `(1 + g)·lo`, or to zero.

use crate::search::float::simplest_between;
use rug::Rational;

/// Relative gaps of the rungs, times 4; three quarters and halves of the last follow.
const RUNGS: [u32; 8] = [40, 20, 12, 8, 6, 4, 3, 2];
/// Gap 0 is approached down to this, which the lower end's own accuracy is not below.
const LEAST_GAP: (u32, u32) = (1, 1 << 20);
/// Without a lower end `hi ≤ 4^(−15)` times what the root cell needs counts as closed (about 10⁻⁹).
const QUARTERS: usize = 15;

/// The relative gaps `g` of the rungs, falling, down to the one that is asked for.
pub(super) fn gaps(asked: &Rational) -> Vec<Rational> {
    let mut gaps: Vec<Rational> = RUNGS.into_iter().map(|times| Rational::from((times, 4))).collect();
    let least = Rational::from(LEAST_GAP);
    let least = if asked.is_zero() { &least } else { asked };
    while let Some(last) = gaps.last().filter(|last| *last > least).cloned() {
        gaps.push(Rational::from((3, 4)) * &last);
        gaps.push(last / 2u32);
    }
    gaps
}

/// Quarters of what is enough, on the way to zero.
pub(super) fn quarters(top: &Rational) -> Vec<Rational> {
    let quarter = |last: &Rational| Some(Rational::from(last / 4u32));
    std::iter::successors(quarter(top), quarter).take(QUARTERS).collect()
}

/// A short rational in `[(1 + 0.95·gap)·lower, (1 + gap)·lower]`.
pub(super) fn short_target(lower: &Rational, gap: &Rational) -> Rational {
    let step = Rational::from(lower * gap);
    let most = Rational::from(lower + &step);
    let least = Rational::from(&most - &(step / 20u32));
    simplest_between(&least, &most)
}
