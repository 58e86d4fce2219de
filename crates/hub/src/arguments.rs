//! What the operator wants, read from the words after the program's name. Touches nothing else.

use std::collections::BTreeMap;
use std::ffi::OsString;

/// How the program is used.
pub(crate) const HELP: &str = "\
tradepost-hub: one marketplace for many desktops, over HTTPS

  tradepost-hub init --ca FILE --app NAME --url-file FILE --email ADDRESS --username NAME
      Makes the tables in an empty MariaDB, the application's account NAME, and the first operator.
      Writes the application's database address, with a password drawn for it, to --url-file,
      which only its owner can read.
        --seal-key FILE      writes a key for second factors there, which only its owner can read.
                             Keep a copy apart from the backups: without it only recovery codes work
        --migrator-url URL   the account that may make tables: mysql://user:password@host/database
                             (or TRADEPOST_MIGRATOR_URL). It needs ALL on the database WITH GRANT
                             OPTION, and CREATE USER.
        --without-verification   people may sell and review before their address is verified: for a hub
                                 that sends no mail
      The operator's password is read from TRADEPOST_PASSWORD, or from the first line of standard
      input.

  tradepost-hub serve --ca FILE --listen ADDRESS:PORT
      Serves the marketplace until it is told to stop (Ctrl+C or SIGTERM).
        --cert FILE --key FILE   the certificate with its chain, and its key, as PEM. Without them
                                 the hub listens on this machine only, for a proxy beside it.
        --limits FILE            other limits, as JSON such as {\"requests_per_minute\": 6000}; a wrong
                                 name lists them all
        --seal-key FILE          the key second factors are kept under (or TRADEPOST_SEAL_KEY); after a
                                 move, seal.key of the desktop's folder. With it operators need a second
                                 factor and everybody may have one; without it there are none
        --behind-proxy           the proxy on this machine names the origin in X-Forwarded-For
      Mail is sent when one of these is given:
        --mail-folder FOLDER     into files, to try things out
        --smtp-host NAME         to a server; with --smtp-port (587), --smtp-security starttls, tls
                                 or none (starttls), --smtp-user NAME, --smtp-ca FILE, and the
                                 password in TRADEPOST_SMTP_PASSWORD
        --mail-from ADDRESS, --mail-name NAME   who the marketplace writes as
        --public-url URL         where people reach the hub, such as https://market.example: the links
                                 in mails go there. Without it they open the program itself

  tradepost-hub operator add --email ADDRESS --kind KIND --ca FILE
      Makes an account that is there already an operator: owner, office, dispatch or support. An
      operator of another kind becomes this one. Operators do the same in their own window.

  tradepost-hub verify-books --ca FILE
      Checks stock, invoice numbers and totals; the exit code is 1 when something is wrong.

  tradepost-hub verify-audit --ca FILE
      Follows the chain of the audit log from its first row to its last and names the first row that
      is not as it was written; the exit code is 1 then. It says the hash of the last row: keep it
      elsewhere, and nobody can write the log anew up to there without being found out.

  tradepost-hub import --store NAME --file FILE --ca FILE
      Takes a CSV of products into a store, as its owner would on a desktop: bad rows are named with
      their lines, the others come in, and what is there already is changed, its stock left alone.
      NAME is the last part of the store's address.
        --dry-run            says what would happen and changes nothing
        --format NAME        tradepost, shopify or books, where it cannot be seen from the columns
        --batch ID           goes on with an import that was stopped; it says its ID when it begins

  tradepost-hub export --store NAME --to FILE --ca FILE
      Writes a store's products to a CSV that can be imported again.

  tradepost-hub backup --to FILE --ca FILE
      Writes everything into one file, pictures and accounts too, as it is at one moment; desktops
      and hubs go on meanwhile. Only you can read the file. It is a SQLite database.
        --data DIR           of a desktop's own marketplace instead of a server's

  tradepost-hub restore --from FILE --ca FILE --app NAME --url-file FILE
      Fills an empty MariaDB from a backup, after looking at every row of it, and checks the books.
      The options are those of init. Desktops notice, read anew, and keep what they have not sent.
        --data DIR           into a desktop's own marketplace instead, which must be empty

  tradepost-hub move --from DIR --ca FILE --app NAME --url-file FILE --hub ADDRESS
      Moves a desktop's own marketplace from its folder DIR to an empty MariaDB, with accounts,
      invoice numbers, mail and everything else. Close Tradepost first. Its desktop goes to the hub
      from the next start on, with what it has not sent. Stopped half way, run it again.
        --hub-ca FILE        the certificate of a private authority that vouches for the hub
        --house              instead of --hub: desktops open the database themselves

serve, operator, verify-books, verify-audit, import, export and backup find the database by
--url-file FILE, --url URL or TRADEPOST_DATABASE_URL.
A password in --url or --migrator-url can be seen by others on this machine; prefer the file or the
environment. --ca is the authority that vouches for the database server, as PEM.
";

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Init(Options),
    Serve(Options),
    AddOperator(Options),
    VerifyBooks(Options),
    VerifyAudit(Options),
    Import(Options),
    Export(Options),
    Backup(Options),
    Restore(Options),
    Move(Options),
    Help,
    Version,
}

/// The options of a command, each given once.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options(BTreeMap<&'static str, String>);

