//! Why a search for a cover has nothing left to try, and whether that is so for good.
//!
//! Bounded cells are halved until their enclosures are narrow, so a function whose second derivative is
//! still undefined then is in the way of every cover. Where a cell is unbounded, or an enclosure overflows,
//! a smaller box may help, unless the function is in the way at a single point already.

use crate::bound::psd::theorem::MAX_ORDER;
use crate::bound::{Cell, Shortfall};
use crate::problem::Problem;
use crate::search::cover::{DeadEnd, centre};
use crate::words::{Obstacle, not_bounded, not_smooth};

/// Why there is nothing left to try for a cover, though the budget would allow it.
#[derive(Clone, Debug, PartialEq)]
pub enum Impasse {
    /// A function may lack its second derivative.
    Undefined(Obstacle),
    /// A value or a derivative is beyond the largest double, or has no bound.
    Overflow(Obstacle),
    /// Cells around this point stay undecided however often they are halved: the Hessian is singular there, or
    /// nearly so.
    Singular {
        /// The point.
        point: Vec<f64>,
    },
    /// λ = 0 has had its share of leaf tests: so many.
    Patience {
        /// The share.
        cells: u64,
    },
    /// The penalty is not proved convex, so that no λ tells of larger ones.
    Penalty,
    /// The leaf test does not apply: too many parameters.
    Inapplicable,
    /// The second derivatives take more work than a check may spend.
    MoreWork,
    /// More λs were tried than can be told apart.
    Crowded,
}

impl Impasse {
    pub(super) fn new(dead_end: DeadEnd, problem: &Problem) -> Self {
        let DeadEnd { cell, shortfall } = dead_end;
        match shortfall {
            Shortfall::Undefined => match not_smooth(&cell, problem) {
                Some(obstacle) => Impasse::Undefined(obstacle),
                None => Impasse::Overflow(not_bounded(&cell, problem)),
            },
            Shortfall::Wide | Shortfall::Indefinite | Shortfall::Stopped => {
                Impasse::Singular { point: centre(&cell) }
            }
            Shortfall::Inapplicable => {
                let free = problem.domain.limits.iter().filter(|limits| !limits.is_pinned()).count();
                if free > MAX_ORDER { Impasse::Inapplicable } else { Impasse::MoreWork }
            }
        }
    }

    /// The node in the way, if it is one.
    pub fn obstacle(&self) -> Option<&Obstacle> {
        match self {
            Impasse::Undefined(obstacle) | Impasse::Overflow(obstacle) => Some(obstacle),
            _ => None,
        }
    }

    /// Whether a function has no second derivative at an argument that is enclosed from both sides.
    pub fn is_local(&self) -> bool {
        matches!(self, Impasse::Undefined(Obstacle { argument: (lower, upper), .. })
            if !lower.is_infinite() && !upper.is_infinite())
    }

    /// The obstacle that no cover of this box can get past, if this one, or another at the box's point
    /// nearest to 0, is that.
    pub fn lasting(&self, problem: &Problem) -> Option<Impasse> {
        if self.is_local() {
            return Some(self.clone());
        }
        self.obstacle().filter(|_| !problem.domain.is_cut())?;
        let root = Cell::root(&problem.domain);
        let nearest: Vec<f64> =
            root.lower.iter().zip(&root.upper).map(|(l, u)| 0.0_f64.max(*l).min(*u)).collect();
        let point = Cell { lower: nearest.clone(), upper: nearest };
        not_smooth(&point, problem).map(Impasse::Undefined).filter(Impasse::is_local)
    }
}
