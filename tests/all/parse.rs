//! The formula language: what is read, where it was written, and what is printed.

use jensen::expression::{Graph, GraphError, Node, NodeId, Tape};
use jensen::function::Function;
use jensen::grammar::{
    Build, ParseError, ParseErrorKind, ParsedFormula, Scope, check_parts, parse_formula, parse_rational,
    print_node,
};
use jensen::kind::Exact;
use jensen::number::{Number, Rational};
use jensen::problem::is_identifier;
use proptest::prelude::*;

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

/// Parameters a, b, x, `W1[1,2]`; columns u, v; three rows.
fn parse(text: &str, graph: &mut Graph) -> Result<ParsedFormula, ParseError> {
    let (parameters, columns) = (names(&["a", "b", "x", "W1[1,2]"]), names(&["u", "v"]));
    let scope = Scope { parameters: &parameters, columns: &columns, rows: Some(3), ..Scope::default() };
    parse_formula(text, &scope, graph)
}

fn print(graph: &Graph, node: NodeId, limit: usize) -> String {
    print_node(graph, node, &names(&["a", "b", "x", "W1[1,2]"]), &names(&["u", "v"]), limit)
}

/// The formula printed again: `e₀`, then `e`.
fn reprint(text: &str) -> (String, Option<String>) {
    let mut graph = Graph::new();
    let parsed = parse(text, &mut graph).expect(text);
    let print = |node| print(&graph, node, usize::MAX);
    (print(parsed.fixed), parsed.row.map(print))
}

fn error(text: &str) -> ParseError {
    parse(text, &mut Graph::new()).expect_err(text)
}

/// The value at a = 2, b = 3, x = 5, `W1[1,2]` = 7.
fn value(text: &str) -> String {
    let mut graph = Graph::new();
    let parsed = parse(text, &mut graph).expect(text);
    let at = [2, 3, 5, 7].map(|n| Exact::exact(&Rational::from(n), ()));
    let value = Tape::new(&graph, parsed.fixed, None).run(&at, [], (), &mut Vec::new());
    value.into_value().map_or("undefined".to_owned(), |q| q.to_string())
}

