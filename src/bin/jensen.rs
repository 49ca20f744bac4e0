//! The command line.

fn main() -> std::process::ExitCode {
    jensen::command::main()
}
