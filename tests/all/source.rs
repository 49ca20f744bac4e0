//! Problem files and command lines: what they mean, and what is said of those that mean nothing.

use jensen::grammar::{parse_rational, print_node};
use jensen::number::Rational;
use jensen::problem::{Limits, Penalty, Problem};
use jensen::report::diagnostic::{self, Diagnostic, Severity};
use jensen::source::{
    Code, Draft, FormulaArguments, Loaded, SourceError, find_code, from_command_line, init, read_map,
    read_point, read_problem, read_problem_with_boxes, read_proof,
};
use jensen::writing::write_problem;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

fn inputs() -> PathBuf {
    Path::new("tests/all/inputs").to_owned()
}

/// The files with this ending, in order.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == ending)).collect();
    files.sort();
    files
}

/// `--formula`, then `--box`es.
fn command_line(formula: &str, boxes: &[&str]) -> FormulaArguments {
    let boxes = boxes.iter().map(|text| (*text).to_owned()).collect();
    FormulaArguments { formula: formula.to_owned(), boxes, ..FormulaArguments::default() }
}

/// Erroneous command lines.
fn erroneous_command_lines() -> Vec<(&'static str, FormulaArguments)> {
    vec![
        ("no box", command_line("x^2", &[])),
        ("another box", command_line("x1^2 + x2", &["x1=-1..1"])),
        ("no near name", command_line("x^2 + parameter", &["x=-1..1"])),
        ("half a box", command_line("x^2", &["x=-1"])),
        ("an open box", command_line("x^2", &["x=-1.."])),
        ("no number", command_line("x^2", &["y=0..1,x=a..1"])),
        ("no order", command_line("x^2", &["x=1..-1"])),
        ("no name", command_line("x^2", &["x=0..1,3=0..1"])),
        ("twice", command_line("x^2", &["x=0..1", "W1[1,2]=0..1,x=0..1"])),
        ("penalty", FormulaArguments { penalty: Some("x^2 + y".into()), ..command_line("x", &["x=0..1"]) }),
        (
            "share",
            FormulaArguments { penalty: Some("elastic-net:2".into()), ..command_line("x", &["x=0..1"]) },
        ),
        ("data", FormulaArguments { data: Some("data".into()), ..command_line("mean(x)", &["a=0..1"]) }),
        ("no radius", FormulaArguments { ball: Some("0".into()), ..command_line("x", &["x=0..1"]) }),
        ("no number", FormulaArguments { ball: Some("r".into()), ..command_line("x", &["x=0..1"]) }),
        (
            "no parameter",
            FormulaArguments { constraints: vec!["x + y <= 1".into()], ..command_line("x", &["x=0..1"]) },
        ),
        (
            "contradiction",
            FormulaArguments {
                constraints: vec!["x <= 1/2".into(), "x >= 3/4".into()],
                ..command_line("x", &["x=0..1"])
            },
        ),
        ("column", FormulaArguments { data: Some("data/d3.csv".into()), ..command_line("x", &["x=0..1"]) }),
    ]
}

/// Every erroneous problem file and what is said of it.
fn erroneous_files() -> Vec<SourceError> {
    let files = files(&inputs().join("errors"), "toml");
    files.iter().map(|path| read_problem(path).expect_err(&path.display().to_string())).collect()
}

fn gallery(errors: impl IntoIterator<Item = SourceError>) -> String {
    errors.into_iter().map(|error| diagnostic::render(&error) + "\n\n").collect()
}

#[test]
fn errors_show_place_and_remedy() {
    insta::assert_snapshot!(gallery(erroneous_files()));
}

#[test]
fn command_line_errors_show_place_and_remedy() {
    let errors = erroneous_command_lines();
    insta::assert_snapshot!(gallery(
        errors.into_iter().map(|(name, arguments)| from_command_line(&arguments).expect_err(name))
    ));
}

