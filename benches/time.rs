//! `cargo bench --bench time [-- N/ROWS …]`: whether limits are obeyed whatever the size. Networks of 27 to 5035
//! parameters on 10 to 1797 rows, written anew: the seconds of `info`, of `lambda --time 20s` with its peak memory, and
//! the worst seconds from a TERM to the end (Linux, procfs).

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Layers, with 27, 257, 1210 and 5035 parameters; one output has the squared loss, several cross-entropy.
const LAYERS: [&[usize]; 4] = [&[4, 3, 3], &[14, 16, 1], &[64, 16, 10], &[64, 59, 17, 10]];
const ROWS: [usize; 3] = [10, 150, 1797];
/// Seconds after which a TERM is sent, each in a run of its own.
const TERMS: [f64; 4] = [0.3, 2.0, 6.0, 12.0];
const RADIUS: &str = "1e-3";

/// Multiples of 1/1000 in [−1, 1] from a linear congruential generator.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % 2001) as f64 / 1000.0 - 1.0
    }
}

/// What a network's weights are, and the rows that it fits: its own classes, or its own values to two digits.
fn network(layers: &[usize], rows: usize) -> (String, String) {
    let mut numbers = Numbers(layers.iter().sum::<usize>() as u64);
    let mut weights = String::from("name,value\n");
    let mut matrices = Vec::new();
    for (number, pair) in layers.windows(2).enumerate() {
        let (number, scale) = (number + 1, 1.5 / (pair[0] as f64).sqrt());
        let mut matrix = Vec::new();
        for i in 1..=pair[1] {
            let mut row: Vec<f64> =
                (0..pair[0]).map(|_| (1e3 * scale * numbers.next()).round() / 1e3).collect();
            for (j, value) in row.iter().enumerate() {
                let _ = writeln!(weights, "\"W{number}[{i},{}]\",{value}", j + 1);
            }
            row.push((300.0 * numbers.next()).round() / 1e3);
            let _ = writeln!(weights, "b{number}[{i}],{}", row[pair[0]]);
            matrix.push(row);
        }
        matrices.push(matrix);
    }
    let inputs = layers[0];
    let mut data: String = (1..=inputs).map(|i| format!("x{i},")).collect::<String>() + "y\n";
    for _ in 0..rows {
        let row: Vec<f64> = (0..inputs).map(|_| 2.0 * numbers.next()).collect();
        row.iter().for_each(|x| {
            let _ = write!(data, "{x},");
        });
        let _ = writeln!(data, "{}", label(&matrices, row));
    }
    (weights, data)
}

fn label(matrices: &[Vec<Vec<f64>>], row: Vec<f64>) -> String {
    let mut values = row;
    for (layer, matrix) in matrices.iter().enumerate() {
        let total = |weights: &Vec<f64>| {
            weights.iter().zip(values.iter().chain([&1.0])).map(|(w, x)| w * x).sum::<f64>()
        };
        let is_last = layer + 1 == matrices.len();
        values = matrix.iter().map(total).map(|z| if is_last { z } else { z.tanh() }).collect();
    }
    let best = (0..values.len()).max_by(|&i, &j| values[i].total_cmp(&values[j])).unwrap_or(0);
    if values.len() == 1 { format!("{:.2}", values[0]) } else { best.to_string() }
}

/// Writes the three files, and says where the problem is.
fn write(folder: &Path, layers: &[usize], rows: usize) -> Result<PathBuf, Box<dyn Error>> {
    let n: usize = layers.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum();
    let name = format!("n{n}-rows{rows}");
    let (weights, data) = network(layers, rows);
    std::fs::write(folder.join(format!("{name}.w.csv")), weights)?;
    std::fs::write(folder.join(format!("{name}.csv")), data)?;
    let loss = if layers.last() == Some(&1) { "squared" } else { "cross-entropy" };
    let problem = folder.join(format!("{name}.toml"));
    std::fs::write(
        &problem,
        format!(
            "[data]\nfile = \"{name}.csv\"\n[network]\nlayers = {layers:?}\nactivation = \"tanh\"\nloss = \"{loss}\"\n\
             [domain]\ncenter = \"{name}.w.csv\"\nradius = \"{RADIUS}\"\n"
        ),
    )?;
    Ok(problem)
}

fn start(folder: &Path, arguments: &[&str], problem: &Path) -> Result<Child, Box<dyn Error>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jensen"));
    command.args(arguments).arg(problem).current_dir(folder);
    Ok(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?)
}

/// Seconds until it ends, and the most megabytes it was seen to hold.
fn watch(child: &mut Child) -> Result<(f64, f64), Box<dyn Error>> {
    let (began, mut peak) = (Instant::now(), 0.0_f64);
    let status = format!("/proc/{}/status", child.id());
    while child.try_wait()?.is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        peak = peak.max(kilobytes.unwrap_or(0.0) / 1000.0);
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok((began.elapsed().as_secs_f64(), peak))
}

/// The seconds that a run of this problem takes to end after a TERM.
fn end(folder: &Path, problem: &Path, after: f64) -> Result<f64, Box<dyn Error>> {
    let mut child = start(folder, &["lambda", "-o", "term.jensen"], problem)?;
    std::thread::sleep(Duration::from_secs_f64(after));
    if child.try_wait()?.is_some() {
        return Ok(0.0);
    }
    Command::new("kill").arg("-TERM").arg(child.id().to_string()).status()?;
    Ok(watch(&mut child)?.0)
}

fn main() -> Result<(), Box<dyn Error>> {
    let only: Vec<String> = std::env::args().skip(1).filter(|arg| arg.contains('/')).collect();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("time");
    std::fs::create_dir_all(&folder)?;
    println!("| N | rows | `info` s | `lambda --time 20s` s | peak MB | worst s after TERM |");
    println!("|---|---|---|---|---|---|");
    for layers in LAYERS {
        for rows in ROWS {
            let n: usize = layers.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum();
            let problem = write(&folder, layers, rows)?;
            if !only.is_empty() && !only.contains(&format!("{n}/{rows}")) {
                continue;
            }
            let (info, _) = watch(&mut start(&folder, &["info"], &problem)?)?;
            let limited = ["lambda", "--time", "20s", "-o", "limited.jensen"];
            let (limited, peak) = watch(&mut start(&folder, &limited, &problem)?)?;
            let mut worst = 0.0_f64;
            for after in TERMS {
                worst = worst.max(end(&folder, &problem, after)?);
            }
            println!("| {n} | {rows} | {info:.2} | {limited:.1} | {peak:.0} | {worst:.2} |");
        }
    }
    Ok(())
}
