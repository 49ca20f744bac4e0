//! Vectors of floats.

/// The scalar product.
pub(in crate::search) fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

/// Scales to largest component 1 in absolute value; `false` where that is impossible.
pub(super) fn normalise(v: &mut [f64]) -> bool {
    let largest = v.iter().copied().fold(0.0, |m: f64, x| if x.abs() > m.abs() { x } else { m });
    v.iter_mut().for_each(|x| *x /= largest);
    v.iter().all(|x| x.is_finite())
}

/// The sign, 0 for 0.
pub(super) fn sign(x: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x.signum() }
}
