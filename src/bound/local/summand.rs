//! One sum of the objective or of the penalty: the same expression in every row.

use super::assembly::{FreeIndex, place};
use super::compile::Derivation;
use super::coordinates::Locals;
use super::form::{Form, Linear, LinearForm};
use super::frame::Frame;
use super::program::{Direct, Inputs, Program};
use super::symbol::rational_work;
use crate::bound::shortfall::{Obstacle, Shortfall};
use crate::bound::stop::Stop;
use crate::budget::Budget;
use crate::expression::{Graph, NodeId};
use crate::kind::Exact;
use crate::number::{Interval, Number, Rational, Round, Scalar};

/// What a product of a coefficient and a component costs.
const PRODUCT: u64 = 300;

/// One sum of the objective or penalty: the same expression in every row.
#[derive(Debug)]
pub(crate) struct Summand {
    /// The expression.
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

/// A summand's constants and data as numbers of one type.
#[derive(Debug)]
pub(crate) struct Data<S> {
    pub constants: Vec<Interval<S>>,
    pub rows: Vec<Row<S>>,
    /// Why the summand has no value on any cell: a function of data or constants alone has none.
    pub obstacle: Option<Obstacle>,
}

#[derive(Debug)]
pub(crate) struct Row<S> {
    pub columns: Vec<Interval<S>>,
    pub forms: Vec<Form<S>>,
}

impl Summand {
    /// The summand, and what its programs are compiled from; `None` once the budget is spent.
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
        let (mut obstacle, mut rows) = (None, Vec::new());
        for (i, row) in self.rows.iter().enumerate() {
            let Linear { forms, undefined } = self.locals.forms(graph, row, context, budget)?;
            if obstacle.is_none() {
                let row = (!row.is_empty()).then_some(i);
                obstacle =
                    undefined.map(|node| Obstacle { node: Some(node), argument: (f64::NAN, f64::NAN), row });
            }
            rows.push(Row { columns: row.iter().map(enclose).collect(), forms });
        }
        Some(Data { constants: self.program.constants.iter().map(enclose).collect(), rows, obstacle })
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

    /// Runs the program on every row: `add(K_ab, P_a, P_b, a = b)` for each entry.
    pub fn each_entry<S: Scalar>(
        &self,
        data: &Data<S>,
        frame: &Frame<S>,
        scale: &Interval<S>,
        stop: &Stop,
        mut add: impl FnMut(&Interval<S>, &Form<S>, &Form<S>, bool),
    ) -> Result<(), Shortfall> {
        if let Some(obstacle) = &data.obstacle {
            return Err(Shortfall::Undefined(obstacle.clone()));
        }
        if self.program.is_zero() {
            return Ok(());
        }
        let (mut slots, mut locals) = (Vec::new(), Vec::new());
        for (i, Row { columns, forms }) in data.rows.iter().enumerate() {
            if stop.is_set() {
                return Err(Shortfall::Stopped);
            }
            place(forms, frame, &mut locals);
            let inputs = Inputs { locals: &locals, columns, constants: &data.constants };
            if i == 0 {
                self.program.run_shared(&inputs, &mut Direct, &mut slots);
            }
            self.program.run_row(&inputs, &mut Direct, &mut slots);
            self.program.each_entry(&slots, |a, b, value| {
                if !value.is_defined() {
                    return Err(Shortfall::Undefined(self.obstacle(data, i, frame)));
                }
                let scaled;
                let value = if self.is_penalty {
                    scaled = value.mul(scale);
                    &scaled
                } else {
                    value
                };
                add(value, &forms[a], &forms[b], a == b);
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Names the innermost node that is undefined on the cell in a row, by natural intervals.
    pub fn obstacle<S: Scalar>(&self, data: &Data<S>, row: usize, frame: &Frame<S>) -> Obstacle {
        let (mut slots, mut locals) = (Vec::new(), Vec::new());
        let Row { columns, forms } = &data.rows[row];
        place(forms, frame, &mut locals);
        let inputs = Inputs { locals: &locals, columns, constants: &data.constants };
        self.program.run_shared(&inputs, &mut Direct, &mut slots);
        self.program.run_row(&inputs, &mut Direct, &mut slots);
        let guilty = self.program.guilty(&slots);
        let argument = guilty.as_ref().map_or((f64::NAN, f64::NAN), |(_, x)| {
            (x.lower().to_f64(Round::Down), x.upper().to_f64(Round::Up))
        });
        let row = (!columns.is_empty()).then_some(row);
        Obstacle { node: guilty.map(|(node, _)| node), argument, row }
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
