//! Symmetries: signed permutations of the parameters, `(gθ)_i = ±θ_{π(i)}`, that leave a problem as it is; one of the data
//! columns may go with each (theory.md, I3). Expressions are compared by their canonical forms ([`Canon`]).

use super::{Domain, Fields, HalfSpace, Limits, Penalty, Problem};
use crate::budget::{Budget, Held};
use crate::error::{TextError, shorten};
use crate::expression::{Canon, FormId, NodeId, Signed};
use crate::number::words;
use rug::Rational;
use std::collections::HashMap;

/// A signed permutation of the parameters, and of the columns that go with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symmetry {
    /// `(gθ)_i` is ± the parameter of this index; every index occurs once.
    pub parameters: Vec<Signed>,
    /// The same for a row; empty where columns stay as they are.
    pub columns: Vec<Signed>,
}

impl Symmetry {
    /// Of the images of parameters and columns.
    pub fn new(parameters: Vec<Signed>, columns: Vec<Signed>) -> Self {
        Symmetry { parameters, columns: shortened(columns) }
    }

    /// Everything as it is.
    pub fn identity(problem: &Problem) -> Self {
        Symmetry { parameters: straight(problem.dimension()), columns: Vec::new() }
    }

    /// `gθ`.
    pub fn image(&self, at: &[Rational]) -> Vec<Rational> {
        moved(&self.parameters, at)
    }

    /// The rest of a line `map NAME … [columns NAME …]`: an image's coordinates, and a row's unless they are its own.
    pub(crate) fn read(
        fields: &mut Fields<'_>,
        parameters: &[String],
        columns: &[String],
    ) -> Result<Self, TextError> {
        let images = read_images(fields, parameters)?;
        if !fields.next_if("columns") {
            return Ok(Symmetry::new(images, Vec::new()));
        }
        let symmetry = Symmetry::new(images, read_images(fields, columns)?);
        // Columns that all stay go without saying.
        if symmetry.columns.is_empty() { Err(TextError::not_canonical("columns")) } else { Ok(symmetry) }
    }
}

impl Signed {
    fn is(self, index: usize) -> bool {
        self.index == index && !self.is_negative
    }

    /// The coordinate that it stands for.
    pub(super) fn of(self, numbers: &[Rational]) -> Rational {
        let x = &numbers[self.index];
        if self.is_negative { Rational::from(-x) } else { x.clone() }
    }
}

fn straight(count: usize) -> Vec<Signed> {
    (0..count).map(|index| Signed { index, is_negative: false }).collect()
}

/// Images, or none where all stay.
fn shortened(images: Vec<Signed>) -> Vec<Signed> {
    if images.iter().enumerate().all(|(i, image)| image.is(i)) { Vec::new() } else { images }
}

fn moved(images: &[Signed], numbers: &[Rational]) -> Vec<Rational> {
    images.iter().map(|image| image.of(numbers)).collect()
}

fn read_images(fields: &mut Fields<'_>, names: &[String]) -> Result<Vec<Signed>, TextError> {
    let mut left: HashMap<&str, usize> = names.iter().enumerate().map(|(i, n)| (n.as_str(), i)).collect();
    let image = |_| {
        let field = fields.next("the name of a parameter or column")?;
        let name = field.strip_prefix('-').unwrap_or(field);
        let index = left.remove(name).ok_or_else(|| TextError::UnknownName(shorten(name)))?;
        Ok(Signed { index, is_negative: name.len() < field.len() })
    };
    (0..names.len()).map(image).collect()
}

/// A part of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `L`.
    Objective,
    /// `D`.
    Domain,
    /// `P`.
    Penalty,
    /// The Hessian of P's curved part.
    PenaltyCurvature,
}

impl Part {
    /// All of them.
    pub const ALL: [Part; 4] = [Part::Objective, Part::Domain, Part::Penalty, Part::PenaltyCurvature];

    /// The word for it in certificates.
    pub fn word(self) -> &'static str {
        match self {
            Part::Objective => "objective",
            Part::Domain => "domain",
            Part::Penalty => "penalty",
            Part::PenaltyCurvature => "penalty-curvature",
        }
    }

    /// What the word stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.word() == word)
    }
}

/// What symmetries leave as it is; one problem, any number of symmetries.
#[derive(Debug)]
pub struct Invariance<'p> {
    problem: &'p Problem,
    budget: &'p Budget,
    objective: Option<Forms<'p>>,
    penalty: Option<Forms<'p>>,
    /// The rows in order, once they are needed.
    rows: Option<Vec<Vec<Rational>>>,
}

impl<'p> Invariance<'p> {
    /// Nothing is computed yet.
    pub fn new(problem: &'p Problem, budget: &'p Budget) -> Self {
        Invariance { problem, budget, objective: None, penalty: None, rows: None }
    }

