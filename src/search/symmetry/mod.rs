//! Symmetries of a problem: found, made a group, and used to leave out of a cover what they prove elsewhere.

mod equations;
mod generators;
mod group;
mod picture;
mod product;
mod projection;
pub(super) mod reduction;
mod signs;

pub use generators::generators;
pub use group::Group;
