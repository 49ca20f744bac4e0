//! Numbers in verdicts.

use crate::check::Value;
use rug::Rational;
use std::fmt;

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Exact(q) => f.write_str(&short(q)),
            Value::Between(lower, upper) if lower == upper => f.write_str(&float(*lower)),
            Value::Between(lower, upper) => write!(f, "between {} and {}", float(*lower), float(*upper)),
        }
    }
}

/// A float without long rows of zeros, and without a sign where it is 0.
fn float(x: f64) -> String {
    let x = x + 0.0;
    let is_handy = x == 0.0 || (1e-4..1e7).contains(&x.abs());
    if is_handy { x.to_string() } else { format!("{x:e}") }
}

/// A rational in full, or its beginning and about its value.
pub(super) fn short(q: &Rational) -> String {
    let text = q.to_string();
    if text.len() <= 40 { text } else { format!("{}… (about {})", &text[..20], float(q.to_f64())) }
}
