use jensen::bound::{Cell, HessianBound, Method, Scratch};
use jensen::number::Rational;
fn main() {
    let mut args = std::env::args().skip(1);
    let path = args.next().unwrap();
    let problem = jensen::problem::Problem::read(&path).unwrap();
    let t = std::time::Instant::now();
    let bound = HessianBound::of_objective(&problem, 256);
    eprintln!("compiled {:?}", t.elapsed());
    let (mut lo, mut hi): (f64, f64) =
        (args.next().unwrap().parse().unwrap(), args.next().unwrap().parse().unwrap());
    let n: usize = args.next().unwrap().parse().unwrap();
    let cell = Cell::root(&problem.domain);
    for m in [Method::Loewner] {
        let (mut a, mut b) = (lo, hi);
        for _ in 0..n {
            let mid = (a * b).sqrt();
            let t = std::time::Instant::now();
            let r = bound.prove(&cell, &Rational::from_f64(mid).unwrap(), m, &mut Scratch::default());
            eprintln!(
                "{m:?} {mid:.6} {} {:?}",
                match &r {
                    Ok(()) => "ok".into(),
                    Err(e) => format!("{e:?}").chars().take(60).collect::<String>(),
                },
                t.elapsed()
            );
            if r.is_ok() { b = mid } else { a = mid }
        }
        println!("{m:?}: {b}");
    }
    let _ = (&mut lo, &mut hi);
}
