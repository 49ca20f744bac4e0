//! Plain floating point, which proves nothing: objective, penalty and box, climbs and descents, eigenvectors, random
//! starts, and the way from floats to short rationals.

mod ascent;
mod descent;
mod eigen;
mod function;
mod landscape;
mod lanes;
mod menu;
mod profile;
mod region;
pub(super) mod round;
mod simplest;
mod starts;
mod surface;
mod vector;

pub(super) use ascent::{Effort, ascend};
pub(super) use descent::{Valley, simplest};
pub(super) use eigen::Directions;
pub use function::derivatives;
pub(super) use landscape::{Landscape, Quotient, mean};
pub(super) use lanes::Lanes;
pub(super) use menu::Menu;
pub use profile::Profile;
pub(super) use region::Region;
pub use simplest::simplest_between;
pub(super) use starts::{Topic, run};
pub(super) use vector::dot;
