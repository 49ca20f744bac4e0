//! One walk through a subtree: leaf tests at one λ, and splits where they fail.
//!
//! A cell that is not proved is split in the variable with the greatest share in the bound's width. A cell
//! whose centre matrix has a direction of negative curvature is not split: it is a counterexample. What
//! becomes of a cell depends on the problem, λ, the cell and its depth alone.

use super::branching::{Branching, Trial, sample};
use super::control::Control;
use super::forest::{Lambdas, Node, Proof, Rung};
use super::obstacle::DeadEnd;
use crate::bound::{Cell, FundamentalDomain, Method, Shortfall};
use itertools::Itertools;

/// At every so many levels other tests than the sharpest have their turn too: the affine one where rows' bounds are
/// the sharpest, the natural interval one elsewhere, for it alone proves singular cells.
const OTHERS_EVERY: usize = 8;

/// What ends a walk early.
#[derive(Clone, Debug)]
pub(super) enum Obstruction {
    /// At this point the Hessian has negative curvature in this direction, as far as floats can tell.
    Refuted { point: Vec<f64>, direction: Vec<f64> },
    /// Nothing helps here.
    Blocked(DeadEnd),
}

/// Which proofs a walk looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    /// At the target or a smaller λ, by a rung.
    Rung,
    /// The same, by the goal.
    Goal,
    /// At exactly the target, the coarsest tree: splits proved there become leaves, and the goal's splits
    /// are tested themselves before their parts are.
    Exact,
}

/// A walk's λ and aim.
pub(super) struct Walk<'a> {
    pub branching: &'a Branching<'a>,
    pub lambdas: &'a Lambdas,
    pub target: Rung,
    pub standing: Rung,
    pub aim: Aim,
    /// What a cover must prove.
    pub fundamental: &'a FundamentalDomain,
    /// Whether negative curvature ends the walk; else the cell is split like others.
    pub refutes: bool,
}

/// A subtree after a walk.
#[derive(Default)]
pub(super) struct Walked {
    pub nodes: Vec<Node>,
    /// Leaf tests, and those of them that passed.
    pub tests: u64,
    pub passes: u64,
    pub weakest: Rung,
    pub end: Option<Obstruction>,
}

/// What is still to be done, last first.
enum Step {
    /// The next node of the old tree.
    Old,
    /// A new leaf, with what its parent's failure tells of it.
    New(u8),
    /// From the lower to the upper half of a split cell.
    Turn { variable: usize, middle: f64, upper: f64 },
    /// Back to the split cell.
    Leave { variable: usize, lower: f64 },
}

/// What the leaf test says of a cell.
enum Outcome {
    Proved(Method),
    Split(usize),
    End(Obstruction),
}

