//! `cargo bench --bench lower [PROBLEM.toml …]`: the local search for the lower end of λ\* alone, on one thread with
//! the seeds 0 to 9: the best value, how many seeds come within 10⁻⁵ of it, the thread's own milliseconds (Linux).

use jensen::certificate::Claim;
use jensen::problem::Problem;
use jensen::search::{Control, refute_most};
use std::error::Error;
use std::path::Path;

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

/// Milliseconds that this thread has run, as Linux counts them.
fn cpu() -> Option<f64> {
    let counters = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(counters.split(' ').next()?.parse::<f64>().ok()? / 1e6)
}

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<String> = std::env::args().skip(1).filter(|arg| arg.ends_with(".toml")).collect();
    if files.is_empty() {
        files = PROBLEMS.iter().map(|name| format!("{name}.toml")).collect();
    }
    println!("| problem | N | best lower end | seeds that reach it | worst / best | ms a seed |");
    println!("|---|---|---|---|---|---|");
    for file in files {
        let problem = Problem::read(root.join(&file))?;
        let mut ends = Vec::new();
        let start = cpu().ok_or("no thread times")?;
        for seed in 0..SEEDS {
            let found = refute_most(&problem, &Control { seed, ..Control::default() });
            ends.push(match found.map(|certificate| certificate.claim) {
                Some(Claim::NotConvexBelow(below)) => below.to_f64(),
                Some(Claim::NoFiniteLambda) => f64::INFINITY,
                _ => 0.0,
            });
        }
        let spent = (cpu().ok_or("no thread times")? - start) / SEEDS as f64;
        let best = ends.iter().copied().fold(0.0, f64::max);
        let worst = ends.iter().copied().fold(f64::INFINITY, f64::min) / best;
        let hits = ends.iter().filter(|&&end| end >= (1.0 - NEAR) * best).count();
        let n = problem.dimension();
        println!("| {file} | {n} | {best:.8} | {hits}/{SEEDS} | {worst:.6} | {spent:.2} |");
    }
    Ok(())
}
