//! Covers: branch and bound from above.

mod block;
mod dead_end;
mod lambdas;
mod leaf;
mod node;
mod pace;
mod plan;
mod prover;
mod rounds;
mod row;
mod traversal;
mod walk;

pub(super) use dead_end::{DeadEnd, centre};
pub(super) use plan::{Event, Plan};
pub(super) use prover::Prover;
