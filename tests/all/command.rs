//! The program itself: standard output, standard error and exit code of every command.

use jensen::grammar::parse_rational;
use jensen::number::Rational;
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

/// Compares with the stored snapshot what must not change by itself: no times, versions, digests, counts
/// of cells.
macro_rules! snapshot {
    ($text:expr) => {
        insta::with_settings!({ omit_expression => true, filters => vec![
            (r"\b\d+\.\d\d s\b", "[seconds]"),
            (r#"("(?:check_)?seconds":)[0-9.e-]+"#, "$1[seconds]"),
            (r"\b([Jj]ensen) \d+\.\d+\.\d+", "$1 [version]"),
            (r"\b[0-9a-f]{64}\b", "[sha256]"),
            (r"\b\d+ cells?\b", "[n] cells"),
            (r#"("cells":)\d+"#, "$1[n]"),
        ]}, { insta::assert_snapshot!($text) })
    };
}

#[test]
fn help_of_every_command() {
    let workshop = Workshop::new();
    let commands = [
        "info",
        "init",
        "refute",
        "certify",
        "lambda",
        "orbit",
        "minimize",
        "minimum",
        "path",
        "check",
        "show",
        "explain",
        "completions",
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
        &["lambda", "problems/cubic.toml", "--cells", "-1"],
        &["lambda", "problems/cubic.toml", "--time", "-1"],
        &["lambda", "problems/cubic.toml", "--gap", "-1"],
        &["lambda", "problems/cubic.toml", "--penalty", "l1"],
        &["lambda", "problems/cubic.toml", "--gpa", "1"],
        &["lambda", "--formula", "--box", "x=-1..2"],
        &["lambda", "-x^3", "--box", "x=-1..2"],
        &["check", "-x.jensen"],
        &["lambda", "problems/cubic.toml", "--output", "nowhere/cubic.jensen"],
        &["lambda", "problems/cubic.toml", "--output", "problems"],
        &["lambda", "--formula", "x^2"],
        &["lambda", "--formula", "x^2", "--box", "x=-1..1", "--penalty", "elastic-nt:1/2"],
        &["lambda", "problems/absent.toml"],
        &["explain", "E-NONSENSE"],
    ]));
}

#[test]
fn a_cubic_is_refuted_certified_and_bracketed() {
    let cubic: &[&str] = &["--formula", "-x^3", "--box", "x=-1..2"];
    let ask = |command: &'static str, rest: &[&'static str]| [&[command], cubic, rest].concat();
    let lines = [
        ask("info", &[]),
        ask("refute", &["--lambda", "5"]),
        ask("refute", &["--lambda", "7"]),
        ask("certify", &["--lambda", "7"]),
        vec!["check", "formula.refute.jensen", "formula.certify.jensen"],
        ask("certify", &["--lambda", "5"]),
        ask("lambda", &[]),
        vec!["check", "formula.certify.jensen", "formula.lambda.jensen"],
    ];
    let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
    snapshot!(Workshop::new().transcript(&lines));
}

#[test]
fn small_problems_are_bracketed() {
    let workshop = Workshop::new();
    let problems = ["product", "triple-product", "tanh1", "tanh2-unit", "camel"];
    let files = problems.map(|problem| format!("problems/{problem}.toml"));
    let lines: Vec<[&str; 4]> = files.iter().map(|file| ["lambda", file, "--threads", "1"]).collect();
    let lines: Vec<&[&str]> = lines.iter().map(<[&str; 4]>::as_slice).collect();
    snapshot!(workshop.transcript(&lines));
}

#[test]
fn readme_shows_what_the_program_prints() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let (command, shown) = readme.split("```console\n$ jensen ").nth(1).unwrap().split_once('\n').unwrap();
    let output = Workshop::new().run(&command.split(' ').collect::<Vec<_>>());
    let printed = String::from_utf8(output.stdout).unwrap();
    let lasting = |text: &str| -> Vec<String> {
        let has_time = |line: &str| line.starts_with("  search ") || line.starts_with("  check ");
        text.lines().filter(|line| !has_time(line)).map(str::to_owned).collect()
    };
    assert_eq!(lasting(shown.split("```").next().unwrap()), lasting(&printed));
}

#[test]
fn the_examples_of_the_page_on_problem_files_are_problems() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("PROBLEMS.md")).unwrap();
    let blocks: Vec<&str> =
        page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let [formula, network] = blocks[..] else { panic!("{} examples", blocks.len()) };
    let around = format!("[data]\nfile = \"iris.csv\"\n\n{network}\n[domain]\ndefault = [-1, 1]\n");
    let workshop = Workshop::new().with("data/formula.toml", formula).with("data/network.toml", &around);
    for file in ["data/formula.toml", "data/network.toml"] {
        let output = workshop.run(&["info", file]);
        assert!(output.status.success(), "{}", String::from_utf8(output.stderr).unwrap());
    }
}

#[test]
fn brackets_contain_what_is_known() {
    let workshop = Workshop::new();
    for (problem, floor, ceiling) in [
        ("cubic", "6", "6"),
        ("product", "2", "2"),
        ("triple-product", "2", "2"),
        ("tanh1", "4.22007", "4.22008"),
        ("tanh2-unit", "3.61797", "3.61798"),
        ("camel", "4.46996", "4.46997"),
    ] {
        let file = format!("problems/{problem}.toml");
        let answer = workshop.json(&["lambda", &file, "--format", "json"]);
        let end = |name: &str| parse_rational(answer["lambda_star"][name].as_str().unwrap()).unwrap();
        let (lower, upper) = (end("lower"), end("upper"));
        assert!(lower <= parse_rational(ceiling).unwrap(), "{problem}: lower end {lower}");
        assert!(parse_rational(floor).unwrap() <= upper, "{problem}: upper end {upper}");
        assert!(upper <= Rational::from((101, 100)) * lower, "{problem}: wider than 1 %");
        assert_eq!(answer["status"], "closed", "{problem}");
        assert_eq!(answer["verdict"], "valid", "{problem}");
    }
}

