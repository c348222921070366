//! The bad network as a program, for tests that are not written in Rust.
//!
//! Prints `{"port":…,"control_port":…}` when it listens, and ends when its standard input does.

use std::{io, net::SocketAddr, process::ExitCode};

use clap::Parser;
use serde_json::json;
use tests::faults::{FaultProxy, Faults, Options};

#[derive(Debug, Parser)]
#[command(about = "Loses, cuts and replaces what passes between a browser and a server")]
struct Arguments {
    /// The server, such as 127.0.0.1:3000.
    #[arg(long)]
    upstream: SocketAddr,
    /// Where to listen; 0: any free port.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Where faults are set and counts read; 0: any free port.
    #[arg(long, default_value_t = 0)]
    control_port: u16,
    /// Decides which requests meet a fault that comes by chance.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Lets one connection carry many requests.
    #[arg(long)]
    keep_alive: bool,
    /// The first faults, as JSON.
    #[arg(long, default_value = "{}", value_parser = faults)]
    faults: Faults,
}

fn faults(text: &str) -> Result<Faults, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fault_proxy: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> io::Result<()> {
    let proxy = FaultProxy::start(Options {
        upstream: arguments.upstream,
        port: arguments.port,
        control_port: arguments.control_port,
        seed: arguments.seed,
        keep_alive: arguments.keep_alive,
        faults: arguments.faults,
    })
    .await?;
    println!(
        "{}",
        json!({"port": proxy.address.port(), "control_port": proxy.control.port()})
    );
    // Whoever started us holds the other end: when it dies, so do we.
    let ended = tokio::task::spawn_blocking(|| io::copy(&mut io::stdin(), &mut io::sink())).await;
    ended.map_err(io::Error::other)?.map(drop)
}
