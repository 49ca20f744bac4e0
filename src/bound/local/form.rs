//! The local coordinates of a row as affine functions of the parameters, `z = P·θ + p`: exactly where the data's
//! functions allow, else enclosed.

use super::coordinates::Locals;
use super::symbol::rational_work;
use crate::budget::Budget;
use crate::expression::{Graph, Node, NodeId};
use crate::kind::{Affine, Exact, Kind};
use crate::number::{Interval, Number, Rational, Scalar};
use std::collections::{BTreeMap, HashMap};

/// The local coordinates in a row.
#[derive(Clone, Debug)]
pub(crate) struct Linear<F> {
    /// One a local coordinate.
    pub forms: Vec<F>,
    /// The first function of data or constants alone that has no value, wherever it stands in the expression:
    /// derivatives do not show it.
    pub undefined: Option<NodeId>,
}

impl Locals {
    /// `z = P·θ + p` in a row, exactly where the data's functions allow, else enclosed; `None` once the budget is spent.
    pub fn forms<S: Scalar>(
        &self,
        graph: &Graph,
        row: &[Rational],
        context: S::Context,
        budget: &Budget,
    ) -> Option<Linear<Form<S>>> {
        let exact = self.exact_forms(graph, row, budget)?;
        let round = |q: &Exact| {
            q.value().map_or_else(|| Interval::undefined(context), |q| Interval::exact(q, context))
        };
        let rounded = exact.forms.iter().map(|form| Form::new(form, round));
        if exact.undefined.is_none() {
            return Some(Linear { forms: rounded.collect(), undefined: None });
        }
        let row: Vec<Interval<S>> = row.iter().map(|q| Interval::exact(q, context)).collect();
        let enclosed = self.linear_forms(graph, &row, context, |_| INTERVAL_WORK, budget)?;
        let forms = exact.forms.iter().zip(&enclosed.forms).map(|(exact, enclosed)| {
            if exact.is_defined() { Form::new(exact, round) } else { Form::new(enclosed, Interval::clone) }
        });
        Some(Linear { forms: forms.collect(), undefined: enclosed.undefined })
    }

    /// The same exactly, as far as the data's functions allow.
    pub fn exact_forms(
        &self,
        graph: &Graph,
        row: &[Rational],
        budget: &Budget,
    ) -> Option<Linear<LinearForm<Exact>>> {
        let row: Vec<Exact> = row.iter().cloned().map(Exact::from).collect();
        self.linear_forms(graph, &row, (), |q: &Exact| q.value().map_or(1, rational_work), budget)
    }

    fn linear_forms<N: Kind>(
        &self,
        graph: &Graph,
        row: &[N],
        context: N::Context,
        work: impl Fn(&N) -> u64,
        budget: &Budget,
    ) -> Option<Linear<LinearForm<N>>> {
        let mut known: HashMap<NodeId, LinearForm<N>> = HashMap::new();
        let (mut undefined, mut held) = (None, 0);
        let constant = |offset| LinearForm { slopes: BTreeMap::new(), offset };
        for (node, [x_is_last, y_is_last]) in self.below() {
            let whole = |x: &NodeId| known[x].work(&work);
            let units = match graph.node(node) {
                Node::Add(x, y) if x_is_last => known[x].slopes.len() as u64 + 2 * whole(y),
                Node::Add(x, y) | Node::Mul(x, y) => whole(x) + whole(y),
                _ => 0,
            };
            if !budget.spend(NODE_WORK + units) {
                return None;
            }
            let operands = graph.node(node).operands().zip([x_is_last, y_is_last]);
            let over = operands.filter(|(_, is_last)| *is_last).map(|(x, _)| x).collect::<Vec<NodeId>>();
            let words_over: u64 = over.iter().map(|x| known[x].words()).sum();
            let form = match graph.node(node) {
                Node::Constant(q) => constant(N::exact(q, context)),
                Node::Column(c) => constant(row[*c as usize].clone()),
                Node::Parameter(k) => LinearForm {
                    slopes: BTreeMap::from([(*k as usize, N::exact(&Rational::from(1), context))]),
                    offset: N::exact(&Rational::new(), context),
                },
                Node::Add(x, y) => {
                    let kept = if x_is_last { known.remove(x) } else { known.get(x).cloned() };
                    kept?.plus(&known[y])
                }
                // One of the two is constant in the parameters, for the product is affine.
                Node::Mul(x, y) if known[x].slopes.is_empty() => known[y].times(&known[x].offset),
                Node::Mul(x, y) => known[x].times(&known[y].offset),
                Node::Apply(f, x) => constant(known[x].offset.apply(*f, 0)),
            };
            if undefined.is_none() && !form.is_defined() {
                undefined = Some(node);
            }
            over.iter().for_each(|x| drop(known.remove(x)));
            budget.release(words_over);
            held = held + form.words() - words_over;
            if !budget.hold(form.words()) {
                return None;
            }
            known.insert(node, form);
        }
        budget.release(held);
        let forms = self.nodes().iter().filter_map(|node| known.get(node).cloned()).collect();
        Some(Linear { forms, undefined })
    }
}

