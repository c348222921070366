//! `ketepai demo`: an empty database filled with the real divisions of Ganzhou, invented people and
//! a year of believable records.
//!
//! The year is told by the same functions that real use goes through, with a clock that moves from
//! day to day, so every rule of the product holds in it. It is the same each time for one year;
//! what lies after the present instant is left out.

mod bodies;
mod ledger_texts;
mod ledgers;
mod lessons;
mod logins;
mod people;
mod places;
mod plan;
mod random;
mod registers;
mod replay;
mod scale;
mod scene;
mod texts;
mod timeline;
mod world;

pub use logins::Login;
pub use scale::fill as fill_to_scale;

use anyhow::ensure;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::calendar;
use random::Random;
use store::{Clock, Problem, Store, StoreError, accounts, settings};
use world::World;

/// Fills the database and prints the logins. Without a password a random one is made. `scale` adds
/// so many visits, for benches.
pub async fn run(
    database_url: &str,
    year: i32,
    password: Option<&str>,
    scale: Option<usize>,
) -> anyhow::Result<()> {
    let password = password.map_or_else(random_password, |given| Ok(given.to_owned()))?;
    let logins = fill(
        database_url,
        year,
        &password,
        Clock::default().now(),
        &|line| eprintln!("{line}"),
    )
    .await?;
    if let Some(visits) = scale {
        let store = Store::open(database_url, Clock::default()).await?;
        let filled = scale::fill(&store, year, visits, &|line| eprintln!("{line}")).await;
        store.close().await;
        filled?;
    }
    println!("\n演示账号（密码都是 {password}）：");
    println!("{}", row("角色", "姓名", "登录名", "地区"));
    for login in &logins {
        println!(
            "{}",
            row(login.role_name(), &login.name, &login.login, &login.area)
        );
    }
    println!("其余科技特派员用手机号 13900001002 至 13900001060 登录。");
    Ok(())
}

/// Fills the database as of `now` and returns the logins to show. `say` hears how it goes on.
///
/// Refuses with [`Problem::NotEmpty`] a database that holds records or people.
pub async fn fill(
    database_url: &str,
    year: i32,
    password: &str,
    now: DateTime<Utc>,
    say: &(dyn Fn(&str) + Sync),
) -> anyhow::Result<Vec<Login>> {
    let this_year = calendar::shanghai_date(now).year();
    ensure!(
        (2000..=this_year).contains(&year),
        "the demo needs a year from 2000 to {this_year}"
    );
    // Said at once, not after minutes of work.
    accounts::check_strength("", password)?;
    let began = world::instant(
        NaiveDate::from_ymd_opt(year - 1, 9, 1).unwrap_or_default(),
        9 * 60,
    );
    let clock = Clock::fixed(began);
    let store = Store::open(database_url, clock.clone()).await?;
    let filled = write(&store, &clock, year, password, world::end(year, now), say).await;
    store.close().await;
    filled
}

async fn write(
    store: &Store,
    clock: &Clock,
    year: i32,
    password: &str,
    end: DateTime<Utc>,
    say: &(dyn Fn(&str) + Sync),
) -> anyhow::Result<Vec<Login>> {
    if !store.is_empty().await? {
        return Err(StoreError::Refused(Problem::NotEmpty).into());
    }
    // Five sources, so that what one part draws does not change the others.
    let seed = u64::from(year.unsigned_abs()) << 8;
    let [mut of_world, mut of_lists, of_year, of_scene, of_ledgers] =
        [1, 2, 3, 4, 5].map(|part| Random::new(seed + part));
    let world = World::new(year, &mut of_world, clock.now())?;
    say("导入行政区划、人员、团队和村……");
    registers::import(store, &world, &mut of_lists).await?;
    settings::set_township_step(
        store,
        None,
        world.counties[world::STEP_COUNTY].place.code,
        true,
    )
    .await?;
    say("开通账号……");
    let actors = logins::make(store, &world, password).await?;
    say("写入服务和培训记录：");
    let mut lives = plan::year(&world, of_year);
    lives.extend(scene::write(&world, of_scene, end));
    replay::run(store, clock, (&world, &actors), lives, end, say).await?;
    say("写入台账……");
    ledgers::write(store, clock, (&world, &actors), of_ledgers, end).await?;
    Ok(logins::shown(&world))
}

/// Twelve letters and digits that are not mistaken for each other.
fn random_password() -> anyhow::Result<String> {
    const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";
    let mut bytes = [0_u8; 12];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random bytes: {error}"))?;
    Ok(bytes
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect())
}

/// A line of the table; a Chinese character is two columns wide.
fn row(role: &str, name: &str, login: &str, area: &str) -> String {
    let cell = |text: &str, width: usize| {
        let taken: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        format!("{text}{}", " ".repeat(width.saturating_sub(taken)))
    };
    format!(
        "  {}{}{}{area}",
        cell(role, 18),
        cell(name, 12),
        cell(login, 16)
    )
}
