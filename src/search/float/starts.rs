//! Many starts, each with a random stream of its own.
//!
//! A start's outcome depends on the seed, the topic and the start's number only, and outcomes are joined
//! in order, so that the answer does not depend on the number of threads.

use crate::search::control::Control;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use std::ops::Range;

/// What random numbers are drawn for: searches with one seed share none.
#[derive(Clone, Copy, Debug)]
pub(in crate::search) enum Topic {
    Curvature,
    Hop,
    Jensen,
    Orbit,
    Minimum,
    Path,
    Kink,
    Family,
}

/// The random stream of a start.
fn stream(seed: u64, topic: Topic, start: usize) -> ChaCha8Rng {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(((topic as u64) << 32) | start as u64);
    generator
}

/// Runs these starts, each with its own random stream, and gives their outcomes in order.
pub(in crate::search) fn run<T: Send>(
    control: &Control<'_>,
    topic: Topic,
    starts: Range<usize>,
    start: impl Fn(usize, &mut ChaCha8Rng) -> T + Sync,
) -> Vec<T> {
    let one = |i| start(i, &mut stream(control.seed, topic, i));
    if control.threads > 1 { starts.into_par_iter().map(one).collect() } else { starts.map(one).collect() }
}
