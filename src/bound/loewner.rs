//! Many parameters: row by row a matrix below the row's Hessian, and one test of their sum.
//!
//! With `∇²(L + λP) = Σ_i PᵢᵀKᵢPᵢ + λ∇²P` and matrices of numbers `Mᵢ ⪯ Kᵢ` on the whole cell (see
//! `minorant.rs`), `Σ_i PᵢᵀMᵢPᵢ + λ∇²P ⪰ 0` proves the Hessian positive semidefinite. No symbols, so N may be in the
//! thousands; what the samples' worst cases cannot reach together is lost, but within a row nothing need
//! be: rows in which much is lost are cut into pieces by the arguments of their functions.
//!
//! The bounds want a metric near the matrix to be tested. It is the Hessian at the centre at first, then the
//! sum that it led to, raised until it is positive definite: a few steps towards the best `Mᵢ`.

use super::Cell;
use super::adjoint::{Cut, Failure, Inputs, Sweep, Terms, middle};
use super::affine::Encoded;
use super::assembly::Frame;
use super::dense::{descent, factorise, inverse, multiply};
use super::hessian::{HessianBound, MAX_ORDER};
use super::local::Form;
use super::minorant::{Gram, Minorant, below_all, minorant};
use super::scratch::Scratch;
use super::shortfall::Shortfall;
use super::summand::{Data, Summand};
use super::total::{Total, float_terms};
use crate::number::{Interval, Number, Rational, Round, Scalar};

/// Metrics tried one after the other.
const PASSES: usize = 3;
/// Rows with more local coordinates than this are not cut.
const MAX_CUT_LOCALS: usize = 40;
/// A row is cut into as many pieces as this at most in the second pass, and twice as many in the third.
const PIECES: usize = 8;
/// What an argument's width must cost for a cut, in the critical direction: 1 is what the metric has there.
const GAIN: f64 = 2e-3;
/// Where a row is cut first, all arguments are tried; in its parts the best ones of these.
const CHOICES: usize = 2;
/// Where the matrix had to be raised by more than this to become a metric, the cell is too wide: before cuts,
/// and after.
const HOPELESS: [f64; 2] = [4.0, 1.0];
/// What is added to a matrix to become a metric, as shares of `λ∇²P`: enough, and this much.
const RAISES: [f64; 12] = [0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 4.0, 16.0, 64.0, 256.0];
const RAISE: f64 = 0.3;
/// Up to this order the raise is determined to a few per cent.
const MAX_SEARCHED: usize = 100;

/// A row of a summand on a cell.
struct RowBound<'a, S> {
    summand: &'a Summand,
    data: &'a Data<S>,
    row: usize,
    scale: Interval<S>,
    locals: Vec<Interval<S>>,
    pieces: Vec<Piece<S>>,
}

/// A part of the cell; see `adjoint.rs`.
struct Piece<S> {
    sweep: Sweep<S>,
    terms: Terms,
}

/// A piece with the trace of its bound in the metric and the arguments to cut it at.
struct Part<S> {
    weight: f64,
    piece: Piece<S>,
    choices: Vec<usize>,
}

impl<'a, S: Scalar> RowBound<'a, S> {
    fn new(
        summand: &'a Summand,
        data: &'a Data<S>,
        row: usize,
        scale: Interval<S>,
        limits: &[Interval<S>],
    ) -> Result<Self, Failure> {
        let locals = data.rows[row].forms.iter().map(|form| range(form, limits)).collect();
        let mut bound = RowBound { summand, data, row, scale, locals, pieces: Vec::new() };
        let whole = bound.piece(None)?;
        bound.pieces.push(whole);
        Ok(bound)
    }

