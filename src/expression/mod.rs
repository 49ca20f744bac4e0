//! Expressions: a hash-consed [`Graph`], evaluated as a [`Tape`] over any [`Kind`](crate::kind::Kind) of number.

mod canonical;
mod gradient;
mod graph;
mod order;
mod tape;

pub use crate::error::GraphError;
pub use canonical::{Canon, Form, FormId, Signed};
pub use graph::{Graph, Node, NodeId};
pub use tape::Tape;
