//! Networks lowered into graphs.

use jensen::expression::{Graph, Tape};
use jensen::grammar::{parse_rational, print_node};
use jensen::kind::{Exact, Kind};
use jensen::number::{Interval, Number, Rational};
use jensen::problem::Problem;
use jensen::source::{Loaded, read_problem};
use proptest::prelude::*;
use std::fs;

const XOR: &str = "x1,x2,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n";

/// A problem file and a data file beside it.
fn load(problem: &str, data: &str) -> Loaded {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("problem.toml");
    fs::write(folder.path().join("data.csv"), data).unwrap();
    fs::write(&file, format!("[data]\nfile = \"data.csv\"\n{problem}")).unwrap();
    read_problem(&file).unwrap_or_else(|error| panic!("{}", jensen::report::diagnostic::render(&error)))
}

fn network(lines: &str, data: &str) -> Loaded {
    load(&format!("[network]\n{lines}\n[domain]\ndefault = [-1, 1]\n"), data)
}

fn row(loaded: &Loaded) -> String {
    let Problem { graph, row, parameters, columns, .. } = &loaded.problem;
    print_node(graph, row.unwrap(), parameters, columns, 2000)
}

/// The objective at a point, by the kind of number that `N` is.
fn objective<N: Kind>(problem: &Problem, at: &[Rational], context: N::Context) -> N {
    let number = |values: &[Rational]| values.iter().map(|q| N::exact(q, context)).collect::<Vec<_>>();
    let rows: Vec<_> = problem.rows.iter().map(|row| number(row)).collect();
    problem.objective_tape().run(&number(at), rows.iter().map(Vec::as_slice), context, &mut Vec::new())
}

#[test]
fn parameters_are_listed_layer_by_layer() {
    let loaded = network(
        "layers = [2, 3, 2, 1]\nactivation = \"tanh\"\nbias = [true, false, true]\nloss = \"squared\"",
        XOR,
    );
    assert_eq!(
        loaded.problem.parameters.join(" "),
        "W1[1,1] W1[1,2] W1[2,1] W1[2,2] W1[3,1] W1[3,2] b1[1] b1[2] b1[3] \
         W2[1,1] W2[1,2] W2[1,3] W2[2,1] W2[2,2] W2[2,3] W3[1,1] W3[1,2] b3[1]"
    );
    let network = loaded.network.unwrap();
    assert_eq!(network.parameter_names(), loaded.problem.parameters);
    assert_eq!((network.layers, network.biases), (vec![2, 3, 2, 1], vec![true, false, true]));
    assert_eq!((network.inputs, network.targets), (vec!["x1".into(), "x2".into()], vec!["y".to_owned()]));
}

#[test]
fn activations_and_losses_as_printed() {
    let mut text = String::new();
    for activation in [
        "\"tanh\"",
        "\"sigmoid\"",
        "\"softplus\"",
        "\"relu\"",
        "\"leaky-relu\"",
        "\"leaky-relu\"\nslope = 0.2",
        "\"elu\"",
        "\"elu\"\nalpha = \"3/2\"",
        "\"gelu\"",
        "\"silu\"",
        "\"sin\"",
        "\"square\"",
        "\"identity\"",
        "[\"tanh\"]",
    ] {
        let lines =
            format!("layers = [1, 1, 1]\nbias = false\nloss = \"squared\"\nactivation = {activation}");
        text += &format!("{}: {}\n", activation.replace('\n', ", "), row(&network(&lines, "x,y\n1,1\n")));
    }
    for loss in [
        "layers = [1, 1]\nloss = \"squared\"",
        "layers = [1, 1]\nloss = \"logistic\"",
        "layers = [1, 2]\nloss = \"cross-entropy\"",
        "layers = [1, 3]\nloss = \"cross-entropy\"",
        "layers = [1, 1]\nloss = \"huber\"",
        "layers = [1, 1]\nloss = \"huber\"\ndelta = \"1/2\"",
    ] {
        let lines = format!("bias = false\n{loss}");
        text += &format!("{}: {}\n", loss.replace('\n', ", "), row(&network(&lines, "x,y\n1,1\n2,0\n")));
    }
    let both = "layers = [1, 2]\nbias = false\nloss = \"squared\"\ninputs = [\"x\"]\ntarget = [\"y\", \"x\"]";
    text += &format!("two targets: {}\n", row(&network(both, "x,y\n1,1\n")));
    insta::assert_snapshot!(text);
}

/// XOR 2-2-1 as a formula, with the activation written around `_`.
fn by_hand(activation: &str) -> Problem {
    let unit = |i: usize| {
        let z = format!("W1[{i},1]*x1 + W1[{i},2]*x2 + b1[{i}]");
        format!("W2[1,{i}]*{}", activation.replace('_', &z))
    };
    let parameters = "parameters = [\"W1[1,1]\", \"W1[1,2]\", \"W1[2,1]\", \"W1[2,2]\", \"b1[1]\", \"b1[2]\", \
                      \"W2[1,1]\", \"W2[1,2]\", \"b2[1]\"]";
    let formula = format!("mean(({} + {} + b2[1] - y)^2)", unit(1), unit(2));
    let text = format!("[objective]\nformula = \"{formula}\"\n{parameters}\n[domain]\ndefault = [-1, 1]\n");
    load(&text, XOR).problem
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]
    #[test]
    fn a_network_is_the_formula_written_by_hand(point in prop::collection::vec((-9..10i32, 1..5u32), 9)) {
        let point: Vec<_> = point.into_iter().map(Rational::from).collect();
        for (name, activation) in [("square", "(_)^2"), ("relu", "relu(_)"), ("identity", "(_)"),
            ("leaky-relu", "max(_, (_)/100)")] {
            let lines = format!("layers = [2, 2, 1]\nactivation = \"{name}\"\nloss = \"squared\"");
            let network = network(&lines, XOR).problem;
            let formula = by_hand(activation);
            prop_assert_eq!(&network.parameters, &formula.parameters);
            let value = objective::<Exact>(&network, &point, ());
            prop_assert!(value.is_defined());
            prop_assert_eq!(value, objective::<Exact>(&formula, &point, ()));
        }
    }
}

