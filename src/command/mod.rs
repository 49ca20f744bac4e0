//! The command line: one file a subcommand.
//!
//! A command's `run` answers a question and returns its `Exit`; whatever keeps the question from being
//! asked is a `Failure`. No command decides anything itself: each verdict printed is the checker's, on
//! the bytes that were written.

mod arguments;
mod certify;
mod check;
#[cfg(unix)]
mod completions;
mod constant;
mod earlier;
mod exclude;
mod exit;
mod explain;
mod info;
mod init;
mod invariant;
mod lambda;
mod man;
mod minimize;
mod minimum;
mod orbit;
mod output;
mod path;
mod progress;
mod refute;
mod reproduce;
mod session;
mod show;
mod signal;
mod stage;
mod stream;
mod upgrade;
mod usage;
mod value;
mod version1;

use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::process::ExitCode;

/// Is this objective convex here, and if not, how much penalty makes it so?
///
/// An objective f_λ(θ) = L(θ) + λ·P(θ) on a box comes from a problem file or a formula. Every answer is
/// a certificate, and every verdict is the checker's on the certificate just written.
#[derive(Parser)]
#[command(name = "jensen", version, propagate_version = true, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Colours
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    color: Colour,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  the asked statement is established (check: every certificate is valid)
  1  its opposite is established (check: a certificate is rejected)
  2  usage, file or parse error, or a kink that no cover gets past
  3  undecided, within the budget or for want of a bounded box; a valid partial result is printed
     (check: a certificate is neither valid nor rejected)
Only 0 and 1 carry a guarantee.";

#[derive(Subcommand)]
enum Command {
    Info(info::Arguments),
    Init(init::Arguments),
    Refute(refute::Arguments),
    Certify(certify::Arguments),
    Lambda(lambda::Arguments),
    Orbit(orbit::Arguments),
    Minimize(minimize::Arguments),
    Minimum(minimum::Arguments),
    Path(path::Arguments),
    Value(value::Arguments),
    Constant(constant::Arguments),
    Invariant(invariant::Arguments),
    Exclude(exclude::Arguments),
    Check(check::Arguments),
    Upgrade(upgrade::Arguments),
    Show(show::Arguments),
    Reproduce(reproduce::Arguments),
    Explain(explain::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// When to colour. `NO_COLOR` turns `auto` off.
#[derive(Clone, Copy, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

impl From<Colour> for anstream::ColorChoice {
    fn from(colour: Colour) -> Self {
        match colour {
            Colour::Auto => anstream::ColorChoice::Auto,
            Colour::Always => anstream::ColorChoice::Always,
            Colour::Never => anstream::ColorChoice::Never,
        }
    }
}

/// Runs the command that the process's arguments name.
pub fn main() -> ExitCode {
    let matches = Cli::command().try_get_matches();
    let parsed = matches.and_then(|matches| Ok((wants_json(&matches), Cli::from_arg_matches(&matches)?)));
    let (wants_json, cli) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return usage::report(error).into(),
    };
    anstream::ColorChoice::from(cli.color).write_global();
    let answer = match cli.command {
        Command::Info(arguments) => arguments.run(),
        Command::Init(arguments) => arguments.run(),
        Command::Refute(arguments) => arguments.run(),
        Command::Certify(arguments) => arguments.run(),
        Command::Lambda(arguments) => arguments.run(),
        Command::Orbit(arguments) => arguments.run(),
        Command::Minimize(arguments) => arguments.run(),
        Command::Minimum(arguments) => arguments.run(),
        Command::Path(arguments) => arguments.run(),
        Command::Value(arguments) => arguments.run(),
        Command::Constant(arguments) => arguments.run(),
        Command::Invariant(arguments) => arguments.run(),
        Command::Exclude(arguments) => arguments.run(),
        Command::Check(arguments) => arguments.run(),
        Command::Upgrade(arguments) => arguments.run(),
        Command::Show(arguments) => arguments.run(),
        Command::Reproduce(arguments) => arguments.run(),
        Command::Explain(arguments) => arguments.run(),
        Command::Completions(arguments) => arguments.run(),
        Command::Man(arguments) => arguments.run(),
    };
    let exit = answer.unwrap_or_else(|failure| {
        let text = if wants_json { failure.json().to_string() } else { failure.to_string() };
        stream::note(&text);
        failure.exit()
    });
    exit.into()
}

/// Whether the result is to be a JSON object: then so is an error.
fn wants_json(matches: &ArgMatches) -> bool {
    let values = matches.subcommand().and_then(|(_, matches)| matches.try_get_raw("format").ok().flatten());
    values.is_some_and(|mut values| values.any(|value| value == "json"))
}
