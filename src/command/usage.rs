//! What is said of a command line that cannot be read.

use super::exit::Exit;
use super::stream;
use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Prints clap's message, which can also be the help or the version that was asked for.
pub fn report(mut error: Error) -> Exit {
    advise(&mut error);
    if error.use_stderr() {
        // There is no better place to complain about a failure to print this.
        let _ = error.print();
        return Exit::Unusable;
    }
    stream::written(error.print()).map_or_else(
        |failure| {
            stream::note(&failure.to_string());
            failure.exit()
        },
        |()| Exit::Established,
    )
}

/// What begins with a hyphen is an option that is misspelt, or a formula, before it is a file.
fn advise(error: &mut Error) {
    let (ErrorKind::UnknownArgument, Some(ContextValue::String(argument))) =
        (error.kind(), error.get(ContextKind::InvalidArg))
    else {
        return;
    };
    let is_long = argument.starts_with("--");
    let is_short = argument.starts_with('-') && !is_long;
    let Some(ContextValue::StyledStrs(mut tips)) = error.remove(ContextKind::Suggested) else { return };
    tips.retain(|tip| !tip.to_string().starts_with("to pass"));
    if is_short {
        tips.push("a file called so is ./-…, and a formula follows --formula, as in --formula '-x^3'".into());
    }
    if !tips.is_empty() {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(tips));
    }
}
