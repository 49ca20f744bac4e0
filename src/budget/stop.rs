//! How work that takes long is ended from outside: by a flag, or at a moment.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A flag and a moment that end work. Who works looks at it, row by row or node by node; what was stopped proves nothing.
#[derive(Clone, Copy, Debug)]
pub struct Stop {
    flag: &'static AtomicBool,
    at: Option<Instant>,
}

impl Stop {
    /// That of a handler of signals, say.
    pub fn new(flag: &'static AtomicBool) -> Self {
        Stop { flag, at: None }
    }

    /// The same, at this moment at the latest.
    pub fn by(self, moment: Option<Instant>) -> Self {
        Stop { at: self.at.into_iter().chain(moment).min(), ..self }
    }

    /// The same, so much before its moment.
    pub fn earlier(self, by: Duration) -> Self {
        Stop { at: self.at.map(|moment| moment.checked_sub(by).unwrap_or(moment)), ..self }
    }

    /// The same for dense work of this order; never set below 64, where all of it takes less than a look is late.
    pub fn for_order(self, order: usize) -> Self {
        if order < 64 { Stop::default() } else { self }
    }

    /// Whether work is to stop; once it is, it stays so.
    pub fn is_set(self) -> bool {
        self.flag.load(Ordering::Relaxed) || self.at.is_some_and(|moment| Instant::now() >= moment)
    }
}

impl Default for Stop {
    /// One that is never set.
    fn default() -> Self {
        static NEVER: AtomicBool = AtomicBool::new(false);
        Stop::new(&NEVER)
    }
}
