//! `ketepai`: reads the command line and calls the library.

/// Gives memory back when it is over: password hashes take 19 MB each, on one thread after another, and
/// the system's allocator keeps such pieces for every thread that ever had one. Without huge pages, which
/// hold ten megabytes more than a server at rest needs. For SQLite as well: what one of its threads takes
/// another gives back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    server::commands::main().await
}