#[test]
fn swapped_units_refute_up_to_eighteen_fifths() {
    snapshot!(Workshop::new().transcript(&[
        &["orbit", "problems/swap.toml", "--at", "a1=1,a2=-1,w1=2,w2=1"],
        &["check", "swap.orbit.jensen"],
        &["orbit", "problems/cubic.toml"],
        &["orbit", "problems/swap.toml", "--at", "a1=1,a2=-1,w1=2"],
        &["orbit", "problems/swap.toml", "--at", "a1=1,a2=-1,w1=2,w3=1"],
        &["orbit", "problems/swap.toml", "--at", "a1=1,a2=-1,w1=5/2,w2=1"],
    ]));
}

#[test]
fn minimisers_are_unique_and_known() {
    snapshot!(Workshop::new().transcript(&[
        &["minimize", "problems/ridge.toml", "--lambda", "5"],
        &["minimize", "problems/logistic.toml", "--lambda", "1"],
        &["minimize", "problems/logistic.toml", "--lambda", "1", "--within", "1e-30"],
        &["minimize", "problems/tanh2.toml", "--lambda", "10"],
        &["show", "tanh2.minimize.jensen", "--format", "markdown"],
        &["minimize", "problems/tanh2.toml", "--lambda", "10", "--format", "json"],
        &["minimize", "problems/tanh2-shifted.toml", "--lambda", "10"],
        &["orbit", "problems/tanh2-shifted.toml", "--at", "a1=1,a2=-1,w1=2,w2=1"],
        &["minimize", "problems/sigmoid2.toml", "--lambda", "5"],
        &["check", "ridge.minimize.jensen", "--problem", "problems/ridge.toml"],
        &["minimize", "problems/ridge.toml", "--lambda", "0"],
        &["minimize", "problems/tanh2.toml", "--lambda", "5"],
        &["minimize", "--formula", "x^2", "--box", "x=-1..1", "--penalty", "l1", "--lambda", "1"],
        &["minimize", "--formula", "abs(x)", "--box", "x=-1..1", "--lambda", "1"],
        &["minimize", "problems/ridge.toml", "--lambda", "1", "--within", "0"],
        &["minimize", "problems/tanh1.toml", "--lambda", "1/10", "--near", "a=1,w=1"],
        &["minimize", "problems/tanh1.toml", "--lambda", "1/10", "--near", "a=1,w=1", "--radius", "1/10"],
        &["minimize", "problems/tanh1.toml", "--lambda", "1/10", "--near", "a=1,w=1", "--radius", "4"],
        &["minimize", "problems/tanh1.toml", "--lambda", "1/10", "--near", "a=1,v=1"],
    ]));
}

/// At λ = 11/10 the dead network is best although f_λ is not convex; at λ = 1/2 it is not.
#[test]
fn least_values_are_bracketed() {
    snapshot!(Workshop::new().transcript(&[
        &["minimum", "problems/tanh2.toml", "--lambda", "11/10"],
        &["show", "tanh2.minimum.jensen", "--format", "json"],
        &["refute", "problems/tanh2.toml", "--lambda", "11/10"],
        &["minimum", "problems/tanh2.toml", "--lambda", "1/2", "--format", "json"],
        &["check", "tanh2.minimum.jensen"],
        &["minimum", "problems/ridge.toml", "--lambda", "5"],
        &["minimum", "problems/camel.toml", "--gap", "1e-6"],
        &["minimum", "problems/camel.toml", "--cells", "40"],
        &["minimum", "--formula", "x", "--box", "x=real"],
        &["minimum", "--formula", "abs(x - 1/3)", "--box", "x=-1..1"],
        &["minimum", "problems/camel.toml", "--absolute-gap", "0"],
    ]));
}