    fn forms(&self) -> &'a [Form<S>] {
        &self.data.rows[self.row].forms
    }

    /// The whole cell, or a part of a piece.
    fn piece(&self, cut: Option<&Cut<'_, S>>) -> Result<Piece<S>, Failure> {
        let inputs = Inputs {
            locals: &self.locals,
            columns: &self.data.rows[self.row].columns,
            constants: &self.data.plan_constants,
            scale: &self.scale,
        };
        let sweep = self.summand.plan.sweep(&inputs, cut)?;
        Ok(Piece { terms: self.summand.plan.terms(&sweep)?, sweep })
    }

    /// A piece's points where the value of a step lies in an interval; `None` if there are none.
    fn part(&self, piece: &Piece<S>, step: usize, value: Interval<S>) -> Result<Option<Piece<S>>, Failure> {
        match self.piece(Some(&Cut { piece: &piece.sweep, step, value })) {
            Ok(part) => Ok(Some(part)),
            Err(Failure::Empty) => Ok(None),
            Err(Failure::Undefined) => Err(Failure::Undefined),
        }
    }

    /// `Γ = P G Pᵀ` for the inverse `G` of the metric.
    fn gram(&self, free: &[Option<usize>], metric: &Metric) -> Gram {
        let (n, inverse) = (metric.least.len(), &metric.inverse);
        let forms = self.forms();
        let terms: Vec<Vec<(usize, f64)>> = forms.iter().map(|form| float_terms(form, free)).collect();
        let order = forms.len();
        let mut matrix = vec![0.0; order * order];
        let mut image = vec![0.0; n];
        for a in 0..order {
            image.fill(0.0);
            for &(k, p) in &terms[a] {
                for (sum, g) in image.iter_mut().zip(&inverse[k * n..(k + 1) * n]) {
                    *sum += p * g;
                }
            }
            for b in a..order {
                let x: f64 = terms[b].iter().map(|&(l, q)| q * image[l]).sum();
                matrix[a * order + b] = x;
                matrix[b * order + a] = x;
            }
        }
        let along = |t: &Vec<(usize, f64)>| t.iter().map(|&(k, p)| p * metric.least[k]).sum();
        let varies = terms.iter().map(|t| !t.is_empty()).collect();
        Gram::new(varies, matrix, terms.iter().map(along).collect())
    }

    /// One matrix below the row's Hessian on all pieces.
    fn minorant(&self, gram: &Gram) -> Minorant {
        let mut below: Vec<(f64, Minorant)> = self.pieces.iter().map(|piece| weighed(piece, gram)).collect();
        below.sort_by(|(x, _), (y, _)| x.total_cmp(y));
        let below: Vec<Minorant> = below.into_iter().map(|(_, m)| m).collect();
        below_all(&below, gram)
    }

    /// Cuts the row into pieces, the worst first, while that gains something.
    fn cut(&mut self, gram: &Gram, most: usize) {
        let arguments: Vec<usize> = self.summand.plan.arguments().collect();
        let whole = self.pieces.drain(..).map(|piece| Part {
            weight: weighed(&piece, gram).0,
            piece,
            choices: arguments.clone(),
        });
        let mut parts: Vec<Part<S>> = whole.collect();
        while parts.len() < most {
            let by_weight = |&i: &usize, &j: &usize| parts[i].weight.total_cmp(&parts[j].weight);
            let Some(worst) = (0..parts.len()).min_by(by_weight) else { break };
            let Some(halves) = self.best_cut(&parts[worst], gram) else { break };
            parts.swap_remove(worst);
            parts.extend(halves);
        }
        self.pieces = parts.into_iter().map(|part| part.piece).collect();
    }

    /// The halves of a piece in the argument whose width costs most, if that is enough.
    fn best_cut(&self, part: &Part<S>, gram: &Gram) -> Option<Vec<Part<S>>> {
        let mut costs: Vec<(f64, usize)> = Vec::new();
        for &step in &part.choices {
            let cost = self.least_at_points(&part.piece, step, gram)? - part.weight;
            if cost > GAIN {
                costs.push((cost, step));
            }
        }
        costs.sort_by(|(x, i), (y, j)| y.total_cmp(x).then(i.cmp(j)));
        let choices: Vec<usize> = costs.iter().take(CHOICES).map(|(_, step)| *step).collect();
        let mut halves = self.halves(part, *choices.first()?, gram)?;
        halves.iter_mut().for_each(|half| half.choices.clone_from(&choices));
        Some(halves)
    }

    /// The least value that a piece would have if an argument were known: at its ends or in the middle.
    fn least_at_points(&self, piece: &Piece<S>, step: usize, gram: &Gram) -> Option<f64> {
        let whole = piece.sweep.value(step);
        let points =
            [Interval::point(whole.lower().clone()), middle(whole), Interval::point(whole.upper().clone())];
        let mut least = f64::INFINITY;
        for point in points {
            if let Some(thin) = self.part(piece, step, point).ok()? {
                least = least.min(weighed(&thin, gram).0);
            }
        }
        Some(least)
    }

    /// The halves of a piece in an argument; empty ones are left out.
    fn halves(&self, part: &Part<S>, step: usize, gram: &Gram) -> Option<Vec<Part<S>>> {
        let whole = part.piece.sweep.value(step);
        if whole.is_point() {
            return None;
        }
        let cut = middle(whole).lower().clone();
        // An unbounded argument has no middle; a NaN would make both halves look empty.
        if !cut.is_finite() {
            return None;
        }
        let mut halves = Vec::with_capacity(2);
        for (lower, upper) in [(whole.lower(), &cut), (&cut, whole.upper())] {
            let half = Interval::new(lower.clone(), upper.clone());
            if let Some(piece) = self.part(&part.piece, step, half).ok()? {
                halves.push(Part { weight: weighed(&piece, gram).0, piece, choices: Vec::new() });
            }
        }
        Some(halves)
    }

    /// What each local coordinate's width costs in the worst piece, in the critical direction.
    fn costs(&self, gram: &Gram) -> Vec<f64> {
        let mut costs = vec![0.0; gram.order];
        let forms = self.pieces.iter().map(|piece| (weighed(piece, gram).0, piece));
        let Some((least, worst)) = forms.min_by(|(x, _), (y, _)| x.total_cmp(y)) else { return costs };
        for (step, local) in self.summand.plan.locals() {
            if let Ok(Some(thin)) = self.part(worst, step, middle(worst.sweep.value(step))) {
                costs[local] = (weighed(&thin, gram).0 - least).max(0.0);
            }
        }
        costs
    }
}

