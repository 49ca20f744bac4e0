//! Rule `cover`.