impl Walk<'_> {
    /// Walks the subtree of a cell, with at most `quota` leaf tests.
    pub fn through(
        &self,
        mut cell: Cell,
        mut depth: usize,
        mut old: impl Iterator<Item = Node>,
        quota: u64,
        trial: &mut Trial,
        control: &Control<'_>,
    ) -> Walked {
        let mut walked = Walked { weakest: self.target, ..Walked::default() };
        let mut steps = vec![Step::Old];
        while let Some(step) = steps.pop() {
            let mut node = match step {
                Step::Turn { variable, middle, upper } => {
                    (cell.lower[variable], cell.upper[variable]) = (middle, upper);
                    continue;
                }
                Step::Leave { variable, lower } => {
                    cell.lower[variable] = lower;
                    depth -= 1;
                    continue;
                }
                Step::Old => old.next().unwrap_or_else(Node::leaf),
                Step::New(_) => Node::leaf(),
            };
            let mut hint = if let Step::New(hint) = step { hint } else { 0 };
            let may_test = walked.end.is_none() && walked.tests < quota && control.interrupted().is_none();
            let was_leaf = node.variable().is_none();
            if was_leaf && !self.holds(&node) && self.fundamental.misses(&cell) {
                node = Node::skipped();
            }
            match node.variable() {
                _ if self.holds(&node) => {
                    if !was_leaf {
                        skip(&mut old);
                    }
                    node = self.exact_leaf(&node);
                }
                Some(_) if !self.tests_splits(&node) => {}
                _ if !may_test => {}
                _ => {
                    walked.tests += 1;
                    trial.begin_with(hint);
                    match self.outcome(&cell, depth, trial) {
                        Outcome::Proved(method) => {
                            walked.passes += 1;
                            node.prove(Proof::new(self.target, method), self.standing);
                            if self.aim == Aim::Exact {
                                if !was_leaf {
                                    skip(&mut old);
                                }
                                node = self.exact_leaf(&node);
                            } else if !was_leaf {
                                walked.nodes.push(node);
                                self.lend(node.best, &mut old, &mut walked.nodes);
                                continue;
                            }
                        }
                        Outcome::Split(k) if was_leaf => {
                            hint = trial.hint();
                            node = node.into_split(k, self.aim == Aim::Goal);
                        }
                        Outcome::End(end) if was_leaf => walked.end = Some(end),
                        Outcome::Split(_) | Outcome::End(_) => {
                            if let (Some(variable), Aim::Rung) = (node.variable(), self.aim) {
                                node = node.into_split(variable, false);
                            }
                        }
                    }
                }
            }
            if let Some(variable) = node.variable() {
                let (lower, upper) = (cell.lower[variable], cell.upper[variable]);
                let middle = cell.midpoint(variable).unwrap_or(lower);
                let part = || if was_leaf { Step::New(hint) } else { Step::Old };
                steps.push(Step::Leave { variable, lower });
                steps.push(part());
                steps.push(Step::Turn { variable, middle, upper });
                steps.push(part());
                cell.upper[variable] = middle;
                depth += 1;
            } else if !node.is_skipped() {
                walked.weakest = self.lambdas.weaker(walked.weakest, node.best.rung());
            }
            walked.nodes.push(node);
        }
        walked
    }

    /// Whether nothing is left to do for a node, and below it.
    fn holds(&self, node: &Node) -> bool {
        match self.aim {
            _ if node.is_skipped() => true,
            Aim::Exact => node.proof_at(self.target).is_some(),
            Aim::Rung | Aim::Goal => {
                node.variable().is_none() && self.lambdas.reaches(node.best.rung(), self.target)
            }
        }
    }

    /// Whether a split's own cell is worth a test: no rung has gone below a split of the goal's. As long as
    /// no cover stands the coarsest is looked for.
    fn tests_splits(&self, node: &Node) -> bool {
        let is_coarse = self.aim == Aim::Exact || (self.aim == Aim::Rung && self.standing == 0);
        is_coarse && node.is_by_goal()
    }

    /// Passes over the parts of a split that is proved itself: its proof is theirs meanwhile. A cover takes
    /// it from the split, not from them.
    fn lend(&self, proof: Proof, old: &mut impl Iterator<Item = Node>, nodes: &mut Vec<Node>) {
        let mut wanted = 2;
        while wanted > 0
            && let Some(mut node) = old.next()
        {
            match node.variable() {
                Some(_) => wanted += 1,
                None => {
                    node.best = proof;
                    wanted -= 1;
                }
            }
            nodes.push(node);
        }
    }

    /// The node as a leaf of a tree at exactly the target; itself for other aims.
    fn exact_leaf(&self, node: &Node) -> Node {
        match node.proof_at(self.target) {
            Some(proof) if self.aim == Aim::Exact => Node::proved(proof),
            _ => *node,
        }
    }

    /// The first method that proves the cell, or the shortfall of the sharpest.
    fn proof(&self, cell: &Cell, depth: usize, trial: &mut Trial) -> Result<Method, Shortfall> {
        let lambda = self.lambdas.value(self.target);
        let Branching { bound, .. } = self.branching;
        let sharpest = self.branching.sharpest(cell);
        if sharpest == Method::Constant {
            return self.branching.prove(cell, lambda, sharpest, trial).map(|()| sharpest);
        }
        // Where the sharpest fails, others rarely prove a cell.
        if depth.is_multiple_of(OTHERS_EVERY) {
            let others = self.branching.methods(cell).iter().copied().filter(|method| *method != sharpest);
            let natural = (sharpest == Method::Affine).then_some(Method::Interval);
            let mut prove = |method| bound.prove(cell, lambda, method, &mut trial.scratch).map(|()| method);
            if let Some(proved) = others.chain(natural).find_map(|method| prove(method).ok()) {
                return Ok(proved);
            }
        }
        self.branching.prove(cell, lambda, sharpest, trial).map(|()| sharpest).or_else(|shortfall| {
            // What f64's rounding alone may have spoilt is tried again, more precisely.
            if depth.is_multiple_of(OTHERS_EVERY) && matches!(shortfall, Shortfall::Indefinite) {
                let precise = Method::PreciseInterval;
                let proof = bound.prove(cell, lambda, precise, &mut trial.scratch);
                proof.map(|()| precise).map_err(|_| shortfall)
            } else {
                Err(shortfall)
            }
        })
    }

    /// How deep splits go where nothing else says where to split.
    fn patience(&self) -> usize {
        24 + 8 * self.branching.bound.order()
    }

    fn outcome(&self, cell: &Cell, depth: usize, trial: &mut Trial) -> Outcome {
        let shortfall = match self.proof(cell, depth, trial) {
            Ok(method) => return Outcome::Proved(method),
            Err(shortfall) => shortfall,
        };
        let is_hopeless = match shortfall {
            Shortfall::Wide | Shortfall::Indefinite => {
                let point = centre(cell);
                let is_suspect = shortfall == Shortfall::Indefinite && self.refutes;
                if is_suspect && self.is_refuted(&point, trial.direction()) {
                    let direction = trial.direction().to_vec();
                    return Outcome::End(Obstruction::Refuted { point, direction });
                }
                let share = |&k: &usize| trial.shares().get(k).copied().unwrap_or(0.0);
                let widest = splittable(cell).filter(|k| share(k) > 0.0);
                if let Some(k) = widest.max_by(|a, b| share(a).total_cmp(&share(b)).then(b.cmp(a)))
                    && (shortfall == Shortfall::Wide || depth < self.patience())
                {
                    return Outcome::Split(k);
                }
                false
            }
            Shortfall::Undefined(_) | Shortfall::Stopped => false,
            Shortfall::Inapplicable => true,
        };
        // Only splitting is left; where it does not end, the node is in the way for good.
        let widest =
            splittable(cell).max_by(|&a, &b| width(cell, a).total_cmp(&width(cell, b)).then(b.cmp(&a)));
        match widest {
            Some(k) if depth < self.patience() && !is_hopeless => Outcome::Split(k),
            _ => Outcome::End(Obstruction::Blocked(DeadEnd { cell: cell.clone(), shortfall })),
        }
    }

    /// Whether `vᵀ(∇²L + λ∇²P)v < 0` at the point, by floats.
    fn is_refuted(&self, point: &[f64], v: &[f64]) -> bool {
        let n = point.len();
        let (mut objective, mut penalty) = (vec![0.0; n * n], vec![0.0; n * n]);
        if !sample(self.branching.bound, point, &mut objective, &mut penalty) || v.len() != n {
            return false;
        }
        let lambda = self.lambdas.value(self.target).to_f64();
        let form = (0..n)
            .cartesian_product(0..n)
            .map(|(i, j)| v[i] * v[j] * (objective[i * n + j] + lambda * penalty[i * n + j]));
        form.sum::<f64>() < 0.0
    }
}

