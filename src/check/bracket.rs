//! Rule `bracket`.
