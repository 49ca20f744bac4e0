//! Rationals as people read them: exactly where that is short, and never an approximation that does not
//! say so.

use crate::number::{Endpoint, Round};
use rug::ops::Pow;
use rug::{Integer, Rational};

/// Significant digits of an approximation.
const DIGITS: usize = 7;
/// Longer fractions are shown by their decimals and their length.
pub const MAX_LENGTH: usize = 32;

/// `6`, `18/5 = 3.6`, `1/3 ≈ 0.3333333`, or `≈3.617972 (a fraction of 412 digits)`.
pub fn quantity(q: &Rational) -> String {
    let text = q.to_string();
    let (decimal, is_exact) = decimal(q, DIGITS, None);
    let sign = if is_exact { '=' } else { '≈' };
    match text.len() {
        _ if text == decimal => text,
        0..=MAX_LENGTH => format!("{text} {sign} {decimal}"),
        _ if is_exact => decimal,
        length => format!("≈{decimal} (a fraction of {} digits)", length - 1),
    }
}

/// The same without room for both: `6`, `18/5`, `≈3.617972`.
pub fn short(q: &Rational) -> String {
    let text = q.to_string();
    let (decimal, is_exact) = decimal(q, DIGITS, None);
    match text.len() {
        0..=12 => text,
        _ if is_exact => decimal,
        _ => format!("≈{decimal}"),
    }
}

/// `[3.617687, 3.652174]`: decimals rounded outwards.
pub fn interval(lower: &Rational, upper: &Rational) -> String {
    format!("[{}, {}]", at_least(lower), at_most(upper))
}

/// Decimals that are not more than `q`.
pub fn at_least(q: &Rational) -> String {
    decimal(q, DIGITS, Some(Round::Down)).0
}

/// Decimals that are not less than `q`.
pub fn at_most(q: &Rational) -> String {
    decimal(q, DIGITS, Some(Round::Up)).0
}

/// The largest double that is not more than `q`.
pub fn double_below(q: &Rational) -> f64 {
    f64::from_rational(q, Round::Down, ())
}

/// The least double that is not less than `q`.
pub fn double_above(q: &Rational) -> f64 {
    f64::from_rational(q, Round::Up, ())
}

/// Doubles near the coordinates, for drawing only.
pub fn floats(point: &[Rational]) -> Vec<f64> {
    point.iter().map(Rational::to_f64).collect()
}

/// `q` rounded to this many significant digits, to the nearest unless told otherwise, and whether nothing
/// was lost.
pub fn decimal(q: &Rational, digits: usize, round: Option<Round>) -> (String, bool) {
    if q.is_zero() {
        return ("0".to_owned(), true);
    }
    let size = |n: &Integer| n.to_string().trim_start_matches('-').len() as i64;
    // 10^(exponent − 1) < |q| < 10^(exponent + 1)
    let mut exponent = size(q.numer()) - size(q.denom());
    let mut scaled = scale(q, digits as i64 - 1 - exponent);
    if Rational::from(scaled.abs_ref()) < power_of_ten(digits as i64 - 1) {
        exponent -= 1;
        scaled = scale(q, digits as i64 - 1 - exponent);
    }
    let (_, rounded) = match round {
        None => scaled.clone().fract_round(Integer::new()),
        Some(Round::Down) => scaled.clone().fract_floor(Integer::new()),
        Some(Round::Up) => scaled.clone().fract_ceil(Integer::new()),
    };
    let is_exact = scaled == rounded;
    let mut figures = Integer::from(rounded.abs_ref()).to_string();
    exponent += figures.len() as i64 - digits as i64;
    if is_exact {
        figures.truncate(figures.trim_end_matches('0').len());
    }
    let sign = if *q < 0 { "-" } else { "" };
    (sign.to_owned() + &place_point(&figures, exponent), is_exact)
}

/// `d.ddd·10^exponent` written out where that stays short.
fn place_point(figures: &str, exponent: i64) -> String {
    let count = figures.len() as i64;
    match exponent {
        -5..=-1 => format!("0.{}{figures}", "0".repeat((-exponent - 1) as usize)),
        0..=14 if count <= exponent + 1 => {
            format!("{figures}{}", "0".repeat((exponent + 1 - count) as usize))
        }
        0..=14 => {
            let (whole, part) = figures.split_at((exponent + 1) as usize);
            format!("{whole}.{part}")
        }
        _ => match figures.split_at(1) {
            (first, "") => format!("{first}e{exponent}"),
            (first, rest) => format!("{first}.{rest}e{exponent}"),
        },
    }
}

/// `q·10^n`.
fn scale(q: &Rational, n: i64) -> Rational {
    if n < 0 { q / power_of_ten(-n) } else { q * power_of_ten(n) }
}

fn power_of_ten(n: i64) -> Rational {
    Rational::from(Integer::from(10).pow(n.unsigned_abs() as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(p: i64, q: i64) -> Rational {
        Rational::from((p, q))
    }

    #[test]
    fn quantities_say_whether_their_decimals_are_exact() {
        assert_eq!(quantity(&fraction(6, 1)), "6");
        assert_eq!(quantity(&fraction(-18, 5)), "-18/5 = -3.6");
        assert_eq!(quantity(&fraction(1, 3)), "1/3 ≈ 0.3333333");
        assert_eq!(quantity(&fraction(2, 3)), "2/3 ≈ 0.6666667");
        assert_eq!(quantity(&fraction(1, 4_000_000)), "1/4000000 = 2.5e-7");
        assert_eq!(quantity(&fraction(9_999_999_999, 1_000)), "9999999999/1000 ≈ 10000000");
        assert_eq!(quantity(&fraction(99_999_996, 100)), "24999999/25 ≈ 1000000.0");
        assert_eq!(quantity(&fraction(123_456_789, 1)), "123456789 ≈ 123456800");
        let long = Rational::from((Integer::from(3), Integer::from(10).pow(40) + 1));
        assert_eq!(quantity(&long), "≈3.000000e-40 (a fraction of 42 digits)");
    }

    #[test]
    fn ends_are_rounded_outwards() {
        assert_eq!(interval(&fraction(-1, 3), &fraction(1, 3)), "[-0.3333334, 0.3333334]");
        assert_eq!(interval(&fraction(2, 1), &fraction(101, 50)), "[2, 2.02]");
        assert_eq!(at_most(&fraction(99_999_999, 10_000_000)), "10.000000");
    }

    #[test]
    fn short_forms_mark_what_is_lost() {
        assert_eq!(short(&fraction(-199, 100)), "-199/100");
        assert_eq!(short(&fraction(1, 3_000_000_000_001)), "≈3.333333e-13");
    }
}
