//! Rule `cover`: a positive semidefinite Hessian on every leaf of a bisection tree (claims.md T2).
//!
//! The root cell encloses the domain, a split cuts a cell into two closed halves: the leaves cover the domain
//! by the tree's structure. On each leaf [`HessianBound::prove`] shows that `f_λ` without the penalty's absolute
//! part has a positive semidefinite Hessian (for C¹¹ functions: every value in the hull of both sides), and
//! refuses cells that meet a kink. So along any segment of the domain the derivative of `f_λ` exists, is Lipschitz
//! and, leaf by leaf, does not decrease: `f_λ` is convex. The absolute part is convex as its weights are ≥ 0.
//!
//! With `P` convex, by its form or by a tree of its own, `f_μ = f_λ + (μ − λ)P` is convex for all `μ ≥ λ`.

use super::Effort;
use super::rejection::Reason;
use crate::bound::{Cell, HessianBound, Method, Scratch, Shortfall};
use crate::certificate::{Claim, Cover, Token, Tree};
use crate::expression::print_node;
use crate::number::Rational;
use crate::problem::Problem;

/// Leaves that a thread is given at once: the memory is bounded by their cells.
const BATCH: usize = 512;

/// Checks the claim's form, then every leaf.
pub(super) fn check(problem: &Problem, claim: &Claim, cover: &Cover, effort: &Effort) -> Result<(), Reason> {
    let (lambda, for_larger) = match claim {
        Claim::ConvexFrom { from } => (from, true),
        Claim::ConvexAt { lambda } => (lambda, false),
        other => return Err(Reason::WrongClaim(other.clone())),
    };
    if *lambda < 0 {
        return Err(Reason::Lambda(lambda.clone()));
    }
    let needs_tree = for_larger && !problem.penalty.is_convex_by_form();
    match &cover.penalty {
        None if needs_tree => return Err(Reason::PenaltyNotProved),
        Some(_) if !needs_tree => return Err(Reason::NeedlessTree),
        Some(tree) => {
            let bound = HessianBound::of_penalty(problem, effort.precision);
            leaves(problem, &bound, &Rational::new(), tree, effort)?;
        }
        None => {}
    }
    let bound = HessianBound::of_objective(problem, effort.precision);
    leaves(problem, &bound, lambda, &cover.tree, effort)
}

/// Every leaf of the tree, in preorder; the first that fails is the one reported, whatever the threads.
fn leaves(
    problem: &Problem,
    bound: &HessianBound,
    lambda: &Rational,
    tree: &Tree,
    effort: &Effort,
) -> Result<(), Reason> {
    let prove = |leaf: &Leaf, scratch: &mut Scratch| {
        let method = if effort.precise { leaf.method.precise() } else { leaf.method };
        bound.prove(&leaf.cell, lambda, method, scratch).map_err(|shortfall| Reason::Leaf {
            leaf: leaf.number,
            cell: describe_cell(problem, &leaf.cell),
            shortfall: describe(problem, &shortfall),
        })
    };
    let threads = effort.threads.max(1);
    let mut scratches: Vec<Scratch> = (0..threads).map(|_| Scratch::default()).collect();
    let mut walk = Walk::new(Cell::root(&problem.domain), tree);
    loop {
        let mut batch = Vec::new();
        let mut broken = None;
        while batch.len() < BATCH * threads && broken.is_none() {
            match walk.next_leaf() {
                Some(Ok(leaf)) => batch.push(leaf),
                Some(Err(reason)) => broken = Some(reason),
                None => break,
            }
        }
        if batch.is_empty() {
            return broken.map_or(Ok(()), Err);
        }
        let share = batch.len().div_ceil(threads);
        let work =
            |(part, scratch): (&[Leaf], &mut Scratch)| part.iter().try_for_each(|leaf| prove(leaf, scratch));
        let jobs = batch.chunks(share).zip(&mut scratches);
        if threads == 1 {
            jobs.map(work).collect::<Result<(), Reason>>()?;
        } else {
            std::thread::scope(|scope| {
                let workers: Vec<_> = jobs.map(|job| scope.spawn(move || work(job))).collect();
                workers
                    .into_iter()
                    .map(|worker| match worker.join() {
                        Ok(outcome) => outcome,
                        Err(panic) => std::panic::resume_unwind(panic),
                    })
                    .collect::<Result<(), Reason>>()
            })?;
        }
        if let Some(reason) = broken {
            return Err(reason);
        }
    }
}

/// A leaf with its cell.
struct Leaf {
    number: usize,
    cell: Cell,
    method: Method,
}

/// The tree's leaves in preorder, in memory linear in its depth.
struct Walk<'t> {
    tokens: &'t [Token],
    node: usize,
    leaf: usize,
    stack: Vec<Cell>,
}

impl<'t> Walk<'t> {
    fn new(root: Cell, tree: &'t Tree) -> Self {
        Walk { tokens: tree.tokens(), node: 0, leaf: 0, stack: vec![root] }
    }

    fn next_leaf(&mut self) -> Option<Result<Leaf, Reason>> {
        loop {
            let token = *self.tokens.get(self.node)?;
            let cell = self.stack.pop()?;
            let node = self.node;
            self.node += 1;
            match token {
                Token::Leaf(method) => {
                    self.leaf += 1;
                    return Some(Ok(Leaf { number: self.leaf - 1, cell, method }));
                }
                Token::Split(k) => match cell.split(k as usize) {
                    Some([low, high]) => self.stack.extend([high, low]),
                    None => {
                        self.node = self.tokens.len();
                        return Some(Err(Reason::Split { node }));
                    }
                },
            }
        }
    }
}

fn describe_cell(problem: &Problem, cell: &Cell) -> String {
    const SHOWN: usize = 12;
    let limits = problem.parameters.iter().zip(cell.lower.iter().zip(&cell.upper));
    let shown: Vec<String> =
        limits.take(SHOWN).map(|(name, (l, u))| format!("{name} in [{l}, {u}]")).collect();
    let more = if problem.dimension() > SHOWN { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

fn describe(problem: &Problem, shortfall: &Shortfall) -> String {
    match shortfall {
        Shortfall::Wide => "the enclosure of the Hessian is not positive semidefinite throughout".into(),
        Shortfall::Indefinite => "the Hessian's centre is not positive definite".into(),
        Shortfall::Inapplicable => "the method does not apply".into(),
        Shortfall::Undefined(obstacle) => match obstacle.node {
            None => "the Hessian overflows".into(),
            Some(node) => {
                let text = print_node(&problem.graph, node, &problem.parameters, &problem.columns, 60);
                let (l, u) = obstacle.argument;
                let row = obstacle.row.map_or(String::new(), |row| format!(" in data row {}", row + 1));
                format!("`{text}` has no second derivative somewhere on its argument [{l}, {u}]{row}")
            }
        },
    }
}
