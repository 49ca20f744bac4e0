//! Other statements about a problem, one file a rule: values, minimisers, identities, symmetries.

mod descent;
mod identity;
mod invariance;
mod minimizer;
mod near;
mod rivals;
mod stationary;
mod strong;
mod value;

pub use descent::exclude_all;
pub use identity::constant;
pub use invariance::invariance;
pub use minimizer::minimize;
pub use near::minimize_near;
pub use rivals::exclude;
pub use stationary::{divided, minimize_everywhere};
pub use strong::certify_strictly;
pub use value::value;
