//! Why a check fails: what its messages say, names of rules included. Nothing here can accept anything: whether a test fails,
//! [`crate::check`] has seen before it asks why, and whatever it is told here, it does not accept.

mod composition;
mod diagnosis;
mod outline;
mod rejection;
mod rule;
mod undecided;
mod undefined;

pub(crate) use composition::not_composed;
pub use diagnosis::Guilt;
pub use outline::Outline;
pub(crate) use rejection::Failure;
pub use rejection::{Border, Reason, Rejection, Value};
pub use undecided::Undecided;
pub(crate) use undefined::{shown, undefined, undefined_at, undefined_towards};
