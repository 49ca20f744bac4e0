//! Orbit means: for a group H of symmetries and `θ̄ = mean_h hθ`, convexity is refuted for every
//!
//! ```text
//! λ < (L(θ̄) − L(θ)) / (mean_h P(hθ) − P(θ̄))
//! ```
//!
//! (theory.md, W3). Small subgroups often force more than the whole group, so each generator, each pair of them and the
//! whole group have their turn. The mean is a projection; no group is listed.

use super::jensen;
use super::lower_end::LowerEnd;
use crate::budget::Budget;
use crate::certificate::{Certificate, Claim, Orbit, Witness};
use crate::problem::{Invariance, Orbits, Part, PenaltyGap, Problem, Symmetry};
use crate::search::control::{Control, StopReason};
use crate::search::float::{Effort, Landscape, Topic, ascend, round, run};
use crate::search::symmetry::{Group, generators};
use itertools::Itertools;
use rug::{Integer, Rational};
use std::cell::Cell;

/// What the symmetries are and force.
#[derive(Clone, Debug)]
pub struct OrbitOutcome {
    /// What was found of the group.
    pub symmetry: GroupFacts,
    /// What its subgroups force.
    pub subgroups: Vec<Subgroup>,
    /// A lower end of λ\* by any witness, for comparison; 0 where none was found.
    pub lower: Rational,
    /// The best orbit's witness, not yet checked.
    pub certificate: Option<Certificate>,
    /// Why the search ended.
    pub stop: StopReason,
}

/// A group of symmetries of objective and domain.
#[derive(Clone, Debug)]
pub struct GroupFacts {
    /// Generators.
    pub generators: Vec<Symmetry>,
    /// For each whether the penalty is invariant too, as far as is proved.
    pub keeps_penalty: Vec<bool>,
    /// The number of elements, at least, and whether these are all.
    pub order: Integer,
    /// See `order`.
    pub is_whole: bool,
    /// The dimension of the space of fixed points.
    pub fixed: usize,
}

/// A subgroup, and what the mean of its orbits forces.
#[derive(Clone, Debug)]
pub struct Subgroup {
    /// Its generators, as indices.
    pub members: Vec<usize>,
    /// The number of elements.
    pub order: Integer,
    /// What is refuted, not yet checked; `None` where nothing is.
    pub claim: Option<Claim>,
}

/// What all ascents together may take, in nanoseconds of an ordinary machine: counted, never measured.
const ALL: usize = 2_000_000_000;
/// The least and the most starts a subgroup.
const STARTS: [usize; 2] = [3, 24];
/// The least and the most evaluations of each.
const EVALUATIONS: [usize; 2] = [20, 200];
/// What rounding to short rationals may lose.
const LOSS: f64 = 1e-3;
/// Nodes of the graph that trials of symmetries may visit in a look.
const NODES: usize = 60_000;
/// Elementary steps towards a group's order, about half a second.
const GROUP: usize = 300_000_000;
/// Subgroups that are searched.
const MOST: usize = 64;

/// The symmetries of objective and domain.
pub fn group_facts(problem: &Problem, control: &Control<'_>) -> GroupFacts {
    facts(problem, &|| control.interrupted().is_some())
}

/// What a look at the problem that takes about a second finds of them: counted, never timed.
pub fn some_group_facts(problem: &Problem) -> GroupFacts {
    let trials = Cell::new(NODES / problem.graph.nodes().len().max(1));
    facts(problem, &|| trials.replace(trials.get().saturating_sub(1)) == 0)
}

fn facts(problem: &Problem, interrupted: &dyn Fn() -> bool) -> GroupFacts {
    let is_cut_short = Cell::new(false);
    let ends = || {
        is_cut_short.set(is_cut_short.get() || interrupted());
        is_cut_short.get()
    };
    let generators = generators(problem, &[Part::Domain, Part::Objective], &ends);
    let budget = Budget::default();
    let mut invariance = Invariance::new(problem, &budget);
    let keeps_penalty = generators.iter().map(|g| invariance.keeps(Part::Penalty, g)).collect();
    let fixed = Orbits::new(problem.dimension(), &generators).fixed();
    let group = group(problem, &generators);
    GroupFacts {
        order: group.order(),
        is_whole: group.is_whole() && !is_cut_short.get(),
        generators,
        keeps_penalty,
        fixed,
    }
}

