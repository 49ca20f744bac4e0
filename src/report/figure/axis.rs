//! An axis: where values stand, and which of them are named.

/// Ticks of a linear axis, about.
const TICKS: f64 = 5.0;
/// Over more than this ratio a logarithmic axis names powers of ten only.
const DECADES: f64 = 1e3;
/// From this ratio of the values to their differences on they are named by their differences.
const COMMON: f64 = 100.0;
/// The share of a linear axis beyond the values on either side.
const PAD: f64 = 0.06;

/// A value axis.
#[derive(Clone, Debug)]
pub struct Axis {
    pub label: String,
    /// A logarithmic axis: both ends are > 0.
    pub is_log: bool,
    /// From … to.
    pub range: [f64; 2],
    /// What the named values lack: 0, or a number that all of them begin with.
    pub offset: f64,
}

impl Axis {
    /// An axis from … to.
    pub fn linear(label: impl Into<String>, range: [f64; 2]) -> Self {
        Axis { label: label.into(), is_log: false, range, offset: 0.0 }
    }

    /// A logarithmic axis from … to, both > 0.
    pub fn logarithmic(label: impl Into<String>, range: [f64; 2]) -> Self {
        Axis { label: label.into(), is_log: true, range, offset: 0.0 }
    }

    /// A linear axis with room for some values. What values that differ little have in common moves to the label.
    pub fn around(label: impl Into<String>, values: impl Iterator<Item = f64>) -> Self {
        let (least, most) = values
            .filter(|x| x.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, m), x| (l.min(x), m.max(x)));
        let (least, most) = if least <= most { (least, most) } else { (0.0, 1.0) };
        let width = most - least;
        let flat = 1e-9 * (1.0 + least.abs().max(most.abs()));
        let pad = if width > flat { PAD * width } else { 0.5 * least.abs().max(1.0) };
        let mut axis = Axis::linear(label, [least - pad, most + pad]);
        if width > flat && least.abs() > COMMON * width {
            let decade = width.log10().floor() as i32 + 1;
            let unit = 10f64.powi(decade);
            axis.offset = (least / unit).round() * unit;
            let sign = if axis.offset < 0.0 { '+' } else { '−' };
            axis.label = format!("{} {sign} {}", axis.label, decimal(axis.offset.abs(), decade));
        }
        axis
    }

    /// Where a value stands, 0 being the beginning and 1 the end.
    pub fn share(&self, value: f64) -> f64 {
        let [from, to] = self.range;
        match self.is_log {
            _ if from >= to => 0.5,
            true => (value.max(f64::MIN_POSITIVE) / from).ln() / (to / from).ln(),
            false => (value - from) / (to - from),
        }
    }

    /// Whether a value stands on the axis.
    pub fn holds(&self, value: f64) -> bool {
        value >= self.range[0] && value <= self.range[1]
    }

    /// The values that are named, and their names.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let [from, to] = self.range;
        let has_length = from < to;
        if !has_length {
            return Vec::new();
        }
        if self.is_log {
            let decades = from.log10().floor() as i32..=to.log10().floor() as i32;
            let factors: &[i32] = if to / from < DECADES { &[1, 2, 5] } else { &[1] };
            let values = decades.flat_map(|decade| factors.iter().map(move |k| (*k, decade)));
            let named = values.map(|(k, decade)| (f64::from(k) * 10f64.powi(decade), decade));
            return named
                .filter(|(x, _)| self.holds(*x))
                .map(|(x, decade)| (x, decimal(x, decade)))
                .collect();
        }
        let (step, decade) = step((to - from) / TICKS);
        let [from, to] = [from, to].map(|end| (end - self.offset) / step);
        let multiples = (from.ceil() as i64..=to.floor() as i64).map(|k| k as f64 * step);
        multiples.map(|x| (x + self.offset, decimal(x, decade))).collect()
    }
}

/// A round step of at least this, and the power of ten of its digit.
fn step(least: f64) -> (f64, i32) {
    let decade = least.log10().floor() as i32;
    let power = 10f64.powi(decade);
    let factor = [1.0, 2.0, 5.0].into_iter().find(|k| k * power >= least);
    factor.map_or((10.0 * power, decade + 1), |k| (k * power, decade))
}

/// A number down to a power of ten, with a proper minus sign.
fn decimal(x: f64, decade: i32) -> String {
    let size = x.abs();
    if decade < -4 && size == 0.0 {
        return "0".to_owned();
    }
    let text = if size >= 1e6 || decade < -4 {
        let digits = (size.log10().floor() as i32 - decade).max(0) as usize;
        format!("{x:.digits$e}")
    } else {
        format!("{x:.*}", (-decade).max(0) as usize)
    };
    text.replace('-', "−")
}

/// A number in three significant digits or so.
pub fn significant(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return if x == 0.0 { "0".to_owned() } else { x.to_string() };
    }
    let decade = x.abs().log10().floor() as i32;
    if !(-5..6).contains(&decade) {
        return format!("{x:.2e}").replace('-', "−");
    }
    let text = format!("{x:.*}", (2 - decade).max(0) as usize);
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(axis: &Axis) -> String {
        axis.ticks().into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ticks_are_round() {
        let log = |range| Axis::logarithmic("", range);
        insta::assert_snapshot!(names(&Axis::linear("", [-1.0, 2.0])), @"−1 0 1 2");
        insta::assert_snapshot!(names(&Axis::linear("", [19.000_05, 19.000_45])), @"19.0001 19.0002 19.0003 19.0004");
        insta::assert_snapshot!(names(&Axis::linear("", [0.0, 3e-7])), @"0 1e−7 2e−7 3e−7");
        insta::assert_snapshot!(names(&log([0.3, 30.0])), @"0.5 1 2 5 10 20");
        insta::assert_snapshot!(names(&log([1e-4, 30.0])), @"0.0001 0.001 0.01 0.1 1 10");
        assert_eq!(Axis::around("", [f64::NAN, 3.0, 3.0].into_iter()).range, [1.5, 4.5]);
        let close = Axis::around("f", [64.462_17, 64.462_38].into_iter());
        insta::assert_snapshot!(format!("{}: {}", close.label, names(&close)), @"f − 64.462: 2.0e−4 2.5e−4 3.0e−4 3.5e−4");
    }

    #[test]
    fn numbers_are_short() {
        let found: Vec<String> =
            [0.0, -1.0, 9.214_506, 1_234.5, 2.5e-9, -3e7].map(significant).into_iter().collect();
        insta::assert_snapshot!(found.join(" "), @"0 −1 9.21 1234 2.50e−9 −3.00e7");
    }
}
