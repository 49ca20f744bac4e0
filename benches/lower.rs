//! `cargo bench --bench lower [PROBLEM.toml …]`: the local search for the lower end of λ\* alone, on one thread with
//! the seeds 0 to 9: the best value, how many seeds come within 10⁻⁵ of it, milliseconds.

use jensen::certificate::Claim;
use jensen::problem::Problem;
use jensen::search::{Control, lower_end};
use std::error::Error;
use std::path::Path;
use std::time::Instant;

const PROBLEMS: [&str; 18] = [
    "problems/cubic",
    "problems/product",
    "problems/triple-product",
    "problems/tanh1",
    "problems/tanh2-unit",
    "problems/tanh2",
    "problems/camel",
    "benches/suite/himmelblau",
    "benches/suite/goldstein-price",
    "benches/suite/rosenbrock4",
    "benches/suite/bce-tanh",
    "benches/suite/tanh2-biases",
    "problems/xor-tanh",
    "benches/suite/xor-sigmoid-2",
    "benches/suite/xor-231-tanh",
    "benches/suite/two-hidden-layers",
    "benches/suite/iris-trained",
    "problems/iris-4-3-3",
];
const SEEDS: u64 = 10;
const NEAR: f64 = 1e-5;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<String> = std::env::args().skip(1).filter(|arg| arg.ends_with(".toml")).collect();
    if files.is_empty() {
        files = PROBLEMS.iter().map(|name| format!("{name}.toml")).collect();
    }
    println!("| problem | N | lower end | seeds that reach it | least ms | most ms |");
    println!("|---|---|---|---|---|---|");
    for file in files {
        let problem = Problem::read(root.join(&file))?;
        let (mut ends, mut times) = (Vec::new(), Vec::new());
        for seed in 0..SEEDS {
            let start = Instant::now();
            let found = lower_end(&problem, &Control { seed, ..Control::default() });
            times.push(start.elapsed().as_secs_f64() * 1e3);
            ends.push(match found.map(|certificate| certificate.claim) {
                Some(Claim::NotConvexBelow { below }) => below.to_f64(),
                Some(Claim::NoFiniteLambda) => f64::INFINITY,
                _ => 0.0,
            });
        }
        let best = ends.iter().copied().fold(0.0, f64::max);
        let hits = ends.iter().filter(|&&end| end >= (1.0 - NEAR) * best).count();
        let (least, most) = times.iter().fold((f64::INFINITY, 0.0f64), |(l, m), &t| (l.min(t), m.max(t)));
        let n = problem.dimension();
        println!("| {file} | {n} | {best:.8} | {hits}/{SEEDS} | {least:.2} | {most:.2} |");
    }
    Ok(())
}
