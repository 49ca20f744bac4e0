//! The one leaf test: is `∇²L + λ∇²P` positive semidefinite on all of a cell, and is `f_λ` at least a number there?
//!
//! What a test only has to guess, [`crate::advice`] proposes; it is proved here whatever that says.
//!
//! Search and checker call the same functions, [`HessianBound::prove`] and [`ValueBound::reaches`].
//!
//! | room | concept |
//! |---|---|
//! | `local/` | rows and their local coordinates: second derivatives as programs |
//! | `adjoint/` | second derivatives as sums over operations, each with its outer product |
//! | `psd/` | tests that matrices are positive semidefinite, with the proofs of their rounding |
//! | `affine/` | affine leaves: Theorem B, its rounding, the test of a cell |
//! | `loewner/` | Loewner leaves: lower bounds row by row |
//! | `tensor/` | tensor leaves: to first order about the centre, Theorem C |
//! | `value/` | lower bounds of values |
//!
//! Rounding is proved where it happens: `psd/whitening.rs` and `psd/signs.rs` (Theorem A), `psd/remainder.rs`,
//! `number/cholesky.rs`, `affine/charge.rs` (what leads to the matrix of Theorem A), `loewner/minorant.rs`, `loewner/sum.rs`,
//! `tensor/linear.rs` and `tensor/theorem.rs`; intervals are rounded outwards throughout.

pub(crate) mod adjoint;
pub(crate) mod affine;
pub(crate) mod local;
pub(crate) mod loewner;
pub(crate) mod psd;
pub(crate) mod tensor;
pub(crate) mod value;

mod cell;
mod clip;
mod fundamental;
mod hessian;
mod method;
mod natural;
mod scratch;

pub use crate::error::Shortfall;
pub use cell::Cell;
pub use fundamental::FundamentalDomain;
pub use hessian::HessianBound;
pub use local::summand::Direction;
pub use method::Method;
pub use scratch::Scratch;
pub use tensor::Expansion;
pub use value::{Ground, Reach, ValueBound};
