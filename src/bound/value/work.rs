//! What a value leaf costs, foreseen from sizes alone.

use super::bound::{MANY_LOCALS, ValueBound};
use super::ground::Ground;
use crate::bound::method::Method;
use crate::expression::{Node, NodeId};
use crate::function::Function;
use crate::kind::Exact;
use crate::number::Rational;

/// Nanoseconds of an operation of the graph and its share in the gradient, over doubles and over MPFR.
const NODE: u64 = 30;
const PRECISE_NODE: u64 = 4000;
/// Of so many leaves that rest on convexity doubles leave one open, as a rule more: then exact numbers and MPFR decide.
const RARE: u64 = 1000;
/// Bits of a coordinate of a cell's middle or of a Newton step, unless it is far from 1.
const COORDINATE: u64 = 64;

impl ValueBound<'_> {
    /// About the nanoseconds that [`Self::reaches`] takes on a cell.
    pub fn leaf_work(&self, ground: Ground) -> u64 {
        let rows = self.problem.rows.len() as u64 + 1;
        let nodes = self.problem.graph.nodes().len() as u64 * rows;
        let node = if self.is_precise { PRECISE_NODE } else { NODE };
        match ground {
            Ground::Natural => nodes.saturating_mul(node),
            Ground::MeanValue => nodes.saturating_mul(3 * node),
            Ground::Convex(_) => {
                let by_rows = (self.hessian.locals() >= MANY_LOCALS).then_some(Method::Loewner);
                let methods = [Method::Constant, Method::Interval, Method::Affine].into_iter().chain(by_rows);
                let convex = methods.map(|method| self.hessian.leaf_work(method)).max().unwrap_or_default();
                // As a rule two places are tried, a Newton step apart; at a point functions are cheaper than on a cell.
                let places = nodes.saturating_mul(2 * 2 * NODE);
                let newton = places.saturating_add(self.hessian.leaf_work(Method::Interval) / 2);
                let precise = nodes
                    .saturating_mul(2 * PRECISE_NODE)
                    .saturating_add(self.exact_work().saturating_mul(rows));
                convex.saturating_add(newton).saturating_add(precise / RARE)
            }
        }
    }

    /// That of one row's exact value and gradient.
    fn exact_work(&self) -> u64 {
        let graph = &self.problem.graph;
        let coordinate =
            self.point.iter().map(Size::of).fold(Size { dyadic: COORDINATE, ..Size::default() }, Size::max);
        let column =
            |c: usize| self.problem.rows.iter().map(|row| Size::of(&row[c])).fold(Size::default(), Size::max);
        let mut sizes: Vec<Option<Size>> = Vec::with_capacity(graph.nodes().len());
        let mut work = 0_u64;
        for node in graph.nodes() {
            let of = |x: &NodeId| sizes[x.index()];
            let size = match node {
                Node::Constant(q) => Some(Size::of(q)),
                Node::Column(c) => Some(column(*c as usize)),
                Node::Parameter(_) => Some(coordinate),
                Node::Add(x, y) => of(x).zip(of(y)).map(|(x, y)| x.plus(y)),
                Node::Mul(x, y) => of(x).zip(of(y)).map(|(x, y)| x.times(y, 1)),
                Node::Apply(Function::Power(n), x) => of(x).map(|x| x.times(x, u64::from(n.unsigned_abs()))),
                // As a rule: tanh 0 is rational.
                Node::Apply(f, x) => of(x).filter(|_| f.exact(&Rational::from((2, 3)), 0).is_some()),
            };
            let size = size.filter(|size| size.bits() <= 2 * u64::from(Exact::MAX_BITS));
            // The value's, and the gradient's share.
            let limbs = size.map_or(0, |size| size.bits() / 64);
            work = work.saturating_add(600 + 3 * limbs * limbs);
            sizes.push(size);
        }
        work
    }
}

/// Bounds of a rational's bits: numerator and denominator, and the denominator without and with its powers of two.
#[derive(Clone, Copy, Default)]
struct Size {
    magnitude: u64,
    odd: u64,
    dyadic: u64,
}

impl Size {
    fn of(q: &Rational) -> Self {
        let dyadic = u64::from(q.denom().find_one(0).unwrap_or(0));
        let [numer, denom] = [q.numer(), q.denom()].map(|part| u64::from(part.significant_bits()));
        Size { magnitude: numer, odd: denom - dyadic - 1, dyadic }
    }

    fn max(self, other: Self) -> Self {
        Size {
            magnitude: self.magnitude.max(other.magnitude),
            odd: self.odd.max(other.odd),
            dyadic: self.dyadic.max(other.dyadic),
        }
    }

    fn plus(self, other: Self) -> Self {
        Size { odd: self.odd + other.odd, ..self.max(other) }
    }

    fn times(self, other: Self, times: u64) -> Self {
        Size {
            magnitude: self.magnitude.saturating_add(other.magnitude.saturating_mul(times)),
            odd: self.odd.saturating_add(other.odd.saturating_mul(times)),
            dyadic: self.dyadic.saturating_add(other.dyadic.saturating_mul(times)),
        }
    }

    fn bits(self) -> u64 {
        self.magnitude.saturating_add(self.odd.saturating_add(self.dyadic).saturating_mul(2))
    }
}
