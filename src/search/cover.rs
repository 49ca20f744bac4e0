//! Branch and bound: the cover of a box at one λ.
