//! One sum of the objective or of the penalty: the same expression in every row.

use super::assembly::{Assembly, Frame, FreeIndex, IntervalAssembly};
use super::local::{Form, Linear, Locals, Term};
use super::plan::Plan;
use super::program::{Direct, Inputs, Program};
use super::shortfall::{Obstacle, Shortfall};
use super::vertex::{Kernel, Targets};
use crate::expression::{Graph, NodeId};
use crate::kind::Exact;
use crate::number::{Interval, Number, Rational, Round, Scalar};
use std::collections::BTreeSet;

/// Coefficients of local coordinates are at least so large, and at most its inverse, for affine forms.
const SMALLEST_SLOPE: f64 = 1e-50;
/// At most this many vertex coordinates: their vertices are tested one by one.
const MAX_VERTICES: usize = 6;

/// One sum of the objective or penalty: the same expression in every row.
#[derive(Debug)]
pub(super) struct Summand {
    /// Over intervals, floats and exact numbers.
    pub program: Program,
    /// Over affine forms, where the problem is small enough.
    pub kernel: Option<Kernel>,
    /// As a sum of outer products.
    pub plan: Plan,
    pub locals: Locals,
    /// Data rows; one empty row for an expression without data.
    rows: Vec<Vec<Rational>>,
    pub is_penalty: bool,
}

/// A summand's constants and data as numbers of one type.
#[derive(Debug)]
pub(super) struct Data<S> {
    constants: Vec<Interval<S>>,
    pub kernel_constants: Vec<Interval<S>>,
    pub plan_constants: Vec<Interval<S>>,
    pub rows: Vec<Row<S>>,
    /// Why the summand has no value on any cell: a function of data or constants alone has none.
    pub obstacle: Option<Obstacle>,
}

#[derive(Debug)]
pub(super) struct Row<S> {
    pub columns: Vec<Interval<S>>,
    pub forms: Vec<Form<S>>,
    /// Where the kernel's entries go.
    pub targets: Targets<S>,
}

/// An expression before it is known which parameters are vertex coordinates.
pub(super) struct Draft {
    root: NodeId,
    pub locals: Locals,
    rows: Vec<Vec<Rational>>,
    is_penalty: bool,
}

impl Draft {
    pub fn new(graph: &Graph, root: NodeId, rows: Vec<Vec<Rational>>, is_penalty: bool) -> Self {
        Draft { root, locals: Locals::new(graph, root), rows, is_penalty }
    }

    /// The local coordinates of these parameters.
    fn vertices(&self, graph: &Graph, parameters: &[usize]) -> Vec<Option<usize>> {
        let mut vertex_of = vec![None; self.locals.len()];
        for (vertex, &k) in parameters.iter().enumerate() {
            if let Ok(Some(local)) = self.locals.alone(graph, k) {
                vertex_of[local] = Some(vertex);
            }
        }
        vertex_of
    }

    /// The kernel with these parameters as vertex coordinates.
    ///
    /// # Errors
    /// Those that cannot be.
    fn kernel(&self, graph: &Graph, parameters: &[usize]) -> Result<Kernel, BTreeSet<usize>> {
        let vertex_of = self.vertices(graph, parameters);
        let locals = (0..vertex_of.len()).filter(|&local| vertex_of[local].is_some()).collect();
        let parameter = |local: usize| vertex_of[local].map(|vertex: usize| parameters[vertex]);
        Program::with_vertices(graph, self.root, &self.locals, &locals)
            .map_err(|misfits| misfits.into_iter().filter_map(parameter).collect())
            .map(|program| Kernel::new(program, vertex_of.clone()))
    }
}

/// The vertex coordinates: parameters that are local coordinates of their own wherever they occur, and
/// polynomially so as Theorem B needs it.
pub(super) fn vertices(graph: &Graph, drafts: &[Draft], free: &FreeIndex) -> Vec<usize> {
    let is_alone = |k: &usize| {
        let places: Vec<_> = drafts.iter().map(|draft| draft.locals.alone(graph, *k)).collect();
        places.iter().all(Result::is_ok) && places.iter().any(|place| matches!(place, Ok(Some(_))))
    };
    let mut parameters: Vec<usize> =
        (0..free.len()).filter(|&k| free[k].is_some()).filter(is_alone).collect();
    let misfits =
        |parameters: &[usize]| drafts.iter().find_map(|draft| draft.kernel(graph, parameters).err());
    while let Some(misfits) = misfits(&parameters) {
        parameters.retain(|k| !misfits.contains(k));
    }
    parameters.truncate(MAX_VERTICES);
    parameters
}

impl Summand {
    pub fn new(graph: &Graph, draft: Draft, vertices: Option<&[usize]>) -> Self {
        let program = Program::new(graph, draft.root, &draft.locals);
        // Fewer vertex coordinates than fit together fit, too; without any all programs do.
        let plain = || Kernel::new(program.clone(), vec![None; draft.locals.len()]);
        let kernel = vertices.map(|vertices| {
            let kernel = draft.kernel(graph, vertices).or_else(|_| draft.kernel(graph, &[]));
            kernel.unwrap_or_else(|_| plain())
        });
        let plan = Plan::new(graph, draft.root, &draft.locals);
        let Draft { locals, rows, is_penalty, .. } = draft;
        Summand { program, kernel, plan, locals, rows, is_penalty }
    }

