//! Where `∇f_λ` vanishes in the parameters that nothing holds.

use super::gradient::AffineGradient;
use super::lifting;
use crate::problem::{Limits, Penalty, Problem};
use crate::search::control::Control;
use crate::search::float::simplest;
use rug::Rational;

/// What is known of a parameter at a stationary point.
#[derive(Clone, Debug)]
pub(in crate::search) enum Held {
    /// It has this value.
    At(Rational),
    /// The penalty's absolute part has this slope, up to its weight.
    Beside(i32),
}

/// The parameters that are pinned, and none beside a kink.
pub(in crate::search) fn pinned(problem: &Problem) -> Vec<Held> {
    let held = |limits: &Limits| match &limits.lower {
        Some(value) if limits.is_pinned() => Held::At(value.clone()),
        _ => Held::Beside(0),
    };
    problem.domain.limits.iter().map(held).collect()
}

/// The equations that `∇f_λ = 0` leaves of the parameters that are free.
pub(in crate::search) struct Free {
    /// Which they are.
    parameters: Vec<usize>,
    /// M and b of `Mθ = b`.
    pub matrix: Vec<Vec<Rational>>,
    pub right: Vec<Rational>,
    /// The values of all that are held.
    point: Vec<Rational>,
}

impl Free {
    pub fn new(
        problem: &Problem,
        lambda: &Rational,
        gradient: &AffineGradient,
        held: &[Held],
    ) -> Option<Self> {
        let Penalty::Separable { absolute, .. } = &problem.penalty else { return None };
        let (matrix, right) = gradient.system(problem, lambda)?;
        let mut free = Free { parameters: vec![], matrix: vec![], right: vec![], point: vec![] };
        for (i, held) in held.iter().enumerate() {
            match held {
                Held::At(value) => free.point.push(value.clone()),
                Held::Beside(_) => {
                    free.parameters.push(i);
                    free.point.push(Rational::new());
                }
            }
        }
        for &i in &free.parameters {
            let Held::Beside(side) = held[i] else { continue };
            let known: Rational = matrix[i].iter().zip(&free.point).map(|(a, x)| Rational::from(a * x)).sum();
            let kink = Rational::from(lambda * &absolute[i]) * side;
            free.right.push(right[i].clone() - known - kink);
            free.matrix.push(free.parameters.iter().map(|&j| matrix[i][j].clone()).collect());
        }
        Some(free)
    }

    /// The exact solution, as a whole point; where there are many, with values of `near`. `None` where there is none, or none
    /// with short numbers.
    pub fn solution(&self, near: &[Rational]) -> Option<Vec<Rational>> {
        let near: Vec<Rational> = self.parameters.iter().map(|&i| near[i].clone()).collect();
        Some(self.completed(lifting::solve(&self.matrix, &self.right, &near)?))
    }

    /// All parameters, from those that are free.
    pub fn completed(&self, free: Vec<Rational>) -> Vec<Rational> {
        let mut point = self.point.clone();
        self.parameters.iter().zip(free).for_each(|(&i, x)| point[i] = x);
        point
    }
}

/// A point where the gradient of a quadratic `f_λ` vanishes; where there are many, one near the given one.
pub(in crate::search) fn stationary(
    problem: &Problem,
    lambda: &Rational,
    near: &[Rational],
    control: &Control<'_>,
) -> Option<Vec<Rational>> {
    let gradient = AffineGradient::of(problem, control)?;
    let free = Free::new(problem, lambda, &gradient, &vec![Held::Beside(0); near.len()])?;
    let near = simplest(near, &Rational::from((1, 8)), &problem.domain);
    free.solution(&near).filter(|point| problem.domain.contains(point))
}
