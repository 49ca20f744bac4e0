//! Ctrl-C and TERM: the first ends the search and starts a short check, or ends a check that has begun; the second ends
//! the process.

use super::exit::{Exit, Failure};
use super::stream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Set by the first signal.
pub static STOP: AtomicBool = AtomicBool::new(false);

/// The certificate that is written and not yet checked.
static UNCHECKED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// What the search has saved on its way.
static CHECKPOINT: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Whether a signal has come.
pub fn has_come() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// The search can go on from this file, or from none.
pub fn set_checkpoint(path: Option<PathBuf>) {
    *CHECKPOINT.lock().unwrap_or_else(PoisonError::into_inner) = path;
}

/// Writes a certificate; a second signal waits until it is there, and says so.
///
/// # Errors
/// Those of `write`.
pub fn while_writing(path: &Path, write: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    let mut unchecked = UNCHECKED.lock().unwrap_or_else(PoisonError::into_inner);
    write()?;
    *unchecked = Some(path.to_owned());
    Ok(())
}

/// The certificate is checked.
pub fn set_checked() {
    *UNCHECKED.lock().unwrap_or_else(PoisonError::into_inner) = None;
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
        return stream::note(
            "ending: what has been found is written and checked; a second signal ends that too",
        );
    }
    let unchecked = UNCHECKED.lock().unwrap_or_else(PoisonError::into_inner);
    match &*unchecked {
        Some(path) => stream::note(&format!("written, not checked: {}", path.display())),
        None => match &*CHECKPOINT.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(path) => stream::note(&format!("interrupted; to go on: --resume {}", path.display())),
            None => stream::note("interrupted, nothing written"),
        },
    }
    std::process::exit(Exit::Undecided as i32);
}