    pub fn data<S: Scalar>(&self, graph: &Graph, free: &FreeIndex, context: S::Context) -> Data<S> {
        let enclose = |q: &Rational| Interval::exact(q, context);
        let mut obstacle = None;
        let rows = self.rows.iter().enumerate().map(|(i, row)| {
            let Linear { forms, undefined } = self.locals.forms(graph, row, context);
            if obstacle.is_none() {
                let row = (!row.is_empty()).then_some(i);
                obstacle =
                    undefined.map(|node| Obstacle { node: Some(node), argument: (f64::NAN, f64::NAN), row });
            }
            let targets = self.kernel.as_ref().map_or_else(Targets::default, |k| k.targets(&forms, free));
            Row { columns: row.iter().map(enclose).collect(), forms, targets }
        });
        let rows: Vec<Row<S>> = rows.collect();
        let constants = |exact: &[Rational]| -> Vec<Interval<S>> { exact.iter().map(enclose).collect() };
        Data {
            constants: constants(&self.program.constants),
            kernel_constants: self.kernel.as_ref().map_or(vec![], |k| constants(&k.program.constants)),
            plan_constants: constants(&self.plan.constants),
            rows,
            obstacle,
        }
    }

    /// How many roundings a coefficient of `P` is off by at most; infinite where one is so small or large that
    /// products of two may under- or overflow.
    pub fn coefficient_error<S: Scalar>(data: &Data<S>) -> f64 {
        let terms = data.rows.iter().flat_map(|row| &row.forms).flat_map(|form| &form.terms);
        let error = |term: &Term<S>| {
            let size = term.centre.magnitude();
            let moderate = SMALLEST_SLOPE..=1.0 / SMALLEST_SLOPE;
            let is_moderate = S::HAS_WIDE_EXPONENTS || moderate.contains(&size.to_f64(Round::Down));
            let rounding = size.roundings(1);
            if is_moderate { term.error.over(&rounding).to_f64(Round::Up) } else { f64::INFINITY }
        };
        // What is no number counts as infinite.
        terms.map(error).fold(0.0, |most, error| {
            if error <= most {
                most
            } else if error.is_nan() {
                f64::INFINITY
            } else {
                error
            }
        })
    }

    /// Runs the program on every row and adds the entries to the matrix.
    pub fn assemble<S: Scalar, A: Assembly<S>>(
        &self,
        data: &Data<S>,
        frame: &Frame<S>,
        scale: &Interval<S>,
        assembly: &mut A,
    ) -> Result<(), Shortfall> {
        if let Some(obstacle) = &data.obstacle {
            return Err(Shortfall::Undefined(obstacle.clone()));
        }
        if self.program.is_zero() {
            return Ok(());
        }
        let (mut slots, mut locals, mut columns) = (Vec::new(), Vec::new(), Vec::new());
        let scale = assembly.constant(scale);
        let constants: Vec<A::Number> = data.constants.iter().map(|c| assembly.constant(c)).collect();
        for (i, row) in data.rows.iter().enumerate() {
            assembly.place(&row.forms, frame, &mut locals);
            columns.clear();
            columns.extend(row.columns.iter().map(|c| assembly.constant(c)));
            let inputs = Inputs { locals: &locals, columns: &columns, constants: &constants };
            if i == 0 {
                self.program.run_shared(&inputs, &mut Direct, &mut slots);
            }
            self.program.run_row(&inputs, &mut Direct, &mut slots);
            let outer = |w: &A::Number, p: &A::Number, q: &A::Number| w.mul(p).mul(q);
            self.program.each_entry(&slots, outer, |a, b, value| {
                if !value.is_defined() {
                    return Err(Shortfall::Undefined(self.obstacle(data, i, frame)));
                }
                let scaled;
                let value = if self.is_penalty {
                    scaled = value.mul(&scale);
                    &scaled
                } else {
                    value
                };
                assembly.add(value, &row.forms[a], &row.forms[b], a == b);
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Names the innermost node that is undefined on the cell in a row, by natural intervals.
    pub fn obstacle<S: Scalar>(&self, data: &Data<S>, row: usize, frame: &Frame<S>) -> Obstacle {
        let mut assembly = IntervalAssembly::new(&[], 0, frame.context);
        let (mut slots, mut locals) = (Vec::new(), Vec::new());
        let Row { columns, forms, .. } = &data.rows[row];
        assembly.place(forms, frame, &mut locals);
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
    ) -> Option<()> {
        if !self.program.is_constant() {
            return None;
        }
        let constants: Vec<Exact> = self.program.constants.iter().cloned().map(Exact::from).collect();
        let mut slots = Vec::new();
        for row in &self.rows {
            let columns: Vec<Exact> = row.iter().cloned().map(Exact::from).collect();
            let forms = self.locals.linear_forms(graph, &columns, ()).forms;
            let inputs = Inputs { locals: &[], columns: &columns, constants: &constants };
            self.program.run_shared(&inputs, &mut Direct, &mut slots);
            self.program.run_row(&inputs, &mut Direct, &mut slots);
            let outer = |w: &Exact, p: &Exact, q: &Exact| w.mul(p).mul(q);
            let added: Result<(), ()> = self.program.each_entry(&slots, outer, |a, b, value| {
                let value = value.value().ok_or(())?;
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
