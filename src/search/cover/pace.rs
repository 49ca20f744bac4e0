//! How long leaf tests are going to take, by how long those so far have: what a search keeps back for the check.

use crate::bound::{Cell, HessianBound, Scratch};
use crate::certificate::{Token, Tree};
use crate::check::method;
use rug::Rational;
use std::time::{Duration, Instant};

/// Leaves of a tree to begin with that are timed at once, and how long that may take.
const SAMPLE: u64 = 64;
const SAMPLE_TIME: Duration = Duration::from_millis(50);

/// Time and tests so far.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::search) struct Pace {
    time: Duration,
    tests: u64,
}

impl Pace {
    /// That of the first leaves of a tree that fits the root cell.
    pub fn sampled(bound: &HessianBound, root: &Cell, tree: &Tree, lambda: &Rational) -> Self {
        let (mut pace, mut scratch, mut open) = (Pace::default(), Scratch::default(), vec![root.clone()]);
        let began = Instant::now();
        for token in tree.tokens() {
            let Some(cell) = open.pop() else { break };
            match token {
                Token::Skipped => {}
                Token::Split(k) => open.extend(cell.split(k as usize).into_iter().flatten().rev()),
                Token::Leaf(leaf) => {
                    // Whether it passes is not asked here.
                    if let (Some(method), Some(part)) = (method(leaf), bound.part(&cell)) {
                        let _ = bound.prove(&part, lambda, method, &mut scratch);
                    }
                    pace = Pace { time: began.elapsed(), tests: pace.tests + 1 };
                }
            }
            if pace.tests == SAMPLE || began.elapsed() > SAMPLE_TIME {
                break;
            }
        }
        pace
    }

    /// So many more tests took this time.
    pub fn add(&mut self, time: Duration, tests: u64) {
        self.time += time;
        self.tests += tests;
    }

    /// What so many tests take.
    pub fn of(&self, tests: f64) -> Duration {
        self.time.div_f64(self.tests.max(1) as f64).mul_f64(tests)
    }
}
