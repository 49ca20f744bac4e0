mod interval;
mod rational;
