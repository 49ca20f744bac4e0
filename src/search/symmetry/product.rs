//! Products and inverses of signed permutations.

use crate::expression::Signed;
use crate::problem::Symmetry;

impl Symmetry {
    /// `θ ↦ g(hθ)` for this g.
    pub fn after(&self, h: &Symmetry) -> Self {
        let columns = match [&self.columns, &h.columns].map(|columns| columns.is_empty()) {
            [true, _] => h.columns.clone(),
            [_, true] => self.columns.clone(),
            _ => composed(&self.columns, &h.columns),
        };
        Symmetry::new(composed(&self.parameters, &h.parameters), columns)
    }

    /// `g⁻¹`.
    pub fn inverse(&self) -> Self {
        Symmetry { parameters: inverted(&self.parameters), columns: inverted(&self.columns) }
    }

    /// Whether every parameter stays where it is.
    pub fn is_trivial(&self) -> bool {
        self.parameters
            .iter()
            .enumerate()
            .all(|(index, image)| *image == Signed { index, is_negative: false })
    }
}

fn composed(g: &[Signed], h: &[Signed]) -> Vec<Signed> {
    let through = |x: &Signed| Signed { is_negative: x.is_negative ^ h[x.index].is_negative, ..h[x.index] };
    g.iter().map(through).collect()
}

fn inverted(g: &[Signed]) -> Vec<Signed> {
    let mut inverse = g.to_vec();
    for (i, x) in g.iter().enumerate() {
        inverse[x.index] = Signed { index: i, is_negative: x.is_negative };
    }
    inverse
}