    /// The objective's canonical forms so far, and its roots' as they are.
    pub fn objective(&mut self) -> (&Canon<'p>, Option<&[FormId]>) {
        let forms = self.forms();
        (&forms.canon, forms.roots.as_deref())
    }

    fn forms(&mut self) -> &mut Forms<'p> {
        let Invariance { problem, budget, .. } = *self;
        let roots = || [problem.fixed].into_iter().chain(problem.row);
        self.objective.get_or_insert_with(|| Forms::new(problem, roots(), budget))
    }

    /// Whether the symmetry is proved to leave this part as it is, while there is budget.
    pub fn keeps(&mut self, part: Part, g: &Symmetry) -> bool {
        let Invariance { problem, budget, .. } = *self;
        match (part, &problem.penalty) {
            (Part::Objective, _) => self.keeps_rows(g) && self.forms().are_kept(g),
            (Part::Domain, _) => keeps_limits(&problem.domain.limits, g) && self.keeps_cuts(g),
            (Part::Penalty, Penalty::Separable { square, absolute, center }) => {
                let plain = |list: &[Rational]| g.parameters.iter().map(|x| &list[x.index]).eq(list);
                plain(square) && plain(absolute) && moved(&g.parameters, center) == *center
            }
            (Part::PenaltyCurvature, Penalty::Separable { square, .. }) => {
                g.parameters.iter().map(|x| &square[x.index]).eq(square)
            }
            (Part::Penalty | Part::PenaltyCurvature, Penalty::Formula(node)) => {
                self.penalty.get_or_insert_with(|| Forms::new(problem, [*node], budget)).are_kept(g)
            }
        }
    }

    /// Whether the ball is the same, and the half-spaces are but for their order.
    fn keeps_cuts(&self, g: &Symmetry) -> bool {
        let Domain { ball, half_spaces, .. } = &self.problem.domain;
        let ball_size: u64 =
            ball.iter().flat_map(|ball| ball.center.iter().chain(&ball.scales)).map(words).sum();
        let size = |half: &HalfSpace| {
            let coefficients = half.coefficients.iter().map(|(_, a)| NUMBER + words(a));
            words(&half.bound) + coefficients.sum::<u64>()
        };
        let size: u64 = half_spaces.iter().map(size).sum();
        let _held = Held::new(self.budget, 2 * size);
        let sorting = size * (20 + 4 * u64::from(half_spaces.len().max(1).ilog2()));
        if !self.budget.spend(ball_size + sorting) {
            return false;
        }
        let mut own = half_spaces.clone();
        let mut images: Vec<HalfSpace> = own.iter().map(|half| half.preimage(&g.parameters)).collect();
        own.sort();
        images.sort();
        own == images && ball.as_ref().is_none_or(|ball| ball.is_kept(&g.parameters))
    }

    /// Whether the rows are the same but for their order.
    fn keeps_rows(&mut self, g: &Symmetry) -> bool {
        if g.columns.is_empty() {
            return true;
        }
        let sorted = |mut rows: Vec<Vec<Rational>>| {
            rows.sort();
            rows
        };
        // Copied, and compared once for every doubling of their number.
        let size: u64 = self.problem.rows.iter().flatten().map(|q| NUMBER + words(q)).sum();
        let _held = Held::new(self.budget, size);
        if !self.budget.spend(size * (10 + 2 * u64::from(self.problem.rows.len().max(1).ilog2()))) {
            return false;
        }
        let images = self.problem.rows.iter().map(|row| moved(&g.columns, row)).collect();
        let rows = self.rows.get_or_insert_with(|| {
            self.budget.hold(size);
            sorted(self.problem.rows.clone())
        });
        *rows == sorted(images)
    }
}

/// Machine words that a number of a row takes besides its digits.
const NUMBER: u64 = 12;

#[derive(Debug)]
struct Forms<'p> {
    canon: Canon<'p>,
    /// `None` where they grow too long.
    roots: Option<Vec<FormId>>,
}

impl<'p> Forms<'p> {
    fn new(problem: &'p Problem, roots: impl IntoIterator<Item = NodeId>, budget: &'p Budget) -> Self {
        let mut canon = Canon::new(&problem.graph, roots, budget);
        let Symmetry { parameters, columns } = Symmetry::identity(problem);
        let roots = canon.forms_of_roots(&parameters, &columns);
        Forms { canon, roots }
    }

    fn are_kept(&mut self, g: &Symmetry) -> bool {
        self.roots.is_some() && self.roots == self.canon.forms_of_roots(&g.parameters, &g.columns)
    }
}

fn keeps_limits(limits: &[Limits], g: &Symmetry) -> bool {
    limits.iter().zip(&g.parameters).all(|(own, image)| {
        let other = &limits[image.index];
        match image.is_negative {
            false => own == other,
            true => *own == other.mirrored(),
        }
    })
}
