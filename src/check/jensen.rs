//! Rule `jensen`.