/// How often each parameter of the cell was split.
pub(super) fn splits(cell: &Cell, nodes: &[Node]) -> Vec<usize> {
    let mut counts = vec![0; cell.lower.len()];
    nodes.iter().filter_map(Node::variable).for_each(|k| counts[k] += 1);
    counts
}

/// Passes over the two parts of a split.
pub(super) fn skip(old: &mut impl Iterator<Item = Node>) {
    let mut wanted = 2;
    while wanted > 0 {
        match old.next() {
            Some(node) if node.variable().is_some() => wanted += 1,
            Some(_) => wanted -= 1,
            None => return,
        }
    }
}

/// Whether every split of these nodes, from the root cell on, cuts its cell.
pub(super) fn fits(root: &Cell, nodes: &[Node]) -> bool {
    let mut open = vec![root.clone()];
    for node in nodes {
        let Some(cell) = open.pop() else { return false };
        match node.variable() {
            Some(variable) if variable >= cell.lower.len() => return false,
            Some(variable) => match cell.split(variable) {
                Some([low, high]) => open.extend([high, low]),
                None => return false,
            },
            None => {}
        }
    }
    open.is_empty()
}

fn width(cell: &Cell, k: usize) -> f64 {
    cell.upper[k] - cell.lower[k]
}

fn splittable(cell: &Cell) -> impl Iterator<Item = usize> + '_ {
    (0..cell.lower.len()).filter(|&k| cell.midpoint(k).is_some())
}

/// A float point of the cell: the middle, or a finite end of an unbounded side.
pub(super) fn centre(cell: &Cell) -> Vec<f64> {
    let middle = |(&l, &u): (&f64, &f64)| match (l.is_finite(), u.is_finite()) {
        (true, true) => l / 2.0 + u / 2.0,
        (true, false) => l,
        (false, true) => u,
        (false, false) => 0.0,
    };
    cell.lower.iter().zip(&cell.upper).map(middle).collect()
}
