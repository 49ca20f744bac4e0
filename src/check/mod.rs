//! The checker: the only place that may call something proved.
//!
//! [`check`] reads bytes, and its success is the only way to obtain a [`Verified`] value. Rules live in
//! one file each, under the stem that the search, the tests and FORMAT.md use for them too.

mod bracket;
mod cover;
mod curvature;
mod jensen;
mod rejection;

pub use rejection::{Reason, Rejection};

use crate::certificate::Certificate;

/// How hard the checker tries. No choice here makes a check weaker: more effort accepts more true
/// certificates, never a false one.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Use MPFR at [`Effort::precision`] bits everywhere, never `f64`.
    pub precise: bool,
    /// The precision in bits where `f64` is too coarse.
    pub precision: u32,
    /// Threads over the subtrees of a cover; the verdict does not depend on it.
    pub threads: usize,
}

impl Default for Effort {
    fn default() -> Self {
        Effort { precise: false, precision: 256, threads: 1 }
    }
}

/// A value that the checker has accepted. There is no other way to make one.
#[derive(Debug)]
pub struct Verified<T> {
    value: T,
    digest: String,
}

impl<T> Verified<T> {
    /// The value.
    pub fn get(&self) -> &T {
        &self.value
    }

    /// The SHA-256 of the certificate's digested part, in hexadecimal: its name.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// Reads a certificate and checks its evidence against its claim.
///
/// # Errors
/// A [`Rejection`] names the rule, the line and the smallest failed comparison.
pub fn check(bytes: &[u8], effort: &Effort) -> Result<Verified<Certificate>, Rejection> {
    let _ = (bytes, effort);
    todo!()
}
