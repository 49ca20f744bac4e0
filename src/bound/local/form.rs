//! The local coordinates of a row as affine functions of the parameters, `z = P·θ + p`: exactly where the data's
//! functions allow, else enclosed.

use super::coordinates::Locals;
use super::symbol::rational_work;
use crate::budget::Budget;
use crate::expression::{Graph, Node, NodeId};
use crate::kind::{Exact, Kind};
use crate::number::{Interval, Number, Rational, Scalar};
use std::collections::{BTreeMap, HashMap};

#[derive(Clone, Debug)]
pub(crate) struct Linear<F> {
    pub forms: Vec<F>,
    /// Whether these and every function of data or constants alone have a value, wherever it stands in the
    /// expression: derivatives do not show it.
    pub is_defined: bool,
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
        if exact.is_defined {
            return Some(Linear { forms: rounded.collect(), is_defined: true });
        }
        let row: Vec<Interval<S>> = row.iter().map(|q| Interval::exact(q, context)).collect();
        let enclosed = self.linear_forms(graph, &row, context, |_| INTERVAL_WORK, budget)?;
        let forms = exact.forms.iter().zip(&enclosed.forms).map(|(exact, enclosed)| {
            if exact.is_defined() { Form::new(exact, round) } else { Form::new(enclosed, Interval::clone) }
        });
        Some(Linear { forms: forms.collect(), is_defined: enclosed.is_defined })
    }

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
        let mut constants: HashMap<NodeId, N> = HashMap::with_capacity(self.constants.len());
        for &node in &self.constants {
            let units: u64 = graph.node(node).operands().map(|x| work(&constants[&x])).sum();
            budget.spend(NODE_WORK + units).then_some(())?;
            let value = match graph.node(node) {
                Node::Constant(q) => N::exact(q, context),
                Node::Column(c) => row[*c as usize].clone(),
                Node::Parameter(_) => unreachable!("a parameter is not constant"),
                Node::Add(x, y) => constants[x].add(&constants[y]),
                Node::Mul(x, y) => constants[x].mul(&constants[y]),
                Node::Apply(f, x) => constants[x].apply(*f, 0),
            };
            constants.insert(node, value);
        }
        let mut is_defined = constants.values().all(N::is_defined);
        let (mut forms, mut held) = (Vec::with_capacity(self.len()), WORDS * constants.len() as u64);
        let mut is_affordable = budget.hold(held);
        for &root in &self.nodes {
            let form =
                is_affordable.then(|| linear(graph, root, &constants, context, &work, budget)).flatten();
            let Some(form) = form else { break };
            is_defined &= form.is_defined();
            let words = WORDS * form.slopes.len() as u64;
            held += words;
            is_affordable = budget.hold(words);
            forms.push(form);
        }
        budget.release(held);
        (forms.len() == self.len() && is_affordable).then_some(Linear { forms, is_defined })
    }
}

/// The coefficients of an affine node, from the node down to the parameters and to what is constant.
fn linear<N: Kind>(
    graph: &Graph,
    root: NodeId,
    constants: &HashMap<NodeId, N>,
    context: N::Context,
    work: impl Fn(&N) -> u64,
    budget: &Budget,
) -> Option<LinearForm<N>> {
    let number = |x: i32| N::exact(&Rational::from(x), context);
    let mut form = LinearForm { slopes: BTreeMap::new(), offset: number(0) };
    let mut open = BTreeMap::from([(root, number(1))]);
    // Users come before their operands, so that each node comes once with its whole factor.
    while let Some((node, factor)) = open.pop_last() {
        budget.spend(NODE_WORK + 2 * (work(&factor) + work(&form.offset))).then_some(())?;
        let mut give = |to: NodeId, term: N| {
            let sum = open.get(&to).map_or(term.clone(), |before| before.add(&term));
            open.insert(to, sum);
        };
        match (constants.get(&node), graph.node(node)) {
            (Some(value), _) => form.offset = form.offset.add(&value.mul(&factor)),
            (None, Node::Parameter(k)) => {
                form.slopes.insert(*k as usize, factor);
            }
            (None, Node::Add(x, y)) => {
                give(*x, factor.clone());
                give(*y, factor);
            }
            // One of the two is constant in the parameters, for the product is affine.
            (None, Node::Mul(x, y)) => match (constants.get(x), constants.get(y)) {
                (Some(value), _) => give(*y, factor.mul(value)),
                (None, Some(value)) => give(*x, factor.mul(value)),
                (None, None) => unreachable!("a product of two that vary is not affine"),
            },
            (None, _) => unreachable!("a function of what varies is not affine"),
        }
    }
    Some(form)
}

/// About the nanoseconds of an operation on intervals, and of what a node takes apart from operations.
const INTERVAL_WORK: u64 = 100;
const NODE_WORK: u64 = 400;
const WORDS: u64 = 12;

#[derive(Clone, Debug)]
pub(crate) struct LinearForm<N> {
    pub slopes: BTreeMap<usize, N>,
    pub offset: N,
}

impl<N: Kind> LinearForm<N> {
    fn is_defined(&self) -> bool {
        self.offset.is_defined() && self.slopes.values().all(N::is_defined)
    }
}

impl LinearForm<Exact> {
    /// Whether it is the same all along a direction.
    pub fn is_constant_along(&self, direction: &[(usize, Rational)]) -> bool {
        let term = |(k, v): &(usize, Rational)| match self.slopes.get(k) {
            None => Some(Rational::new()),
            Some(slope) => slope.value().map(|slope| Rational::from(slope * v)),
        };
        let change: Option<Rational> = direction.iter().map(term).sum();
        change.is_some_and(|change| change.is_zero())
    }
}

/// A [`LinearForm`] with enclosed coefficients, ready for cells: terms with slope 0 are dropped.
#[derive(Clone, Debug)]
pub(crate) struct Form<S> {
    pub terms: Vec<Coefficient<S>>,
    pub offset: Interval<S>,
}

/// Rows of the matrix, and float coefficients there.
pub(crate) type Projection<S> = Vec<(usize, S)>;

#[derive(Clone, Debug)]
pub(crate) struct Coefficient<S> {
    pub parameter: usize,
    pub slope: Interval<S>,
    pub centre: S,
    pub error: S,
}

impl<S: Scalar> Form<S> {
    fn new<N>(form: &LinearForm<N>, enclose: impl Fn(&N) -> Interval<S>) -> Self {
        let term = |(&parameter, slope): (&usize, &N)| {
            let slope = enclose(slope);
            let (centre, error) = slope.centred();
            Coefficient { parameter, slope, centre, error }
        };
        let zero = S::zero(enclose(&form.offset).lower().context());
        let is_zero = |t: &Coefficient<S>| t.centre == zero && t.error == zero;
        let terms = form.slopes.iter().map(term).filter(|t| !is_zero(t)).collect();
        Form { terms, offset: enclose(&form.offset) }
    }

    /// Its float coefficients in the rows of the matrix.
    pub fn projection<T>(&self, free: &[Option<usize>], float: impl Fn(&S) -> T) -> Projection<T> {
        self.terms.iter().filter_map(|t| Some((free[t.parameter]?, float(&t.centre)))).collect()
    }

    pub fn range(&self, limits: &[Interval<S>]) -> Interval<S> {
        self.terms.iter().fold(self.offset.clone(), |sum, t| sum.add(&t.slope.mul(&limits[t.parameter])))
    }
}
