//! Working memory of the leaf test, one a thread: nothing in it changes a verdict, and a failed test leaves what it
//! knows of the cell there.

use super::affine::memory::Memory;
use crate::budget::Stop;
use rug::Float;

/// See the module.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(crate) double: Memory<f64>,
    pub(crate) precise: Memory<Float>,
    pub(crate) stop: Stop,
    /// Threads that one test may use.
    pub(crate) threads: usize,
}

impl Scratch {
    /// For tests that end early once this is set, each on so many threads.
    pub fn new(stop: Stop, threads: usize) -> Self {
        Scratch { stop, threads, ..Scratch::default() }
    }
}
