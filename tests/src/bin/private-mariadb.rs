//! A MariaDB of your own for trying the shared place by hand: prints how to reach it and keeps it until Enter or Ctrl+C.

use std::io::{Read, Write, stdin, stdout};

use stories::{Fallible, mariadb::Server};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Fallible<()> {
    let server = Server::start()?;
    let database = server.fresh_database().await;
    let mut out = stdout();
    writeln!(out, "process      {}", server.pid().unwrap_or_default())?;
    writeln!(out, "folder       {}", server.folder().display())?;
    writeln!(out, "application  {}", database.url)?;
    writeln!(out, "migrations   {}", database.migrator_url)?;
    writeln!(out, "authority    {}", database.ca_path.display())?;
    writeln!(out, "Press Enter to stop it.")?;
    out.flush()?;
    stdin().read_exact(&mut [0]).or(Ok(()))
}