/// Points that are none of this problem.
fn erroneous_points() -> Vec<SourceError> {
    let loaded = from_command_line(&command_line("a*W1[1,2]", &["a=0..1,W1[1,2]=0..1"])).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let weights = folder.path().join("weights.csv");
    fs::write(&weights, "name,value\na,1\n\"W1[1,2]\",-1/3\n").unwrap();
    let points = [
        "a=1",
        "a=1,W1[1,2]",
        "a=1, W1[1,2]=x",
        "a=1,b=2",
        "a=1,a=2",
        "nowhere.csv",
        "data/xor.csv",
        "a=1, W1=1.01",
        weights.to_str().unwrap(),
    ];
    let error = |point| read_point("--at", point, &loaded.problem).expect_err(point);
    let cut = FormulaArguments {
        ball: Some("1/2".into()),
        constraints: vec!["x <= y".into()],
        ..command_line("x + y", &["x=-1..1,y=-1..1"])
    };
    let cut = from_command_line(&cut).unwrap();
    let outside =
        ["x=-1/2,y=1/2", "x=1/4,y=0"].map(|point| read_point("--at", point, &cut.problem).expect_err(point));
    points.map(error).into_iter().chain(outside).collect()
}

/// Maps that are none of this problem.
fn erroneous_maps() -> Vec<SourceError> {
    let loaded = from_command_line(&command_line("a*W1[1,2]", &["a=0..1,W1[1,2]=0..1"])).unwrap();
    let maps = ["a", "a=-b", "a=W1[1,2]", "a=-a,a=a", "W1[1,2]=a,a=a"];
    let error = |map| read_map(map, &loaded.problem).expect_err(map);
    maps.map(error).to_vec()
}

/// A claim's source with a certificate whose name is none.
fn erroneous_proof() -> SourceError {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("claim.toml");
    let text =
        "number = 1\nclaim = \"c\"\nverdict = \"v\"\ntext = \"t\"\n\n[certificates]\n\"a/b\" = \"info\"\n";
    fs::write(&source, text).unwrap();
    read_proof(&source).unwrap_err()
}

#[test]
fn maps_are_signed_permutations() {
    let loaded = read_problem(&inputs().join("blocks.toml")).unwrap();
    let map = read_map("W2[1,1]=-W2[1,2], W2[1,2]=W2[1,1]", &loaded.problem).unwrap();
    let images: Vec<(usize, bool)> = map.parameters.iter().map(|x| (x.index, x.is_negative)).collect();
    assert_eq!(images, [(0, false), (1, false), (2, false), (3, false), (5, true), (4, false)]);
    insta::with_settings!({ filters => vec![(r"--> \S*/claim\.toml", "--> claim.toml")] }, {
        insta::assert_snapshot!(gallery(erroneous_maps().into_iter().chain([erroneous_proof()])));
    });
}

#[test]
fn points_are_exact_and_complete() {
    let loaded = read_problem(&inputs().join("blocks.toml")).unwrap();
    let point = read_point("--at", "W1=1/3, b1=0,W1[2,1]=-2, W2=0.5", &loaded.problem).unwrap();
    let expected = ["1/3", "-2", "0", "0", "1/2", "1/2"].map(|q| parse_rational(q).unwrap());
    assert_eq!(point, expected);
    insta::with_settings!({ filters => vec![(r"--> \S*/weights\.csv", "--> weights.csv")] }, {
        insta::assert_snapshot!(gallery(erroneous_points()));
    });
}

/// Errors about files that cannot be kept among the inputs.
static AWKWARD_FILES: LazyLock<Vec<SourceError>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let create = |name: &str, length: u64| {
        let path = folder.path().join(name);
        File::create(&path).unwrap().set_len(length).unwrap();
        path
    };
    let many = folder.path().join("many.csv");
    fs::write(&many, format!("x\n{}", "0\n".repeat(1_000_001))).unwrap();
    let mut errors: Vec<_> = [
        folder.path().join("nowhere.toml"),
        folder.path().to_owned(),
        PathBuf::from("nul\0.toml"),
        create("empty.toml", 0),
        create("large.toml", (1 << 20) + 1),
    ]
    .iter()
    .map(|path| read_problem(path).unwrap_err())
    .collect();
    let large = create("large.csv", (16 << 20) + 1);
    errors.push(init(&large, &large, &Draft::default()).unwrap_err());
    let problem = folder.path().join("many.toml");
    fs::write(
        &problem,
        "[data]\nfile = \"many.csv\"\n[objective]\nformula = \"mean(a*x)\"\n[domain]\na = [0, 1]\n",
    )
    .unwrap();
    errors.push(read_problem(&problem).unwrap_err());
    errors
});