/// About the nanoseconds of an operation on intervals, and of what a node takes apart from operations.
const INTERVAL_WORK: u64 = 100;
const NODE_WORK: u64 = 400;

/// `Σ_k slopes_k θ_k + offset`.
#[derive(Clone, Debug)]
pub(crate) struct LinearForm<N> {
    pub slopes: BTreeMap<usize, N>,
    pub offset: N,
}

impl<N: Kind> LinearForm<N> {
    fn is_defined(&self) -> bool {
        self.offset.is_defined() && self.slopes.values().all(N::is_defined)
    }

    fn plus(mut self, other: &Self) -> Self {
        for (k, slope) in &other.slopes {
            let sum = self.slopes.get(k).map_or(slope.clone(), |s| s.add(slope));
            self.slopes.insert(*k, sum);
        }
        LinearForm { slopes: self.slopes, offset: self.offset.add(&other.offset) }
    }

    /// The memory that it takes, about.
    fn words(&self) -> u64 {
        12 * (1 + self.slopes.len() as u64)
    }

    /// What an operation with each of its numbers takes, by what one with a number does.
    fn work(&self, work: impl Fn(&N) -> u64) -> u64 {
        work(&self.offset) + self.slopes.values().map(work).sum::<u64>()
    }

    fn times(&self, factor: &N) -> Self {
        let slopes = self.slopes.iter().map(|(&k, slope)| (k, slope.mul(factor))).collect();
        LinearForm { slopes, offset: self.offset.mul(factor) }
    }
}

/// A [`LinearForm`] with enclosed coefficients, ready for cells: terms with slope 0 are dropped.
#[derive(Clone, Debug)]
pub(crate) struct Form<S> {
    pub terms: Vec<Coefficient<S>>,
    pub offset: Interval<S>,
}

/// One parameter's share in a [`Form`].
#[derive(Clone, Debug)]
pub(crate) struct Coefficient<S> {
    /// The parameter.
    pub parameter: usize,
    /// An enclosure of its coefficient.
    pub slope: Interval<S>,
    /// A float in it.
    pub centre: S,
    /// The largest distance from it.
    pub error: S,
}

impl<S: Scalar> Form<S> {
    fn new<N>(form: &LinearForm<N>, enclose: impl Fn(&N) -> Interval<S>) -> Self {
        let term = |(&parameter, slope): (&usize, &N)| {
            let slope = enclose(slope);
            let centre = Affine::<S, 0>::enclosing(&slope);
            Coefficient { parameter, slope, centre: centre.centre, error: centre.radius }
        };
        let zero = S::zero(enclose(&form.offset).lower().context());
        let is_zero = |t: &Coefficient<S>| t.centre == zero && t.error == zero;
        let terms = form.slopes.iter().map(term).filter(|t| !is_zero(t)).collect();
        Form { terms, offset: enclose(&form.offset) }
    }

    /// An enclosure of it where the parameters lie within these limits.
    pub fn range(&self, limits: &[Interval<S>]) -> Interval<S> {
        self.terms.iter().fold(self.offset.clone(), |sum, t| sum.add(&t.slope.mul(&limits[t.parameter])))
    }
}