const DATABASE: [&str; 3] = ["--ca", "--url", "--url-file"];
/// What makes a marketplace of an empty MariaDB.
const GROUND: [&str; 4] = ["--ca", "--migrator-url", "--app", "--url-file"];
const OPERATOR: [&str; 4] = ["--email", "--username", "--seal-key", "--without-verification"];
const ADD_OPERATOR: [&str; 2] = ["--email", "--kind"];
const IMPORT: [&str; 5] = ["--store", "--file", "--dry-run", "--format", "--batch"];
const EXPORT: [&str; 2] = ["--store", "--to"];
const BACKUP: [&str; 2] = ["--to", "--data"];
const RESTORE: [&str; 2] = ["--from", "--data"];
const MOVE: [&str; 4] = ["--from", "--hub", "--hub-ca", "--house"];
const SERVE: [&str; 15] = [
    "--behind-proxy",
    "--seal-key",
    "--limits",
    "--listen",
    "--cert",
    "--key",
    "--mail-folder",
    "--smtp-host",
    "--smtp-port",
    "--smtp-security",
    "--smtp-user",
    "--smtp-ca",
    "--mail-from",
    "--mail-name",
    "--public-url",
];
/// Options without a value.
const ALONE: [&str; 4] = ["--behind-proxy", "--dry-run", "--house", "--without-verification"];

impl Options {
    /// What an option says, if it was given.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Whether an option was given.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

/// Reads the arguments; the error is a sentence for the operator.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Wanted, String> {
    let mut words = arguments.into_iter().map(|word| {
        word.into_string().map_err(|word| format!("\"{}\" is not UTF-8.", word.to_string_lossy()))
    });
    let Some(command) = words.next().transpose()? else { return Ok(Wanted::Help) };
    match command.as_str() {
        "init" => Ok(Wanted::Init(options(words, &[&GROUND[..], &OPERATOR].concat())?)),
        "serve" => Ok(Wanted::Serve(options(words, &[&DATABASE[..], &SERVE].concat())?)),
        "operator" => match words.next().transpose()?.as_deref() {
            Some("add") => Ok(Wanted::AddOperator(options(words, &[&DATABASE[..], &ADD_OPERATOR].concat())?)),
            _ => Err("Say \"operator add\".".to_owned()),
        },
        "verify-books" => Ok(Wanted::VerifyBooks(options(words, &DATABASE)?)),
        "verify-audit" => Ok(Wanted::VerifyAudit(options(words, &DATABASE)?)),
        "import" => Ok(Wanted::Import(options(words, &[&DATABASE[..], &IMPORT].concat())?)),
        "export" => Ok(Wanted::Export(options(words, &[&DATABASE[..], &EXPORT].concat())?)),
        "backup" => Ok(Wanted::Backup(options(words, &[&DATABASE[..], &BACKUP].concat())?)),
        "restore" => Ok(Wanted::Restore(options(words, &[&GROUND[..], &RESTORE].concat())?)),
        "move" => Ok(Wanted::Move(options(words, &[&GROUND[..], &MOVE].concat())?)),
        "help" | "--help" | "-h" => Ok(Wanted::Help),
        "--version" | "-V" => Ok(Wanted::Version),
        other => Err(format!("There is no command \"{other}\".")),
    }
}

fn options(
    mut words: impl Iterator<Item = Result<String, String>>,
    known: &[&'static str],
) -> Result<Options, String> {
    let mut options = Options::default();
    while let Some(word) = words.next().transpose()? {
        let name = known.iter().find(|name| **name == word);
        let name = *name.ok_or_else(|| format!("There is no option \"{word}\" here."))?;
        let value = if ALONE.contains(&name) { Some(String::new()) } else { words.next().transpose()? };
        let value = value.filter(|value| ALONE.contains(&name) || !value.is_empty());
        let value = value.ok_or_else(|| format!("{name} needs a value."))?;
        if options.0.insert(name, value).is_some() {
            return Err(format!("{name} was given twice."));
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Wanted, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn options_belong_to_their_command() {
        let Ok(Wanted::Serve(options)) = read("serve --ca a.pem --listen 127.0.0.1:1 --behind-proxy") else {
            panic!("this is how one serves")
        };
        assert_eq!(options.get("--listen"), Some("127.0.0.1:1"));
        assert!(options.has("--behind-proxy"));
        assert!(read("verify-books --listen 127.0.0.1:1").is_err(), "books do not listen");
        assert!(read("serve --listen").is_err(), "a value is missing");
        assert!(read("serve --ca a --ca b").is_err(), "which of them?");
        assert!(read("conquer").is_err());
        assert!(matches!(read("operator add --kind office"), Ok(Wanted::AddOperator(_))));
        assert!(read("operator").is_err() && read("operator remove --email a@b.c").is_err());
        assert_eq!(read(""), Ok(Wanted::Help));
    }

    #[test]
    fn every_option_is_explained() {
        for name in [
            &DATABASE[..],
            &GROUND,
            &OPERATOR,
            &ADD_OPERATOR,
            &SERVE,
            &IMPORT,
            &EXPORT,
            &BACKUP,
            &RESTORE,
            &MOVE,
        ]
        .concat()
        {
            assert!(HELP.contains(name), "{name} is not in the help");
        }
    }
}