/// A piece's bound and its value in the critical direction.
fn weighed<S>(piece: &Piece<S>, gram: &Gram) -> (f64, Minorant) {
    let bound = minorant(&piece.terms, gram);
    (gram.value(&bound.matrix), bound)
}

/// A local coordinate's range on the cell.
fn range<S: Scalar>(form: &Form<S>, limits: &[Interval<S>]) -> Interval<S> {
    form.terms.iter().fold(form.offset.clone(), |sum, t| sum.add(&t.slope.mul(&limits[t.parameter])))
}

/// What the tests of a cell share.
struct Test<'a> {
    bound: &'a HessianBound,
    /// The lower ends of what a separable penalty adds to the diagonal.
    diagonal: Vec<(usize, f64)>,
    /// The raise of a metric: `λ∇²P` and a little more.
    raise: Vec<f64>,
}

impl Test<'_> {
    /// The metric near a matrix: raised a little more than it needs to be positive definite.
    fn metric(&self, matrix: &[f64]) -> Option<Metric> {
        let n = self.raise.len();
        let raised = |share: f64| {
            let mut metric = matrix.to_vec();
            for (k, raise) in self.raise.iter().enumerate() {
                metric[k * n + k] += share * raise;
            }
            factorise(n, &mut metric).ok().map(|()| metric)
        };
        let least = RAISES.iter().position(|&share| raised(share).is_some())?;
        let mut enough = RAISES[least];
        if least > 0 && n <= MAX_SEARCHED {
            let mut short = RAISES[least - 1];
            for _ in 0..6 {
                let middle = 0.5 * (short + enough);
                if raised(middle).is_some() { enough = middle } else { short = middle }
            }
        }
        let share = 1.1 * enough + RAISE;
        raised(share).map(|factor| Metric::new(inverse(n, &factor), n, share))
    }

    /// The sum of the rows' lower bounds in a metric.
    fn total<S: Scalar>(&self, rows: &mut [RowBound<'_, S>], metric: &Metric, pass: usize) -> Total {
        let free = &self.bound.roles.free;
        let mut total = Total::new(self.raise.len());
        for row in rows {
            let gram = row.gram(free, metric);
            if pass > 0 && gram.order <= MAX_CUT_LOCALS {
                row.cut(&gram, pass * PIECES);
            }
            total.add(row.forms(), free, &row.minorant(&gram));
        }
        for &(k, x) in &self.diagonal {
            total.add_diagonal(k, x);
        }
        total
    }

    /// Each parameter's share in what the widths cost in the direction of least curvature.
    fn shares<S: Scalar>(&self, rows: &[RowBound<'_, S>], metric: &Metric, cell: &Cell) -> Vec<f64> {
        let free = &self.bound.roles.free;
        let mut shares = vec![0.0; free.len()];
        let is_cut = rows.iter().any(|row| row.pieces.len() > 1);
        let of_use =
            |row: &&RowBound<'_, S>| row.locals.len() <= MAX_CUT_LOCALS && (!is_cut || row.pieces.len() > 1);
        for row in rows.iter().filter(of_use) {
            let gram = row.gram(free, metric);
            for (form, cost) in row.forms().iter().zip(row.costs(&gram)) {
                let width = |t: &super::local::Term<S>| {
                    t.centre.to_f64(Round::Down).abs() * (cell.upper[t.parameter] - cell.lower[t.parameter])
                };
                let all: f64 = form.terms.iter().map(width).sum();
                for term in form.terms.iter().filter(|_| all > 0.0) {
                    shares[term.parameter] += cost * width(term) / all;
                }
            }
        }
        shares
    }
}

/// A positive definite matrix, by its inverse.
struct Metric {
    inverse: Vec<f64>,
    /// The direction in which it is least, roughly, of length 1 in the metric.
    least: Vec<f64>,
    /// How far the matrix had to be raised.
    share: f64,
}

impl Metric {
    fn new(inverse: Vec<f64>, n: usize, share: f64) -> Self {
        // Inverse iteration.
        let mut least: Vec<f64> = (0..n).map(|k| 1.0 + 0.01 * k as f64).collect();
        for _ in 0..12 {
            let image = multiply(n, &inverse, &least);
            // `least = metric·image`.
            let length = least.iter().zip(&image).map(|(x, y)| x * y).sum::<f64>().max(0.0).sqrt();
            least = image.iter().map(|x| x / length).collect();
        }
        Metric { inverse, least, share }
    }
}

impl HessianBound {
    /// The test by lower bounds of the rows; see the module.
    pub(super) fn prove_by_minorants<S: Scalar>(
        &self,
        data: &Encoded<S>,
        cell: &Cell,
        lambda: &Rational,
        scratch: &mut Scratch,
    ) -> Result<(), Shortfall> {
        let context = data.context;
        let is_bounded = cell.lower.iter().chain(&cell.upper).all(|x| x.is_finite());
        if self.order() > MAX_ORDER || !is_bounded {
            return Err(Shortfall::Inapplicable);
        }
        let frame = Frame::new(cell, context);
        let mut rows = self.row_bounds(&data.summands, &frame, lambda)?;
        let centre = self.centre_matrix(cell, lambda, scratch)?;
        let n = self.order();
        let mut diagonal = Vec::new();
        self.each_curvature(lambda, context, |k, x: &Interval<S>| {
            diagonal.push((k, x.lower().to_f64(Round::Down)));
        });
        let trace: f64 = (0..n).map(|k| centre[k * n + k].abs()).sum();
        let mut raise = vec![1e-9 * trace + f64::MIN_POSITIVE; n];
        diagonal.iter().for_each(|&(k, x)| raise[k] += x);
        let test = Test { bound: self, diagonal, raise };
        let mut matrix = centre;
        scratch.shares.clear();
        for pass in 0..PASSES {
            let Some(metric) = test.metric(&matrix) else { break };
            let is_hopeless = pass > 0 && metric.share > HOPELESS[pass - 1];
            if !is_hopeless {
                let total = test.total(&mut rows, &metric, pass);
                if total.is_proved() {
                    return Ok(());
                }
                matrix = total.matrix;
            }
            if is_hopeless || pass + 1 == PASSES {
                scratch.shares = test.shares(&rows, &metric, cell);
                break;
            }
        }
        Err(Shortfall::Wide)
    }

    fn row_bounds<'a, S: Scalar>(
        &'a self,
        data: &'a [Data<S>],
        frame: &Frame<S>,
        lambda: &Rational,
    ) -> Result<Vec<RowBound<'a, S>>, Shortfall> {
        let scale = self.scale(lambda, frame.context);
        let mut rows = Vec::new();
        for (summand, data) in self.summands.iter().zip(data) {
            if let Some(obstacle) = &data.obstacle {
                return Err(Shortfall::Undefined(obstacle.clone()));
            }
            if summand.locals.len() == 0 {
                continue;
            }
            let one = Interval::point(S::from_f64(1.0, frame.context));
            let scale = if summand.is_penalty { scale.clone() } else { one };
            for row in 0..data.rows.len() {
                let bound = RowBound::new(summand, data, row, scale.clone(), &frame.limits);
                rows.push(bound.map_err(|_| Shortfall::Undefined(summand.obstacle(data, row, frame)))?);
            }
        }
        Ok(rows)
    }

    /// `∇²L + λ∇²P` at the cell's centre in the parameters that are not pinned, by floats.
    fn centre_matrix(
        &self,
        cell: &Cell,
        lambda: &Rational,
        scratch: &mut Scratch,
    ) -> Result<Vec<f64>, Shortfall> {
        let all = cell.lower.len();
        let at: Vec<f64> = cell.lower.iter().zip(&cell.upper).map(|(l, u)| l / 2.0 + u / 2.0).collect();
        let (mut objective, mut penalty) = (vec![0.0; all * all], vec![0.0; all * all]);
        if !self.sample(&at, &mut objective, &mut penalty) {
            return Err(Shortfall::Wide);
        }
        let lambda = if self.has_objective { lambda.to_f64() } else { 1.0 };
        let places: Vec<usize> = (0..all).filter(|&k| self.roles.free[k].is_some()).collect();
        let entry = |k: usize, l: usize| objective[k * all + l] + lambda * penalty[k * all + l];
        let matrix: Vec<f64> =
            places.iter().flat_map(|&k| places.iter().map(move |&l| entry(k, l))).collect();
        let mut factor = matrix.clone();
        factorise(places.len(), &mut factor).map_err(|pivot| {
            scratch.direction = self.in_parameters(&descent(places.len(), pivot, &factor));
            Shortfall::Indefinite
        })?;
        Ok(matrix)
    }
}
