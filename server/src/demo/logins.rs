//! The demo's accounts: everybody can sign in, with one password.

use super::{places::CITY, timeline::Who, world::World};
use domain::{
    access::Actor,
    codes::{Coded, Role},
};
use futures::future::try_join_all;
use store::{
    Store,
    accounts::{self, NewAccount},
};

/// A login of the demo, as it is shown once it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    pub role: Role,
    pub name: String,
    pub login: String,
    /// Where the person works.
    pub area: String,
}

impl Login {
    /// The role's Chinese term.
    #[must_use]
    pub fn role_name(&self) -> &'static str {
        self.role.label()
    }
}

/// The people who act in the demo.
#[derive(Debug)]
pub(super) struct Actors {
    people: Vec<Actor>,
    offices: Vec<Actor>,
}

impl Actors {
    pub(super) fn of(&self, who: Who) -> &Actor {
        match who {
            Who::Person(person) => &self.people[person],
            Who::Office(office) => &self.offices[office],
        }
    }
}

const CITY_STAFF: (&str, &str) = ("kj-ganzhou", "彭学军");
const UNIT_ADMIN: (&str, &str, &str) = ("dw-nongda", "吴晓玲", "SL01");
const ADMIN: (&str, &str) = ("admin", "系统管理员");

/// Makes the offices' accounts, and gives everybody the password.
pub(super) async fn make(store: &Store, world: &World, password: &str) -> anyhow::Result<Actors> {
    let account = |login: &str, role| NewAccount {
        login: login.to_owned(),
        role,
        area: None,
        unit: None,
        password: password.to_owned(),
    };
    for office in &world.offices {
        let area = Some(office.place.code);
        add(
            store,
            NewAccount {
                area,
                ..account(office.login, office.role)
            },
            office.name,
        )
        .await?;
    }
    let city = NewAccount {
        area: CITY.parse().ok(),
        ..account(CITY_STAFF.0, Role::CityStaff)
    };
    add(store, city, CITY_STAFF.1).await?;
    let unit = NewAccount {
        unit: Some(UNIT_ADMIN.2.to_owned()),
        ..account(UNIT_ADMIN.0, Role::UnitAdmin)
    };
    add(store, unit, UNIT_ADMIN.1).await?;
    add(store, account(ADMIN.0, Role::Admin), ADMIN.1).await?;
    let passwords = world
        .people
        .iter()
        .map(|person| accounts::reset_password(store, &person.login, password));
    try_join_all(passwords).await?;
    let people = world
        .people
        .iter()
        .map(|person| accounts::find(store, &person.login));
    let offices = world
        .offices
        .iter()
        .map(|office| accounts::find(store, office.login));
    Ok(Actors {
        people: try_join_all(people).await?,
        offices: try_join_all(offices).await?,
    })
}

async fn add(store: &Store, account: NewAccount, name: &str) -> store::Result<()> {
    accounts::add(store, &account).await?;
    accounts::rename(store, &account.login, name).await
}

/// The logins to show: the demo's own commissioner and those around him first.
pub(super) fn shown(world: &World) -> Vec<Login> {
    let person = &world.people[0];
    let login = |role, name: &str, login: &str, area: &str| Login {
        role,
        name: name.to_owned(),
        login: login.to_owned(),
        area: area.to_owned(),
    };
    let county = &world.counties[person.county].place.name;
    let mut logins = vec![login(
        Role::Commissioner,
        &person.name,
        &person.login,
        county,
    )];
    let mut offices: Vec<_> = world.offices.iter().collect();
    offices.sort_by_key(|office| office.role);
    for office in offices {
        let home = &world.counties[world.county(&office.place)].place.name;
        let area = if office.role == Role::CountyStaff {
            home.clone()
        } else {
            format!("{home}{}", office.place.name)
        };
        logins.push(login(office.role, office.name, office.login, &area));
    }
    logins.push(login(Role::CityStaff, CITY_STAFF.1, CITY_STAFF.0, "赣州市"));
    logins.push(login(
        Role::UnitAdmin,
        UNIT_ADMIN.1,
        UNIT_ADMIN.0,
        "示例农业大学",
    ));
    logins.push(login(Role::Admin, ADMIN.1, ADMIN.0, ""));
    logins
}
