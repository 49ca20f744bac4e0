//! What a value leaf costs, foreseen from sizes alone.

use crate::bound::value::bound::{MANY_LOCALS, MANY_PARAMETERS};
use crate::bound::{Ground, Method, ValueBound};
use crate::number::{pair_work, words};

/// Nanoseconds of an operation of the graph and its share in the gradient, over doubles and over MPFR.
const NODE: u64 = 30;
const PRECISE_NODE: u64 = 4000;
/// Of so many leaves that rest on convexity doubles leave one open, as a rule more: then exact numbers and MPFR decide.
const RARE: u64 = 1000;

impl ValueBound<'_> {
    /// About the nanoseconds that [`Self::reaches`] takes on a cell.
    pub fn leaf_work(&self, ground: Ground) -> u64 {
        let rows = self.problem.rows.len() as u64 + 1;
        let nodes = self.problem.graph.nodes().len() as u64 * rows;
        let node = if self.is_precise { PRECISE_NODE } else { NODE };
        let work = match ground {
            Ground::Outside => 0,
            Ground::Natural => nodes.saturating_mul(node),
            Ground::MeanValue => nodes.saturating_mul(3 * node),
            Ground::Convex(_) => {
                let is_large =
                    self.hessian.locals() >= MANY_LOCALS || self.hessian.order() >= MANY_PARAMETERS;
                let by_rows = is_large.then_some(Method::Loewner);
                let methods = [Method::Constant, Method::Interval, Method::Affine].into_iter().chain(by_rows);
                let convex = methods.map(|method| self.hessian.leaf_work(method)).max().unwrap_or_default();
                // As a rule two places are tried, a Newton step apart; at a point functions are cheaper than on a cell.
                let newton = nodes.saturating_mul(4 * NODE) + self.hessian.leaf_work(Method::Interval) / 2;
                let precise = nodes.saturating_mul(2 * PRECISE_NODE).saturating_add(self.exact_work());
                convex.saturating_add(newton).saturating_add(precise / RARE)
            }
        };
        work.saturating_add(self.hessian.part_work())
    }

    fn exact_work(&self) -> u64 {
        let (value, slopes) = &self.exact;
        let numbers = slopes.iter().chain([value]).filter_map(|x| Some(words(x.value()?)));
        let most = numbers.chain(self.point.iter().map(words)).max().unwrap_or_default();
        pair_work(most, most).saturating_mul(10 * self.point.len() as u64)
    }
}
