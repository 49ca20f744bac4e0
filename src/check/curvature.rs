//! Rule `curvature`.
