//! Signing in through a hub: whether the time of a refusal tells that there is such an account, and what a crowd that signs in
//! costs in memory and costs others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use accounts::Passwords;
use market::db;
use market::domain::account::Registered;
use serde_json::json;
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

pub(crate) async fn run(report: &mut Report) -> Fallible<()> {
    Report::heading(
        "Signing in through the hub: 2 x 1,000 wrong passwords, known and unknown names in turns",
    );
    let house = House::open().await?;
    fill(&house).await?;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for number in 0..TRIES {
        // Either comes first half of the time.
        for is_known in [number % 2 == 0, number % 2 == 1] {
            let took = refused(&house, number * 2 + u32::from(is_known), &name(number, is_known)).await?;
            if is_known { known.push(took) } else { unknown.push(took) }
        }
    }
    let auc = area_under_curve(&known, &unknown);
    report.between("wrong password, known or unknown, AUC", auc, COIN);
    crowd(report, &house).await
}

fn name(number: u32, is_known: bool) -> String {
    format!("{}{number:04}@example.org", if is_known { "somebody" } else { "nobodyes" })
}

/// As many accounts as there are tries, with a password nobody will type.
async fn fill(house: &House) -> Fallible<()> {
    let hash = Passwords::default().hash(PASSWORD).await?;
    let mut tx = house.authority.db().begin().await?;
    for number in 0..TRIES {
        let username = format!("somebody{number:04}");
        let who = Registered {
            email: name(number, true),
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

/// One wrong password, each from an address of its own; the connection is there already.
async fn refused(house: &House, number: u32, name: &str) -> Fallible<Duration> {
    let mut client = Client::connect(house, number).await?;
    let body = json!({ "name": name, "password": "wrong water 7", "window": "storefront" }).to_string();
    let start = Instant::now();
    let refused = client.ask("POST", "/v1/sessions", body.as_bytes()).await;
    let took = start.elapsed();
    match refused {
        Err(why) if why.to_string().contains("The name or the password is wrong.") => Ok(took),
        Err(why) => Err(why),
        Ok(answer) => Err(stories::fail(format!("it was let in: {answer}"))),
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
        let body =
            json!({ "name": name(number, true), "password": PASSWORD, "window": "storefront" }).to_string();
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