/// One neuron on one sample: alive up to a λ, dead from there on, and convex later.
#[test]
fn paths_are_followed() {
    let neuron: &[&str] =
        &["path", "--formula", "(1 - a*tanh(w))^2", "--box", "a=-2..2,w=-2..2", "--samples", "8"];
    let workshop = Workshop::new().with("mine.svg", "<svg/>");
    let more = |rest: &[&'static str]| [neuron, rest].concat();
    let lines = [
        more(&["--figure", "a.svg", "--table", "a.csv", "--threads", "1"]),
        more(&["--format", "json", "--figure", "a.svg"]),
        vec!["check", "formula.path.jensen"],
        more(&["--figure", "mine.svg"]),
        more(&["--from", "2", "--to", "1"]),
        more(&["--cells", "10"]),
    ];
    let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
    snapshot!(workshop.transcript(&lines));
    for file in ["a.svg", "a.csv"] {
        let text = fs::read_to_string(workshop.0.path().join(file)).unwrap();
        snapshot!(text);
    }
    assert_eq!(fs::read_to_string(workshop.0.path().join("mine.svg")).unwrap(), "<svg/>");
}

#[test]
fn networks_are_not_convex() {
    let workshop = Workshop::new();
    for problem in ["xor-tanh", "xor-sigmoid", "xor-softplus", "xor-relu", "iris-4-3-3"] {
        let (file, certificate) = (format!("problems/{problem}.toml"), format!("{problem}.refute.jensen"));
        assert_eq!(workshop.exit(&["refute", &file]), Some(0), "{problem}");
        assert_eq!(workshop.exit(&["check", &certificate, "--problem", &file]), Some(0), "{problem}");
    }
}

#[test]
fn every_lambda_is_refuted() {
    let names = [
        "cubic-unbounded",
        "product-unbounded",
        "relu1",
        "relu2",
        "tanh2-unbounded",
        "quartic-penalty",
        "absolute-penalty",
    ];
    let files = names.map(|name| format!("problems/{name}.toml"));
    let mut lines: Vec<Vec<&str>> =
        files.iter().map(|file| vec!["refute", file.as_str(), "--every-lambda"]).collect();
    lines.extend([
        vec!["refute", "problems/relu2.toml", "--every-lambda", "--format", "json"],
        vec!["refute", "problems/tanh2-unbounded.toml", "--every-lambda", "--format", "json"],
        vec!["refute", "problems/cubic.toml", "--every-lambda"],
        vec!["refute", "problems/cubic.toml", "--every-lambda", "--format", "json"],
        vec!["refute", "problems/cubic.toml", "--every-lambda", "--lambda", "1"],
        vec!["lambda", "problems/xor-relu.toml"],
        vec!["lambda", "problems/product-unbounded.toml", "--format", "json"],
        vec![
            "lambda",
            "--formula",
            "-abs(x)",
            "--box",
            "x=-1..1",
            "--penalty",
            "l1",
            "--output",
            "tent.jensen",
        ],
        vec!["show", "product-unbounded.refute.jensen"],
        vec!["show", "relu2.refute.jensen", "--format", "markdown"],
        vec!["check", "tanh2-unbounded.refute.jensen", "--problem", "problems/tanh2-unbounded.toml"],
    ]);
    let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
    snapshot!(Workshop::new().transcript(&lines));
}

#[test]
fn certificates_are_checked_and_shown() {
    let workshop = Workshop::new()
        .with("empty.jensen", "")
        .with("garbage.jensen", "jensen-certificate 2\nclaim convex as cheese\n")
        .with("later.jensen", "jensen-certificate 3\n")
        .with("earlier.jensen", "jensen-certificate 1\n");
    fs::write(workshop.0.path().join("bytes.jensen"), [0xff, 0xfe, 0x00]).unwrap();
    assert_eq!(workshop.exit(&["lambda", "problems/cubic.toml"]), Some(0));
    snapshot!(workshop.transcript(&[
        &["check", "cubic.lambda.jensen"],
        &["check", "cubic.lambda.jensen", "--precise"],
        &["check", "cubic.lambda.jensen", "--problem", "problems/cubic.toml"],
        &["check", "cubic.lambda.jensen", "--problem", "problems/product.toml"],
        &["check", "empty.jensen", "garbage.jensen", "later.jensen", "bytes.jensen"],
        &["check", "cubic.lambda.jensen", "later.jensen", "earlier.jensen"],
        &["check", "later.jensen", "--format", "json"],
        &["check", "absent.jensen", "problems", "cubic.lambda.jensen"],
        &["check", "cubic.lambda.jensen", "garbage.jensen", "absent.jensen", "--format", "json"],
        &["show", "cubic.lambda.jensen"],
        &["show", "cubic.lambda.jensen", "--format", "json"],
        &["show", "cubic.lambda.jensen", "--format", "markdown"],
        &["show", "garbage.jensen"],
        &["show", "garbage.jensen", "--format", "json"],
        &["show", "later.jensen"],
        &["show", "absent.jensen"],
    ]));
}

#[test]
fn certificates_are_written_up() {
    let workshop = Workshop::new()
        .with("garbage.jensen", "jensen-certificate 2\nclaim convex as cheese\n")
        .with("mine.tex", "% my thesis\n");
    assert_eq!(workshop.exit(&["lambda", "problems/cubic.toml"]), Some(0));
    let show = |format, rest: &[&'static str]| {
        [&["show", "cubic.lambda.jensen", "--format", format][..], rest].concat()
    };
    let lines = [
        show("latex", &["--output", "c.tex"]),
        show("latex", &["--fragment", "--output", "c.tex"]),
        show("html", &["--fragment"]),
        show("latex", &["--output", "mine.tex"]),
        show("svg", &["--output", "c.tex"]),
        show("text", &["--output", "c.txt"]),
        show("text", &["--output", "c.txt"]),
        vec!["show", "garbage.jensen", "--format", "latex"],
        vec!["show", "garbage.jensen", "--format", "html", "--output", "c.html"],
    ];
    let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
    snapshot!(workshop.transcript(&lines));
    for (format, file) in
        [("json", "c.json"), ("markdown", "c.md"), ("bibtex", "c.bib"), ("svg", "c.svg"), ("html", "c.html")]
    {
        let line = show(format, &["--output", file]);
        for _ in 0..2 {
            assert_eq!(workshop.exit(&line), Some(0), "{format}");
        }
        let written = fs::read(workshop.0.path().join(file)).unwrap();
        assert_eq!(workshop.run(&show(format, &[])).stdout, written, "{format}");
    }
    assert_eq!(fs::read_to_string(workshop.0.path().join("mine.tex")).unwrap(), "% my thesis\n");
}

#[test]
fn problems_are_surveyed() {
    let workshop = Workshop::new();
    let mut names: Vec<String> =
        fs::read_dir("problems").unwrap().map(|entry| entry.unwrap().path().display().to_string()).collect();
    names.sort();
    let lines: Vec<[&str; 2]> = names.iter().map(|file| ["info", file]).collect();
    let mut lines: Vec<&[&str]> = lines.iter().map(<[&str; 2]>::as_slice).collect();
    lines.push(&["info", "problems/xor-relu.toml", "--format", "json"]);
    lines.push(&["info", "problems/cubic.toml", "--box", "x=real"]);
    snapshot!(workshop.transcript(&lines));
}

#[test]
fn answers_as_json() {
    snapshot!(Workshop::new().transcript(&[
        &["lambda", "problems/cubic.toml", "--format", "json"],
        &["refute", "problems/cubic.toml", "--lambda", "5", "--format", "json"],
        &["refute", "problems/cubic.toml", "--lambda", "7", "--format", "json"],
        &["certify", "problems/cubic.toml", "--lambda", "7", "--format", "json"],
        &["certify", "problems/cubic.toml", "--lambda", "5", "--format", "json"],
        &["orbit", "problems/swap.toml", "--at", "a1=1,a2=-1,w1=2,w2=1", "--format", "json"],
    ]));
}

#[test]
fn the_small_commands() {
    snapshot!(Workshop::new().transcript(&[
        &["init", "data/xor.csv"],
        &["init", "data/xor.csv", "--output", "xor.toml"],
        &["init", "data/xor.csv", "--output", "xor.toml"],
        &["info", "xor.toml"],
        &["init", "data/xor.csv", "--output", "problems/mine.toml"],
        &["info", "problems/mine.toml"],
        &["man", "--output", "man"],
        &["explain"],
        &["explain", "E-UNDEFINED"],
    ]));
    let workshop = Workshop::new();
    let starts = |arguments: &[&str], start: &str| {
        let output = workshop.run(arguments);
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.starts_with(start), "{text}");
    };
    starts(&["completions", "bash"], "_jensen() {");
    starts(&["completions", "zsh"], "#compdef jensen");
    starts(&["man"], ".ie");
}

