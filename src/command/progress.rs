//! The progress line on standard error, if that is a terminal.

use crate::search::Progress;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// One line, gone when it is dropped.
pub struct ProgressLine(ProgressBar);

impl ProgressLine {
    /// Hidden if `quiet`, or if standard error is no terminal.
    pub fn new(quiet: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
            bar.set_style(style);
        }
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        ProgressLine(bar)
    }

    /// Says what is going on where there is nothing to count.
    pub fn say(&self, what: &'static str) {
        self.0.set_message(what);
    }

    /// Shows how far a search is.
    pub fn show(&self, progress: Progress) {
        if !self.0.is_hidden() {
            self.0.set_message(describe(progress, self.0.elapsed()));
        }
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn describe(progress: Progress, elapsed: Duration) -> String {
    let end = |value: Option<f64>, unknown: &str| value.map_or(unknown.to_owned(), |x| format!("{x:.6}"));
    let mut text = format!("λ* in [{}, {}]", end(progress.lower, "0"), end(progress.upper, "∞"));
    if let (Some(lower), Some(upper)) = (progress.lower, progress.upper)
        && lower > 0.0
    {
        text += &format!(", gap {:.2} %", 100.0 * (upper / lower - 1.0));
    }
    if let Some(target) = progress.target {
        text += &format!(", proving {target:.6}");
    }
    let rate = progress.cells as f64 / elapsed.as_secs_f64().max(0.001);
    text += &format!(
        ", {} cells, {}/s, {} parts open",
        HumanCount(progress.cells),
        HumanCount(rate as u64),
        HumanCount(progress.open)
    );
    text
}
