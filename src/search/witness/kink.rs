//! Kinks: points where an activation's argument is exactly at its kink, and directions in which the slope jumps
//! down there (theory.md, W4).
//!
//! An argument is put to 0 in one of two ways, from starting points of simple numbers:
//!
//! * all parameters of which it is a sum of multiples go to 0: the incoming weights and the bias of a unit,
//!   whose argument is then 0 in every data row;
//! * one of them is solved for, in which the argument is affine: `x ↦ x − z(x)/(z(x + 1) − z(x))`.
//!
//! Directions are the coordinates that the argument depends on. The rule asks for exact zeros, so all of this is
//! done in rationals.

use super::lower_end::LowerEnd;
use crate::budget::Budget;
use crate::certificate::{Ray, Witness};
use crate::expression::{Graph, Node, NodeId, Tape};
use crate::kind::{Exact, OneSided, Ordered};
use crate::number::{Interval, Number};
use crate::problem::{Objective, Problem};
use crate::search::compiled;
use crate::search::control::Control;
use crate::search::float::{Landscape, Menu, Topic, run};
use rug::Rational;
use std::collections::BTreeSet;

/// Operations that all evaluations together may take.
const STEPS: usize = 4_000_000;
/// The least and the most evaluations.
const EVALUATIONS: [usize; 2] = [100, 10_000];
/// Starting points that are drawn.
const STARTS: usize = 64;

/// The best lower end of λ\* by a kink: the first that refutes every λ, else the highest.
pub(in crate::search) fn lower_end(problem: &Problem, control: &Control<'_>) -> Option<LowerEnd> {
    let budget = Budget::boundless();
    Search::new(problem, control, &budget)?.lower_end()
}

struct Search<'a> {
    problem: &'a Problem,
    control: &'a Control<'a>,
    menu: Menu,
    objective: Objective<'a, OneSided<'a, Interval<f64>>>,
    budget: &'a Budget,
    kinks: Vec<Place>,
    /// Evaluations that are left.
    left: usize,
}

/// An argument that may be at a kink.
struct Place {
    /// `z(θ, row)`.
    argument: Tape,
    /// The parameters that it is a sum of multiples of.
    factors: Vec<usize>,
    /// All that it depends on.
    parameters: Vec<usize>,
}

impl<'a> Search<'a> {
    /// `None` where there are no kinks.
    fn new(problem: &'a Problem, control: &'a Control<'a>, budget: &'a Budget) -> Option<Self> {
        let mut graph = problem.graph.clone();
        let zero = graph.constant(Rational::new()).ok()?;
        let arguments: BTreeSet<NodeId> = graph.nodes().iter().filter_map(kinked).collect();
        let place = |argument: NodeId| Place {
            argument: Tape::new(&graph, zero, Some(argument)),
            factors: factors(&graph, argument).into_iter().collect(),
            parameters: graph.parameters_of(argument).into_iter().collect(),
        };
        let kinks: Vec<Place> =
            arguments.into_iter().map(place).filter(|place| !place.factors.is_empty()).collect();
        if kinks.is_empty() {
            return None;
        }
        let cost = Landscape::new(problem).objective.cost();
        Some(Search {
            problem,
            control,
            menu: Menu::new(&problem.domain),
            objective: compiled::objective(problem, ((), budget)),
            budget,
            kinks,
            left: (STEPS / cost.max(1)).clamp(EVALUATIONS[0], EVALUATIONS[1]),
        })
    }

    fn lower_end(&mut self) -> Option<LowerEnd> {
        let starts = run(self.control, Topic::Kink, 0..STARTS, |number, generator| match number {
            0..4 => self.menu.constant(number),
            _ => self.menu.point(generator),
        });
        let mut best: Option<LowerEnd> = None;
        for (number, start) in starts.iter().enumerate() {
            for index in 0..self.kinks.len() {
                for point in self.placed(&self.kinks[index], start, number) {
                    let end = self.around(index, &point);
                    best = LowerEnd::highest(best.into_iter().chain(end));
                    let is_infinite = best.as_ref().is_some_and(|end| end.below.is_none());
                    if is_infinite || self.left == 0 || self.control.interrupted().is_some() {
                        return best;
                    }
                }
            }
        }
        best
    }

