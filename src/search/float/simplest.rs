//! The simplest rational number of an interval.

use rug::{Integer, Rational};

/// The rational of least denominator (then of least absolute value) in the closed interval
/// `[lower, upper]`, by the Stern–Brocot tree (continued fractions). Requires `lower ≤ upper`.
pub fn simplest_between(lower: &Rational, upper: &Rational) -> Rational {
    if lower.is_positive() {
        simplest_positive(lower, upper)
    } else if upper.is_negative() {
        -simplest_positive(&Rational::from(-upper), &Rational::from(-lower))
    } else {
        Rational::new()
    }
}

/// For `0 < lower ≤ upper`: if an integer lies between, the least one; else both share their integer part
/// `n`, and the answer is `n + 1/y` with `y` the simplest between the reciprocals of the rests. The
/// convergents `p/q` are kept instead of the list of the `n`.
fn simplest_positive(lower: &Rational, upper: &Rational) -> Rational {
    let (mut a, mut b) = (lower.numer().clone(), lower.denom().clone());
    let (mut c, mut d) = (upper.numer().clone(), upper.denom().clone());
    let (mut p, mut q) = (Integer::from(1), Integer::from(0));
    let (mut p_before, mut q_before) = (Integer::from(0), Integer::from(1));
    loop {
        let (floor, rest) = a.div_rem(b.clone());
        let ceiling = if rest.is_zero() { floor.clone() } else { Integer::from(&floor + 1) };
        let found = Integer::from(&ceiling * &d) <= c;
        let term = if found { ceiling } else { floor };
        (p, p_before) = (Integer::from(&term * &p) + p_before, p);
        (q, q_before) = (Integer::from(&term * &q) + q_before, q);
        if found {
            return Rational::from((p, q));
        }
        (a, b, c, d) = (d.clone(), c - term * d, b, rest);
    }
}
