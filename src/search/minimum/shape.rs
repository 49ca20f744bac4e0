//! The shape of a point, as far as floats tell.

/// Numbers up to this size count as 0.
pub(super) const ZERO: f64 = 1e-3;
/// How near numbers count as equal, relatively.
const EQUAL: f64 = 1e-7;

/// Which parameters of a point are 0, and which are equal up to their signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Those that are 0.
    pub zero: Vec<usize>,
    /// Others of one size, two or more each.
    pub alike: Vec<Vec<usize>>,
    /// The number of parameters.
    pub dimension: usize,
}

impl Shape {
    /// The shape of a point, by its coordinates up to a small tolerance.
    pub fn of(point: &[f64]) -> Shape {
        let mut shape = Shape { zero: Vec::new(), alike: Vec::new(), dimension: point.len() };
        let mut classes: Vec<Vec<usize>> = Vec::new();
        for (i, x) in point.iter().enumerate() {
            if x.abs() <= ZERO {
                shape.zero.push(i);
                continue;
            }
            let is_like =
                |class: &&mut Vec<usize>| (point[class[0]].abs() - x.abs()).abs() <= EQUAL * x.abs();
            match classes.iter_mut().find(is_like) {
                Some(class) => class.push(i),
                None => classes.push(vec![i]),
            }
        }
        shape.alike = classes.into_iter().filter(|class| class.len() > 1).collect();
        shape
    }

    /// The same for all points that differ by symmetries: how many are 0, and how many alike.
    pub(super) fn kind(&self) -> (usize, Vec<usize>) {
        let mut sizes: Vec<usize> = self.alike.iter().map(Vec::len).collect();
        sizes.sort_unstable();
        (self.zero.len(), sizes)
    }
}
