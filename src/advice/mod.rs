//! Proposals: what the leaf tests are told to try, and points. Nothing here is trusted, and nothing here can make a test pass that
//! should not: [`crate::bound`] proves what it does with any answer, whatever numbers it is made of.
//!
//! | file | proposes |
//! |---|---|
//! | `whitening.rs` | the matrix `W` and the vector `x` of Theorem A |
//! | `metric.rs`, `gram.rs` | the metric that a Loewner test's bounds follow |
//! | `merge.rs` | a matrix below several others |
//! | `positive_map.rs` | the matrix `Z` and the weights `d` of Theorem C |
//! | `newton.rs` | tangent points of a value's bound |
//! | `inside.rs` | points of a domain that a ball or half-spaces cut |
//! | `dense.rs` | inverses and positive parts of matrices |

mod dense;
pub(crate) mod gram;
#[cfg(any(feature = "search", feature = "files"))]
pub(crate) mod inside;
pub(crate) mod merge;
pub(crate) mod metric;
pub(crate) mod newton;
pub(crate) mod positive_map;
pub(crate) mod whitening;
