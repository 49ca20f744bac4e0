//! How a leaf test that takes long is ended from outside.

use std::sync::atomic::{AtomicBool, Ordering};

/// A flag that stops leaf tests; they look at it row by row. A test that was stopped proves nothing.
#[derive(Clone, Copy, Debug)]
pub struct Stop(&'static AtomicBool);

impl Stop {
    /// That of a handler of signals, say.
    pub fn new(flag: &'static AtomicBool) -> Self {
        Stop(flag)
    }

    /// Whether tests are to stop.
    pub fn is_set(self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Default for Stop {
    /// One that is never set.
    fn default() -> Self {
        static NEVER: AtomicBool = AtomicBool::new(false);
        Stop(&NEVER)
    }
}
