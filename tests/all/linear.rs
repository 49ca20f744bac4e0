//! Minimisers of quadratic objectives: exactly where their numbers are short, else within 10⁻³⁰.

use crate::support::{Random, problem_with_data, q, verdict, with_weights};
use jensen::certificate::Claim;
use jensen::number::Rational;
use jensen::problem::Problem;
use jensen::search::{Control, minimize};
use jensen::writing::write_certificate;

/// A regression with a constant term on random rows, each parameter in this box.
fn regression(inputs: usize, rows: usize, decimals: usize, limits: &str) -> Problem {
    let mut random = Random(7);
    let terms: Vec<String> = (0..inputs).map(|k| format!("w{k}*x{k}")).collect();
    let names: Vec<String> = (0..inputs).map(|k| format!("w{k} {limits}")).collect();
    let columns: Vec<String> = (0..inputs).map(|k| format!("x{k}")).collect();
    let row = |_| {
        (0..=inputs)
            .map(|_| format!("{:.decimals$}", 2.0 * random.unit() - 1.0))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    problem_with_data(
        &format!("mean(({} + c - y)^2)", terms.join(" + ")),
        &format!("{}, c {limits}", names.join(", ")),
        &format!("{} y", columns.join(" ")),
        &rows,
    )
}

/// The minimiser that is found and proved, and its radius.
fn minimiser(problem: &Problem, lambda: &str) -> (Vec<Rational>, Rational) {
    let outcome = minimize(problem, &q(lambda), &q("1/1000"), &Control::default());
    let certificate = outcome.certificate.unwrap();
    let said = verdict(&write_certificate(&certificate, &[]));
    assert!(said.starts_with("valid: unique-minimizer"), "{said}");
    let Claim::UniqueMinimizer { radius, center, .. } = certificate.claim else { panic!("{said}") };
    (center, radius)
}

#[test]
fn short_solutions_are_exact() {
    for inputs in [1, 2, 5, 10] {
        let (_, radius) = minimiser(&regression(inputs, 60, 3, "-inf inf"), "1/100");
        assert_eq!(radius, 0, "{inputs}");
    }
}

#[test]
fn long_solutions_are_decimals() {
    let (center, radius) = minimiser(&regression(60, 90, 12, "-inf inf"), "1/100");
    assert_eq!(radius, q("1/1000000000000000000000000000000"));
    assert!(center.iter().all(|x| x.to_string().len() < 100));
}

/// A limit or a kink holds some parameters; the others solve a smaller system.
#[test]
fn what_is_held_stays() {
    let (center, radius) = minimiser(&regression(6, 40, 3, "-1/20 1/20"), "1/100");
    assert_eq!(radius, 0);
    assert!(center.iter().any(|x| *x.as_abs() == q("1/20")), "{center:?}");
    let lasso = with_weights(
        regression(6, 40, 3, "-inf inf"),
        &["1"; 7].join(" "),
        &["4"; 7].join(" "),
        &["0"; 7].join(" "),
    );
    let (center, radius) = minimiser(&lasso, "1/100");
    assert_eq!(radius, 0);
    let zeros = center.iter().filter(|x| x.is_zero()).count();
    assert!((1..7).contains(&zeros), "{center:?}");
}

/// Products of parameters, a column of weights, terms without data.
#[test]
fn quadratic_forms_of_all_kinds() {
    let rows = ["1 2 1/3", "2 -1 1/2", "-1/7 4 3"];
    let problem = problem_with_data(
        "sum(w*((a*u - b)*(2*a + b*u) + (a + b)^2*7)) + a*b + 40*a^2 + 90*b^2 - a/3 + b/9",
        "a -inf inf, b -inf inf",
        "u w z",
        &rows,
    );
    assert_eq!(minimiser(&problem, "1").1, 0);
}
