//! Was the process started without standard output?
//!
//! Where a standard stream is closed, the standard library opens the null device in its place before
//! `main`, and everything written would be lost without an error. This looks before that.

use std::ffi::c_int;
use std::sync::atomic::{AtomicBool, Ordering};

static CLOSED: AtomicBool = AtomicBool::new(false);

/// Whether standard output was closed when the process began.
pub fn stdout_was_closed() -> bool {
    CLOSED.load(Ordering::Relaxed)
}

unsafe extern "C" {
    fn fcntl(descriptor: c_int, command: c_int, ...) -> c_int;
}

extern "C" fn look() {
    const STDOUT: c_int = 1;
    const F_GETFD: c_int = 1;
    // SAFETY: F_GETFD takes no third argument and changes nothing.
    CLOSED.store(unsafe { fcntl(STDOUT, F_GETFD) } < 0, Ordering::Relaxed);
}

// SAFETY: the section holds functions that are called before `main`; this one needs nothing set up.
#[used]
#[cfg_attr(target_os = "macos", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(not(target_os = "macos"), unsafe(link_section = ".init_array"))]
static LOOK: extern "C" fn() = look;