/// A problem file with this objective, on x in [-1, 1].
fn formula(objective: &str) -> String {
    format!("[objective]\nformula = \"{objective}\"\n\n[domain]\nx = [-1, 1]\n")
}

#[test]
fn what_users_get_wrong() {
    let workshop = Workshop::new()
        .with("log.toml", &formula("x^2 + log(x)"))
        .with("unknown.toml", &formula("x^2 + y"))
        .with("near.toml", "[objective]\nformula = \"alpha^2 + alhpa\"\n\n[domain]\nalpha = [-1, 1]\n")
        .with("zero.toml", &formula("x + 1/0"))
        .with("power.toml", &formula("x^1000000000"))
        .with("exponent.toml", &formula("1e10001*x"))
        .with("digits.toml", &formula("1e10000*x"))
        .with("scale.toml", &(formula("x^2") + "\n[penalty]\nweights = { x = 1e5000 }\nscale = 1e5000\n"))
        .with("empty.toml", "")
        .with("broken.toml", "[objective\nformula = 1")
        .with("ragged.csv", "x,y\n1,2\n3\n")
        .with("ragged.toml", "[data]\nfile = \"ragged.csv\"\n\n[objective]\nformula = \"mean((y - a*x)^2)\"\n\n[domain]\na = [-1, 1]\n")
        .with("column.toml", "[data]\nfile = \"data/d3.csv\"\n\n[objective]\nformula = \"mean((z - a*x)^2)\"\n\n[domain]\na = [-1, 1]\n")
        .with("missing.toml", "[data]\nfile = \"data/absent.csv\"\n\n[objective]\nformula = \"mean((y - a*x)^2)\"\n\n[domain]\na = [-1, 1]\n");
    let files = [
        "log", "unknown", "near", "zero", "power", "exponent", "digits", "scale", "empty", "broken",
        "ragged", "column", "missing",
    ];
    let files = files.map(|file| format!("{file}.toml"));
    let lines: Vec<[&str; 2]> = files.iter().map(|file| ["lambda", file]).collect();
    let mut lines: Vec<&[&str]> = lines.iter().map(<[&str; 2]>::as_slice).collect();
    lines.push(&["lambda", "problems"]);
    lines.push(&["lambda", "--formula", "x^2 + log(x)", "--box", "x=-1..1"]);
    lines.push(&["lambda", "--formula", "(x", "--box", "x=-1..1"]);
    lines.push(&["lambda", "--formula", "x", "--box", "x=1..-1"]);
    lines.push(&["lambda", "--formula", "x", "--box", "x=1"]);
    lines.push(&["certify", "problems/xor-relu.toml", "--lambda", "100"]);
    lines.push(&["certify", "--formula", "relu(x)", "--box", "x=-1..1", "--lambda", "1"]);
    snapshot!(workshop.transcript(&lines));
}

#[test]
fn deep_nesting_is_refused() {
    let deep = format!("{}x{}", "(".repeat(200_000), ")".repeat(200_000));
    let workshop = Workshop::new().with("deep.toml", &formula(&deep));
    let output = workshop.run(&["info", "deep.toml"]);
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.len() < 2_000, "{} bytes of message", message.len());
    snapshot!(message);
}

#[test]
fn a_box_without_limits_leaves_undecided_what_it_keeps_from_being_covered() {
    let product: &[&str] = &["--formula", "(1 - a*b)^2", "--box", "a=real,b=-1..1"];
    let ask = |command: &'static str, rest: &[&'static str]| [&[command], product, rest].concat();
    let lines = [
        ask("certify", &["--lambda", "5"]),
        ask("certify", &["--lambda", "5", "--format", "json"]),
        ask("lambda", &[]),
        vec!["certify", "--formula", "-abs(x - 1)", "--box", "x=real", "--lambda", "1"],
        vec!["certify", "--formula", "-abs(x)", "--box", "x=real", "--lambda", "1"],
        vec!["certify", "--formula", "sqrt(x)", "--box", "x=0..inf", "--lambda", "1"],
    ];
    let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
    snapshot!(Workshop::new().transcript(&lines));
}

