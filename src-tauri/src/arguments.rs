//! What the person wants, read from the words after the program's name. Touches nothing else.

use std::{ffi::OsString, path::PathBuf};

use crate::links::{Link, SCHEME};

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Open windows.
    Windows(Start),
    /// Print the list of operations.
    Ops(Form),
    /// Run one operation and print its answer.
    Call(Call),
    /// Print how to use the program.
    Help,
    /// Print the version.
    Version,
}

/// How the list of operations is printed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For the type check of the windows.
    Types,
}

/// How to open the windows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Start {
    /// Where the data is, if not at the usual place.
    pub(crate) data: Option<PathBuf>,
    /// Open the storefront instead of the manager.
    pub(crate) is_storefront: bool,
    /// The link of a letter, with which the system opens the program.
    pub(crate) link: Option<Link>,
}

/// One operation from a terminal.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// Where the data is, if not at the usual place.
    pub(crate) data: Option<PathBuf>,
    /// The account that asks.
    pub(crate) email: Option<String>,
    /// The operation's name.
    pub(crate) op: String,
    /// What is asked.
    pub(crate) input: Input,
}

/// Where the input of an operation comes from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// Nothing was given.
    Nothing,
    /// JSON among the arguments.
    Text(String),
    /// A file with JSON.
    File(PathBuf),
}

/// Reads the arguments; the error is a sentence for the person.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Wanted, String> {
    let mut words = arguments.into_iter().peekable();
    let command = words.next_if(|word| !is_option(&word.to_string_lossy()));
    let Some(command) = command else { return start(words) };
    match command.to_string_lossy().as_ref() {
        "ops" => ops(words),
        "call" => call(words),
        "help" => alone(words, Wanted::Help),
        other => Err(format!("There is no command \"{other}\".")),
    }
}

fn is_option(word: &str) -> bool {
    word.starts_with('-') || word.starts_with(SCHEME)
}

fn start(mut words: impl Iterator<Item = OsString>) -> Result<Wanted, String> {
    let mut start = Start::default();
    while let Some(word) = words.next() {
        match word.to_string_lossy().as_ref() {
            "--data" => start.data = Some(value(&mut words, "--data", "a folder")?.into()),
            "--storefront" => start.is_storefront = true,
            "--help" | "-h" => return alone(words, Wanted::Help),
            "--version" | "-V" => return alone(words, Wanted::Version),
            // One that was cut in two by a mail program still opens the program: the code can be typed.
            link if link.starts_with(SCHEME) => start.link = Link::read(link),
            other => return Err(format!("There is no option \"{other}\".")),
        }
    }
    Ok(Wanted::Windows(start))
}

fn ops(mut words: impl Iterator<Item = OsString>) -> Result<Wanted, String> {
    match words.next() {
        None => Ok(Wanted::Ops(Form::Text)),
        Some(word) if word == "--json" => alone(words, Wanted::Ops(Form::Json)),
        Some(word) if word == "--types" => alone(words, Wanted::Ops(Form::Types)),
        Some(word) => Err(format!("\"tradepost ops\" knows no \"{}\".", word.to_string_lossy())),
    }
}

fn call(mut words: impl Iterator<Item = OsString>) -> Result<Wanted, String> {
    let (mut data, mut email, mut file) = (None, None, None);
    let mut plain = Vec::new();
    while let Some(word) = words.next() {
        match word.to_string_lossy().as_ref() {
            "--data" => data = Some(PathBuf::from(value(&mut words, "--data", "a folder")?)),
            "--as" => email = Some(text(value(&mut words, "--as", "an e-mail address")?)?),
            "--json-file" => file = Some(PathBuf::from(value(&mut words, "--json-file", "a file")?)),
            option if option.starts_with("--") => {
                return Err(format!("\"tradepost call\" knows no \"{option}\"."));
            }
            _ => plain.push(text(word)?),
        }
    }
    let mut plain = plain.into_iter();
    let op = plain
        .next()
        .ok_or("\"tradepost call\" needs the name of an operation; \"tradepost ops\" lists them.")?;
    let input = match (plain.next(), file) {
        (None, None) => Input::Nothing,
        (Some(json), None) => Input::Text(json),
        (None, Some(file)) => Input::File(file),
        (Some(_), Some(_)) => return Err("Give the input as JSON or with --json-file, not both.".to_owned()),
    };
    match plain.next() {
        None => Ok(Wanted::Call(Call { data, email, op, input })),
        Some(more) => Err(format!("\"{more}\" is one word too many; put the JSON in quotes.")),
    }
}

