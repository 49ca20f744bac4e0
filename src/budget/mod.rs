//! A budget of counted work, for whoever reads a certificate that somebody else has written. Work is counted, never timed, and
//! where nothing runs in parallel, so that a verdict depends neither on the machine nor on threads.
//!
//! Once spent, a budget stays spent (theory.md, A15): what a computation returns after that may be cut short, so who owns the
//! budget looks at [`Budget::is_spent`] before anything is called proved. It may be
//! stopped from outside all the same: then nothing is decided either.

mod stop;
mod threads;

pub use stop::Stop;
pub use threads::spread;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Units after which a budget looks whether it is to stop: about a quarter of a millisecond.
const LOOK: u64 = 1 << 18;

/// What is left of an allowance of work.
#[derive(Debug)]
pub struct Budget {
    limit: u64,
    spent: AtomicU64,
    /// Machine words, and the most there were at one time.
    held: AtomicU64,
    most_held: AtomicU64,
    stop: Stop,
    is_stopped: AtomicBool,
    /// Whether a part was not enough.
    is_wanting: AtomicBool,
}

impl Budget {
    /// About ten seconds, and 320 MB.
    pub const DEFAULT: u64 = 10_000_000_000;
    /// What an allowance must have for each machine word held at one time.
    pub const UNITS_A_WORD: u64 = 250;

    /// An allowance of so many units.
    pub fn new(limit: u64) -> Self {
        Budget {
            limit,
            spent: AtomicU64::new(0),
            held: AtomicU64::new(0),
            most_held: AtomicU64::new(0),
            stop: Stop::default(),
            is_stopped: AtomicBool::new(false),
            is_wanting: AtomicBool::new(false),
        }
    }

    /// An allowance that nothing exhausts.
    pub fn boundless() -> Self {
        Budget::new(u64::MAX)
    }

    /// The same, spent once this is set.
    pub fn stopped_by(self, stop: Stop) -> Self {
        Budget { stop, is_stopped: AtomicBool::new(stop.is_set()), ..self }
    }

    /// What stops it.
    pub fn stop(&self) -> Stop {
        self.stop
    }

    /// Whether it was seen to be stopped.
    pub fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// Takes so many units, and says whether there were as many.
    pub fn spend(&self, units: u64) -> bool {
        let add = |spent: u64| Some(spent.saturating_add(units));
        let before = self.spent.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add).unwrap_or(u64::MAX);
        let after = before.saturating_add(units);
        if after / LOOK > before / LOOK && self.stop.is_set() {
            self.is_stopped.store(true, Ordering::Relaxed);
        }
        after <= self.limit && !self.is_stopped()
    }

    /// Takes so many machine words of memory, until [`Self::release`] gives them back, and says whether there were as many.
    pub fn hold(&self, words: u64) -> bool {
        let held = self.held.fetch_add(words, Ordering::Relaxed).saturating_add(words);
        self.most_held.fetch_max(held, Ordering::Relaxed);
        let is_enough = held <= self.limit / Self::UNITS_A_WORD;
        // What was not to be had leaves nothing of the rest.
        is_enough || self.spend(u64::MAX)
    }

    /// Gives back words that are not held any more.
    pub fn release(&self, words: u64) {
        self.held.fetch_sub(words, Ordering::Relaxed);
    }

    /// Whether more was asked for than there was, or it was stopped.
    pub fn is_spent(&self) -> bool {
        self.spent.load(Ordering::Relaxed) > self.limit || self.is_stopped()
    }

    /// The allowance that would have sufficed for what was asked for so far.
    pub fn needed(&self) -> u64 {
        let held = self.most_held.load(Ordering::Relaxed).saturating_mul(Self::UNITS_A_WORD);
        self.spent.load(Ordering::Relaxed).max(held)
    }

    /// Whether an attempt was cut short by its part: what was not proved might have been.
    pub fn is_wanting(&self) -> bool {
        self.is_wanting.load(Ordering::Relaxed)
    }

    /// The allowance.
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// A part of what is left, for an attempt that others may follow: [`Self::settle`] takes what it has spent.
    pub fn part(&self, divisor: u64) -> Self {
        let left = self.limit.saturating_sub(self.spent.load(Ordering::Relaxed));
        Budget::new(left / divisor).stopped_by(self.stop)
    }

    /// Takes what a part has spent, no more than it had; remembers one that was not enough.
    pub fn settle(&self, part: &Budget) {
        self.is_wanting.fetch_or(part.is_spent(), Ordering::Relaxed);
        self.is_stopped.fetch_or(part.is_stopped(), Ordering::Relaxed);
        self.most_held.fetch_max(part.most_held.load(Ordering::Relaxed), Ordering::Relaxed);
        self.spend(part.spent.load(Ordering::Relaxed).min(part.limit));
    }
}

/// Words of memory that are held as long as this lives.
#[derive(Debug)]
pub struct Held<'b> {
    budget: &'b Budget,
    words: u64,
}

impl<'b> Held<'b> {
    /// Takes so many words.
    pub fn new(budget: &'b Budget, words: u64) -> Self {
        budget.hold(words);
        Held { budget, words }
    }

    /// Whose words they are.
    pub fn budget(&self) -> &'b Budget {
        self.budget
    }
}

impl Clone for Held<'_> {
    fn clone(&self) -> Self {
        Held::new(self.budget, self.words)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.budget.release(self.words);
    }
}

impl Default for Budget {
    fn default() -> Self {
        Budget::new(Self::DEFAULT)
    }
}
