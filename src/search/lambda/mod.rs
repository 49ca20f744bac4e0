//! λ\*: brackets, and covers at one λ.

mod bracket;
mod certify;
mod climb;
mod composition;
mod impasse;
mod ladder;
mod outcome;
mod penalty;
mod rungs;

pub use certify::certify;
pub use climb::lambda;
pub(super) use composition::{convex, strictly_convex};
pub use impasse::Impasse;
pub use outcome::{Earlier, LambdaOutcome, LambdaStatus};
