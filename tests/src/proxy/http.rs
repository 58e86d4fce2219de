//! A desktop's questions to a hub, one after the other.

use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::line::{Line, Way};
use super::message::Message;
use super::{Deed, What, When, connect};
use crate::{Fallible, fail};

pub(super) async fn talk(client: TcpStream, port: u16, line: &Line) -> Fallible<()> {
    let mut client = BufReader::new(client);
    let mut server = BufReader::new(connect(port).await?);
    while let Some(question) = Message::read(&mut client).await? {
        let what = what(&question);
        let deed = if what == Some(What::Changes) { line.next_deed() } else { Deed::Nothing };
        line.pass(Way::There).await?;
        passes_by(line, what, When::Said).await?;
        let answer = tokio::select! {
            answer = ask(&mut server, port, line, &question, deed) => answer?,
            // Who hangs up while it waits for news is not waited for.
            () = hung_up(client.get_ref()) => return Ok(()),
        };
        line.pass(Way::Back).await?;
        passes_by(line, what, When::Answered).await?;
        match deed {
            Deed::LosesAnswer => return Ok(()),
            Deed::CutsAnswer(after) => {
                client.write_all(answer.begin(after)?).await?;
                return Ok(());
            }
            _ => client.write_all(&answer.bytes).await?,
        }
    }
    Ok(())
}

fn what(question: &Message) -> Option<What> {
    if question.asks("post /v1/intents") {
        Some(What::Changes)
    } else if question.asks("post /v1/pull") {
        Some(What::Pull)
    } else {
        None
    }
}

async fn passes_by(line: &Line, what: Option<What>, when: When) -> Fallible<()> {
    match what {
        Some(what) => line.passes_by(what, when).await,
        None => Ok(()),
    }
}

async fn ask(
    server: &mut BufReader<TcpStream>,
    port: u16,
    line: &Line,
    question: &Message,
    deed: Deed,
) -> Fallible<Message> {
    let what = what(question);
    match deed {
        Deed::LosesQuestion => return Err(fail("lost, as planned")),
        Deed::NeverAnswers => std::future::pending().await,
        Deed::RepeatsAnOldOne => {
            if let Some(old) = line.an_old_one() {
                aside(port, &old).await?;
            }
        }
        _ => {}
    }
    if what == Some(What::Changes) {
        line.remember(question);
    }
    server.write_all(&question.bytes).await?;
    passes_by(line, what, When::HandedOn).await?;
    let answered = async { Message::read(server).await?.ok_or_else(|| fail("the hub hung up")) };
    if deed == Deed::SaysTwice {
        let (answer, again) = tokio::join!(answered, aside(port, question));
        again?;
        return answer;
    }
    answered.await
}

/// The same question over a connection of its own; nobody hears the answer.
async fn aside(port: u16, question: &Message) -> Fallible<()> {
    let mut server = BufReader::new(connect(port).await?);
    server.write_all(&question.bytes).await?;
    Message::read(&mut server).await.map(drop)
}

/// Waits until the desktop ends the connection. It says nothing while it waits for an answer.
async fn hung_up(client: &TcpStream) {
    let _ = client.peek(&mut [0]).await;
}