fn group(problem: &Problem, generators: &[Symmetry]) -> Group {
    let base: Vec<usize> = (0..problem.dimension()).collect();
    Group::new(Symmetry::identity(problem), generators, &base, GROUP)
}

/// Finds the symmetries and the best orbit mean of each subgroup, at the given weights or searched; where
/// generators are named, by numbers from 1, of their group alone.
pub fn orbit(
    problem: &Problem,
    named: &[u32],
    at: Option<&[Rational]>,
    control: &Control<'_>,
) -> OrbitOutcome {
    let symmetry = group_facts(problem, control);
    let count = symmetry.generators.len();
    let whole = (count > 2).then(|| (0..count).collect::<Vec<usize>>());
    let small = (0..count).map(|i| vec![i]).chain((0..count).array_combinations::<2>().map(Vec::from));
    let all = || whole.into_iter().chain(small).take(MOST).collect();
    let named: Vec<usize> = named.iter().map(|&number| number as usize - 1).filter(|i| *i < count).collect();
    let chosen: Vec<Vec<usize>> = if named.is_empty() { all() } else { vec![named] };
    let landscape = Landscape::new(problem);
    control.install(|| {
        let (mut ends, mut subgroups) = (Vec::new(), Vec::new());
        for members in chosen.iter().take_while(|_| control.interrupted().is_none()) {
            let symmetries: Vec<Symmetry> = members.iter().map(|&i| symmetry.generators[i].clone()).collect();
            let order = group(problem, &symmetries).order();
            let end = Mean::new(problem, &landscape, symmetries).and_then(|mean| match at {
                Some(at) => mean.lower_end(at.to_vec(), control),
                None => mean.searched(chosen.len(), control),
            });
            let claim = end.as_ref().map(LowerEnd::claim);
            subgroups.push(Subgroup { members: members.clone(), order, claim });
            ends.extend(end);
        }
        let lower = if at.is_none() { jensen::lower_end(problem, control) } else { None };
        OrbitOutcome {
            symmetry,
            subgroups,
            lower: lower.and_then(|end| end.below).unwrap_or_default(),
            certificate: LowerEnd::highest(ends.into_iter()).map(|end| end.certificate(problem)),
            stop: control.interrupted().unwrap_or(StopReason::Done),
        }
    })
}

/// The λ that the mean of an orbit refutes, as a function of θ; a θ near its mean counts less, as there
/// only rounding errors tell.
struct Mean<'a> {
    problem: &'a Problem,
    landscape: &'a Landscape,
    symmetries: Vec<Symmetry>,
    gap: PenaltyGap,
    /// The projection S to the fixed points, row by row.
    projection: Vec<Vec<(usize, f64)>>,
    /// Weights of the squares over each parameter's orbit, where they count.
    weights: Vec<f64>,
}

impl<'a> Mean<'a> {
    /// `None` where the penalty of an orbit is not known.
    fn new(problem: &'a Problem, landscape: &'a Landscape, symmetries: Vec<Symmetry>) -> Option<Self> {
        let gap = PenaltyGap::new(problem, &symmetries, &Budget::default())?;
        let orbits = Orbits::new(problem.dimension(), &symmetries);
        let exact = orbits.projection();
        // As the mean square of an orbit is the same for all its members, each counts with their mean weight.
        let weights = match &gap {
            PenaltyGap::Invariant => Vec::new(),
            PenaltyGap::Squares(weights) => round::floats(&orbits.mean_over(weights)),
        };
        let float = |row: Vec<(usize, Rational)>| row.into_iter().map(|(k, x)| (k, x.to_f64())).collect();
        let projection = exact.into_iter().map(float).collect();
        Some(Mean { problem, landscape, symmetries, gap, projection, weights })
    }