#[test]
fn awkward_files_are_refused() {
    let codes: Vec<_> = AWKWARD_FILES.iter().map(|error| error.code().as_str()).collect();
    assert_eq!(
        codes,
        [
            "E-FILE-NOT-FOUND",
            "E-DIRECTORY",
            "E-UNREADABLE",
            "E-EMPTY-FILE",
            "E-FILE-TOO-LARGE",
            "E-FILE-TOO-LARGE",
            "E-TOO-MUCH-DATA"
        ]
    );
}

#[test]
fn every_code_is_explained_and_can_happen() {
    let mut seen = BTreeSet::new();
    for code in Code::ALL {
        assert!(code.as_str().starts_with("E-") && seen.insert(code.as_str()), "{}", code.as_str());
        assert!(!code.title().is_empty() && code.explanation().ends_with('.'));
        assert_eq!(find_code(&code.as_str().to_lowercase()), Some(*code));
    }
    assert_eq!(find_code("E-NOTHING"), None);
    let command_lines = erroneous_command_lines();
    let command_lines = command_lines.iter().map(|(_, arguments)| from_command_line(arguments).unwrap_err());
    let errors = erroneous_files()
        .into_iter()
        .chain(AWKWARD_FILES.iter().cloned())
        .chain(command_lines)
        .chain(erroneous_points());
    let mut met: BTreeSet<_> = errors.map(|error| error.code()).collect();
    met.extend(erroneous_maps().iter().map(SourceError::code));
    met.insert(erroneous_proof().code());
    // The caps on problem files and on a network's parameters leave ten million nodes out of reach.
    met.insert(Code::TooManyNodes);
    let all: BTreeSet<_> = Code::ALL.iter().copied().collect();
    assert_eq!(all.difference(&met).collect::<Vec<_>>(), Vec::<&Code>::new());
}

/// What a problem file means.
fn describe(loaded: &Loaded) -> String {
    let Problem { parameters, domain, columns, rows, graph, fixed, row, penalty } = &loaded.problem;
    let print = |node| print_node(graph, node, parameters, columns, 500);
    let mut text = format!("name: {}\n", loaded.name);
    for (name, Limits { lower, upper }) in parameters.iter().zip(&domain.limits) {
        let end = |end: &Option<Rational>, infinite: &str| match end.as_ref().map(Rational::to_string) {
            Some(number) if number.len() > 30 => format!("{}… ({} digits)", &number[..9], number.len()),
            Some(number) => number,
            None => infinite.to_owned(),
        };
        writeln!(text, "{name}: [{}, {}]", end(lower, "-∞"), end(upper, "∞")).unwrap();
    }
    if domain.is_cut() {
        // The lines of the canonical text.
        let cuts = ["ball ", "scale ", "half-space ", "interior "];
        let canonical = write_problem(&loaded.problem);
        let lines = canonical.lines().filter(|line| cuts.iter().any(|word| line.starts_with(word)));
        lines.for_each(|line| writeln!(text, "{line}").unwrap());
    }
    for row in rows {
        let row: Vec<_> = columns.iter().zip(row).map(|(name, x)| format!("{name} = {x}")).collect();
        writeln!(text, "row: {}", row.join(", ")).unwrap();
    }
    writeln!(text, "fixed: {}", print(*fixed)).unwrap();
    writeln!(text, "each row: {}", row.map(print).unwrap_or_default()).unwrap();
    match penalty {
        Penalty::Formula(node) => writeln!(text, "penalty: {}", print(*node)).unwrap(),
        Penalty::Separable { square, absolute, center } => {
            let list =
                |numbers: &[Rational]| numbers.iter().map(Rational::to_string).collect::<Vec<_>>().join(" ");
            writeln!(
                text,
                "square: {}\nabsolute: {}\ncenter: {}",
                list(square),
                list(absolute),
                list(center)
            )
            .unwrap();
        }
    }
    text
}

