//! Rule `cover`: a positive semidefinite Hessian on every leaf of a bisection tree (claims.md T2).
//!
//! *Theorem.* Let `f` be C^{1,1} on a box D with interior in its free coordinates, and let every value
//! that `∇²f` takes (at a jump: every value between the one-sided ones) be positive semidefinite in these
//! coordinates. Then `f` is convex on D: along every segment `f′` is absolutely continuous with a
//! derivative ≥ 0 almost everywhere, so it does not decrease. On a single point every function is convex.
//!
//! With `f = L + qP₀`, `q ≥ 0`, this makes `f_q` convex, for the penalty's absolute part only adds a convex
//! function. If moreover P is convex (a separable penalty with weights ≥ 0 is; for a formula a second
//! tree proves `∇²P ⪰ 0`), then `f_λ = f_q + (λ − q)P` is convex for every `λ ≥ q`.
//!
//! Hypotheses and tests: the root cell encloses D and a split covers its cell, so the leaves cover D by
//! structure; on every leaf [`HessianBound::prove`] shows the functions to be defined and C^{1,1} (kinks
//! are undefined second derivatives) and the Hessian to be positive semidefinite. A leaf's method is the
//! one its digit names.
//!
//! A leaf may be skipped where symmetry proves it: [`FundamentalDomain`] shows that every `θ ∈ D` then has an
//! image gθ in a proved leaf, g a product of symmetries that [`reduction`] has proved. Near gθ the function is
//! C^{1,1} with a positive semidefinite Hessian at gθ; `L∘g = L` everywhere, and `gᵀ∇²P₀(gθ)g = ∇²P₀(θ)`, so the
//! same is true at θ.
//!
//! Every thread walks all of the tree and proves the leaves of its share; it stops behind the first
//! failure that any thread has found. So the first failure in preorder is always found, and the verdict
//! does not depend on the number of threads.

use super::rejection::{Failure, Reason};
use super::witness::node_text;
use super::{Effort, reduction};
use crate::bound::{Cell, FundamentalDomain, HessianBound, Method, Obstacle, Scratch, Shortfall};
use crate::certificate::{Claim, Cover, Token, Tree};
use crate::number::Rational;
use crate::problem::Problem;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Neighbouring leaves that one thread proves before the next one's turn.
const SHARE: usize = 64;

/// Checks the trees on the lines after `line`.
pub(super) fn check(
    problem: &Problem,
    claim: &Claim,
    cover: &Cover,
    line: usize,
    effort: &Effort,
) -> Result<(), Failure> {
    let (lambda, and_larger) = match claim {
        Claim::ConvexFrom { from } => (from, true),
        Claim::ConvexAt { lambda } => (lambda, false),
        _ => return Err(Failure::new(line, Reason::WrongRule { claim: claim.clone() })),
    };
    let (fundamental, line) = match &cover.reduction {
        None => (FundamentalDomain::default(), line),
        Some(reduction) => reduction::check(problem, reduction, line)?,
    };
    let penalty_line = line + 2 + cover.tree.line_count();
    let needs_penalty = and_larger && !problem.penalty.is_convex_by_form();
    if needs_penalty && cover.penalty.is_none() {
        return Err(Failure::new(line, Reason::PenaltyNotProved));
    }
    if let Some(tree) = &cover.penalty {
        if !needs_penalty {
            return Err(Failure::new(penalty_line, Reason::NeedlessPenaltyTree));
        }
        let bound = HessianBound::of_penalty(problem, effort.precision);
        Walk { problem, tree, bound, lambda, effort, fundamental: FundamentalDomain::default() }
            .check(penalty_line)?;
    }
    let bound = HessianBound::of_objective(problem, effort.precision);
    Walk { problem, tree: &cover.tree, bound, lambda, effort, fundamental }.check(line + 1)
}

/// A tree and the bound that proves its leaves.
struct Walk<'a> {
    problem: &'a Problem,
    tree: &'a Tree,
    bound: HessianBound,
    lambda: &'a Rational,
    effort: &'a Effort,
    /// What the tree must prove.
    fundamental: FundamentalDomain,
}

