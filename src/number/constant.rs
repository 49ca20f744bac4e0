//! Real constants, known by a bracket of two neighbouring decimals (theory.md, A6).

use super::Round;
use rug::{Integer, Rational};

/// A real constant: exact, or given by the first digits of its decimal expansion.
///
/// Over `f64` a constant costs nothing; other endpoint types read the digits, and their enclosure is
/// never narrower than one unit of the last one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Constant {
    /// Exactly this number.
    Exact(f64),
    /// A number whose digits go on.
    Decimal {
        /// Whether it is below zero; the other two fields describe its absolute value.
        negative: bool,
        /// The largest `f64` below.
        below: f64,
        /// Its decimal expansion, cut off after some digit; a sign does not count.
        digits: &'static str,
    },
}

impl Constant {
    /// From a decimal expansion with one digit before the point, cut off after some digit behind it.
    pub const fn decimal(digits: &'static str) -> Self {
        let negative = digits.as_bytes()[0] == b'-';
        let below = largest_below(digits.as_bytes(), if negative { 2 } else { 1 });
        Constant::Decimal { negative, below, digits }
    }

    /// The negative of this constant.
    pub const fn neg(self) -> Self {
        match self {
            Constant::Exact(x) => Constant::Exact(-x),
            Constant::Decimal { negative, below, digits } => {
                Constant::Decimal { negative: !negative, below, digits }
            }
        }
    }

    /// The neighbouring `f64` in the given direction; the constant itself where it is exact.
    #[inline]
    pub fn double(&self, round: Round) -> f64 {
        match (*self, round) {
            (Constant::Exact(x), _) => x,
            (Constant::Decimal { negative: false, below, .. }, Round::Down) => below,
            (Constant::Decimal { negative: false, below, .. }, Round::Up) => below.next_up(),
            (Constant::Decimal { negative: true, below, .. }, Round::Down) => -below.next_up(),
            (Constant::Decimal { negative: true, below, .. }, Round::Up) => -below,
        }
    }

    /// A rational bound in the given direction, one unit of the last decimal digit away at most.
    pub fn rational(&self, round: Round) -> Rational {
        match *self {
            Constant::Exact(x) => Rational::from_f64(x).unwrap_or_default(),
            Constant::Decimal { negative, digits, .. } => {
                let decimals = digits.bytes().rev().take_while(|byte| *byte != b'.').count();
                let mut units = digits
                    .bytes()
                    .filter(u8::is_ascii_digit)
                    .fold(Integer::new(), |units, digit| units * 10 + (digit - b'0'));
                if negative == (round == Round::Down) {
                    units += 1;
                }
                if negative {
                    units = -units;
                }
                Rational::from((units, Integer::from(Integer::u_pow_u(10, decimals as u32))))
            }
        }
    }
}

/// The largest `f64` that is not above a decimal's absolute value, with one digit before the point. Doubling the
/// decimal fraction carries its binary digits out, one by one, until there are 53.
const fn largest_below(text: &[u8], point: usize) -> f64 {
    let mut value = (text[point - 1] - b'0') as u64;
    let mut fraction = [0; 96];
    let mut i = point + 1;
    while i < text.len() {
        fraction[i] = text[i] - b'0';
        i += 1;
    }
    let mut scale = 1.0;
    while value < 1 << 52 {
        let mut carry = 0;
        let mut i = text.len();
        while i > point + 1 {
            i -= 1;
            let double = 2 * fraction[i] + carry;
            (fraction[i], carry) = (double % 10, double / 10);
        }
        value = 2 * value + carry as u64;
        scale *= 2.0;
    }
    value as f64 / scale
}