#[test]
fn huber_is_a_parabola_and_then_a_line() {
    let loaded = network("layers = [1, 1]\nbias = false\nloss = \"huber\"\ndelta = \"1/2\"", "x,y\n1,0\n");
    let at = |r: &str| objective::<Exact>(&loaded.problem, &[parse_rational(r).unwrap()], ()).into_value();
    let expected = |q: &str| Some(parse_rational(q).unwrap());
    assert_eq!(at("1/4"), expected("1/32"));
    assert_eq!(at("1/2"), expected("1/8"));
    assert_eq!(at("2"), expected("7/8"));
    assert_eq!(at("-2"), expected("7/8"));
}

#[test]
fn classification_losses_have_their_values() {
    let lines = "layers = [1, 3]\nloss = \"cross-entropy\"";
    let loaded = network(lines, "x,y\n1,2\n-2,0\n1/2,1\n");
    assert_eq!(loaded.problem.columns, ["x", "y[0]", "y[1]", "y[2]"]);
    let theta = [0.5, -1.25, 2.0, 0.25, -0.5, 1.0];
    let direct: f64 = [(1.0, 2), (-2.0, 0), (0.5, 1)]
        .iter()
        .map(|&(x, y)| {
            let f: [f64; 3] = std::array::from_fn(|k| theta[k] * x + theta[3 + k]);
            f.iter().map(|f| f.exp()).sum::<f64>().ln() - f[y]
        })
        .sum();
    contains(&loaded.problem, &theta, direct / 3.0);

    let loaded = network("layers = [1, 1]\nloss = \"logistic\"", "x,y\n1,1\n-2,0\n");
    let direct: f64 = [(1.0, 1.0), (-2.0, 0.0)]
        .iter()
        .map(|&(x, y): &(f64, f64)| (0.5 * x - 1.25).exp().ln_1p() - y * (0.5 * x - 1.25))
        .sum();
    contains(&loaded.problem, &[0.5, -1.25], direct / 2.0);
}

/// Whether the objective's enclosure is narrow and agrees with a value in floating point.
fn contains(problem: &Problem, at: &[f64], value: f64) {
    let at: Vec<_> = at.iter().map(|x| Rational::from_f64(*x).unwrap()).collect();
    let enclosure = objective::<Interval<f64>>(problem, &at, ());
    let (lower, upper) = (*enclosure.lower(), *enclosure.upper());
    assert!(upper - lower < 1e-12 && lower - 1e-12 < value && value < upper + 1e-12, "{value} {enclosure:?}");
}

#[test]
fn standardized_inputs_are_rounded_to_six_digits() {
    let lines = "layers = [2, 1]\nloss = \"squared\"\nstandardize = true";
    let loaded = network(lines, "small,large,y\n1e-300,1e300,5\n2e-300,3e300,6\n3e-300,2e300,7\n");
    // √(2/3) = 0.8164965…
    let unit = Rational::from((1_000_000, 816_497));
    let minus = Rational::from(-&unit);
    let zero = Rational::new();
    let expected = [[&minus, &minus, &5.into()], [&zero, &unit, &6.into()], [&unit, &zero, &7.into()]];
    for (row, expected) in loaded.problem.rows.iter().zip(expected) {
        assert!(row.iter().eq(expected), "{row:?}");
    }
    let thirds = network("layers = [1, 1]\nloss = \"squared\"\nstandardize = true", "x,y\n0,1\n2,1\n");
    assert_eq!(thirds.problem.rows[1][0], 1);
}

#[test]
fn a_box_around_given_weights() {
    let text = "[data]\nfile = \"iris.csv\"\n[network]\nlayers = [4, 3, 3]\nactivation = \"tanh\"\nloss = \"cross-entropy\"\n\
                [domain]\ncenter = \"iris-4-3-3.csv\"\nradius = \"1/10\"\nb2 = \"real\"\n\"W1[1,2]\" = [0, 1]\n";
    let folder = tempfile::tempdir().unwrap();
    for file in ["iris.csv", "iris-4-3-3.csv"] {
        fs::copy(format!("data/{file}"), folder.path().join(file)).unwrap();
    }
    let file = folder.path().join("iris.toml");
    fs::write(&file, text).unwrap();
    let problem = Problem::read(&file).unwrap();
    assert_eq!((problem.dimension(), problem.rows.len()), (27, 150));
    let limits = |i: usize| {
        let show = |end: &Option<Rational>| end.as_ref().map_or("∞".to_owned(), Rational::to_string);
        let limits = &problem.domain.limits[i];
        format!("{} {} {}", problem.parameters[i], show(&limits.lower), show(&limits.upper))
    };
    assert_eq!(limits(0), "W1[1,1] 159099/1000000 359099/1000000");
    assert_eq!(limits(1), "W1[1,2] 0 1");
    assert_eq!(limits(26), "b2[3] ∞ ∞");
    let graph: &Graph = &problem.graph;
    assert!(Tape::new(graph, problem.fixed, problem.row).operations().len() < 200);
}
