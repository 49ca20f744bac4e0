//! `∇L(θ) = g + Aθ`, exactly.
//!
//! A row's expression is a polynomial of degree 2 in its local coordinates, of which there are few; their outer products add up
//! over whole numbers. With the constant 1 as one more parameter, `A` and `g` are one symmetric matrix.

use super::outers::Outers;
use super::polynomial::Quadratic;
use crate::bound::local::coordinates::Locals;
use crate::budget::Budget;
use crate::problem::{Penalty, Problem};
use crate::search::control::Control;
use rug::Rational;

/// The most parameters.
const MAX_PARAMETERS: usize = 256;

/// `∇L`, if L is quadratic; nobody has made sure of that.
pub(in crate::search) struct AffineGradient {
    pub matrix: Vec<Vec<Rational>>,
    pub constant: Vec<Rational>,
}

impl AffineGradient {
    /// `None` where L is not quadratic, or is not known exactly.
    pub fn of(problem: &Problem, control: &Control<'_>) -> Option<Self> {
        let n = problem.dimension();
        if n > MAX_PARAMETERS {
            return None;
        }
        let budget = Budget::default();
        let mut sum = Outers::new(n + 1);
        let fixed = [(problem.fixed, vec![vec![]])];
        for (root, rows) in fixed.into_iter().chain(problem.row.map(|row| (row, problem.rows.clone()))) {
            let locals = Locals::new(&problem.graph, root, &budget)?;
            let above = locals.above(&problem.graph, [root]);
            for row in &rows {
                if control.interrupted().is_some() {
                    return None;
                }
                let quadratic = Quadratic::of_row(&problem.graph, root, &locals, &above, row)?;
                let linear = locals.exact_forms(&problem.graph, row, &budget).filter(|l| l.is_defined)?;
                let mut forms = Vec::with_capacity(linear.forms.len());
                for form in linear.forms {
                    let slopes = form.slopes.into_iter().map(|(k, q)| Some((k, q.into_value()?)));
                    let offset = form.offset.into_value().map(|q| (n, q));
                    forms.push(slopes.chain([offset]).collect::<Option<Vec<_>>>()?);
                }
                let form = |v: usize| match v.checked_sub(forms.len()) {
                    None => forms[v].clone(),
                    Some(parameter) => vec![(parameter, Rational::from(1))],
                };
                let one = [(n, Rational::from(1))];
                quadratic.slopes.iter().for_each(|(v, q)| sum.add(q, &form(*v), &one));
                quadratic.bends.iter().for_each(|((v, w), q)| sum.add(q, &form(*v), &form(*w)));
            }
        }
        let entry = |i: usize, j: usize| sum.entry(i.min(j), i.max(j));
        let matrix = (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect();
        Some(AffineGradient { matrix, constant: (0..n).map(|i| entry(i, n)).collect() })
    }

    /// `∇(L + λP)(θ) = Mθ − b`, without the penalty's absolute part: M and b.
    pub fn system(
        &self,
        problem: &Problem,
        lambda: &Rational,
    ) -> Option<(Vec<Vec<Rational>>, Vec<Rational>)> {
        let Penalty::Separable { square, center, .. } = &problem.penalty else { return None };
        let mut matrix = self.matrix.clone();
        let mut right = Vec::with_capacity(matrix.len());
        for (i, row) in matrix.iter_mut().enumerate() {
            let weight = Rational::from(lambda * &square[i]) * 2u32;
            row[i] += &weight;
            right.push(weight * &center[i] - &self.constant[i]);
        }
        Some((matrix, right))
    }
}
