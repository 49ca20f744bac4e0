//! Progress on standard error: one line that is renewed where that is a terminal, else a new one every few seconds.

use super::stream;
use crate::search::Progress;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{JoinHandle, spawn};
use std::time::{Duration, Instant};

/// Between two lines where there is no terminal.
const EVERY: Duration = Duration::from_secs(5);

/// Gone when it is dropped.
pub struct ProgressLine {
    bar: ProgressBar,
    lines: Option<Lines>,
}

impl ProgressLine {
    /// Nothing if `quiet`.
    pub fn new(quiet: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
            bar.set_style(style);
        }
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        let has_lines = !quiet && bar.is_hidden();
        ProgressLine { bar, lines: has_lines.then(|| Lines::new(EVERY, stream::note)) }
    }

    /// Says what is going on where there is nothing to count.
    pub fn say(&self, what: &str) {
        match &self.lines {
            Some(lines) => lines.say(what.to_owned()),
            None => self.bar.set_message(what.to_owned()),
        }
    }

    /// Shows how far a search is.
    pub fn show(&self, progress: Progress) {
        if self.lines.is_some() || !self.bar.is_hidden() {
            self.say(&describe(progress, self.bar.elapsed()));
        }
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A thread that prints what was said last, again and again, until it is dropped.
struct Lines {
    message: Arc<Mutex<String>>,
    end: Option<Sender<()>>,
    printer: Option<JoinHandle<()>>,
}

impl Lines {
    fn new(every: Duration, print: impl Fn(&str) + Send + 'static) -> Self {
        let (end, ended) = channel();
        let message = Arc::new(Mutex::new(String::new()));
        let (began, said) = (Instant::now(), message.clone());
        let printer = spawn(move || {
            while ended.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                let line = said.lock().unwrap_or_else(PoisonError::into_inner).clone();
                print(&format!("{:.0} s: {line}", began.elapsed().as_secs_f64()));
            }
        });
        Lines { message, end: Some(end), printer: Some(printer) }
    }

    fn say(&self, what: String) {
        *self.message.lock().unwrap_or_else(PoisonError::into_inner) = what;
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        self.end = None;
        let _ = self.printer.take().map(JoinHandle::join);
    }
}

fn describe(progress: Progress, elapsed: Duration) -> String {
    let end = |value: Option<f64>, unknown: &str| value.map_or(unknown.to_owned(), |x| format!("{x:.6}"));
    let mut text = format!("λ* in [{}, {}]", end(progress.lower, "0"), end(progress.upper, "∞"));
    if let Some(phase) = progress.phase {
        return if progress.lower.is_some() { format!("{phase}, {text}") } else { phase.to_owned() };
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_last_is_printed_until_the_end() {
        let (sender, printed) = channel();
        let lines = Lines::new(Duration::from_millis(1), move |line| {
            let _ = sender.send(line.to_owned());
        });
        lines.say("climbing".to_owned());
        assert!(printed.iter().any(|line| line.ends_with(" s: climbing")));
        drop(lines);
        // The thread has ended, and nothing more comes.
        assert!(printed.iter().all(|line| line.contains(" s: ")));
    }

    #[test]
    fn a_phase_is_named_before_there_are_cells() {
        let elapsed = Duration::from_secs(1);
        let phase = Progress { phase: Some("lower end"), ..Progress::default() };
        assert_eq!(describe(phase, elapsed), "lower end");
        let phase = Progress { lower: Some(0.5), ..phase };
        assert_eq!(describe(phase, elapsed), "lower end, λ* in [0.500000, ∞]");
        let cover = Progress { phase: None, upper: Some(1.0), cells: 7, ..phase };
        assert_eq!(
            describe(cover, elapsed),
            "λ* in [0.500000, 1.000000], gap 100.00 %, 7 cells, 7/s, 0 parts open"
        );
    }
}