    /// `Sθ`.
    fn projected(&self, at: &[f64]) -> Vec<f64> {
        self.projection.iter().map(|row| row.iter().map(|(k, factor)| factor * at[*k]).sum()).collect()
    }

    /// `mean_h P(hθ) − P(θ̄)` and its gradient.
    fn cost(&self, at: &[f64], mean: &[f64]) -> (f64, Vec<f64>) {
        match &self.gap {
            PenaltyGap::Invariant => {
                let value = self.landscape.penalty(at) - self.landscape.penalty(mean);
                let at_mean = self.projected(&self.landscape.penalty_slope(mean));
                let slope = self.landscape.penalty_slope(at);
                (value, slope.iter().zip(at_mean).map(|(x, y)| x - y).collect())
            }
            // Σ w̄_i (θ_i² − θ̄_i²), for w̄ is the same over an orbit.
            PenaltyGap::Squares(_) => {
                let terms = self.weights.iter().zip(at.iter().zip(mean));
                let value = terms.clone().map(|(w, (x, m))| w * (x * x - m * m)).sum();
                (value, terms.map(|(w, (x, m))| 2.0 * w * (x - m)).collect())
            }
        }
    }

    /// `∇A = S∇L(θ̄) − ∇L(θ)`, and the quotient rule.
    fn evaluate(&self, at: &[f64], gradient: &mut [f64]) -> f64 {
        let mean = self.projected(at);
        let (loss, slope) = self.landscape.loss(at);
        let (loss_at_mean, slope_at_mean) = self.landscape.loss(&mean);
        let projected = self.projected(&slope_at_mean);
        let (cost, cost_slope) = self.cost(at, &mean);
        let cost = cost + self.landscape.guard();
        let value = (loss_at_mean - loss) / cost;
        for (i, g) in gradient.iter_mut().enumerate() {
            *g = (projected[i] - slope[i] - value * cost_slope[i]) / cost;
        }
        value
    }

    /// Climbs from several starts; `shares` searches share the effort.
    fn searched(&self, shares: usize, control: &Control<'_>) -> Option<LowerEnd> {
        let region = &self.landscape.region;
        let all = ALL / (20 * self.landscape.objective.cost() + 1000) / shares.max(1);
        let starts = (all / EVALUATIONS[1]).clamp(STARTS[0], STARTS[1]);
        let effort = Effort {
            stride: 0.0,
            evaluations: (all / starts).clamp(EVALUATIONS[0], EVALUATIONS[1]),
            tolerance: 1e-9,
            goal: f64::INFINITY,
        };
        let tops = run(control, Topic::Orbit, 0..starts, |number, generator| {
            let start = region.start(number.max(1), generator);
            let evaluate = |at: &[f64], gradient: &mut [f64]| self.evaluate(at, gradient);
            ascend(region, start, &effort, evaluate, || control.interrupted().is_some())
        });
        let (top, _) = tops.into_iter().flatten().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
        self.rounded(&top, control)
    }

    /// The coarsest rational weights that lose little, and what they refute.
    fn rounded(&self, top: &[f64], control: &Control<'_>) -> Option<LowerEnd> {
        let ratio = |at: &[f64]| self.evaluate(at, &mut vec![0.0; at.len()]);
        let candidates = round::tolerances().filter_map(|tolerance| {
            let at = round::point(top, tolerance, &self.problem.domain)?;
            Some((ratio(&round::floats(&at)), self.witness(at)))
        });
        LowerEnd::coarsest(self.problem, control, candidates, (1.0 - LOSS) * ratio(top), LOSS, |_| true)
    }

    /// The witness at given weights; `None` where it refutes nothing, and outside the domain.
    fn lower_end(&self, at: Vec<Rational>, control: &Control<'_>) -> Option<LowerEnd> {
        if !self.problem.domain.contains(&at) {
            return None;
        }
        LowerEnd::new(self.problem, self.witness(at), control)
    }

    fn witness(&self, point: Vec<Rational>) -> Witness {
        Witness::Orbit(Orbit { symmetries: self.symmetries.clone(), point })
    }
}
