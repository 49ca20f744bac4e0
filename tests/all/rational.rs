//! Reading, printing and simplifying exact numbers.

use jensen::function::Function;
use jensen::grammar::parse_rational;
use jensen::kind::Exact;
use jensen::kind::Kind;
use jensen::number::{Number, NumberError, Rational, read_fraction};
use proptest::prelude::*;
use rug::Integer;

#[test]
fn reads_what_users_write() {
    for (text, p, q) in [
        ("12", 12, 1),
        ("-12", -12, 1),
        ("0", 0, 1),
        ("-0", 0, 1),
        ("007", 7, 1),
        ("0.1", 1, 10),
        ("1.250", 5, 4),
        ("-2.5e-3", -1, 400),
        ("2E2", 200, 1),
        ("1e+2", 100, 1),
        ("1e-0002", 1, 100),
        ("6/4", 3, 2),
        ("-1/3", -1, 3),
        ("0.5/2e1", 1, 40),
    ] {
        assert_eq!(parse_rational(text), Ok(Rational::from((p, q))), "{text}");
    }
}

#[test]
fn refuses_everything_else() {
    for text in [
        "", "-", "+1", "--1", "1.", ".5", "1.e2", "e5", "1e", "1e-", "1e+", "1e1.5", "1e1e1", " 1", "1 ",
        "1 /2", "/", "1/", "/2", "1/-2", "1/2/3", "inf", "nan", "NaN", "0x10", "1_000", "١", "1,5", "1e٣",
    ] {
        assert_eq!(parse_rational(text), Err(NumberError::Malformed), "{text}");
    }
    for text in ["1/0", "0/0", "1/0.00", "1/0e9"] {
        assert_eq!(parse_rational(text), Err(NumberError::ZeroDenominator), "{text}");
    }
}

#[test]
fn caps_are_exact() {
    let digits = |n: usize| "7".repeat(n);
    assert!(parse_rational(&digits(10_000)).is_ok());
    assert!(parse_rational(&format!("{}.{}", digits(5_000), digits(5_000))).is_ok());
    assert!(parse_rational(&format!("{0}/{0}1", digits(9_999))).is_ok());
    assert!(parse_rational("1e9999").is_ok() && parse_rational("-1e-9999").is_ok());
    assert!(parse_rational("0.5e10000").is_ok() && parse_rational("5e-10000").is_ok());
    for text in [
        digits(10_001),
        format!("{}.{}", digits(5_000), digits(5_001)),
        format!("1/{}", digits(10_001)),
        "1e10000".to_owned(),
        "1e-10000".to_owned(),
        "1e9999/1e-9999".to_owned(),
        "1e10001".to_owned(),
        "1e-10001".to_owned(),
        "0e10001".to_owned(),
        "1/1e10001".to_owned(),
        format!("1e{}", digits(100)),
        format!("1e-{}", digits(100)),
    ] {
        assert_eq!(parse_rational(&text), Err(NumberError::TooLarge), "{}", &text[..20.min(text.len())]);
    }
}

proptest! {
    #[test]
    fn format_is_read_back(p in any::<i64>(), q in 1..=i64::MAX) {
        let q = Rational::from((p, q));
        prop_assert_eq!(parse_rational(&q.to_string()), Ok(q));
    }

    #[test]
    fn decimals_are_exact(units in any::<i32>(), decimals in 0_usize..9) {
        let power = rug::Integer::from(rug::Integer::u_pow_u(10, decimals as u32));
        let sign = if units < 0 { "-" } else { "" };
        let digits = format!("{:0>1$}", units.unsigned_abs(), decimals + 1);
        let (integer, fraction) = digits.split_at(digits.len() - decimals);
        let point = if decimals > 0 { "." } else { "" };
        let expected = Rational::from((rug::Integer::from(units), power));
        prop_assert_eq!(parse_rational(&format!("{sign}{integer}{point}{fraction}")), Ok(expected.clone()));
        prop_assert_eq!(parse_rational(&format!("{units}e-{decimals}")), Ok(expected));
    }

    #[test]
    fn fractions_are_read_as_written(p in any::<i64>(), q in 1..=i64::MAX) {
        let q = Rational::from((p, q));
        prop_assert_eq!(read_fraction(&q.to_string()), Ok(q));
    }

    #[test]
    fn no_text_panics(text in "[-0-9./eE+ x]{0,12}") {
        // Whatever is read as a fraction is read as the same number by the larger grammar.
        if let Ok(q) = read_fraction(&text) {
            prop_assert_eq!(parse_rational(&text), Ok(q));
        }
    }
}

/// Exact numbers of too many digits are undefined, before they cost time and memory.
#[test]
fn exact_numbers_stop_growing() {
    let of_bits = |bits: u32| Exact::from(Rational::from(Integer::from(1) << (bits - 1)));
    for (bits, is_defined) in [(Exact::MAX_BITS / 2 - 1, true), (Exact::MAX_BITS / 2, false)] {
        let (x, inverse) = (of_bits(bits), of_bits(bits).apply(Function::Power(-1), 0));
        for result in [x.add(&x), x.mul(&x), x.mul(&inverse), inverse.add(&inverse)] {
            assert_eq!(result.is_defined(), is_defined, "{bits}");
        }
    }
    for (f, order, growth) in [(Function::Power(3), 0, 3), (Function::Power(3), 2, 5), (Function::Abs, 0, 4)]
    {
        let largest = (Exact::MAX_BITS - 1) / growth;
        assert!(of_bits(largest).apply(f, order).is_defined());
        assert!(!of_bits(largest + 1).apply(f, order).is_defined());
    }
}
