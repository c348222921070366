//! `ketepai`: reads the command line and calls the library.

use std::net::SocketAddr;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "ketepai", version, about = "科特派 field service records")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the application.
    Serve {
        #[arg(long, env = "KETEPAI_ADDR", default_value = "127.0.0.1:3000")]
        addr: SocketAddr,
    },
    /// Fill an empty database with demo data.
    Demo {
        #[arg(long, env = "KETEPAI_YEAR")]
        year: i32,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Serve { addr } => {
            let listener = tokio::net::TcpListener::bind(addr).await?;
            axum::serve(listener, server::router::router(|| {})).await?;
        }
        Command::Demo { year } => println!("no demo data for {year} yet"),
    }
    Ok(())
}
