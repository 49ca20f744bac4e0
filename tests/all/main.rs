mod function;
mod interval;
mod rational;
