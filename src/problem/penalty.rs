//! The penalty `P`.

use crate::expression::{Graph, NodeId, Tape};
use crate::function::Function;
use crate::kind::Kind;
use rug::Rational;

/// `P(θ)`: the curved part enters Hessians, the absolute part (convex, piecewise linear) only adds convexity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Penalty {
    /// `P(θ) = Σ square_i (θ_i − center_i)² + absolute_i |θ_i − center_i|`, all weights ≥ 0.
    Separable {
        /// Weights of the squares, one a parameter.
        square: Vec<Rational>,
        /// Weights of the absolute values, one a parameter.
        absolute: Vec<Rational>,
        /// Centres, one a parameter.
        center: Vec<Rational>,
    },
    /// A formula without data: a node of the problem's graph.
    Formula(NodeId),
}

impl Penalty {
    /// Whether `P` is convex by its form: separable with non-negative weights.
    pub fn is_convex_by_form(&self) -> bool {
        match self {
            Penalty::Separable { square, absolute, .. } => square.iter().chain(absolute).all(|w| *w >= 0),
            Penalty::Formula(_) => false,
        }
    }

    /// Ready to be evaluated; `graph` is the problem's.
    pub fn compiled(&self, graph: &Graph) -> CompiledPenalty<'_> {
        match self {
            Penalty::Formula(node) => CompiledPenalty::Formula(Tape::new(graph, *node, None)),
            Penalty::Separable { square, absolute, center } => {
                CompiledPenalty::Separable { square, absolute, center }
            }
        }
    }
}

/// A penalty that is ready to be evaluated: see [`Penalty`].
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum CompiledPenalty<'p> {
    Separable { square: &'p [Rational], absolute: &'p [Rational], center: &'p [Rational] },
    Formula(Tape),
}

impl CompiledPenalty<'_> {
    /// `P₀` and `∇P₀` at a point, the absolute part left out.
    pub fn smooth_gradient<N: Kind>(&self, at: &[N], context: N::Context) -> (N, Vec<N>) {
        let exact = |q: &Rational| N::exact(q, context);
        match self {
            CompiledPenalty::Formula(tape) => tape.gradient(at, [], context),
            CompiledPenalty::Separable { square, center, .. } => {
                let mut sum = exact(&Rational::new());
                let mut gradient = Vec::with_capacity(at.len());
                for ((x, weight), center) in at.iter().zip(*square).zip(*center) {
                    let shift = x.add(&exact(&Rational::from(-center)));
                    sum = sum.add(&shift.apply(Function::Power(2), 0).mul(&exact(weight)));
                    gradient.push(shift.mul(&exact(&Rational::from(weight * 2u32))));
                }
                (sum, gradient)
            }
        }
    }

    /// `P` at a point.
    pub fn evaluate<N: Kind>(&self, at: &[N], context: N::Context) -> N {
        use Function::{Abs, Power};
        match self {
            CompiledPenalty::Formula(tape) => tape.run(at, [], context, &mut Vec::new()),
            CompiledPenalty::Separable { square, absolute, center } => {
                let mut sum = N::exact(&Rational::new(), context);
                for (i, x) in at.iter().enumerate() {
                    let shift = x.add(&N::exact(&Rational::from(-&center[i]), context));
                    for (weight, f) in [(&square[i], Power(2)), (&absolute[i], Abs)] {
                        if !weight.is_zero() {
                            sum = sum.add(&shift.apply(f, 0).mul(&N::exact(weight, context)));
                        }
                    }
                }
                sum
            }
        }
    }
}
