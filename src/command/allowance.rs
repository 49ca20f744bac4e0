//! How long the checker may take once a search has ended.

use super::signal;
use crate::budget::Stop;
use crate::search::Spare;
use std::time::{Duration, Instant};

/// What is kept back for a part, in terms of what its check took, and for its file.
const MARGIN: f64 = 1.25;
const FILE: Duration = Duration::from_millis(50);

/// Over the limit by a twenty-fifth, or most of a second, and no longer after a signal than a twentieth of the time so
/// far, or half a second. A signal that comes only then ends a check.
pub struct Allowance {
    began: Instant,
    started: Instant,
    limit: Option<Instant>,
    /// Where the signal came before the check.
    grace: Option<Instant>,
}

impl Allowance {
    /// From now on, after a search with this limit that was started then.
    pub fn of(limit: Option<Duration>, started: Instant) -> Self {
        let limit = limit.and_then(|limit| limit.checked_add(longer(limit, 25, 800)));
        let limit = limit.and_then(|limit| started.checked_add(limit));
        let allowance = Allowance { began: Instant::now(), started, limit, grace: None };
        Allowance { grace: allowance.grace_now(), ..allowance }
    }

    fn grace_now(&self) -> Option<Instant> {
        signal::has_come().then(|| Instant::now() + longer(self.started.elapsed(), 20, 500))
    }

    /// What ends a check that is followed by that of a part.
    pub fn keeping(&self, spare: Option<&Spare>) -> Stop {
        let kept = spare.map_or(Duration::ZERO, |spare| spare.check_time.mul_f64(MARGIN) + FILE);
        self.stop(self.grace).earlier(kept)
    }

    /// What ends the last check.
    pub fn all(&self) -> Stop {
        self.stop(self.grace.or_else(|| self.grace_now()))
    }

    fn stop(&self, grace: Option<Instant>) -> Stop {
        let flag = if grace.is_some() { Stop::default() } else { Stop::new(&signal::STOP) };
        flag.by(grace).by(self.limit)
    }

    /// What checks have taken so far.
    pub fn spent(&self) -> Duration {
        self.began.elapsed()
    }
}

/// This part of a time, or so many milliseconds.
fn longer(time: Duration, part: u32, least: u64) -> Duration {
    (time / part).max(Duration::from_millis(least))
}
