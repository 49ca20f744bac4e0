//! The program itself: standard output, standard error and exit code of every command.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A directory with the shipped problems and data, to run the program in.
struct Workshop(TempDir);

impl Workshop {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        for folder in ["problems", "data"] {
            fs::create_dir(directory.path().join(folder)).unwrap();
            for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
                let entry = entry.unwrap();
                fs::copy(entry.path(), directory.path().join(folder).join(entry.file_name())).unwrap();
            }
        }
        Workshop(directory)
    }

    fn with(self, file: &str, text: &str) -> Self {
        fs::write(self.0.path().join(file), text).unwrap();
        self
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jensen"));
        command.args(arguments).current_dir(self.0.path()).stdin(Stdio::null());
        command.env("NO_COLOR", "1").env_remove("COLUMNS").env_remove("CLICOLOR_FORCE");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn exit(&self, arguments: &[&str]) -> Option<i32> {
        self.run(arguments).status.code()
    }

    /// The one JSON object that a command prints.
    fn json(&self, arguments: &[&str]) -> serde_json::Value {
        serde_json::from_slice(&self.run(arguments).stdout).unwrap()
    }

    /// The program's answers to several command lines, one after the other.
    fn transcript(&self, lines: &[&[&str]]) -> String {
        let mut text = String::new();
        for arguments in lines {
            let output = self.run(arguments);
            let quoted: Vec<String> = arguments.iter().map(|argument| quote(argument)).collect();
            writeln!(text, "$ jensen {}", quoted.join(" ")).unwrap();
            text += &String::from_utf8(output.stdout).unwrap();
            for line in String::from_utf8(output.stderr).unwrap().lines() {
                writeln!(text, "2> {line}").unwrap();
            }
            writeln!(text, "exit {}\n", output.status.code().unwrap()).unwrap();
        }
        text
    }
}

/// As a shell would want it.
fn quote(argument: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,%".contains(c);
    if argument.chars().all(plain) { argument.to_owned() } else { format!("'{argument}'") }
}

/// Compares with the stored snapshot what must not change by itself: no times, versions or digests.
macro_rules! snapshot {
    ($text:expr) => {
        insta::with_settings!({ filters => vec![
            (r"\b\d+\.\d\d s\b", "[seconds]"),
            (r#"("(?:check_)?seconds":)[0-9.e-]+"#, "$1[seconds]"),
            (r"\bjensen \d+\.\d+\.\d+", "jensen [version]"),
            (r"\b[0-9a-f]{64}\b", "[sha256]"),
        ]}, { insta::assert_snapshot!($text) })
    };
}

#[test]
fn help_of_every_command() {
    let workshop = Workshop::new();
    let commands = [
        "info", "init", "refute", "certify", "lambda", "orbit", "check", "show", "explain", "completions",
        "man",
    ];
    let mut lines: Vec<Vec<&str>> = vec![vec!["--help"], vec!["--version"]];
    lines.extend(commands.map(|command| vec![command, "--help"]));
    let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
    snapshot!(workshop.transcript(&lines));
}

#[test]
fn usage_errors() {
    snapshot!(Workshop::new().transcript(&[
        &[],
        &["prove"],
        &["refute"],
        &["refute", "problems/cubic.toml", "--lambda", "-1"],
        &["refute", "problems/cubic.toml", "--lambda", "1e10001"],
        &["refute", "problems/cubic.toml", "--lambda", "1/0"],
        &["refute", "problems/cubic.toml", "--points", "1"],
        &["lambda", "problems/cubic.toml", "--time", "soon"],
        &["lambda", "problems/cubic.toml", "--memory", "much"],
        &["lambda", "problems/cubic.toml", "--threads", "0"],
        &["lambda", "problems/cubic.toml", "--output", "nowhere/cubic.jensen"],
        &["lambda", "problems/cubic.toml", "--output", "problems"],
        &["lambda", "--formula", "x^2"],
        &["lambda", "problems/absent.toml"],
        &["explain", "E-NONSENSE"],
    ]));
}

#[test]
fn a_cubic_is_refuted_certified_and_bracketed() {
    let cubic: &[&str] = &["--formula", "-x^3", "--box", "x=-1..2"];
    let ask = |command: &'static str, rest: &[&'static str]| [&[command], cubic, rest].concat();
    let lines = [
        ask("refute", &["--lambda", "5"]),
        ask("refute", &["--lambda", "7"]),
        ask("certify", &["--lambda", "7"]),
        ask("certify", &["--lambda", "5"]),
        ask("lambda", &[]),
    ];
    let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
    let workshop = Workshop::new();
    snapshot!(workshop.transcript(&lines));
    snapshot!(workshop.transcript(&[&[
        "check",
        "formula.refute.jensen",
        "formula.certify.jensen",
        "formula.lambda.jensen"
    ]]));
}