impl Walk<'_> {
    /// Checks a tree whose nodes begin on the line after `line`.
    fn check(&self, line: usize) -> Result<(), Failure> {
        let threads = self.effort.threads.clamp(1, self.tree.tokens().len().div_ceil(SHARE));
        let first_failure = AtomicUsize::new(usize::MAX);
        let failures: Vec<(usize, Reason)> = std::thread::scope(|scope| {
            let first_failure = &first_failure;
            let helpers: Vec<_> = (1..threads)
                .map(|index| scope.spawn(move || self.walk(index, threads, first_failure)))
                .collect();
            let own = self.walk(0, threads, first_failure);
            let joined = helpers.into_iter().map(|helper| match helper.join() {
                Ok(failure) => failure,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            joined.chain([own]).flatten().collect()
        });
        match failures.into_iter().min_by_key(|(node, _)| *node) {
            None => Ok(()),
            Some((node, reason)) => Err(Failure::new(line + 1 + self.tree.line_of(node), reason)),
        }
    }

    /// The first failure among the splits and the leaves of one thread's share, unless another thread has
    /// found one before it.
    fn walk(&self, index: usize, threads: usize, first: &AtomicUsize) -> Option<(usize, Reason)> {
        let mut scratch = Scratch::default();
        let mut descent = Descent { cell: Cell::root(&self.problem.domain), path: Vec::new() };
        let mut leaves = 0;
        for (node, token) in self.tree.tokens().enumerate() {
            if node > first.load(Ordering::Relaxed) {
                return None;
            }
            let step = match token {
                Token::Split(variable) => descent.enter(variable).ok_or(Reason::NoSplit { node, variable }),
                Token::Leaf(method) => {
                    let is_own = leaves / SHARE % threads == index;
                    leaves += 1;
                    let proof =
                        if is_own { self.prove(node, &descent.cell, method, &mut scratch) } else { Ok(()) };
                    descent.leave();
                    proof
                }
                Token::Skipped => {
                    let is_elsewhere = self.fundamental.misses(&descent.cell);
                    let reason = || Reason::NotSkipped { node, cell: self.cell_text(&descent.cell) };
                    let proof = if is_elsewhere { Ok(()) } else { Err(reason()) };
                    descent.leave();
                    proof
                }
            };
            if let Err(reason) = step {
                first.fetch_min(node, Ordering::Relaxed);
                return Some((node, reason));
            }
        }
        None
    }

    fn prove(&self, node: usize, cell: &Cell, method: Method, scratch: &mut Scratch) -> Result<(), Reason> {
        let method = if self.effort.precise { method.precise() } else { method };
        self.bound.prove(cell, self.lambda, method, scratch).map_err(|shortfall| Reason::NotProved {
            node,
            obstacle: self.obstacle(&shortfall),
            cell: self.cell_text(cell),
        })
    }

    fn obstacle(&self, shortfall: &Shortfall) -> String {
        match shortfall {
            Shortfall::Wide => "the Hessian's enclosure is too wide".to_owned(),
            Shortfall::Indefinite => "the Hessian at the centre is not positive definite".to_owned(),
            Shortfall::Inapplicable => "the method does not apply".to_owned(),
            Shortfall::Undefined(Obstacle { node: None, .. }) => {
                "the Hessian's enclosure overflows".to_owned()
            }
            Shortfall::Undefined(Obstacle { node: Some(node), argument: (lower, upper), row }) => {
                let node = node_text(self.problem, *node);
                let range =
                    if lower <= upper { format!(" somewhere in [{lower}, {upper}]") } else { String::new() };
                let row = row.map_or(String::new(), |row| format!(", data row {}", row + 1));
                format!("`{node}` is undefined or not smooth{range}{row}")
            }
        }
    }

    /// The cell's first limits.
    fn cell_text(&self, cell: &Cell) -> String {
        const MOST: usize = 4;
        let limits = self.problem.parameters.iter().zip(cell.lower.iter().zip(&cell.upper));
        let mut parts: Vec<String> =
            limits.take(MOST).map(|(name, (lower, upper))| format!("{name} in [{lower}, {upper}]")).collect();
        if self.problem.dimension() > MOST {
            parts.push("…".to_owned());
        }
        parts.join(", ")
    }
}

/// A cell of the tree and the way back: one cell in all, for a tree can be as deep as it is long.
struct Descent {
    cell: Cell,
    path: Vec<Half>,
}

/// A half that the cell lies in, and the limits of what was halved.
struct Half {
    variable: usize,
    lower: f64,
    upper: f64,
    is_upper: bool,
}

impl Descent {
    /// Enters the lower half in a variable; `None` if there is none.
    fn enter(&mut self, variable: u32) -> Option<()> {
        let variable = variable as usize;
        let cell = &mut self.cell;
        let (&lower, &upper) = (cell.lower.get(variable)?, cell.upper.get(variable)?);
        cell.upper[variable] = cell.midpoint(variable)?;
        self.path.push(Half { variable, lower, upper, is_upper: false });
        Some(())
    }

    /// Leaves a proved cell for the next one in preorder: the upper half of the smallest cell around it that
    /// has one to come.
    fn leave(&mut self) {
        let cell = &mut self.cell;
        while let Some(half) = self.path.pop() {
            let variable = half.variable;
            if half.is_upper {
                cell.lower[variable] = half.lower;
            } else {
                cell.lower[variable] = cell.upper[variable];
                cell.upper[variable] = half.upper;
                self.path.push(Half { is_upper: true, ..half });
                return;
            }
        }
    }
}
