//! The λs at which a point is beaten, for the rule `rivals`.

use crate::number::Rational;

/// The λ ≥ 0 at which one rival or another is better.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beaten {
    /// All below this.
    pub below: Option<Rational>,
    /// All above this.
    pub above: Option<Rational>,
    everywhere: bool,
}

impl Beaten {
    /// With a rival that is better where `loss + λ·penalty < 0`.
    pub fn add(&mut self, loss: &Rational, penalty: &Rational) {
        let end = || Rational::from(-loss) / penalty;
        if *loss < 0 && *penalty <= 0 {
            self.everywhere = true;
        } else if *loss < 0 {
            self.below = self.below.take().max(Some(end()));
        } else if *penalty < 0 {
            let end = end();
            self.above = Some(self.above.take().map_or(end.clone(), |least| least.min(end)));
        }
    }

    /// Whether that is every `λ ≥ 0`.
    pub fn is_always(&self) -> bool {
        self.everywhere || matches!((&self.below, &self.above), (Some(below), Some(above)) if above < below)
    }
}
