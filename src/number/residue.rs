//! Residues modulo a Mersenne prime.

use rug::Integer;
use rug::ops::RemRounding;

/// `2^61 − 1`.
pub(crate) const PRIME: u64 = (1 << 61) - 1;

pub(crate) fn product(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64
}

/// `n/d` of whole numbers as a residue, unless the prime divides d.
pub(crate) fn quotient(n: &Integer, d: &Integer) -> Option<u64> {
    let prime = Integer::from(PRIME);
    let inverse = Integer::from(d.invert_ref(&prime)?);
    (inverse * n).rem_euc(prime).to_u64()
}
