//! The local coordinates of a row as affine functions of the parameters, `z = P·θ + p`: exactly where the data's
//! functions allow, else enclosed.

use super::coordinates::Locals;
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
    /// `z = P·θ + p` in a row, exactly where the data's functions allow, else enclosed.
    pub fn forms<S: Scalar>(&self, graph: &Graph, row: &[Rational], context: S::Context) -> Linear<Form<S>> {
        let exact: Vec<Exact> = row.iter().cloned().map(Exact::from).collect();
        let exact = self.linear_forms(graph, &exact, ());
        let round = |q: &Exact| {
            q.value().map_or_else(|| Interval::undefined(context), |q| Interval::exact(q, context))
        };
        let rounded = exact.forms.iter().map(|form| Form::new(form, round));
        if exact.undefined.is_none() {
            return Linear { forms: rounded.collect(), undefined: None };
        }
        let row: Vec<Interval<S>> = row.iter().map(|q| Interval::exact(q, context)).collect();
        let enclosed = self.linear_forms(graph, &row, context);
        let forms = exact.forms.iter().zip(&enclosed.forms).map(|(exact, enclosed)| {
            if exact.is_defined() { Form::new(exact, round) } else { Form::new(enclosed, Interval::clone) }
        });
        Linear { forms: forms.collect(), undefined: enclosed.undefined }
    }

    /// `z = P·θ + p` in a row in any kind of number.
    pub fn linear_forms<N: Kind>(
        &self,
        graph: &Graph,
        row: &[N],
        context: N::Context,
    ) -> Linear<LinearForm<N>> {
        let mut known: HashMap<NodeId, LinearForm<N>> = HashMap::new();
        let mut undefined = None;
        let constant = |offset| LinearForm { slopes: BTreeMap::new(), offset };
        for &node in self.below() {
            let form = match graph.node(node) {
                Node::Constant(q) => constant(N::exact(q, context)),
                Node::Column(c) => constant(row[*c as usize].clone()),
                Node::Parameter(k) => LinearForm {
                    slopes: BTreeMap::from([(*k as usize, N::exact(&Rational::from(1), context))]),
                    offset: N::exact(&Rational::new(), context),
                },
                Node::Add(x, y) => known[x].plus(&known[y]),
                // One of the two is constant in the parameters, for the product is affine.
                Node::Mul(x, y) if known[x].slopes.is_empty() => known[y].times(&known[x].offset),
                Node::Mul(x, y) => known[x].times(&known[y].offset),
                Node::Apply(f, x) => constant(known[x].offset.apply(*f, 0)),
            };
            if undefined.is_none() && !form.is_defined() {
                undefined = Some(node);
            }
            known.insert(node, form);
        }
        Linear { forms: self.nodes().iter().filter_map(|node| known.get(node).cloned()).collect(), undefined }
    }
}

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

    fn plus(&self, other: &Self) -> Self {
        let mut slopes = self.slopes.clone();
        for (k, slope) in &other.slopes {
            let sum = slopes.get(k).map_or(slope.clone(), |s| s.add(slope));
            slopes.insert(*k, sum);
        }
        LinearForm { slopes, offset: self.offset.add(&other.offset) }
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
