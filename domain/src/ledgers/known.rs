//! What a typed name may mean: the places, industries and people of an office.

use super::name_key;
use crate::{
    areas::{AreaCode, AreaLevel},
    fields::FieldCode,
};
use std::collections::HashMap;
use uuid::Uuid;

/// A place by the name that forms offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPlace {
    pub code: AreaCode,
    pub name: String,
    /// What its neighbours call it, without the township.
    pub short: String,
}

impl KnownPlace {
    /// Whether people may mean it by this: 山香村, or 山香.
    fn goes_by(&self, key: &str) -> bool {
        let short = name_key(&self.short);
        let mut letters = short.chars();
        letters.next_back();
        let stem = letters.as_str();
        short == key || (stem == key && stem.chars().count() > 1)
    }
}

/// A commissioner or a team, by a name that is told apart from all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub id: Uuid,
    pub name: String,
}

/// What a commissioner or team goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: Uuid,
    pub name: String,
    /// The unit that sends them.
    pub unit: String,
    /// The last digits of the phone.
    pub phone: String,
}

impl Holder {
    /// Everybody by name; namesakes with their units, and those of one unit with the ends of their phones.
    #[must_use]
    pub fn told_apart(people: Vec<Person>) -> Vec<Self> {
        let mut of_name: HashMap<String, usize> = HashMap::new();
        let mut of_unit: HashMap<String, usize> = HashMap::new();
        let in_unit = |person: &Person| format!("{}|{}", name_key(&person.name), person.unit);
        for person in &people {
            *of_name.entry(name_key(&person.name)).or_default() += 1;
            *of_unit.entry(in_unit(person)).or_default() += 1;
        }
        people
            .into_iter()
            .map(|person| {
                let Person {
                    name, unit, phone, ..
                } = &person;
                let name = if of_name[&name_key(name)] == 1 {
                    name.clone()
                } else if of_unit[&in_unit(&person)] == 1 {
                    format!("{name}（{unit}）")
                } else {
                    format!("{name}（{unit}，尾号 {phone}）")
                };
                Self {
                    id: person.id,
                    name,
                }
            })
            .collect()
    }
}

/// Everything a form can name.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Names are told apart already.
    pub places: Vec<KnownPlace>,
    /// Code and name.
    pub industries: Vec<(String, String)>,
    pub holders: Vec<Holder>,
}

impl Known {
    /// The place of this name or code; a short name when it is that of one place alone, else `Ambiguous`.
    pub fn place(&self, text: &str) -> Result<AreaCode, FieldCode> {
        let key = name_key(text);
        let mut places = self.places.iter();
        if let Some(place) =
            places.find(|place| place.code.as_str() == key || name_key(&place.name) == key)
        {
            return Ok(place.code);
        }
        match self.places_called(text).as_slice() {
            [] => Err(FieldCode::UnknownArea),
            [place] => Ok(place.code),
            _ => Err(FieldCode::Ambiguous),
        }
    }

    /// Everything that a short name may mean; the county or city may stand before it.
    #[must_use]
    pub fn places_called(&self, text: &str) -> Vec<&KnownPlace> {
        let key = name_key(text);
        let mut keys = vec![key.clone()];
        let around = self
            .places
            .iter()
            .filter(|place| place.code.level() <= AreaLevel::County);
        let around = around.filter_map(|place| key.strip_prefix(&name_key(&place.short)));
        keys.extend(around.filter(|rest| !rest.is_empty()).map(str::to_owned));
        let means = |place: &&KnownPlace| {
            let name = name_key(&place.name);
            keys.iter().any(|key| name == *key || place.goes_by(key))
        };
        self.places.iter().filter(means).collect()
    }

    /// The industry of this name or code.
    #[must_use]
    pub fn industry(&self, text: &str) -> Option<&str> {
        let text = text.trim();
        let found = self
            .industries
            .iter()
            .find(|(code, name)| code == text || name == text)?;
        Some(&found.0)
    }

    /// The one person or team of this name; `Ambiguous` when a bare name is that of several.
    pub fn holder(&self, text: &str) -> Result<&Holder, FieldCode> {
        let key = name_key(text);
        let mut named = self.holders.iter();
        if let Some(found) = named.find(|holder| name_key(&holder.name) == key) {
            return Ok(found);
        }
        let begins = format!("{key}(");
        let mut namesakes = self.holders.iter();
        Err(
            if namesakes.any(|holder| name_key(&holder.name).starts_with(&begins)) {
                FieldCode::Ambiguous
            } else {
                FieldCode::UnknownPerson
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: u128, name: &str, unit: &str, phone: &str) -> Person {
        Person {
            id: Uuid::from_u128(id),
            name: name.into(),
            unit: unit.into(),
            phone: phone.into(),
        }
    }

    #[test]
    fn a_village_goes_by_its_short_name_where_no_other_bears_it() {
        let place = |code: &str, name: &str, short: &str| KnownPlace {
            code: code.parse().unwrap(),
            name: name.into(),
            short: short.into(),
        };
        let known = Known {
            places: vec![
                place("360722000000", "信丰县", "信丰县"),
                place("360722104000", "小江镇", "小江镇"),
                place("360722104200", "小江镇山香村", "山香村"),
                place("360722104201", "小江镇中村", "中村"),
                place("360722105200", "大阿镇中村", "中村"),
            ],
            ..Known::default()
        };
        let code = |text: &str| known.place(text).map(|code| code.to_string());
        let found = Ok("360722104200".to_owned());
        for text in [
            "小江镇山香村",
            "山香村",
            "山香",
            "信丰县小江镇山香村",
            "信丰县山香村",
        ] {
            assert_eq!(code(text), found, "{text}");
        }
        assert_eq!(code("中村"), Err(FieldCode::Ambiguous));
        assert_eq!(code("大阿镇中村"), Ok("360722105200".to_owned()));
        assert_eq!(
            code("香村"),
            Err(FieldCode::UnknownArea),
            "a part is no name"
        );
        assert_eq!(
            code("中"),
            Err(FieldCode::UnknownArea),
            "one letter is no name"
        );
        let called = known.places_called("中村");
        let called: Vec<_> = called.iter().map(|place| place.name.as_str()).collect();
        assert_eq!(called, ["小江镇中村", "大阿镇中村"]);
    }

    #[test]
    fn namesakes_are_asked_apart_by_unit_and_phone_and_never_guessed() {
        let known = Known {
            holders: Holder::told_apart(vec![
                person(1, "王芳", "县农技站", "0001"),
                person(2, "王芳", "县林科所", "0002"),
                person(3, "李勇", "县农技站", "0003"),
                person(4, "李勇", "县农技站", "0004"),
                person(5, "赵明", "县农技站", "0005"),
            ]),
            ..Known::default()
        };
        let found = |text: &str| known.holder(text).map(|holder| holder.id.as_u128());
        assert_eq!(found("赵明"), Ok(5));
        assert_eq!(found("王芳（县林科所）"), Ok(2));
        assert_eq!(found("王芳(县林科所)"), Ok(2), "either width");
        assert_eq!(found("李勇（县农技站，尾号 0004）"), Ok(4));
        assert_eq!(found("王芳"), Err(FieldCode::Ambiguous));
        assert_eq!(found("李勇（县农技站）"), Err(FieldCode::UnknownPerson));
        assert_eq!(found("王芬"), Err(FieldCode::UnknownPerson));
    }
}
