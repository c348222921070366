//! `ketepai user`: accounts, from the machine that holds the database.

use std::io::BufRead;

use clap::{Args, Subcommand};
use domain::{
    areas::AreaCode,
    codes::{Coded, Role},
    fields::FieldCode,
};
use store::{
    StoreError,
    accounts::{self, NewAccount},
};

use super::{Database, Failure};

#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Make an account; its password is read from standard input, one line.
    Add(Add),
    /// Set a password, read from standard input, and end all sessions.
    ResetPassword(Login),
    /// End all sessions and let nobody sign in with it again.
    Disable(Login),
}

#[derive(Debug, Args)]
pub(super) struct Add {
    #[command(flatten)]
    account: Login,
    /// `commissioner`, `township_coordinator`, `unit_admin`, `county_staff`, `city_staff` or `admin`.
    #[arg(long, env = "KETEPAI_ROLE", value_parser = role)]
    role: Role,
    /// The township, county or city of coordinators and staff, 12 digits.
    #[arg(long, env = "KETEPAI_AREA")]
    area: Option<AreaCode>,
    /// The unit's code, of a unit administrator.
    #[arg(long, env = "KETEPAI_UNIT")]
    unit: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Login {
    #[command(flatten)]
    database: Database,
    /// The account's name at the sign-in: 1 to 64 characters without spaces.
    #[arg(long, env = "KETEPAI_LOGIN")]
    login: String,
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_code(text).ok_or_else(|| {
        let roles: Vec<_> = Role::ALL.iter().map(|role| role.code()).collect();
        format!("give one of {}", roles.join(", "))
    })
}

impl User {
    pub(super) async fn run(self) -> Result<(), Failure> {
        match self {
            Self::Add(command) => command.run().await,
            Self::ResetPassword(command) => {
                let password = password()?;
                let store = command.database.open_existing().await?;
                let done = accounts::reset_password(&store, &command.login, &password).await;
                store.close().await;
                done.map_err(|error| about(&command.login, error))
            }
            Self::Disable(command) => {
                let store = command.database.open_existing().await?;
                let done = accounts::disable(&store, &command.login).await;
                store.close().await;
                done.map_err(|error| about(&command.login, error))
            }
        }
    }
}

impl Add {
    async fn run(self) -> Result<(), Failure> {
        let account = NewAccount {
            login: self.account.login,
            role: self.role,
            area: self.area,
            unit: self.unit,
            password: password()?,
        };
        let made = self.account.database.to_be_made()?;
        let store = self.account.database.open().await?;
        let done = accounts::add(&store, &account).await;
        store.close().await;
        done.map_err(|error| refused(&account, error))?;
        if let Some(made) = made {
            super::say(&made);
        }
        Ok(())
    }
}

/// The first line of standard input.
fn password() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| Failure::failed(format!("cannot read the password: {error}")))?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Failure::usage(
            "give the password on standard input, one line",
        ));
    }
    Ok(password.to_owned())
}

/// What to give instead, in words of this command.
fn refused(account: &NewAccount, error: StoreError) -> Failure {
    let StoreError::Rejected(faults) = &error else {
        return about(&account.login, error);
    };
    let role = account.role.code();
    let told = faults
        .first()
        .map(|fault| (fault.path.as_str(), fault.code));
    Failure::usage(match told {
        Some(("login", FieldCode::UnknownPerson)) => {
            "a commissioner's account comes with the import of commissioners".to_owned()
        }
        Some(("login", _)) => "--login takes 1 to 64 characters without spaces".to_owned(),
        Some(("area", FieldCode::Required)) => format!("{role} needs --area"),
        Some(("area", FieldCode::UnknownArea)) => {
            "there is no such --area: import divisions first, or look at its 12 digits".to_owned()
        }
        Some(("area", _)) => match account.role {
            Role::TownshipCoordinator => format!("--area of {role} is a township's"),
            Role::CountyStaff => format!("--area of {role} is a county's"),
            Role::CityStaff => format!("--area of {role} is a city's"),
            Role::Commissioner | Role::UnitAdmin | Role::Admin => format!("{role} takes no --area"),
        },
        Some(("unit", FieldCode::Required)) => format!("{role} needs --unit"),
        Some(("unit", FieldCode::UnknownCode)) => {
            "there is no such --unit: import units first, or look at its code".to_owned()
        }
        Some(("unit", _)) => format!("{role} takes no --unit"),
        _ => return error.into(),
    })
}

fn about(login: &str, error: StoreError) -> Failure {
    match error {
        StoreError::NotFound => Failure::failed(format!("there is no account {login}")),
        other => other.into(),
    }
}
