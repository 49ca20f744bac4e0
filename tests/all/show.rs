//! Write-ups of certificates: what they say, and that no name, number or file keeps them from being
//! well-formed.

use crate::support::{
    cover, curvature, jensen, least, minimizer, minimum, numbers, problem, problem_with_data, text,
    with_weights,
};
use jensen::certificate::{Certificate, Evidence, Orbit, Proof, Witness};
use jensen::check::{Effort, Verified, check};
use jensen::expression::Signed;
use jensen::problem::{Problem, Symmetry};
use jensen::report::{bibtex, html, latex, markdown, sketch};
use roxmltree::{Document, ParsingOptions};

fn verified(text: &str) -> Verified<Certificate> {
    check(text.as_bytes(), &Effort::default()).unwrap_or_else(|rejection| panic!("{rejection}\n{text}"))
}

/// −x³ on [−1, 2], bracketed.
fn bracketed() -> String {
    let lower = Some(Witness::Curvature(curvature("2", "1")));
    let evidence = Evidence::Bracket { lower, upper: cover("a.~", "").into() };
    text(&problem("-x^3", "x -1 2"), "lambda-star in [6, 25/4]", evidence)
}

/// The problem with `W1[1,2]` for its `W`.
fn with_index(mut problem: Problem) -> Problem {
    for name in problem.parameters.iter_mut().filter(|name| *name == "W") {
        *name = "W1[1,2]".to_owned();
    }
    problem
}

/// A loss on data, refuted by a chord; the penalty has weights and centres.
fn refuted() -> String {
    let plain = problem_with_data("mean((y - u_1*tanh(W*x))^2)", DOMAIN, "x y", &["1 1", "1/2 1/2"]);
    let weighted = with_weights(with_index(plain), "2 1", "0 0", "1/2 0");
    text(&weighted, "not-convex lambda = 1/1000", Witness::Jensen(jensen(&["1/2: 1 1", "1/2: -1 -1"])))
}

const DOMAIN: &str = "u_1 -2 2, W -2 2";

/// `(x − 1)² + λx²` at λ = 1.
fn minimised() -> String {
    text(&problem("(x - 1)^2", "x -2 2"), "unique-minimizer lambda = 1 within 0 of 1/2", minimizer("0", "="))
}

/// One certificate a rule.
fn all() -> Vec<String> {
    let square = || problem("(x - 1)^2", "x -2 2");
    let swap = Symmetry {
        parameters: [1, 0].map(|index| Signed { index, is_negative: false }).to_vec(),
        columns: Vec::new(),
    };
    let orbit = Orbit { symmetries: vec![swap], point: numbers("1 -1") };
    vec![
        bracketed(),
        refuted(),
        minimised(),
        text(&problem("-x^3", "x -1 2"), "not-convex lambda < 6", curvature_evidence()),
        text(
            &problem("-x^2", "x -1 1"),
            "not-convex lambda = 0",
            Witness::Jensen(jensen(&["1/3: -1", "1/3: 1/2", "1/3: 1"])),
        ),
        text(
            &problem("-(x - y)^2", "x -1 1, y -1 1"),
            "not-convex lambda < 2",
            Evidence::Witness(Witness::Orbit(orbit)),
        ),
        text(&problem("-x^3", "x -1 2"), "convex lambda >= 7", Evidence::Proof(Proof::Cover(cover("~", "")))),
        text(&square(), "minimum lambda = 1 in [1/4, 1/2]", minimum("1/2", "1", "0")),
        text(
            &square(),
            "curve 0 in [0, 0] 1 in [1/2, 1/2] 3 in [3/4, 3/4]",
            Evidence::Curve(vec![least("1", "0", "0"), least("1/2", "1", "0"), least("1/4", "3", "0")]),
        ),
    ]
}

fn curvature_evidence() -> Evidence {
    Evidence::Witness(Witness::Curvature(curvature("2", "1")))
}

/// Names that mean something in TeX, Markdown or HTML, or look alike when set.
fn hostile() -> String {
    let domain = "a1 -1 1, a_1 -1 1, _ -1 1, w__x -1 1, Α -1 1, A -1 1, λ -1 1, λP -1 1, is -1 1, W -1 1";
    let formula = "(a1 - a_1)^2 + (_ + w__x)^2 + Α^2*A + λ*λP + is^2 - W^2";
    text(
        &with_index(problem(formula, domain)),
        "not-convex lambda = 1/2",
        Witness::Jensen(jensen(&["1/2: 0 0 0 0 0 0 0 0 0 1", "1/2: 0 0 0 0 0 0 0 0 0 -1"])),
    )
}

/// A file that means something to a shell, TeX, Markdown and HTML.
const FILE: &str = "it's `$(rm)` {a}_b%#&~^\\<b>é\"\n--x.jensen";