fn alone(mut rest: impl Iterator<Item = OsString>, wanted: Wanted) -> Result<Wanted, String> {
    match rest.next() {
        None => Ok(wanted),
        Some(more) => Err(format!("\"{}\" is one word too many.", more.to_string_lossy())),
    }
}

fn value(words: &mut impl Iterator<Item = OsString>, option: &str, what: &str) -> Result<OsString, String> {
    words.next().filter(|word| !word.is_empty()).ok_or_else(|| format!("{option} needs {what}."))
}

fn text(word: OsString) -> Result<String, String> {
    word.into_string().map_err(|word| format!("\"{}\" is not UTF-8.", word.to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Wanted, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn no_words_open_the_manager() {
        assert_eq!(read(""), Ok(Wanted::Windows(Start::default())), "a click on the icon has no words");
    }

    #[test]
    fn the_windows_take_a_folder_and_the_storefront() {
        let start = Start { data: Some(PathBuf::from("/tmp/x")), is_storefront: true, link: None };
        assert_eq!(read("--data /tmp/x --storefront"), Ok(Wanted::Windows(start)), "both options are kept");
    }

    #[test]
    fn a_letters_link_opens_the_windows_whole_or_not() {
        let link = format!("tradepost://reset/{}", "0".repeat(64));
        let start = |link: &str, data| Start { data, is_storefront: false, link: Link::read(link) };

        assert!(Link::read(&link).is_some(), "it is one");
        assert_eq!(read(&link), Ok(Wanted::Windows(start(&link, None))), "the system gives nothing else");
        let data = Some(PathBuf::from("d"));
        assert_eq!(
            read(&format!("--data d {link}")),
            Ok(Wanted::Windows(start(&link, data))),
            "in any order"
        );
        assert_eq!(read("tradepost://res"), Ok(Wanted::Windows(Start::default())), "the code can be typed");
    }

    #[test]
    fn a_call_reads_its_parts_in_any_order() {
        let call = Call {
            data: Some(PathBuf::from("d")),
            email: Some("a@b.example".to_owned()),
            op: "store.get".to_owned(),
            input: Input::Text("{}".to_owned()),
        };
        assert_eq!(
            read("call store.get --as a@b.example {} --data d"),
            Ok(Wanted::Call(call)),
            "order is free"
        );
    }

    #[test]
    fn the_input_may_be_left_out_or_lie_in_a_file() {
        let input = |line| match read(line) {
            Ok(Wanted::Call(call)) => Some(call.input),
            _ => None,
        };
        assert_eq!(input("call app.state"), Some(Input::Nothing), "many operations need none");
        assert_eq!(
            input("call a.b --json-file f"),
            Some(Input::File("f".into())),
            "long input comes from a file"
        );
        assert!(read("call a.b {} --json-file f").is_err(), "two inputs contradict each other");
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for line in
            ["shop", "--frob", "ops --xml", "call", "call --as", "call a.b {} more", "help me", "--data"]
        {
            assert!(read(line).is_err(), "\"{line}\" must not be guessed at");
        }
    }

    #[test]
    fn help_and_version_are_found() {
        assert_eq!(read("help"), read("--help"), "both spellings");
        assert_eq!(read("--version"), Ok(Wanted::Version), "by its usual name");
        assert_eq!(read("ops --json"), Ok(Wanted::Ops(Form::Json)), "for programs");
    }
}
