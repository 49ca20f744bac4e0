//! Polynomials of degree 2, by which a row's expression is one of its local coordinates.

use crate::bound::local::coordinates::Locals;
use crate::expression::{Graph, Node, NodeId};
use crate::function::Function;
use crate::kind::{Exact, Kind};
use crate::number::Number;
use rug::Rational;
use std::collections::{BTreeMap, HashMap};

/// A polynomial of degree 2 at most in the local coordinates, and after them the parameters.
#[derive(Clone, Default)]
pub(super) struct Quadratic {
    offset: Rational,
    pub slopes: BTreeMap<usize, Rational>,
    pub bends: BTreeMap<(usize, usize), Rational>,
}

impl Quadratic {
    /// `None` where the degree is larger, or a number is not known exactly.
    pub fn of_row(
        graph: &Graph,
        root: NodeId,
        locals: &Locals,
        above: &[NodeId],
        row: &[Rational],
    ) -> Option<Self> {
        let mut values: HashMap<NodeId, Quadratic> = HashMap::with_capacity(above.len());
        for &node in above {
            let constant = |q: &Rational| Quadratic { offset: q.clone(), ..Self::default() };
            let value = match (locals.position(node), graph.node(node)) {
                (Some(v), _) => Self::variable(v),
                (None, Node::Parameter(k)) => Self::variable(locals.len() + *k as usize),
                (None, Node::Constant(q)) => constant(q),
                (None, Node::Column(c)) => constant(&row[*c as usize]),
                (None, Node::Add(a, b)) => values[a].plus(&values[b]),
                (None, Node::Mul(a, b)) => values[a].times(&values[b])?,
                (None, Node::Apply(f, a)) => values[a].under(*f)?,
            };
            values.insert(node, value);
        }
        values.remove(&root)
    }

    fn variable(v: usize) -> Self {
        Quadratic { slopes: BTreeMap::from([(v, Rational::from(1))]), ..Self::default() }
    }

    fn plus(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        sum.offset += &other.offset;
        other.slopes.iter().for_each(|(v, q)| *sum.slopes.entry(*v).or_default() += q);
        other.bends.iter().for_each(|(vw, q)| *sum.bends.entry(*vw).or_default() += q);
        sum
    }

    fn scaled(&self, factor: &Rational) -> Self {
        let mut product = self.clone();
        product.offset *= factor;
        product.slopes.values_mut().chain(product.bends.values_mut()).for_each(|q| *q *= factor);
        product
    }

    fn times(&self, other: &Self) -> Option<Self> {
        if self.slopes.is_empty() && self.bends.is_empty() {
            return Some(other.scaled(&self.offset));
        }
        if other.slopes.is_empty() && other.bends.is_empty() {
            return Some(self.scaled(&other.offset));
        }
        if !(self.bends.is_empty() && other.bends.is_empty()) {
            return None;
        }
        let linear = |form: &Self, factor: &Rational| {
            Quadratic { slopes: form.slopes.clone(), ..Self::default() }.scaled(factor)
        };
        let mut product = linear(self, &other.offset).plus(&linear(other, &self.offset));
        product.offset = Rational::from(&self.offset * &other.offset);
        for (v, a) in &self.slopes {
            for (w, b) in &other.slopes {
                *product.bends.entry((*v.min(w), *v.max(w))).or_default() += Rational::from(a * b);
            }
        }
        Some(product)
    }

    fn under(&self, f: Function) -> Option<Self> {
        if self.slopes.is_empty() && self.bends.is_empty() {
            let offset = Exact::exact(&self.offset, ()).apply(f, 0).into_value()?;
            return Some(Quadratic { offset, ..Self::default() });
        }
        (f == Function::Power(2)).then(|| self.times(self)).flatten()
    }
}