#[test]
fn operators_bind_as_in_mathematics() {
    let cases = [
        ("-x^2", "-25"),
        ("(-x)^2", "25"),
        ("2^3^2", "512"),
        ("-2^2", "-4"),
        ("2^-1", "1/2"),
        ("2^-2^2", "1/16"),
        ("x^(a^0 + 2 - 1)", "25"),
        ("10 - 4 - 3", "3"),
        ("a - b - x", "-6"),
        ("8/4/2", "1"),
        ("x/a/b", "5/6"),
        ("x/a*b", "15/2"),
        ("-a*b + x", "-1"),
        ("a*-b", "-6"),
        ("a - -b", "5"),
        ("--a", "2"),
        ("-+-a", "2"),
        ("a + b*x^2", "77"),
        ("max(a, b, x, 4)", "5"),
        ("min(b, a, x)", "2"),
        ("relu(a - b) + abs(a - b)", "1"),
        ("W1[1,2] - W1[1, 2]", "0"),
        ("0.1 + 2.5e-1", "7/20"),
        ("1e2*a", "200"),
    ];
    for (text, expected) in cases {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn numbers_are_exact() {
    let mut graph = Graph::new();
    let parsed = parse("1e400", &mut graph).unwrap();
    let expected = parse_rational(&format!("1{}", "0".repeat(400))).unwrap();
    assert_eq!(graph.constant_value(parsed.fixed), Some(&expected));
    assert_eq!(reprint("0.1").0, "1/10");
}

#[test]
fn sums_over_rows_are_linear() {
    let row = |text| {
        let (fixed, row) = reprint(text);
        (fixed, row.unwrap_or_default())
    };
    let pair = |fixed: &str, row: &str| (fixed.to_owned(), row.to_owned());
    assert_eq!(row("mean((u - a)^2)"), pair("0", "(u - a)^2/3"));
    assert_eq!(row("2*sum(a*u) - x"), pair("-x", "2*(a*u)"));
    assert_eq!(row("1 - sum(a*u)/4 + mean(v)"), pair("1", "v/3 - a*u/4"));
    assert_eq!(row("-(sum(u) + a)"), pair("-a", "-u"));
    assert_eq!(row("sqrt(2)*sum(u)"), pair("0", "sqrt(2)*u"));
    assert_eq!(row("sum(1) - sum(a)"), pair("0", "1 - a"));
}

#[test]
fn text_that_is_as_short_as_it_can_be_is_printed_back() {
    let cases = [
        "a - b*x",
        "a - (b + x)",
        "a + b + x",
        "a*b*x",
        "a/(b*x)",
        "a/b/x",
        "x/3",
        "2/3*x",
        "-2/3*x",
        "a - 2*b*x",
        "-a*b",
        "(-a)*b",
        "-a^2",
        "(-a)^2",
        "(a^2)^3",
        "1/a",
        "-1/a",
        "a^-2",
        "1/a^2",
        "2*(a*b)",
        "a*b/3",
        "1 - a*b",
        "b*x - a",
        "a - (-b)*x",
        "exp(-a) - 1",
        "tanh(W1[1,2]*x)",
        "(a + b)*(a - b)",
        "-(a + b)",
        "-(b - a)",
    ];
    for text in cases {
        assert_eq!(reprint(text).0, text);
    }
}

#[test]
fn every_error_has_its_place() {
    let nested = |depth: usize| format!("{}x{}", "(".repeat(depth), ")".repeat(depth));
    let cases: &[(&str, &str)] = &[
        ("a + $", "$"),
        ("a +* b", "*"),
        ("(a + b", ""),
        ("a b", "b"),
        ("2a", "a"),
        ("sin a", "a"),
        ("a(b)", "a"),
        ("f(b)", "f"),
        ("exp(a, b)", "exp"),
        ("max(a)", "max"),
        ("exp()", ")"),
        ("c + 1", "c"),
        ("W1[1,3]", "W1[1,3]"),
        ("W1[1", "["),
        ("a + 1e10001*b", "1e10001"),
        ("a + 1/0", "1/0"),
        ("a + 2/(1 - 1)*b", "2/(1 - 1)"),
        ("a*log(-1)", "log(-1)"),
        ("x^1000000000", "1000000000"),
        ("x^-1001", "-1001"),
        ("x^a", "a"),
        ("x^0.5", "0.5"),
        ("x^(1/2)", "(1/2)"),
        ("u + sum(u)", "u"),
        ("a*sum(u)", "sum"),
        ("sum(u)^2", "sum"),
        ("exp(mean(u))", "mean"),
        ("sum(u + sum(v))", "sum"),
        ("1/sum(u)", "sum"),
        ("max(1, sum(u))", "sum"),
        ("2^sum(u)", "sum"),
        ("3^1000^1000", "1000^1000"),
    ];
    for (text, place) in cases {
        assert_eq!(&text[error(text).location.span], *place, "{text}");
    }
    assert_eq!(error("sum(u + sum(v))").location.span, 8..11);
    assert!(parse(&nested(500), &mut Graph::new()).is_ok());
    let too_deep = error(&nested(501));
    assert_eq!((too_deep.kind, too_deep.location.span), (ParseErrorKind::NestingTooDeep, 501..502));
    assert_eq!(error(&nested(200_000)).kind, ParseErrorKind::NestingTooDeep);
    assert_eq!(error("(2^1000)^1000").kind, ParseErrorKind::Graph(GraphError::HugeConstant));
    let bad = error("p + 1");
    let ParseErrorKind::UnknownName { name, known } = &bad.kind else { panic!("{bad:?}") };
    assert_eq!((name.as_str(), known.len()), ("p", 6));
}

#[test]
fn long_formulas_do_not_exhaust_the_stack() {
    for operator in ["+", "-", "*", "/"] {
        let text = format!("x{}", format!("{operator}x").repeat(100_000));
        let mut graph = Graph::new();
        let parsed = parse(&text, &mut graph).unwrap();
        assert!(print(&graph, parsed.fixed, 200).starts_with("x"));
    }
    assert_eq!(value(&format!("0{}", "+1".repeat(100_000))), "100000");
    assert_eq!(value(&format!("{}x", "-".repeat(100_001))), "-5");
    assert_eq!(value(&format!("max(x{})", ",a".repeat(100_000))), "5");
}

#[test]
fn parts_are_parsed_once_and_have_places_of_their_own() {
    let parameters = names(&["a", "b"]);
    let columns = names(&["u"]);
    let parse = |text: &str, parts: &[(&str, &str)], graph: &mut Graph| {
        let own = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        let parts: Vec<_> = parts.iter().map(own).collect();
        let scope = Scope { parameters: &parameters, columns: &columns, parts: &parts, rows: Some(2) };
        parse_formula(text, &scope, graph)
    };
    let mut graph = Graph::new();
    let parts = [("h", "tanh(a*u)"), ("loss", "sum(h^2)"), ("twice", "2*h")];
    let parsed = parse("loss + mean(twice*h) + b", &parts, &mut graph).unwrap();
    let print = |node| print_node(&graph, node, &parameters, &columns, 100);
    assert_eq!(print(parsed.fixed), "b");
    assert_eq!(print(parsed.row.unwrap()), "tanh(a*u)^2 + 2*tanh(a*u)*tanh(a*u)/2");
    let tanh = graph.nodes().iter().position(|node| matches!(node, Node::Apply(Function::Tanh, _))).unwrap();
    let (_, location) = parsed.spans.iter().find(|(node, _)| node.index() == tanh).unwrap();
    assert_eq!((location.part, location.span.clone()), (Some(0), 0..9));

    let fail = |text: &str, parts: &[(&str, &str)]| {
        let error = parse(text, parts, &mut Graph::new()).unwrap_err();
        (error.kind, error.location.part, error.location.span)
    };
    assert_eq!(fail("p", &[("p", "1 + q"), ("q", "p")]), (ParseErrorKind::Circle("p".into()), Some(1), 0..1));
    assert_eq!(fail("p + 1", &[("p", "a*u")]), (ParseErrorKind::ColumnOutsideSum("u".into()), Some(0), 2..3));
    assert_eq!(fail("sum(p)", &[("p", "mean(u)")]), (ParseErrorKind::SumInside, Some(0), 0..4));
    assert!(parse("a", &[("unused", "1 + c")], &mut Graph::new()).is_ok());
    let unused = [("unused".to_owned(), "1 + c".to_owned())];
    let scope = Scope { parts: &unused, ..Scope::default() };
    let error = check_parts(&scope, &mut Graph::new()).unwrap_err();
    assert_eq!((error.location.part, error.location.span), (Some(0), 4..5));

    let chain: Vec<_> = (0..2000).map(|i| (format!("p{i}"), format!("p{} + a", i + 1))).collect();
    let chain: Vec<_> = chain.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(fail("p0", &chain).0, ParseErrorKind::NestingTooDeep);
}

#[test]
fn nodes_remember_where_they_were_written_first() {
    let text = "exp(a*x) + b*exp(a*x) - 1";
    let mut graph = Graph::new();
    let parsed = parse(text, &mut graph).unwrap();
    let places: Vec<_> = parsed.spans.iter().map(|(_, location)| &text[location.span.clone()]).collect();
    assert_eq!(
        places,
        ["a", "x", "a*x", "exp(a*x)", "b", "b*exp(a*x)", "exp(a*x) + b*exp(a*x)", "1", "- 1", text]
    );
    assert_eq!(parsed.spans.len(), graph.nodes().len());
}

#[test]
fn identifiers() {
    for name in ["x", "_", "W1[1,2]", "b1[3]", "θ1", "x_2", "y[0]"] {
        assert!(is_identifier(name), "{name}");
    }
    for name in ["", "1x", "x y", "W1[]", "W1[1,]", "W1[1", "W1[1]x", "W1[a]", "x-y", "é", "W1[1, 2]", "[1]"]
    {
        assert!(!is_identifier(name), "{name}");
    }
}

#[test]
fn printing_is_cut_and_never_deep() {
    let mut graph = Graph::new();
    let x = graph.parameter(0).unwrap();
    let minus_one = graph.constant(Rational::from(-1)).unwrap();
    let (mut tower, mut sum, mut product, mut signs, mut tree) = (x, x, x, x, x);
    for _ in 0..100_000 {
        tower = graph.apply(Function::Tanh, tower).unwrap();
        sum = graph.add(sum, x).unwrap();
        product = graph.mul(product, x).unwrap();
        signs = graph.mul(minus_one, signs).unwrap();
    }
    for _ in 0..1000 {
        let inner = graph.apply(Function::Exp, tree).unwrap();
        tree = graph.add(inner, tree).unwrap();
    }
    for node in [tower, sum, product, signs, tree] {
        for limit in [0, 1, 10, 99] {
            let text = print(&graph, node, limit);
            assert_eq!(text.chars().count(), limit + 1);
            assert!(text.ends_with('…'));
        }
    }
    assert_eq!(print(&graph, tower, 12), "tanh(tanh(ta…");
    assert_eq!(print(&graph, sum, 8), "a + a + …");
    assert_eq!(print(&graph, x, 1), "a");
}

/// An operation on earlier nodes, which are chosen modulo their number.
#[derive(Clone, Debug)]
enum Step {
    Constant(i32, u32),
    Add(usize, usize),
    Sub(usize, usize),
    Mul(usize, usize),
    Div(usize, usize),
    Neg(usize),
    Power(usize, i32),
    Apply(Function, usize),
}

fn step() -> impl Strategy<Value = Step> {
    use Function::*;
    let functions = vec![
        Exp, Expm1, Log, Log1p, Sqrt, Tanh, Sigmoid, Softplus, Sin, Cos, Atan, Erf, Abs, Relu, Elu, Gelu,
        Silu, Huber,
    ];
    let node = any::<usize>;
    prop_oneof![
        (-4..4i32, 1..4u32).prop_map(|(p, q)| Step::Constant(p, q)),
        (node(), node()).prop_map(|(a, b)| Step::Add(a, b)),
        (node(), node()).prop_map(|(a, b)| Step::Sub(a, b)),
        (node(), node()).prop_map(|(a, b)| Step::Mul(a, b)),
        (node(), node()).prop_map(|(a, b)| Step::Div(a, b)),
        node().prop_map(Step::Neg),
        (node(), -3..4i32).prop_map(|(a, n)| Step::Power(a, n)),
        (proptest::sample::select(functions), node()).prop_map(|(f, a)| Step::Apply(f, a)),
    ]
}

/// The last node that the steps build; steps that the graph refuses are left out.
fn build(steps: &[Step], graph: &mut Graph) -> NodeId {
    let mut nodes = vec![graph.parameter(0).unwrap(), graph.parameter(1).unwrap(), graph.column(0).unwrap()];
    for step in steps {
        let node = |i: &usize| nodes[i % nodes.len()];
        let built = match step {
            Step::Constant(p, q) => graph.constant(Rational::from((*p, *q))),
            Step::Add(a, b) => graph.add(node(a), node(b)),
            Step::Sub(a, b) => graph.sub(node(a), node(b)),
            Step::Mul(a, b) => graph.mul(node(a), node(b)),
            Step::Div(a, b) => graph.div(node(a), node(b)),
            Step::Neg(a) => graph.neg(node(a)),
            Step::Power(a, n) => graph.power(node(a), *n),
            Step::Apply(f, a) => graph.apply(*f, node(a)),
        };
        nodes.extend(built);
    }
    nodes[nodes.len() - 1]
}

proptest! {
    #[test]
    fn what_is_printed_parses_to_the_same_node(steps in prop::collection::vec(step(), 1..25)) {
        let mut graph = Graph::new();
        let node = build(&steps, &mut graph);
        let text = print(&graph, node, 20_000);
        prop_assume!(!text.ends_with('…'));
        let parsed = parse(&format!("sum({text})"), &mut graph);
        prop_assert_eq!(parsed.map(|parsed| parsed.row), Ok(Some(node)), "{}", text);
    }

    #[test]
    fn no_text_is_too_odd_to_be_refused(text in "[-+*/^()., 0-9a-cuvx\\[\\]esum\\PC]{0,60}") {
        if let Err(error) = parse(&text, &mut Graph::new()) {
            prop_assert!(text.get(error.location.span).is_some());
        }
    }
}
