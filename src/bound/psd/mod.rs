//! Tests that matrices are positive semidefinite: exact, floating, and with symbols (Theorems A and D).

pub(crate) mod constant;
pub(crate) mod matrix;
pub(crate) mod remainder;
mod signs;
pub(crate) mod theorem;
pub(crate) mod whitening;
pub(crate) mod workspace;
