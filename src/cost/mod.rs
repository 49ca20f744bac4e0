//! What a leaf test costs, foreseen from sizes alone, for whoever has a budget. A wrong figure makes a check long or undecided;
//! no proof rests on it.

mod hessian;
mod value;
