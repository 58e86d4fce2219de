//! One conversation, as RFC 5321 tells it.

use std::{future::pending, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use post::Security;
use tokio::{net::TcpStream, time::sleep};
use tokio_rustls::TlsAcceptor;

use super::{Behaviour, Journal, Plan, Received, line::Line};
use crate::Fallible;

/// Every answer a delivery needs, given in advance.
const FORGED: &str =
    "250-forged\r\n250 AUTH PLAIN LOGIN\r\n250 forged\r\n250 forged\r\n354 forged\r\n250 forged";

pub(super) struct Session {
    plan: Plan,
    acceptor: TlsAcceptor,
    journal: Arc<Journal>,
    mail: Received,
}

/// What follows an answer.
enum Next {
    Listen(Line),
    HangUp,
}

impl Session {
    pub(super) fn new(plan: Plan, acceptor: TlsAcceptor, journal: Arc<Journal>) -> Self {
        let mail = Received {
            hello: String::new(),
            from: String::new(),
            to: Vec::new(),
            account: None,
            is_encrypted: false,
            raw: Vec::new(),
        };
        Self { plan, acceptor, journal, mail }
    }

    /// Talks until one side has enough. A courier that hangs up or distrusts the certificate is no failure of the
    /// server's; stories look at what was heard.
    pub(super) async fn hold(mut self, tcp: TcpStream) {
        let _ = self.talk(Line::clear(tcp)).await;
    }

    async fn talk(&mut self, mut line: Line) -> Fallible<()> {
        if self.plan.behaviour == Behaviour::Silent {
            pending::<()>().await;
        }
        if self.plan.security == Security::Tls {
            line = line.encrypt(&self.acceptor).await?;
        }
        self.answer(&mut line, "220 mail.test ESMTP").await?;
        while let Some(command) = line.hear().await? {
            self.journal.commands.send_modify(|commands| commands.push(command.clone()));
            line = match self.obey(line, &command).await? {
                Next::Listen(line) => line,
                Next::HangUp => return Ok(()),
            };
        }
        Ok(())
    }

    async fn obey(&mut self, mut line: Line, command: &str) -> Fallible<Next> {
        let (verb, argument) = command.split_once(' ').unwrap_or((command, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => self.greet(&mut line, argument).await?,
            "STARTTLS" => return self.start_tls(line).await,
            "AUTH" => self.sign_in(&mut line, argument).await?,
            "MAIL" => self.take_sender(&mut line, argument).await?,
            "RCPT" => self.take_recipient(&mut line, argument).await?,
            "DATA" => return self.take_letter(line).await,
            "NOOP" => self.answer(&mut line, "250 2.0.0 Still here").await?,
            "QUIT" => return self.say_goodbye(line).await,
            _ => self.answer(&mut line, "502 5.5.2 Never heard of it").await?,
        }
        Ok(Next::Listen(line))
    }

    async fn greet(&mut self, line: &mut Line, name: &str) -> Fallible<()> {
        name.clone_into(&mut self.mail.hello);
        let wants_tls = self.plan.security == Security::Starttls && !line.is_encrypted;
        let mut offers = vec!["mail.test".to_owned(), "8BITMIME".to_owned()];
        if wants_tls && self.plan.behaviour != Behaviour::NoStarttls {
            offers.push("STARTTLS".to_owned());
        }
        if self.plan.account.is_some() && !wants_tls {
            offers.push(format!("AUTH {}", self.plan.mechanisms));
        }
        if self.plan.takes_utf8 {
            offers.push("SMTPUTF8".to_owned());
        }
        self.answer(line, &format!("250-{}\r\n250 SIZE 50000000", offers.join("\r\n250-"))).await
    }

    async fn start_tls(&mut self, mut line: Line) -> Fallible<Next> {
        if self.plan.behaviour == Behaviour::ForgedAnswers {
            line.say(&format!("220 2.0.0 Go ahead\r\n{FORGED}")).await?;
        } else {
            self.answer(&mut line, "220 2.0.0 Go ahead").await?;
        }
        Ok(Next::Listen(line.encrypt(&self.acceptor).await?))
    }

    /// A refusal repeats what it refuses, as careless servers do.
    async fn sign_in(&mut self, line: &mut Line, argument: &str) -> Fallible<()> {
        let (mechanism, first) = argument.split_once(' ').unwrap_or((argument, ""));
        let given = if mechanism == "PLAIN" {
            let decoded = String::from_utf8(STANDARD.decode(first)?)?;
            decoded.trim_start_matches('\0').replace('\0', "\n")
        } else {
            format!("{}\n{}", self.ask(line, "Username:").await?, self.ask(line, "Password:").await?)
        };
        let is_known =
            self.plan.account.is_some_and(|(user, password)| given == format!("{user}\n{password}"));
        if !is_known {
            let repeated = given.replace('\n', " ");
            return self.answer(line, &format!("535 5.7.8 Not you: AUTH {argument} is {repeated}")).await;
        }
        self.mail.account = given.lines().next().map(ToOwned::to_owned);
        self.answer(line, "235 2.7.0 Welcome").await
    }

    async fn ask(&self, line: &mut Line, question: &str) -> Fallible<String> {
        self.answer(line, &format!("334 {}", STANDARD.encode(question))).await?;
        let answer = line.hear().await?.unwrap_or_default();
        Ok(String::from_utf8(STANDARD.decode(answer)?)?)
    }

    async fn take_sender(&mut self, line: &mut Line, argument: &str) -> Fallible<()> {
        if self.plan.security == Security::Starttls && !line.is_encrypted {
            return self.answer(line, "530 5.7.0 Must issue a STARTTLS command first").await;
        }
        if self.plan.account.is_some() && self.mail.account.is_none() {
            return self.answer(line, "530 5.7.0 Authentication required").await;
        }
        if let Behaviour::RejectSender(code, text) = self.plan.behaviour {
            return self.answer(line, &format!("{code} {text}")).await;
        }
        argument.clone_into(&mut self.mail.from);
        self.mail.to.clear();
        self.answer(line, "250 2.1.0 Sender fine").await
    }

    async fn take_recipient(&mut self, line: &mut Line, argument: &str) -> Fallible<()> {
        if let Behaviour::RejectRecipient(code, text) | Behaviour::Temp(code, text) = self.plan.behaviour {
            return self.answer(line, &format!("{code} {text}")).await;
        }
        if self.mail.from.is_empty() {
            return self.answer(line, "503 5.5.1 MAIL first").await;
        }
        self.mail.to.push(argument.to_owned());
        self.answer(line, "250 2.1.5 Recipient fine").await
    }

    async fn take_letter(&mut self, mut line: Line) -> Fallible<Next> {
        if self.mail.to.is_empty() {
            self.answer(&mut line, "503 5.5.1 RCPT first").await?;
            return Ok(Next::Listen(line));
        }
        if self.plan.behaviour == Behaviour::OutOfStep {
            self.answer(&mut line, "250 2.0.0 Fine").await?;
            return Ok(Next::Listen(line));
        }
        self.answer(&mut line, "354 Go on, end with a dot").await?;
        self.mail.raw = line.hear_letter().await?;
        self.mail.is_encrypted = line.is_encrypted;
        match self.plan.behaviour {
            Behaviour::DropAfterData => return Ok(Next::HangUp),
            Behaviour::RejectData(code, text) => self.answer(&mut line, &format!("{code} {text}")).await?,
            Behaviour::VagueAfterData => self.answer(&mut line, "251 2.0.0 I will see").await?,
            _ => {
                let count = self.keep();
                self.answer(&mut line, &format!("250 2.0.0 Taken as number {count}")).await?;
            }
        }
        Ok(Next::Listen(line))
    }

    fn keep(&self) -> usize {
        self.journal.received.send_modify(|received| received.push(self.mail.clone()));
        self.journal.received.borrow().len()
    }

    async fn say_goodbye(&self, mut line: Line) -> Fallible<Next> {
        if self.plan.behaviour == Behaviour::NoGoodbye {
            pending::<()>().await;
        }
        self.answer(&mut line, "221 2.0.0 Bye").await?;
        Ok(Next::HangUp)
    }

    async fn answer(&self, line: &mut Line, answer: &str) -> Fallible<()> {
        if let Behaviour::Slow(delay) = self.plan.behaviour {
            sleep(delay).await;
        }
        line.say(answer).await
    }
}
