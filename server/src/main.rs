//! `ketepai`: reads the command line and calls the library.

#[tokio::main]
async fn main() -> std::process::ExitCode {
    server::commands::main().await
}