macro_rules! snapshot {
    ($name:literal, $text:expr) => {
        insta::with_settings!({ omit_expression => true, filters => vec![
            (r"(?i)\b(jensen) \d+\.\d+\.\d+", "$1 [version]"),
            (r"version = \{[0-9.]+\}", "version = {[version]}"),
        ]}, { insta::assert_snapshot!($name, $text) })
    };
}

#[test]
fn theorems() {
    let documents =
        [bracketed(), refuted(), minimised()].map(|text| latex::document(&verified(&text), "c.jensen"));
    snapshot!("latex", documents.join("\n"));
    let fragment = latex::fragment(&verified(&minimised()), "c.jensen");
    assert!(
        !fragment.contains("documentclass") && documents[2].contains(fragment.split_once('\n').unwrap().1)
    );
    let curve = all().pop().unwrap();
    snapshot!("latex_in_columns", latex::fragment(&verified(&curve), "c.jensen"));
}

#[test]
fn answers_and_entries() {
    let texts = [bracketed(), refuted(), minimised()];
    snapshot!(
        "markdown",
        texts.clone().map(|text| markdown::certificate(&verified(&text), "c.jensen")).join("\n")
    );
    snapshot!("bibtex", texts.clone().map(|text| bibtex::entry(&verified(&text), "c.jensen")).join("\n"));
    for text in texts {
        let verified = verified(&text);
        let key = format!("@misc{{jensen-{},", &verified.digest()[..12]);
        assert!(bibtex::entry(&verified, "c.jensen").starts_with(&key));
    }
}

#[test]
fn hostile_names_mean_themselves() {
    let verified = verified(&hostile());
    snapshot!("hostile_latex", latex::fragment(&verified, FILE));
    snapshot!("hostile_bibtex", bibtex::entry(&verified, FILE));
    snapshot!("hostile_markdown", markdown::certificate(&verified, FILE));
    let page = html::page(&verified, FILE);
    let page = parse(&page);
    let check = format!("jensen check '{}'", FILE.replace('\'', r"'\''").replace('\n', "?"));
    assert!(page.descendants().any(|node| node.text() == Some(check.as_str())));
}

/// BibTeX counts braces whatever stands before them.
#[test]
fn braces_are_balanced_and_ascii() {
    for certificate in all().into_iter().chain([hostile()]) {
        let verified = verified(&certificate);
        for text in [bibtex::entry(&verified, FILE), latex::document(&verified, FILE)] {
            assert!(text.is_ascii(), "{text}");
            let mut depth = 0;
            for c in text.chars() {
                depth += i32::from(c == '{') - i32::from(c == '}');
                assert!(depth >= 0, "{text}");
            }
            assert_eq!(depth, 0, "{text}");
        }
    }
}

fn parse(text: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Every rule has a figure; figures and pages are well-formed, ask the network for nothing, and do not change.
#[test]
fn figures_and_pages_are_well_formed() {
    for certificate in all().into_iter().chain([hostile()]) {
        let verified = verified(&certificate);
        let figure = sketch::svg(&verified).unwrap_or_else(|| panic!("no figure of\n{certificate}"));
        let page = html::page(&verified, FILE);
        assert_eq!(Some(&figure), sketch::svg(&verified).as_ref());
        assert_eq!(page, html::page(&verified, FILE));
        assert!(page.contains(&figure));
        for text in [&figure, &page] {
            let document = parse(text);
            for node in document.descendants() {
                let tag = node.tag_name().name();
                assert!(!["script", "link", "img", "iframe", "image", "use"].contains(&tag), "{text}");
                let refers = |name: &str| ["href", "src", "style"].contains(&name) || name.starts_with("on");
                assert!(!node.attributes().any(|attribute| refers(attribute.name())), "{text}");
            }
            assert!(!text.contains("NaN") && !text.contains("inf,") && !text.contains("url("), "{text}");
        }
        // All that is drawn lies within the figure.
        let document = parse(&figure);
        let root = document.root_element();
        let size = |name: &str| root.attribute(name).unwrap().parse::<f64>().unwrap();
        let (width, height) = (size("width"), size("height"));
        for points in document.descendants().filter_map(|node| node.attribute("points")) {
            assert!(points.split(' ').count() > 1);
            for point in points.split(' ') {
                let (x, y) = point.split_once(',').unwrap();
                let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
                assert!((0.0..=width).contains(&x) && (0.0..=height).contains(&y), "{point} in\n{figure}");
            }
        }
    }
}

/// The page's parts in order, without the figure's geometry.
#[test]
fn the_skeleton_of_a_page() {
    let page = html::page(&verified(&refuted()), "c.jensen");
    let document = parse(&page);
    let mut outline = String::new();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let tag = node.tag_name().name();
        let is_named = ["title", "desc", "h1", "h2", "h3", "p", "th", "td", "figcaption", "code", "text"];
        if is_named.contains(&tag) {
            let words: String =
                node.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text()).collect();
            outline += &format!("{tag}: {}\n", words.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    snapshot!("html", outline);
}
