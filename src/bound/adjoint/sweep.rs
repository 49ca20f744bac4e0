//! The Hessian of a row's expression as a sum over its operations, adjoints `n̄ = ∂e/∂n` times gradients (theory.md, L11):
//!
//! ```text
//! ∇²e = Σ_{n = f(u)} n̄·f″(u) ∇u∇uᵀ  +  Σ_{n = u·w} n̄ (∇u∇wᵀ + ∇w∇uᵀ)
//! ```
//!
//! Each summand keeps its outer product, so that a bound may use that `∇u∇uᵀ ⪰ 0`. A [`Sweep`] may be confined to a
//! *piece* of the cell, the points where an argument lies in a given interval.

use super::enclosure::Enclosure;
use super::gather::{Failure, Gather};
use super::plan::{Operation, Plan, Step};
use crate::bound::local::summand::Row;
use crate::function::Function;
use crate::number::{Interval, Number, Rational};

/// A row, and what a sweep over it needs.
pub(crate) struct Place<'a, S> {
    /// The numbers of its summand, and of the row there.
    pub numbers: (usize, usize),
    pub plan: &'a Plan,
    pub constants: &'a [Interval<S>],
    pub row: &'a Row<S>,
    /// `∂L/∂e`.
    pub scale: Interval<S>,
}

/// What the first steps of a sweep are, by number.
pub(crate) struct Inputs<'a, N> {
    pub locals: &'a [N],
    pub columns: &'a [N],
    pub constants: &'a [N],
    /// `∂L/∂e`.
    pub scale: &'a N,
}

/// Values, gradients and adjoints of all steps on a cell or piece, and what the Hessian is made of.
#[derive(Clone, Debug)]
pub(crate) struct Sweep<N, T> {
    pub values: Vec<N>,
    slopes: Vec<N>,
    adjoints: Vec<N>,
    /// Of a function `f′, f″`; of a sum of exponentials `σ(l − z), σ(z − l), σ′(l − z)`.
    jets: Vec<[N; 3]>,
    /// Whether a step depends on the cut.
    is_new: Vec<bool>,
    pub terms: T,
}

/// A part of a piece: its points where the value of a step lies in an interval.
pub(crate) struct Cut<'a, N, T> {
    pub piece: &'a Sweep<N, T>,
    pub step: usize,
    pub value: N,
}

impl<N: Enclosure, T: Gather<N> + Default> Sweep<N, T> {
    pub fn new(plan: &Plan, context: N::Context) -> Self {
        let zero = N::exact(&Rational::new(), context);
        let steps = plan.steps.len();
        Sweep {
            values: vec![zero.clone(); steps],
            slopes: vec![zero.clone(); plan.slopes],
            adjoints: vec![zero.clone(); steps],
            jets: vec![[zero.clone(), zero.clone(), zero]; steps],
            is_new: vec![false; steps],
            terms: T::default(),
        }
    }

    /// Values, gradients, adjoints and terms on the whole cell, or on a part of a piece: what does not depend on the cut
    /// is as before.
    pub fn run(
        &mut self,
        plan: &Plan,
        inputs: &Inputs<'_, N>,
        cut: Option<&Cut<'_, N, T>>,
    ) -> Result<(), Failure> {
        if let Some(Cut { piece, value, .. }) = cut {
            self.values.clone_from(&piece.values);
            self.slopes.clone_from(&piece.slopes);
            self.jets.clone_from(&piece.jets);
            value.is_defined().then_some(()).ok_or(Failure::Undefined)?;
        }
        for (at, step) in plan.steps.iter().enumerate() {
            let is_new = |x: usize| self.is_new[x];
            self.is_new[at] = cut.is_none_or(|cut| at == cut.step || step.operation.operands().any(is_new));
            if !self.is_new[at] {
                continue;
            }
            let natural = value(&step.operation, inputs, &self.values);
            natural.is_defined().then_some(()).ok_or(Failure::Undefined)?;
            self.values[at] = match cut {
                None => natural,
                Some(Cut { step, value, .. }) if at == *step => natural.meet(value).ok_or(Failure::Empty)?,
                Some(Cut { piece, .. }) => natural.meet(&piece.values[at]).ok_or(Failure::Empty)?,
            };
            self.differentiate(at, step);
        }
        self.finish(plan, inputs)
    }

