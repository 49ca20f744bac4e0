//! `cargo bench --bench lambda`: λ\* of the example problems at a 1 % gap on one thread, as a table of cells,
//! seconds, certificate bytes and check seconds. The figures go to `benches/RESULTS.md` by hand.

use jensen::certificate::write_certificate;
use jensen::check::{Effort, check};
use jensen::problem::Problem;
use jensen::search::{Budget, Control, lambda};
use rug::Rational;
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

const PROBLEMS: [&str; 8] =
    ["cubic", "product", "triple-product", "tanh1", "tanh2-unit", "tanh2", "camel", "xor-tanh"];
/// What is not closed by then is reported as it stands.
const LIMIT: Duration = Duration::from_secs(60);

fn main() -> Result<(), Box<dyn Error>> {
    println!("| problem | N | λ* in | cells | search s | µs a cell | bytes | check s |");
    println!("|---|---|---|---|---|---|---|---|");
    for name in PROBLEMS {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("problems").join(name).with_extension("toml");
        let problem = Problem::read(file)?;
        let budget = Budget { time: Some(LIMIT), ..Budget::default() };
        let control = Control { budget, threads: 1, ..Control::default() };
        let found = lambda(&problem, &Rational::from((1, 100)), &control);
        let search = control.started.elapsed().as_secs_f64();
        let text = found.certificate.map(|c| write_certificate(&c, &[])).ok_or("nothing found")?;
        let start = Instant::now();
        let verified = check(text.as_bytes(), &Effort::default())?;
        let (n, cells, bytes) = (problem.dimension(), found.cells, text.len());
        let per_cell = search / cells as f64 * 1e6;
        let checked = start.elapsed().as_secs_f64();
        let claim = verified.get().claim.to_string();
        println!(
            "| {name} | {n} | {claim} | {cells} | {search:.4} | {per_cell:.1} | {bytes} | {checked:.4} |"
        );
    }
    Ok(())
}
