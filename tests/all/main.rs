mod affine;
mod bound;
mod function;
mod interval;
mod line;
mod rational;
