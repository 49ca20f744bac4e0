//! Curvature by projected ascent on (θ, v).