#[test]
fn problem_files_mean_what_they_say() {
    let files = files(&inputs(), "toml");
    let read = |path: &PathBuf| read_problem(path).unwrap_or_else(|e| panic!("{}", diagnostic::render(&e)));
    let described: Vec<_> = files.iter().map(|path| describe(&read(path))).collect();
    insta::assert_snapshot!(described.join("\n"));
}

#[test]
fn command_lines_mean_what_they_say() {
    let described = |arguments| describe(&from_command_line(&arguments).unwrap());
    let penalty = |text: &str| Some(text.to_owned());
    let all = [
        described(command_line("-x^3", &["x=-1..2"])),
        described(command_line("a*W1[1,2] + b", &["b=real, W1[1,2]=-1/2..0.5", "a = -inf .. 3"])),
        described(FormulaArguments { penalty: penalty("l1"), ..command_line("-x^3", &["x=-1..2"]) }),
        described(FormulaArguments {
            penalty: penalty("elastic-net:1/3"),
            ..command_line("-x", &["x=0..inf"])
        }),
        described(FormulaArguments {
            ball: Some("1/3".into()),
            constraints: vec!["x >= 2*y - 1/2 ≥ -3/2*z".into(), "y <= 1/4".into()],
            ..command_line("x*y*z", &["x=0..1,y=-1..1,z=real"])
        }),
        described(FormulaArguments { penalty: penalty("x^4 - x"), ..command_line("-x^2", &["x=0..1"]) }),
        described(FormulaArguments {
            data: Some("data/d3.csv".into()),
            ..command_line("mean((y - a*tanh(w*x))^2)", &["a=-2..2,w=-2..2"])
        }),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn boxes_of_the_command_line_win_over_the_file() {
    let path = inputs().join("blocks.toml");
    let boxes = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let loaded = read_problem_with_boxes(&path, &boxes(&["W1=0..1", "b1[2]=real"])).unwrap();
    let limits = &loaded.problem.domain.limits;
    assert_eq!(limits[..2], [Limits::new(0.into(), 1.into()), Limits::new(0.into(), 1.into())]);
    assert_eq!(limits[2..4], [Limits::new(0.into(), 0.into()), Limits::real()]);
    let error = read_problem_with_boxes(&path, &boxes(&["W2=0..1,b3=0..1"])).unwrap_err();
    insta::assert_snapshot!(diagnostic::render(&error), @"
    error[E-UNKNOWN-PARAMETER]: there is no parameter `b3`
     --> --box:1:9
      |
    1 | W2=0..1,b3=0..1
      |         ^^
      |
      = help: Did you mean `b1`?
    ");
}

#[test]
fn the_library_reads_formulas_too() {
    let problem = Problem::from_formula("-x^3", &[("x", "-1", "2")]).unwrap();
    let loaded = from_command_line(&command_line("-x^3", &["x=-1..2"])).unwrap();
    assert_eq!(problem, loaded.problem);
    assert_eq!(Problem::from_formula("-y^3", &[("x", "-1", "2")]).unwrap_err().code(), Code::UnknownName);
}

#[test]
fn nodes_are_found_in_the_file() {
    let loaded = read_problem(&inputs().join("formula.toml")).unwrap();
    let row = loaded.problem.row.unwrap();
    let note = Diagnostic {
        severity: Severity::Note,
        title: "this is the row's term".into(),
        code: None,
        place: loaded.place(row).cloned(),
        help: None,
    };
    insta::assert_snapshot!(note.plain(), @r"
    note: this is the row's term
     --> tests/all/inputs/formula.toml:9:3
      |
    9 |   mean((y - a1*h - a2*tanh(w2*x))^2) \
      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    ");
    assert!(note.coloured().contains("\u{1b}["));
    let network = read_problem(&inputs().join("blocks.toml")).unwrap();
    assert!(network.place(network.problem.row.unwrap()).is_none());
}

#[test]
fn only_exact_points_are_undefined() {
    let read = |formula: &str, boxes: &[&str]| from_command_line(&command_line(formula, boxes));
    let undefined = |formula, boxes: &[&str]| read(formula, boxes).unwrap_err().to_string();
    assert_eq!(
        undefined("log(x)", &["x=0..1"]),
        "`log(x)` is undefined in the box: at x = 0 its argument is 0"
    );
    assert_eq!(
        undefined("log(x + y)", &["x=-1..2", "y=-1/2..2"]),
        "`log(x + y)` is undefined in the box: at x = 0, y = 0 its argument is 0"
    );
    assert_eq!(
        undefined("sqrt(x*y)", &["x=1..2", "y=-1..-1/2"]),
        "`sqrt(x*y)` is undefined in the box: at x = 1, y = -1/2 its argument is -1/2"
    );
    assert_eq!(
        undefined("log(-exp(x/3))", &["x=1..2"]),
        "`log(-exp(x/3))` is undefined in the box: at x = 1 its argument is about -1.396"
    );
    assert_eq!(
        undefined("1/(0*exp(x))", &["x=1..2"]),
        "`1/(0*exp(x))` is undefined in the box: at x = 1 its argument is about 0.000"
    );
    for (formula, limits) in [
        ("log(x)", "x=1e-9..1"),
        ("log(2 + sin(exp(exp(40*x))))", "x=0..1"),
        ("sqrt(x)", "x=0..1"),
        ("log1p(x)", "x=-0.999..1"),
        ("log(x^2 + 1/1000000)", "x=real"),
        ("1/(1 + exp(x))", "x=real"),
        ("1/(x - 1/3)^2", "x=0..1"),
        ("log(1 + sin(x))", "x=-1..1"),
    ] {
        assert!(read(formula, &[limits]).is_ok(), "{formula}");
    }
}

#[test]
fn drafts_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    for (data, loss, layers) in [
        ("data/iris.csv", "cross-entropy", vec![4, 3, 3]),
        ("data/xor.csv", "logistic", vec![2, 3, 1]),
        ("data/d3.csv", "squared", vec![1, 3, 1]),
    ] {
        let data = fs::canonicalize(data).unwrap();
        let file = folder.path().join("draft.toml");
        fs::write(&file, init(&data, &data, &Draft::default()).unwrap()).unwrap();
        let network = read_problem(&file).unwrap().network.unwrap();
        assert_eq!((network.loss.name(), network.layers), (loss, layers));
    }
    insta::assert_snapshot!(init(Path::new("data/iris.csv"), Path::new("data/iris.csv"), &Draft::default()).unwrap(), @r#"
    name = "iris"

    [data]
    file = "data/iris.csv"  # relative to this file

    [network]
    layers = [4, 3, 3]  # inputs, hidden layers, outputs
    activation = "tanh"  # or sigmoid, softplus, relu, leaky-relu, elu, gelu, silu, sin, square, identity
    loss = "cross-entropy"  # the target is one of 0, …, 2
    inputs = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
    target = "species"
    standardize = false

    [domain]
    default = [-1, 1]  # "real" is the whole line; W1 = [-2, 2] is the box of a block of weights

    [penalty]
    kind = "square"  # or l1, elastic-net, formula
    "#);
    let ragged = inputs().join("errors/ragged.csv");
    assert_eq!(init(&ragged, &ragged, &Draft::default()).unwrap_err().code(), Code::RaggedRow);
}

#[test]
fn decimals_are_exact() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("problem.toml");
    fs::write(&file, "[objective]\nformula = \"x\"\n[domain]\nx = [0.1, 1e400]\n").unwrap();
    let Limits { lower, upper } = Problem::read(&file).unwrap().domain.limits[0].clone();
    assert_eq!(lower, Some(Rational::from((1, 10))));
    assert_eq!(upper, Some(parse_rational(&format!("1{}", "0".repeat(400))).unwrap()));
}

#[test]
fn an_error_in_a_long_line_is_shown_in_a_short_one() {
    let formula = format!("{}zeta{}", "x + ".repeat(200_000), " + x".repeat(200_000));
    let error = from_command_line(&command_line(&formula, &["x=0..1"])).unwrap_err();
    insta::assert_snapshot!(diagnostic::render(&error), @"
    error[E-UNKNOWN-NAME]: unknown name `zeta`
     --> --formula:1:800001
      |
    1 | ... + x + x + x + x + x + x + x + x + x + x + zeta + x + x + x + x + x + x + x + x + x + x + ...
      |                                               ^^^^
      |
      = help: If it is a parameter, write `--box 'zeta=-1..1'`.
    ");
}