    /// The best lower end by a direction at this point.
    fn around(&mut self, index: usize, point: &[Rational]) -> Option<LowerEnd> {
        let mut best: Option<LowerEnd> = None;
        for i in self.kinks[index].parameters.clone() {
            if !self.has_room(i, &point[i]) || self.left == 0 || self.control.interrupted().is_some() {
                continue;
            }
            let mut direction = vec![Rational::new(); point.len()];
            direction[i] = Rational::from(1);
            let mut kink = Ray { point: point.to_vec(), direction };
            let Some(cost) = self.cost(&kink) else { continue };
            if cost <= 0.0 {
                self.simplify(&mut kink);
            }
            let end = LowerEnd::new(self.problem, Witness::Kink(kink), self.control);
            best = LowerEnd::highest(best.into_iter().chain(end));
            if best.as_ref().is_some_and(|end| end.below.is_none()) {
                break;
            }
        }
        best
    }

    /// What a kink costs, as far as doubles tell, if it gains anything.
    fn cost(&mut self, kink: &Ray) -> Option<f64> {
        self.left = self.left.saturating_sub(1);
        let line = kink.point.iter().zip(&kink.direction);
        let at: Vec<_> = line.map(|(x, v)| OneSided::coordinate(x, v, ((), self.budget))).collect();
        let loss = self.objective.loss(&at);
        let gains = loss.is_defined() && loss.jump().is_below_zero();
        gains.then(|| self.objective.penalty(&at)).map(|penalty| *penalty.jump().upper())
    }

    /// Zeros where they do not matter.
    fn simplify(&mut self, kink: &mut Ray) {
        for i in 0..kink.point.len() {
            let is_free = kink.direction[i].is_zero() && !kink.point[i].is_zero();
            if is_free && self.problem.domain.limits[i].contains(&Rational::new()) && self.left > 0 {
                let before = std::mem::take(&mut kink.point[i]);
                if self.cost(kink).is_none_or(|cost| cost > 0.0) {
                    kink.point[i] = before;
                }
            }
        }
    }

    fn has_room(&self, i: usize, x: &Rational) -> bool {
        let limits = &self.problem.domain.limits[i];
        limits.contains(x) && limits.touched_by(x).is_none()
    }

    /// The starting point moved to where the argument is 0 in some row.
    fn placed(&self, place: &Place, start: &[Rational], number: usize) -> Vec<Vec<Rational>> {
        let mut points = Vec::new();
        let mut cleared = start.to_vec();
        place.factors.iter().for_each(|&i| cleared[i] = Rational::new());
        if self.problem.domain.contains(&cleared) {
            points.push(cleared);
        }
        let row =
            self.problem.rows.get(number % self.problem.rows.len().max(1)).map_or(&[][..], Vec::as_slice);
        let solved = place.factors.iter().filter_map(|&i| self.solved(place, start, i, row));
        points.extend(solved.filter(|point| self.problem.domain.contains(point)));
        points
    }

    /// The starting point with parameter `i` solved for.
    fn solved(&self, place: &Place, start: &[Rational], i: usize, row: &[Rational]) -> Option<Vec<Rational>> {
        let row: Vec<Exact> = row.iter().map(|q| Exact::from(q.clone())).collect();
        let value = |point: &[Rational]| {
            let at: Vec<Exact> = point.iter().map(|q| Exact::from(q.clone())).collect();
            place.argument.run(&at, [row.as_slice()], (), &mut Vec::new()).into_value()
        };
        let mut point = start.to_vec();
        let here = value(&point)?;
        point[i] += 1;
        let slope = value(&point)? - &here;
        if slope.is_zero() {
            return None;
        }
        point[i] = &start[i] - here / slope;
        (self.has_room(i, &point[i]) && value(&point)?.is_zero()).then_some(point)
    }
}

/// The argument of a function with a kink.
fn kinked(node: &Node) -> Option<NodeId> {
    match node {
        Node::Apply(f, argument) if f.is_homogeneous() => Some(*argument),
        _ => None,
    }
}

/// The parameters that a node is a sum of multiples of.
fn factors(graph: &Graph, node: NodeId) -> BTreeSet<usize> {
    let (mut factors, mut open) = (BTreeSet::new(), vec![node]);
    let mut seen = BTreeSet::new();
    while let Some(node) = open.pop() {
        if !seen.insert(node) {
            continue;
        }
        match graph.node(node) {
            Node::Parameter(i) => {
                factors.insert(*i as usize);
            }
            Node::Add(a, b) | Node::Mul(a, b) => open.extend([*a, *b]),
            Node::Constant(_) | Node::Column(_) | Node::Apply(..) => {}
        }
    }
    factors
}