/// Each command on a domain that a ball or half-spaces cut, and what is written about it.
#[test]
fn domains_that_are_cut() {
    let ball = "[objective]\nformula = \"(1 - a*b)^2 - a^3\"\nparameters = [\"a\", \"b\"]\n\n\
                [domain]\ncenter = \"w.json\"\nball = \"1/2\"\nscales = { b = 2 }\nconstraints = [\"b <= a + 1/2\"]\n";
    let moved = ball.replace("ball = \"1/2\"", "ball = \"1/3\"");
    let workshop = Workshop::new().with("ball.toml", ball).with("moved.toml", &moved);
    let workshop = workshop.with("w.json", "{ \"a\": 1, \"b\": 1 }");
    let disc: &[&str] = &["--formula", "(x - 1/3)^2 + x*y", "--box", "x=-2..2,y=-2..2", "--ball", "1"];
    let ask = |command: &'static [&'static str]| [command, disc].concat();
    let lines = [
        vec!["lambda", "problems/tanh2-ordered.toml"],
        vec!["orbit", "problems/tanh2-ordered.toml"],
        vec!["lambda", "ball.toml"],
        vec!["check", "ball.lambda.jensen", "--problem", "ball.toml"],
        vec!["check", "ball.lambda.jensen", "--problem", "moved.toml"],
        vec!["show", "ball.lambda.jensen", "--format", "json"],
        vec!["show", "ball.lambda.jensen", "--format", "latex", "--fragment"],
        ask(&["certify", "--lambda", "1", "--strict"]),
        ask(&["minimize", "--lambda", "1"]),
        ask(&["minimum", "--lambda", "0", "--where", "x + y <= 1/4"]),
        ask(&["exclude", "--at", "x=-3/5,y=4/5"]),
        ask(&["value", "--at", "x=1,y=1"]),
        ask(&["invariant", "--map", "x=y,y=-x", "--of", "domain"]),
        vec![
            "refute",
            "--formula",
            "-abs(x)",
            "--box",
            "x=-1..1,y=-1..1",
            "--where",
            "x <= y",
            "--every-lambda",
        ],
        vec![
            "refute",
            "--formula",
            "(1 - a*b)^2",
            "--box",
            "a=real,b=real",
            "--where",
            "b <= a",
            "--every-lambda",
        ],
    ];
    let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
    snapshot!(workshop.transcript(&lines));
}

#[test]
fn convexity_needs_no_box_where_composition_proves_it() {
    let huber = "[data]\nrows = [[1, 2], [2, 3], [3, -40]]\ncolumns = [\"x\", \"y\"]\n\
                 [network]\nlayers = [1, 1]\nloss = \"huber\"\ndelta = \"3/2\"\ntarget = \"y\"\n\
                 [domain]\ndefault = \"real\"\n";
    let workshop = Workshop::new().with("huber.toml", huber);
    let formula =
        |formula: &'static str, limits: &'static str| vec!["certify", "--formula", formula, "--box", limits];
    let lines = [
        vec!["certify", "problems/iris-squares.toml"],
        vec!["certify", "problems/iris-squares.toml", "--strict"],
        vec!["certify", "problems/logistic.toml"],
        vec!["certify", "problems/iris-softmax.toml"],
        vec!["lambda", "problems/iris-softmax.toml", "--format", "json"],
        vec!["certify", "problems/iris-softmax.toml", "--strict"],
        vec!["certify", "problems/iris-softmax.toml", "--strict", "--lambda", "1/1000"],
        vec!["minimize", "problems/iris-softmax.toml", "--lambda", "1", "--within", "1e-6"],
        vec!["certify", "huber.toml"],
        formula("log(exp(x - y) + exp(2*y) + 1)", "x=real,y=real"),
        formula("x^2*y^2", "x=real,y=real"),
        formula("x*y + sqrt(1 + x^2)", "x=real,y=0..1"),
        [formula("x^4", "x=real"), vec!["--strict"]].concat(),
        [formula("x^4 + abs(y)", "x=real,y=real"), vec!["--strict", "--format", "json"]].concat(),
        vec!["certify", "problems/tanh2.toml", "--strict", "--lambda", "93/10"],
        vec!["check", "tanh2.certify.jensen", "iris-softmax.certify.jensen"],
        vec!["show", "iris-squares.certify.jensen"],
        vec!["certify", "problems/tanh2.toml", "--strict", "--lambda", "9", "--format", "json"],
    ];
    let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
    snapshot!(workshop.transcript(&lines));
}

#[test]
fn ill_posed_problems_are_answered_or_told_what_would_settle_them() {
    let ask =
        |formula: &'static str, limits: &'static str| vec!["lambda", "--formula", formula, "--box", limits];
    let one = |formula, limits| {
        vec!["certify", "--formula", formula, "--box", limits, "--lambda", "1", "--output", "one.jensen"]
    };
    let lines = [
        ask("(x + y)^2 + x", "x=real,y=-1..1"),
        ask("sin(x)", "x=real"),
        ask("(1 - a*b)^2", "a=-1..1,b=1..1"),
        ask("-exp(exp(x))", "x=0..10"),
        ask("x^400*y", "x=0..100,y=0..1"),
        ask("tanh(1e160*x)", "x=-1..1"),
        ask("x^3", "x=real"),
        ask("tanh(x)*y", "x=real,y=0..inf"),
        ask("exp(x)*exp(y)", "x=0..400,y=0..400"),
        one("exp(x)*exp(y)", "x=0..400,y=0..400"),
        one("abs(x)*y", "x=-1..1,y=0..1"),
        vec!["lambda", "problems/cubic.toml", "--gap", "0"],
        vec!["lambda", "problems/tanh1.toml", "--gap", "0"],
        vec!["certify", "problems/tanh1.toml", "--lambda", "17/4", "--cells", "40"],
        vec!["certify", "problems/tanh1.toml", "--lambda", "17/4", "--resume", "tanh1.certify.jensen"],
    ];
    let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
    snapshot!(Workshop::new().transcript(&lines));
}

#[test]
fn data_from_standard_input_has_no_name() {
    let workshop = Workshop::new();
    let data = fs::File::open(workshop.0.path().join("data/xor.csv")).unwrap();
    let output = workshop.command(&["init", "-"]).stdin(data).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("name = \"data\"\n\n[data]\nfile = \"data.csv\""), "{text}");
}

