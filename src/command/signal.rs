//! Ctrl-C and TERM: the first ends the search and starts the check, the second ends the process.

use super::exit::{Exit, Failure};
use super::stream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Set by the first signal.
pub static STOP: AtomicBool = AtomicBool::new(false);

/// The certificate that is written and not yet checked.
static UNCHECKED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Tells what a second signal would leave behind.
pub fn set_unchecked(path: Option<&Path>) {
    *UNCHECKED.lock().unwrap_or_else(PoisonError::into_inner) = path.map(Path::to_owned);
}

/// Installs the handler.
///
/// # Errors
/// The system's, or a handler that is there already.
pub fn install() -> Result<(), Failure> {
    ctrlc::set_handler(handle).map_err(|error| Failure::Usage(format!("cannot watch for Ctrl-C: {error}")))
}

fn handle() {
    if !STOP.swap(true, Ordering::Relaxed) {
        return;
    }
    let unchecked = UNCHECKED.lock().unwrap_or_else(PoisonError::into_inner);
    match &*unchecked {
        Some(path) => stream::note(&format!("written, not checked: {}", path.display())),
        None => stream::note("interrupted, nothing written"),
    }
    std::process::exit(Exit::Undecided as i32);
}
