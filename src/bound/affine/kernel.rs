//! Theorem B, with one-sided outer functions: the lower bound of a row's Hessian by the ends of some parameters' ranges alone
//! (theory.md, L3 and L4). Here is which parameters these are, and the programs in them; `sheet.rs` computes the totals `T_m`
//! of `B(t, z) = Σ_m t^m·T_m(z)` on a cell, and `corner.rs` the matrices at its vertices.

use super::layout::Layout;
use super::roles::Roles;
use crate::bound::local::compile::Derivation;
use crate::bound::local::expansion::Failure;
use crate::bound::local::program::Program;
use crate::bound::local::summand::Summand;
use crate::bound::local::sums::{Derivations, Sums, numbered};
use crate::budget::Budget;
use crate::expression::Graph;
use crate::number::Scalar;
use crate::number::lane::{Lane, multiply, splat};
use std::sync::Arc;

/// Affine forms have at most this many symbols.
const MAX_LOCALS: usize = 32;
/// The symbols' coefficients in the parameters are an n×n×n array: beyond this it is not worth it.
const MAX_AFFINE_ORDER: usize = 64;
/// Sums over all parameters, pinned ones included, are within what `Scalar::inflate` covers.
const MAX_AFFINE_DIMENSION: usize = 2048;
/// At most this many vertex coordinates: their vertices are tested one by one.
const MAX_VERTICES: usize = 6;

#[derive(Clone, Debug)]
pub(crate) struct Kernel {
    pub program: Program,
    pub layout: Layout,
    /// The place in [`Roles::vertices`] of each local coordinate that is one.
    pub vertex_of: Vec<Option<usize>>,
    /// The place among the symbols of a row's affine forms of each other local coordinate.
    pub symbol_of: Vec<Option<usize>>,
    pub symbols: usize,
}

impl Kernel {
    /// The kernel with these parameters as vertex coordinates.
    /// Fails with those that cannot be, and with `None` once the budget is spent.
    fn new(
        graph: &Graph,
        (summand, derivation): (&Summand, &mut Derivation<'_>),
        parameters: &[usize],
        budget: &Budget,
    ) -> Result<Self, Option<Vec<usize>>> {
        let walks = 1 + parameters.len() as u64;
        budget.spend(walks * summand.locals.walk_work()).then_some(()).ok_or(None)?;
        let mut vertex_of = vec![None; summand.locals.len()];
        for (vertex, &k) in parameters.iter().enumerate() {
            if let Ok(Some(local)) = summand.locals.alone(graph, k) {
                vertex_of[local] = Some(vertex);
            }
        }
        let locals = (0..vertex_of.len()).filter(|&local| vertex_of[local].is_some()).collect();
        let parameter = |local: usize| vertex_of[local].map(|vertex: usize| parameters[vertex]);
        let program =
            derivation.with_vertices(&summand.locals, &locals).map_err(|failure| match failure {
                Failure::Misfits(misfits) => Some(misfits.into_iter().filter_map(parameter).collect()),
                Failure::Spent => None,
            })?;
        let mut symbols = 0;
        let symbol_of = vertex_of.iter().map(|vertex| numbered(vertex.is_none(), &mut symbols)).collect();
        let layout = Layout::new(&program, budget).ok_or(None)?;
        Ok(Kernel { layout, program, vertex_of, symbol_of, symbols })
    }

    #[inline(always)]
    pub fn powers<S: Scalar, const L: usize>(
        &self,
        values: &[Lane<S, L>],
        context: S::Context,
    ) -> Vec<Lane<S, L>> {
        let one = splat::<S, L>(&S::from_f64(1.0, context));
        let factor = |local: &usize| self.vertex_of[*local].map_or(&one, |vertex| &values[vertex]);
        let power = |monomial: &Vec<usize>| {
            let mut product = one.clone();
            for local in monomial {
                multiply(&mut product, factor(local));
            }
            product
        };
        self.program.monomials.iter().map(power).collect()
    }
}

#[derive(Debug, Default)]
pub(crate) struct Kernels {
    pub roles: Roles,
    /// One a summand; `None` where the problem is too large for affine forms.
    pub kernels: Option<Vec<Kernel>>,
    pub identity: Arc<()>,
}

impl Kernels {
    /// `None` once the budget is spent.
    pub fn new(sums: &Sums, derivations: &mut Derivations<'_>, budget: &Budget) -> Option<Self> {
        let is_small = sums.order <= MAX_AFFINE_ORDER
            && sums.free.len() <= MAX_AFFINE_DIMENSION
            && sums.summands.iter().all(|summand| summand.locals.len() <= MAX_AFFINE_ORDER);
        let vertices = if is_small { vertices(sums, derivations, budget)? } else { Vec::new() };
        let mut count = 0;
        let moves = |k: usize| sums.free[k].is_some() || sums.left_out[k];
        let is_symbol = |k: usize| moves(k) && !vertices.contains(&k);
        let symbols = (0..sums.free.len()).map(|k| numbered(is_symbol(k), &mut count)).collect();
        let kernel = |(summand, derivation): (&Summand, &mut Derivation<'_>)| {
            // Fewer vertex coordinates than fit together fit, too; without any all programs do.
            let kernel = Kernel::new(&sums.graph, (summand, derivation), &vertices, budget);
            kernel.or_else(|_| Kernel::new(&sums.graph, (summand, derivation), &[], budget)).ok()
        };
        let kernels = if is_small {
            let made: Option<Vec<Kernel>> = sums.summands.iter().zip(derivations).map(kernel).collect();
            Some(made?)
        } else {
            None
        };
        Some(Kernels { roles: Roles { vertices, symbols, count }, kernels, identity: Arc::new(()) })
    }

    pub fn locals(&self, sums: &Sums) -> usize {
        match &self.kernels {
            Some(kernels) => kernels.iter().map(|kernel| kernel.symbols).max().unwrap_or(0),
            None => sums.summands.iter().map(|summand| summand.locals.len()).max().unwrap_or(0),
        }
    }

    pub fn usable(&self) -> Option<&[Kernel]> {
        let kernels = self.kernels.as_deref()?;
        kernels.iter().all(|kernel| kernel.symbols <= MAX_LOCALS).then_some(kernels)
    }
}

/// The vertex coordinates: parameters that are local coordinates of their own wherever they occur, and
/// polynomially so as Theorem B needs it (theory.md, L4).
fn vertices(sums: &Sums, derivations: &mut Derivations<'_>, budget: &Budget) -> Option<Vec<usize>> {
    let Sums { graph, summands, free, .. } = sums;
    let walk: u64 = summands.iter().map(|summand| summand.locals.walk_work()).sum();
    budget.spend(sums.order as u64 * walk).then_some(())?;
    let is_alone = |k: &usize| {
        let places: Vec<_> = summands.iter().map(|summand| summand.locals.alone(graph, *k)).collect();
        places.iter().all(Result::is_ok) && places.iter().any(|place| matches!(place, Ok(Some(_))))
    };
    let mut parameters: Vec<usize> =
        (0..free.len()).filter(|&k| free[k].is_some()).filter(is_alone).collect();
    let mut misfits = |parameters: &[usize]| {
        let mut summands = summands.iter().zip(derivations.iter_mut());
        summands.find_map(|summand| Kernel::new(graph, summand, parameters, budget).err())
    };
    while let Some(misfits) = misfits(&parameters) {
        let misfits = misfits?;
        parameters.retain(|k| !misfits.contains(k));
    }
    parameters.truncate(MAX_VERTICES);
    Some(parameters)
}