#[test]
fn nothing_of_the_user_is_written_over() {
    let workshop = Workshop::new()
        .with("notes.txt", "to do\n")
        .with("commented.txt", "# to do\njensen-certificate one\n")
        .with("cubic.refute.jensen", "to do\n")
        .with("empty.jensen", "");
    let read = |file: &str| fs::read(workshop.0.path().join(file)).unwrap();
    let refused = |arguments: &[&str], kept: &str| {
        let before = read(kept);
        let output = workshop.run(arguments);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
        assert!(message.contains("is there already") || message.contains("exists"), "{message}");
        assert_eq!(read(kept), before, "{arguments:?}");
    };
    let problem = "problems/cubic.toml";
    for kept in [problem, "data/d3.csv", "notes.txt", "commented.txt"] {
        refused(&["lambda", problem, "--output", kept], kept);
        refused(&["init", "data/d3.csv", "--output", kept], kept);
    }
    refused(&["refute", problem], "cubic.refute.jensen");
    for twice in ["empty.jensen", "new.jensen"] {
        for _ in 0..2 {
            assert_eq!(workshop.exit(&["lambda", problem, "--output", twice]), Some(0), "{twice}");
            assert_eq!(workshop.exit(&["check", twice]), Some(0), "{twice}");
        }
    }
    for _ in 0..2 {
        assert_eq!(workshop.exit(&["man", "--output", "man"]), Some(0));
    }
    fs::write(workshop.0.path().join("man/jensen.1"), "to do\n").unwrap();
    refused(&["man", "--output", "man"], "man/jensen.1");
}

#[cfg(unix)]
#[test]
fn a_link_is_what_it_leads_to() {
    let workshop = Workshop::new();
    let path = |file: &str| workshop.0.path().join(file);
    for (target, link) in
        [("problems/cubic.toml", "problem"), ("nowhere", "dangling"), ("real.jensen", "link")]
    {
        std::os::unix::fs::symlink(path(target), path(link)).unwrap();
    }
    let before = fs::read(path("problems/cubic.toml")).unwrap();
    assert_eq!(workshop.exit(&["lambda", "problems/cubic.toml", "--output", "problem"]), Some(2));
    assert_eq!(fs::read(path("problems/cubic.toml")).unwrap(), before);
    assert_eq!(workshop.exit(&["lambda", "problems/cubic.toml", "--output", "dangling"]), Some(2));
    assert_eq!(workshop.exit(&["lambda", "problems/cubic.toml", "--output", "real.jensen"]), Some(0));
    assert_eq!(
        workshop.exit(&["lambda", "problems/cubic.toml", "--cells", "1", "--output", "link"]),
        Some(0)
    );
    assert!(fs::symlink_metadata(path("link")).unwrap().is_symlink());
    assert_eq!(workshop.exit(&["check", "real.jensen"]), Some(0));
}

#[test]
fn a_certificate_of_more_than_a_gibibyte_is_not_read() {
    let workshop = Workshop::new();
    fs::File::create(workshop.0.path().join("large.jensen")).unwrap().set_len((1 << 30) + 1).unwrap();
    let mut checker = Command::new(env!("CARGO_BIN_EXE_jensen-check"));
    let checked = checker.arg("large.jensen").current_dir(workshop.0.path()).output().unwrap();
    let asked = [workshop.run(&["check", "large.jensen"]), workshop.run(&["show", "large.jensen"]), checked];
    for output in asked {
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(text.contains("a certificate has at most 1 GiB"), "{text}");
        assert_eq!(output.status.code(), Some(2));
    }
}

#[test]
fn a_certificate_can_go_to_standard_output() {
    let workshop = Workshop::new();
    let output = workshop.run(&["lambda", "problems/cubic.toml", "--output", "-"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stderr).unwrap().contains("cubic: λ* = 6"));
    let mut check =
        workshop.command(&["check", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut check.stdin.take().unwrap(), &output.stdout).unwrap();
    let verdict = check.wait_with_output().unwrap();
    assert_eq!(verdict.status.code(), Some(0));
    assert!(verdict.stdout.starts_with(b"-: valid"));
}

#[test]
fn threads_do_not_change_a_byte() {
    let workshop = Workshop::new();
    for rest in [&["--gap", "1%"][..], &["--cells", "20"]] {
        let answer = |threads: &str| {
            let arguments = [&["lambda", "problems/tanh1.toml", "--threads", threads], rest].concat();
            let mut answer = workshop.json(&[&arguments[..], &["--format", "json"]].concat());
            answer["seconds"].take();
            answer["check_seconds"].take();
            (answer, fs::read(workshop.0.path().join("tanh1.lambda.jensen")).unwrap())
        };
        assert_eq!(answer("1"), answer("2"), "{rest:?}");
    }
}

#[test]
fn a_run_ended_by_its_budget_prints_what_is_proved() {
    let workshop = Workshop::new();
    let answer = workshop.json(&["lambda", "problems/tanh2-unit.toml", "--cells", "10", "--format", "json"]);
    assert_eq!((&answer["status"], &answer["stop"]), (&"open".into(), &"cells".into()));
    assert_eq!(answer["verdict"], "valid");
    assert_eq!(workshop.exit(&["lambda", "problems/tanh2-unit.toml", "--cells", "10"]), Some(3));
    assert_eq!(workshop.exit(&["check", "tanh2-unit.lambda.jensen"]), Some(0));
}

#[test]
fn searches_go_on_from_certificates() {
    let workshop = Workshop::new();
    let part = ["lambda", "problems/tanh1.toml", "--cells", "40", "--output", "part.jensen"];
    assert_eq!(workshop.exit(&part), Some(3));
    let resume = |problem: &'static str, certificate: &'static str| {
        workshop.run(&["lambda", problem, "--resume", certificate, "--output", "whole.jensen"])
    };
    assert_eq!(resume("problems/tanh1.toml", "part.jensen").status.code(), Some(0));
    assert_eq!(resume("problems/tanh1.toml", "whole.jensen").status.code(), Some(0));
    assert_eq!(workshop.exit(&["check", "whole.jensen", "part.jensen"]), Some(0));
    let certify = ["certify", "problems/tanh1.toml", "--lambda", "5", "--resume", "part.jensen"];
    assert_eq!(workshop.exit(&certify), Some(0));
    for (problem, certificate, reason) in [
        ("problems/tanh2.toml", "part.jensen", "it is about another problem: `parameter a -2 2` there"),
        ("problems/tanh1.toml", "problems/tanh1.toml", "expected `jensen-certificate 2`"),
        ("problems/tanh1.toml", "absent.jensen", "cannot read absent.jensen"),
    ] {
        let output = resume(problem, certificate);
        assert_eq!(output.status.code(), Some(2));
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains(reason), "{message}");
    }
}

