//! What is asked about addresses through a hub: whether the time of an answer tells that there is such an account; and what a
//! crowd that signs in costs in memory and costs others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use accounts::Passwords;
use market::db;
use market::domain::account::Registered;
use serde_json::{Value, json};
use stories::Fallible;
use stories::shop::PASSWORD;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::house::House;
use super::wire::Client;
use crate::report::Report;
use crate::rounds::Times;

/// Tries of each kind.
const TRIES: u32 = 1_000;
/// Who signs in at once, and who does something else meanwhile.
const CROWD: u32 = 100;
const OTHERS: u32 = 20;
/// How long others are measured, alone and beside the crowd.
const TURN: Duration = Duration::from_secs(10);
/// Megabytes the hub may have.
const MOST_MB: f64 = 512.0;
/// A classifier that sees only the time must do no better than a coin.
const COIN: (f64, f64) = (0.45, 0.55);
/// Addresses of the crowd and of the others lie behind those of the tries.
const BEHIND: u32 = 10_000;

/// What is asked about an address that somebody has or nobody has.
struct Question {
    name: &'static str,
    path: &'static str,
    /// How it is answered, in part: the same either way.
    answer: &'static str,
    /// Whoever asks is signed in.
    is_of_somebody: bool,
    body: fn(&str, u32) -> Value,
}

const QUESTIONS: [Question; 4] = [
    Question {
        name: "wrong password",
        path: "/v1/sessions",
        answer: "The name or the password is wrong.",
        is_of_somebody: false,
        body: |email, _| json!({ "name": email, "password": "wrong water 7", "window": "storefront" }),
    },
    Question {
        name: "registration",
        path: "/v1/accounts",
        answer: "{}",
        is_of_somebody: false,
        body: |email, number| {
            json!({ "email": email, "username": format!("new{number:07}"), "password": PASSWORD, "password_again": PASSWORD,
                "accepts_terms": true, "role": "buyer", "window": "storefront" })
        },
    },
    Question {
        name: "forgotten password",
        path: "/v1/account/account.forgot",
        answer: "{}",
        is_of_somebody: false,
        body: |email, _| json!({ "email": email }),
    },
    Question {
        name: "change of address",
        path: "/v1/account/account.change_email",
        answer: "{}",
        is_of_somebody: true,
        body: |email, _| json!({ "email": email, "password": PASSWORD }),
    },
];

pub(crate) async fn run(report: &mut Report) -> Fallible<()> {
    let house = House::open().await?;
    fill(&house).await?;
    for (turn, question) in (0_u32..).zip(&QUESTIONS) {
        tell_apart(report, &house, question, turn * 2 * TRIES).await?;
    }
    crowd(report, &house).await
}

/// Asks the same about addresses that somebody has and that nobody has, in turns.
async fn tell_apart(report: &mut Report, house: &House, question: &Question, from: u32) -> Fallible<()> {
    Report::heading(&format!(
        "{}: 2 x {TRIES} questions, known and unknown addresses in turns",
        question.name
    ));
    let asker = Client::register(house, BEHIND * 2 + from, "buyer").await?.token;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for number in 0..TRIES {
        // Either comes first half of the time.
        for is_known in [number % 2 == 0, number % 2 == 1] {
            let place = from + number * 2 + u32::from(is_known);
            let mut client = Client::connect(house, place).await?;
            if question.is_of_somebody {
                client.token.clone_from(&asker);
            }
            let email = if is_known { name(number) } else { nobody(place) };
            let took = took(&mut client, question, &email, place).await?;
            if is_known { known.push(took) } else { unknown.push(took) }
        }
    }
    let auc = area_under_curve(&known, &unknown);
    report.between(&format!("{}, known or unknown, AUC", question.name), auc, COIN);
    Ok(())
}

fn name(number: u32) -> String {
    format!("somebody{number:06}@example.org")
}

/// As long as the others, and never asked about before.
fn nobody(number: u32) -> String {
    format!("nobodyes{number:06}@example.org")
}

