//! `vectors FILE` prints one file of vectors, a JSON object per line.

use std::process::ExitCode;

fn main() -> ExitCode {
    let file = std::env::args().nth(1).unwrap_or_default();
    match roam_xstate_interop::vectors::lines(&file) {
        Some(lines) => {
            for line in lines {
                println!("{line}");
            }
            ExitCode::SUCCESS
        }
        None => {
            eprintln!("vectors values|messages|methods|kebab|tolerance");
            ExitCode::from(2)
        }
    }
}
