//! Rounding floats to short rationals.