/// As many accounts as there are tries, with a password nobody will type.
async fn fill(house: &House) -> Fallible<()> {
    let hash = Passwords::default().hash(PASSWORD).await?;
    let mut tx = house.authority.db().begin().await?;
    for number in 0..TRIES {
        let username = format!("somebody{number:06}");
        let who = Registered {
            email: name(number),
            username_folded: username.clone(),
            display_name: username.clone(),
            username,
            mobile: None,
        };
        let id = Uuid::now_v7();
        db::account::insert(&mut tx, id, &who, &hash, house.authority.now_us()).await?;
        db::account::add_role(&mut tx, id, "buyer").await?;
    }
    tx.commit().await?;
    Ok(())
}

/// How long the answer takes over a connection that is there already.
async fn took(client: &mut Client, question: &Question, email: &str, number: u32) -> Fallible<Duration> {
    let body = (question.body)(email, number).to_string();
    let start = Instant::now();
    let answer = client.bytes("POST", question.path, body.as_bytes()).await;
    let took = start.elapsed();
    let said = answer.map_or_else(|why| why.to_string(), |body| String::from_utf8_lossy(&body).into_owned());
    if said.contains(question.answer) {
        Ok(took)
    } else {
        Err(stories::fail(format!("another answer: {said}")))
    }
}

/// How often a time of the one kind is longer than one of the other; half for one that is as long.
fn area_under_curve(ones: &[Duration], others: &[Duration]) -> f64 {
    let mut twice = 0_u64;
    for one in ones {
        for other in others {
            twice += if one > other { 2 } else { u64::from(one == other) };
        }
    }
    twice as f64 / 2.0 / (ones.len() * others.len()) as f64
}

async fn crowd(report: &mut Report, house: &House) -> Fallible<()> {
    Report::heading("A hundred who sign in again and again, beside 20 who ask for other things");
    let mut others = Vec::new();
    for number in 0..OTHERS {
        others.push(Client::register(house, BEHIND + number, "buyer").await?);
    }
    let (others, quiet) = meanwhile(others).await?;
    let is_over = Arc::new(AtomicBool::new(false));
    let mut crowd = JoinSet::new();
    for number in 0..CROWD {
        let mut client = Client::connect(house, BEHIND + OTHERS + number).await?;
        let body = json!({ "name": name(number), "password": PASSWORD, "window": "storefront" }).to_string();
        let is_over = Arc::clone(&is_over);
        crowd.spawn(async move {
            let mut entered = 0_u32;
            while !is_over.load(Ordering::SeqCst) {
                match client.ask("POST", "/v1/sessions", body.as_bytes()).await {
                    Ok(_) => entered += 1,
                    // Told to come back, as a desktop would.
                    Err(_) => tokio::time::sleep(Duration::from_secs(1)).await,
                }
            }
            entered
        });
    }
    let most = tokio::spawn(watch(house.process_id(), Arc::clone(&is_over)));
    let (_, crowded) = meanwhile(others).await?;
    is_over.store(true, Ordering::SeqCst);
    let entered: u32 = crowd.join_all().await.into_iter().sum();
    report.say("sign-ins a second", f64::from(entered) / TURN.as_secs_f64(), "a second");
    report.most("memory of the hub beside 100 sign-ins", most.await??, "MB", MOST_MB);
    report.compare("others' p99 beside 100 sign-ins", (crowded.p99(), quiet.p99()), "ms", 2.0);
    Ok(())
}

/// What others wait for a small question, asked twenty times a second by each.
async fn meanwhile(others: Vec<Client>) -> Fallible<(Vec<Client>, Times)> {
    let mut asking = JoinSet::new();
    for mut client in others {
        asking.spawn(async move {
            let (begun, mut times) = (Instant::now(), Times::default());
            while begun.elapsed() < TURN {
                let start = Instant::now();
                client.ask("GET", "/v1/session", b"").await?;
                times.note(start);
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Ok::<_, stories::Failure>((client, times))
        });
    }
    let (mut others, mut all) = (Vec::new(), Times::default());
    for one in asking.join_all().await {
        let (client, times) = one?;
        others.push(client);
        all.extend(&times);
    }
    Ok((others, all))
}

/// The most a process held in memory.
async fn watch(process: u32, is_over: Arc<AtomicBool>) -> Fallible<f64> {
    let mut most = 0.0_f64;
    while !is_over.load(Ordering::SeqCst) {
        most = most.max(super::house::resident_mb(process)?);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(most)
}
