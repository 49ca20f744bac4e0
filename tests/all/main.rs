mod function;
mod interval;
mod network;
mod parse;
mod rational;
mod source;
