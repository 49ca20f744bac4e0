//! Budgets, seeds, threads, progress and interruption: what every search is given.

use crate::budget::Stop;
use crate::certificate::{Certificate, Tree};
use crate::check::Effort;
use std::time::{Duration, Instant};

/// What a search may spend. `None` is without limit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Budget {
    /// Wall time, the check included.
    pub time: Option<Duration>,
    /// Cells (leaf tests).
    pub cells: Option<u64>,
    /// Bytes of the tree and the open cells.
    pub memory: Option<u64>,
}

/// Why a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// It reached what was asked; reproducible.
    Done,
    /// `--cells`; reproducible.
    Cells,
    /// `--time`; not reproducible.
    Time,
    /// `--memory`; not reproducible.
    Memory,
    /// Ctrl-C or TERM; not reproducible.
    Signal,
}

impl StopReason {
    /// Whether the same version and seed give the same bytes again.
    pub fn is_reproducible(self) -> bool {
        matches!(self, StopReason::Done | StopReason::Cells)
    }
}

/// What is known so far, for a progress line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// What is being done, where no cells are counted yet.
    pub phase: Option<&'static str>,
    /// Lower end of λ\*, by floats.
    pub lower: Option<f64>,
    /// Upper end of λ\*.
    pub upper: Option<f64>,
    /// The λ that is being proved.
    pub target: Option<f64>,
    /// Leaf tests so far.
    pub cells: u64,
    /// Parts of the tree that are still open.
    pub open: u64,
}

/// What a search has at some moment, or an earlier one had when it ended.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Claim and evidence so far.
    pub certificate: Certificate,
    /// A finer tree than the certificate's, not all of whose leaves are proved at the upper end: the work
    /// that was begun. A search goes on from it.
    pub finer: Option<Tree>,
}

/// What every search is given.
pub struct Control<'a> {
    /// What may be spent.
    pub budget: Budget,
    /// When the search began.
    pub started: Instant,
    /// Seed of all randomness.
    pub seed: u64,
    /// Threads; the answer does not depend on them.
    pub threads: usize,
    /// Set by a signal handler.
    pub stop: Stop,
    /// Whether covers may skip what symmetry proves elsewhere.
    pub symmetry: bool,
    /// Called between rounds.
    pub progress: &'a (dyn Fn(Progress) + Sync),
    /// What to go on from: evidence about the same problem, of which nothing is trusted.
    pub earlier: Option<&'a Stage>,
    /// Called from time to time with what there is.
    pub save: Option<&'a (dyn Fn(&Stage) + Sync)>,
    /// The least time between two such calls.
    pub save_every: Duration,
}

impl Default for Control<'static> {
    /// From now on without limits: seed 0, one thread, no progress, no signal.
    fn default() -> Self {
        Control {
            budget: Budget::default(),
            started: Instant::now(),
            seed: 0,
            threads: 1,
            stop: Stop::default(),
            symmetry: true,
            progress: &|_| (),
            earlier: None,
            save: None,
            save_every: Duration::from_secs(10),
        }
    }
}

/// What is left after a signal for rounding and checking what has been found.
const MOMENT: Duration = Duration::from_millis(300);

impl Control<'_> {
    /// Whether a signal or the clock asks to stop now.
    pub fn interrupted(&self) -> Option<StopReason> {
        if self.stop.is_set() {
            return Some(StopReason::Signal);
        }
        self.budget.time.filter(|&limit| self.started.elapsed() >= limit).map(|_| StopReason::Time)
    }

    /// What ends work that takes long: the signal or the clock.
    pub fn end(&self) -> Stop {
        self.stop.by(self.budget.time.and_then(|limit| self.started.checked_add(limit)))
    }

    /// An allowance of counted work, as a check has it, that is spent when the search is to end.
    pub fn allowance(&self) -> crate::budget::Budget {
        crate::budget::Budget::default().stopped_by(self.end())
    }

    /// How hard the checker tries on what is found on the way.
    pub fn effort(&self) -> Effort {
        Effort { stop: self.end(), ..Effort::default() }
    }

    /// For what is left to do with what has been found: where a signal has come, a moment more.
    pub fn finishing(&self) -> Control<'_> {
        if !self.stop.is_set() {
            return Control { ..*self };
        }
        let stop = Stop::default().by(Instant::now().checked_add(MOMENT));
        Control { stop, ..self.with(Budget { time: None, ..self.budget }) }
    }

    /// Says what is being done, and the lower end so far.
    pub fn says(&self, phase: &'static str, lower: Option<f64>) {
        (self.progress)(Progress { phase: Some(phase), lower, ..Progress::default() });
    }

    /// The same with at most this many cells in all.
    pub fn with_cells(&self, cells: u64) -> Control<'_> {
        let limit = self.budget.cells.map_or(cells, |limit| limit.min(cells));
        self.with(Budget { cells: Some(limit), ..self.budget })
    }

    /// The same with or without symmetries.
    pub fn with_symmetry(&self, symmetry: bool) -> Control<'_> {
        Control { symmetry, ..*self }
    }

    /// The same with less time, for what comes afterwards.
    pub fn with_reserve(&self, reserve: Duration) -> Control<'_> {
        let time = self.budget.time.map(|limit| limit.saturating_sub(reserve));
        self.with(Budget { time, ..self.budget })
    }

    fn with(&self, budget: Budget) -> Control<'_> {
        Control { budget, ..*self }
    }

    /// Runs `work` in a pool of this many threads.
    pub fn install<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match rayon::ThreadPoolBuilder::new().num_threads(self.threads).build() {
            Ok(pool) if self.threads > 1 => pool.install(work),
            _ => work(),
        }
    }
}