/// What version 1 said is said in the words of version 2, byte for byte as the searches write it.
#[test]
fn certificates_of_version_1_are_upgraded() {
    let workshop = Workshop::new()
        .with("bracket.jensen", include_str!("inputs/version-1/bracket.txt"))
        .with("minimum.jensen", include_str!("inputs/version-1/minimum.txt"))
        .with("curve.jensen", include_str!("inputs/version-1/curve.txt"))
        .with("false.jensen", &include_str!("inputs/version-1/minimum.txt").replace("in [", "in [1"))
        .with("notes.txt", "not to be lost");
    let text = |file: &str| fs::read_to_string(workshop.0.path().join(file)).unwrap();
    for (file, expected) in [
        ("bracket.jensen", include_str!("certificates/tanh2-unit.lambda.jensen")),
        ("minimum.jensen", include_str!("certificates/neuron-minimum.jensen")),
        ("curve.jensen", include_str!("certificates/bowl-curve.jensen")),
    ] {
        assert_eq!(workshop.exit(&["upgrade", file, "new.jensen"]), Some(0));
        assert_eq!(text("new.jensen"), expected);
    }
    // Leaves of 256 bits, braces, and the tree in the comments of a search that was stopped.
    let parameters: String = (0..54).map(|i| format!("parameter p{i} 0 1\n")).collect();
    let terms: String = (0..54).map(|i| format!("term p{i} square 1 absolute 0 center 0\n")).collect();
    let old = format!(
        "# finer 3\n# a12\njensen-certificate 1\nclaim convex lambda = 1\nproblem\n{parameters}node 0 constant 0\n\
         objective 0\npenalty separable\n{terms}evidence cover\ntree 5\n{{53}}{{52}}340\nend 118\n"
    );
    fs::write(workshop.0.path().join("old.jensen"), old).unwrap();
    assert_eq!(workshop.exit(&["upgrade", "old.jensen", "old.jensen"]), Some(0));
    assert!(text("old.jensen").starts_with("# finer 3\n# a~.\njensen-certificate 2\n"));
    assert!(text("old.jensen").contains("\n{53}{52}~=.\n"));
    snapshot!(workshop.transcript(&[
        &["check", "bracket.jensen"],
        &["upgrade", "bracket.jensen", "bracket.jensen"],
        &["upgrade", "bracket.jensen", "again.jensen"],
        &["upgrade", "minimum.jensen", "-", "--format", "json"],
        &["upgrade", "false.jensen", "false.new.jensen"],
        &["upgrade", "curve.jensen", "notes.txt"],
        &["upgrade", "notes.txt", "new.jensen"],
        &["upgrade", "absent.jensen", "new.jensen"],
    ]));
    assert_eq!(text("notes.txt"), "not to be lost");
}

