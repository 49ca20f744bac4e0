//! One sum of the objective or of the penalty: the same expression in every row.

use super::assembly::FreeIndex;
use super::compile::Derivation;
use super::coordinates::Locals;
use super::form::{Form, Linear, LinearForm};
use super::program::{Direct, Inputs, Program};
use super::symbol::rational_work;
use crate::budget::Budget;
use crate::expression::{Graph, NodeId};
use crate::kind::Exact;
use crate::number::{Interval, Number, Rational, Scalar};

/// What a product of a coefficient and a component costs.
const PRODUCT: u64 = 300;

#[derive(Debug)]
pub(crate) struct Summand {
    pub root: NodeId,
    pub locals: Locals,
    /// Over intervals, floats and exact numbers.
    pub program: Program,
    /// Data rows; one empty row for an expression without data.
    rows: Vec<Vec<Rational>>,
    pub is_penalty: bool,
}

/// A direction of parameters: those that move, and how much.
pub type Direction = Vec<(usize, Rational)>;

#[derive(Debug)]
pub(crate) struct Data<S> {
    pub constants: Vec<Interval<S>>,
    pub rows: Vec<Row<S>>,
    /// Whether every function of data or constants alone has a value; else the summand has none on any cell.
    pub is_defined: bool,
}

#[derive(Debug)]
pub(crate) struct Row<S> {
    pub columns: Vec<Interval<S>>,
    pub forms: Vec<Form<S>>,
}

impl Summand {
    pub fn new<'b>(
        graph: &Graph,
        root: NodeId,
        rows: Vec<Vec<Rational>>,
        is_penalty: bool,
        budget: &'b Budget,
    ) -> Option<(Self, Derivation<'b>)> {
        let locals = Locals::new(graph, root, budget)?;
        let derivation = Derivation::new(graph, root, &locals, budget)?;
        let program = derivation.program(&locals)?;
        Some((Summand { root, locals, program, rows, is_penalty }, derivation))
    }

    /// `None` once the budget is spent.
    pub fn data<S: Scalar>(&self, graph: &Graph, context: S::Context, budget: &Budget) -> Option<Data<S>> {
        let enclose = |q: &Rational| Interval::exact(q, context);
        let mut rows = Vec::new();
        let mut is_defined = true;
        for row in &self.rows {
            let linear = self.locals.forms(graph, row, context, budget)?;
            is_defined &= linear.is_defined;
            rows.push(Row { columns: row.iter().map(enclose).collect(), forms: linear.forms });
        }
        Some(Data { constants: self.program.constants.iter().map(enclose).collect(), rows, is_defined })
    }

    /// Whether no local coordinate of any row changes along these directions, exactly.
    pub fn is_blind_to(&self, graph: &Graph, directions: &[Direction], budget: &Budget) -> bool {
        let length: usize = directions.iter().map(Vec::len).sum();
        self.rows.iter().all(|row| {
            let Some(Linear { forms, .. }) = self.locals.exact_forms(graph, row, budget) else {
                return false;
            };
            let is_blind = |form: &LinearForm<Exact>| directions.iter().all(|v| form.is_constant_along(v));
            budget.spend(PRODUCT * (forms.len() * length) as u64) && forms.iter().all(is_blind)
        })
    }

    /// Adds the summand's exact Hessian, where it is constant and rational.
    pub fn add_constant(
        &self,
        graph: &Graph,
        free: &FreeIndex,
        order: usize,
        into: &mut [Rational],
        budget: &Budget,
    ) -> Option<()> {
        let constants: Vec<Exact> = self.program.constants.iter().cloned().map(Exact::from).collect();
        let mut slots = Vec::new();
        for row in &self.rows {
            let columns: Vec<Exact> = row.iter().cloned().map(Exact::from).collect();
            let forms = self.locals.exact_forms(graph, row, budget)?.forms;
            let inputs = Inputs { locals: &[], columns: &columns, constants: &constants };
            self.program.run_shared(&inputs, &mut Direct, &mut slots);
            self.program.run_row(&inputs, &mut Direct, &mut slots);
            let added: Result<(), ()> = self.program.each_entry(&slots, |a, b, value| {
                let value = value.value().ok_or(())?;
                let products = (forms[a].slopes.len() * forms[b].slopes.len()) as u64;
                if !budget.spend(products * (1000 + 2 * rational_work(value))) {
                    return Err(());
                }
                for (i, p) in &forms[a].slopes {
                    for (j, q) in &forms[b].slopes {
                        let slopes = Rational::from(p.value().ok_or(())? * q.value().ok_or(())?);
                        let (Some(k), Some(l)) = (free[*i], free[*j]) else { continue };
                        let term = slopes * value;
                        into[k * order + l] += &term;
                        if a != b {
                            into[l * order + k] += &term;
                        }
                    }
                }
                Ok(())
            });
            added.ok()?;
        }
        Some(())
    }
}
