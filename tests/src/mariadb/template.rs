//! What every private server starts from: an installed data folder and certificates, made once per build folder.

use std::{
    fs::{self, File},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Fallible, fail,
    places::{build_dir, program},
};

/// Raised when the recipe below changes, so that an old folder is not used again.
const RECIPE: u32 = 1;

/// The machine's own OpenSSL settings vary; these do not.
const OPENSSL: &str = "\
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
";

/// A finished template.
pub(super) struct Template {
    folder: PathBuf,
}

impl Template {
    /// The template of this build folder, made now if it is not there. Test processes that start together wait for the
    /// first one.
    pub(super) fn ready() -> Fallible<Self> {
        let build = build_dir()?;
        let folder = build.join("mariadb-template");
        let made_by =
            format!("recipe {RECIPE}, {}", run(Command::new(program("mariadbd")?).arg("--version"))?);
        let lock = File::create(build.join("mariadb-template.lock"))?;
        lock.lock()?;
        if fs::read_to_string(folder.join("made-by")).ok().as_deref() != Some(&made_by) {
            if folder.exists() {
                fs::remove_dir_all(&folder)?;
            }
            make(&folder)?;
            // Last: a template without this line was interrupted and is made again.
            fs::write(folder.join("made-by"), made_by)?;
        }
        Ok(Self { folder })
    }

    /// Copies the data folder to `target`.
    pub(super) fn copy_data(&self, target: &Path) -> Fallible<()> {
        run(Command::new("cp").arg("-R").arg(self.folder.join("data")).arg(target)).map(drop)
    }

    /// A file of the certificates: `ca.pem`, `server.pem`, `server.key`, `stranger.pem`.
    pub(super) fn tls(&self, file: &str) -> PathBuf {
        self.folder.join("tls").join(file)
    }
}

fn make(folder: &Path) -> Fallible<()> {
    let tls = folder.join("tls");
    fs::create_dir_all(&tls)?;
    fs::write(tls.join("openssl.cnf"), OPENSSL)?;
    make_authority(&tls, "ca")?;
    make_authority(&tls, "stranger")?;
    make_server_certificate(&tls)?;
    install_data(folder)
}

fn make_authority(tls: &Path, name: &str) -> Fallible<()> {
    let (key, certificate) = (format!("{name}.key"), format!("{name}.pem"));
    let subject = format!("/CN=Tradepost tests {name}");
    openssl(tls, &["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", &key])?;
    let request =
        ["req", "-x509", "-new", "-key", &key, "-days", "3650", "-subj", &subject, "-out", &certificate];
    openssl(tls, &[&request[..], &["-config", "openssl.cnf", "-extensions", "authority"]].concat())
}

fn make_server_certificate(tls: &Path) -> Fallible<()> {
    openssl(tls, &["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "server.key"])?;
    let request = ["req", "-new", "-key", "server.key", "-subj", "/CN=localhost", "-out", "server.csr"];
    openssl(tls, &[&request[..], &["-config", "openssl.cnf"]].concat())?;
    let sign = ["x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", "2"];
    let shape = ["-days", "3650", "-extfile", "openssl.cnf", "-extensions", "server", "-out", "server.pem"];
    openssl(tls, &[&sign[..], &shape[..]].concat())
}

fn openssl(folder: &Path, arguments: &[&str]) -> Fallible<()> {
    run(Command::new(program("openssl")?).current_dir(folder).args(arguments)).map(drop)
}

fn install_data(folder: &Path) -> Fallible<()> {
    let settings = folder.join("install.cnf");
    // Small redo logs make the template 20 MB instead of 110, and a copy a matter of milliseconds.
    fs::write(&settings, "[mariadbd]\ninnodb_log_file_size=16M\n")?;
    let mut install = Command::new(program("mariadb-install-db")?);
    install.arg(format!("--defaults-file={}", settings.display()));
    install.arg(format!("--datadir={}", folder.join("data").display()));
    // The other method leaves root without a password on the loopback.
    install.args(["--auth-root-authentication-method=socket", "--skip-test-db"]);
    if runs_as_root(folder)? {
        install.arg("--user=root");
    }
    run(&mut install).map(drop)
}

/// MariaDB refuses to run as root unless told so; containers are often root.
pub(super) fn runs_as_root(own_folder: &Path) -> Fallible<bool> {
    Ok(fs::metadata(own_folder)?.uid() == 0)
}

fn run(command: &mut Command) -> Fallible<String> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(fail(format!("{command:?} failed: {said}{}", String::from_utf8_lossy(&output.stdout))))
}