#[test]
fn certificates_are_compressed_by_name() {
    let workshop = Workshop::new();
    let digest = |file: &str| {
        let answer = workshop.json(&["lambda", "problems/tanh1.toml", "--output", file, "--format", "json"]);
        (answer["verdict"].clone(), answer["sha256"].clone())
    };
    assert_eq!(digest("packed.jensen.zst"), digest("plain.jensen"));
    let read = |file: &str| fs::read(workshop.0.path().join(file)).unwrap();
    let (packed, plain) = (read("packed.jensen.zst"), read("plain.jensen"));
    assert!(packed.len() < plain.len() && packed.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]));
    assert_eq!(workshop.exit(&["check", "packed.jensen.zst"]), Some(0));
    let shown = |file: &str| workshop.run(&["show", file]).stdout;
    assert_eq!(shown("packed.jensen.zst"), shown("plain.jensen"));
    let again = ["lambda", "problems/tanh1.toml", "--resume", "packed.jensen.zst"];
    assert_eq!(workshop.exit(&again), Some(0));
    fs::write(workshop.0.path().join("cut.zst"), &packed[..packed.len() / 2]).unwrap();
    assert_eq!(workshop.exit(&["check", "cut.zst"]), Some(2));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let workshop = Workshop::new();
    let mut child = workshop.command(&["man"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}

#[cfg(target_os = "linux")]
mod linux {
    use super::*;
    use std::process::Child;

    /// Waits until the process catches TERM.
    fn wait_for_handler(child: &Child) {
        let status = format!("/proc/{}/status", child.id());
        let catches_term = |line: &str| {
            line.strip_prefix("SigCgt:")
                .is_some_and(|mask| u64::from_str_radix(mask.trim(), 16).unwrap() & 1 << 14 != 0)
        };
        while !fs::read_to_string(&status).unwrap().lines().any(catches_term) {
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_signal_ends_the_search_and_starts_the_check() {
        // Nine parameters to a millionth: only a signal ends these searches within hours.
        let lambda: &[&str] = &["lambda", "problems/xor-tanh.toml", "--gap", "1e-6"];
        let certify: &[&str] = &["certify", "problems/xor-tanh.toml", "--lambda", "4.764"];
        for (arguments, signal) in [(lambda, "TERM"), (lambda, "INT"), (certify, "TERM")] {
            let workshop = Workshop::new();
            let output = ["--format", "json", "--output", "part.jensen"];
            let mut command = workshop.command(&[arguments, &output].concat());
            let child = command.stdout(Stdio::piped()).spawn().unwrap();
            wait_for_handler(&child);
            let kill = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status();
            assert!(kill.unwrap().success());
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(3));
            let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(answer["stop"], "signal");
            let checked = workshop.exit(&["check", "part.jensen"]);
            // Where the machine is too slow to check it in a moment, it is written all the same.
            assert_eq!(checked, if answer["certificate"].is_string() { Some(0) } else { Some(2) });
        }
    }

    #[test]
    fn info_says_what_can_be_expected_of_a_large_network() {
        let weights = |inputs: usize, hidden: usize| {
            let header: Vec<String> = (0..inputs).map(|i| format!("x{i}")).collect();
            let row = |class: usize| ["0.5,".repeat(inputs), class.to_string()].concat();
            let data = format!("{},y\n{}\n{}\n{}\n", header.join(","), row(0), row(1), row(2));
            let toml = format!(
                "[data]\nfile = \"d.csv\"\n[network]\nlayers = [{inputs}, {hidden}, 3]\nactivation = \"tanh\"\n\
                 loss = \"cross-entropy\"\n[domain]\ndefault = [-1, 1]\n"
            );
            Workshop::new().with("d.csv", &data).with("net.toml", &toml)
        };
        // 2,139 parameters, and 39.
        let text =
            |workshop: &Workshop| String::from_utf8(workshop.run(&["info", "net.toml"]).stdout).unwrap();
        let large = text(&weights(64, 31));
        assert!(large.contains("leaf test    none takes more than 2,000 parameters"), "{large}");
        assert!(!large.contains("a test takes"), "{large}");
        let small = text(&weights(4, 4));
        assert!(small.contains("a test takes about ") && small.contains("memory       about "), "{small}");
    }

    #[test]
    fn what_is_no_text_is_not_read_to_its_end() {
        let workshop = Workshop::new();
        for command in ["check", "show"] {
            let exit = if command == "check" { 2 } else { 1 };
            assert_eq!(workshop.exit(&[command, "/dev/zero"]), Some(exit));
        }
        assert_eq!(workshop.exit(&["lambda", "problems/cubic.toml", "--resume", "/dev/zero"]), Some(2));
    }

    #[test]
    fn a_full_disk_is_an_error() {
        let workshop = Workshop::new();
        assert_eq!(workshop.exit(&["lambda", "problems/cubic.toml"]), Some(0));
        let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut checker = Command::new(env!("CARGO_BIN_EXE_jensen-check"));
        checker.arg("cubic.lambda.jensen").current_dir(workshop.0.path());
        let lines: [&[&str]; 6] = [
            &["man"],
            &["--help"],
            &["info", "problems/cubic.toml"],
            &["lambda", "problems/cubic.toml"],
            &["lambda", "problems/cubic.toml", "--output", "-"],
            &["check", "cubic.lambda.jensen"],
        ];
        for mut command in lines.map(|line| workshop.command(line)).into_iter().chain([checker]) {
            let output = command.stdout(full()).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{command:?}");
            assert!(String::from_utf8(output.stderr).unwrap().contains("No space left"), "{command:?}");
        }
    }
}

/// A bracket that says more is not lost to a run that was given less.
#[test]
fn a_better_bracket_is_kept() {
    let workshop = Workshop::new();
    let run = |cells: &'static str| {
        let line = ["lambda", "problems/tanh2.toml", "--cells", cells, "-o", "b.jensen"];
        String::from_utf8(workshop.run(&line).stderr).unwrap()
    };
    let kept = "an earlier certificate with a better end of λ* is kept in b.jensen.better";
    assert!(!run("1000").contains(kept));
    let best = fs::read(workshop.0.path().join("b.jensen")).unwrap();
    for cells in ["40", "3"] {
        assert!(run(cells).contains(kept));
        assert!(fs::read(workshop.0.path().join("b.jensen.better")).unwrap() == best);
    }
    assert!(!run("1000").contains(kept));
    assert_eq!(workshop.exit(&["check", "b.jensen", "b.jensen.better"]), Some(0));
}

/// Where the result is to be an object, so is an error; and a file that is no certificate is not rejected, but cannot be read.
#[test]
fn errors_are_objects_where_results_are() {
    let workshop = Workshop::new()
        .with("bad.toml", "[objective]\nformula = \"x^2\"\n[domain]\nx = [0, 1]\ny = 3\n")
        .with("no.txt", "hello\n");
    let error = |line: &[&str]| {
        let output = workshop.run(line);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{line:?}");
        serde_json::from_slice::<serde_json::Value>(&output.stderr).unwrap()
    };
    let bad = error(&["info", "bad.toml", "--format", "json"]);
    assert_eq!((bad["schema"].as_str(), bad["file"].as_str()), (Some("jensen/error-1"), Some("bad.toml")));
    assert_eq!(bad["line"], 5);
    assert!(bad["code"].as_str().is_some_and(|code| code.starts_with("E-")), "{bad}");
    let none = error(&["minimize", "problems/tanh2.toml", "--format", "json"]);
    assert_eq!(none["error"], "minimize needs --lambda or --every-lambda");
    assert_eq!(workshop.exit(&["check", "no.txt"]), Some(2));
    let check = workshop.json(&["check", "no.txt", "--format", "json"]);
    assert_eq!(check["results"][0]["verdict"], "unreadable");
}