    fn differentiate(&mut self, at: usize, step: &Step) {
        let Sweep { values, slopes, jets, .. } = self;
        let (below, own) = slopes.split_at_mut(step.offset);
        let own = own.iter_mut().zip(&step.sources);
        let at_source = |source: Option<usize>| source.map(|source| &below[source]);
        match step.operation {
            Operation::Local(_) => {
                let one = N::exact(&Rational::from(1), values[at].context());
                own.for_each(|(slope, _)| *slope = one.clone());
            }
            Operation::Column(_) | Operation::Constant(_) => {}
            Operation::Add(..) => {
                own.for_each(|(slope, sources)| *slope = sum(sources.map(|s| at_source(s).cloned())));
            }
            Operation::Difference(..) => own.for_each(|(slope, &[x, y])| {
                *slope = sum([at_source(x).cloned(), at_source(y).map(N::neg)]);
            }),
            Operation::Mul(x, y) => own.for_each(|(slope, &[left, right])| {
                let (left, right) = (at_source(left), at_source(right));
                *slope = sum([left.map(|p| p.mul(&values[y])), right.map(|q| q.mul(&values[x]))]);
            }),
            Operation::Apply(f, x) => {
                let [value, first, second] = values[x].jet(f);
                own.for_each(|(slope, &[source, _])| {
                    if let Some(p) = at_source(source) {
                        *slope = p.mul(&first);
                    }
                });
                jets[at] = [first, second, value];
            }
            Operation::LogSum { difference, .. } => {
                let [_, share, curvature] = values[difference].jet(Function::Softplus);
                let rest = values[difference].neg().apply(Function::Softplus, 1);
                own.for_each(|(slope, &[x, y])| {
                    *slope = match (at_source(x), at_source(y)) {
                        // σp + (1 − σ)q, two ways.
                        (Some(p), Some(q)) => {
                            let low = q.add(&share.mul(&p.add(&q.neg())));
                            let high = p.add(&rest.mul(&q.add(&p.neg())));
                            low.meet(&high).unwrap_or(low)
                        }
                        (Some(p), None) => share.mul(p),
                        (None, Some(q)) => rest.mul(q),
                        (None, None) => unreachable!("the support is that of the operands"),
                    };
                });
                jets[at] = [share, rest, curvature];
            }
        }
    }

    fn finish(&mut self, plan: &Plan, inputs: &Inputs<'_, N>) -> Result<(), Failure> {
        let zero = N::exact(&Rational::new(), inputs.scale.context());
        self.adjoints.fill(zero);
        if let Some(last) = self.adjoints.last_mut() {
            *last = inputs.scale.clone();
        }
        let Sweep { values, adjoints, jets, .. } = self;
        for (at, step) in plan.steps.iter().enumerate().rev().filter(|(_, step)| !step.support.is_empty()) {
            let own = adjoints[at].clone();
            let mut give = |to: usize, share: &dyn Fn() -> N| {
                if !plan.steps[to].support.is_empty() {
                    adjoints[to] = adjoints[to].add(&share());
                }
            };
            match step.operation {
                Operation::Local(_) | Operation::Column(_) | Operation::Constant(_) => {}
                // Only a part of a sum of exponentials, which passes its operands their shares.
                Operation::Difference(..) => {}
                Operation::Add(x, y) => {
                    give(x, &|| own.clone());
                    give(y, &|| own.clone());
                }
                Operation::Mul(x, y) => {
                    give(x, &|| own.mul(&values[y]));
                    give(y, &|| own.mul(&values[x]));
                }
                Operation::Apply(_, x) => give(x, &|| own.mul(&jets[at][0])),
                Operation::LogSum { l, z, .. } => {
                    give(l, &|| own.mul(&jets[at][0]));
                    give(z, &|| own.mul(&jets[at][1]));
                }
            }
        }
        self.collect(plan)
    }

    fn collect(&mut self, plan: &Plan) -> Result<(), Failure> {
        let mut terms = std::mem::take(&mut self.terms);
        terms.clear(plan.pairs.len());
        for (at, step) in plan.steps.iter().enumerate() {
            let adjoint = &self.adjoints[at];
            match step.operation {
                Operation::Mul(x, y) => {
                    let (x, y) = (&plan.steps[x], &plan.steps[y]);
                    let mut pairs = step.pairs.iter();
                    for (a, p) in x.support.iter().zip(&self.slopes[x.gradient()]) {
                        let weight = adjoint.mul(p);
                        for (b, q) in y.support.iter().zip(&self.slopes[y.gradient()]) {
                            let entry = weight.mul(q);
                            let entry = if a == b { entry.add(&entry) } else { entry };
                            pairs.next().map_or(Ok(()), |&pair| terms.add(pair, &entry))?;
                        }
                    }
                }
                Operation::Apply(_, x) => {
                    let weight = adjoint.mul(&self.jets[at][1]);
                    let argument = &plan.steps[x];
                    match (&*step.pairs, &self.slopes[argument.gradient()]) {
                        (&[pair], [slope]) => terms.add(pair, &weight.mul(&slope.square()))?,
                        (_, slopes) => terms.add_outer(&weight, &argument.support, slopes)?,
                    }
                }
                Operation::LogSum { difference, .. } => {
                    let argument = &plan.steps[difference];
                    let slopes = &self.slopes[argument.gradient()];
                    terms.add_outer(&adjoint.mul(&self.jets[at][2]), &argument.support, slopes)?;
                }
                _ => {}
            }
        }
        self.terms = terms;
        Ok(())
    }
}

fn value<N: Enclosure>(operation: &Operation, inputs: &Inputs<'_, N>, values: &[N]) -> N {
    match *operation {
        Operation::Local(i) => inputs.locals[i].clone(),
        Operation::Column(i) => inputs.columns[i].clone(),
        Operation::Constant(i) => inputs.constants[i].clone(),
        Operation::Add(x, y) => values[x].add(&values[y]),
        Operation::Mul(x, y) => values[x].mul(&values[y]),
        Operation::Difference(x, y) => values[x].add(&values[y].neg()),
        Operation::Apply(f, x) => values[x].apply(f, 0),
        Operation::LogSum { l, z, difference } => N::log_sum(&values[l], &values[z], &values[difference]),
    }
}

fn sum<N: Number>(parts: [Option<N>; 2]) -> N {
    match parts {
        [Some(p), Some(q)] => p.add(&q),
        [Some(p), None] | [None, Some(p)] => p,
        [None, None] => unreachable!("the support is that of the operands"),
    }
}
