//! What a typed name may mean: the places, industries and people of an office.

use super::name_key;
use crate::areas::AreaCode;
use uuid::Uuid;

/// A place by the name that forms offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPlace {
    pub code: AreaCode,
    pub name: String,
}

/// A commissioner or a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub id: Uuid,
    pub name: String,
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
    /// The place of this name or code.
    #[must_use]
    pub fn place(&self, text: &str) -> Option<AreaCode> {
        let key = name_key(text);
        let found = self
            .places
            .iter()
            .find(|place| place.code.as_str() == key || name_key(&place.name) == key);
        found.map(|place| place.code)
    }

    /// The name that forms offer for a place.
    #[must_use]
    pub fn place_name(&self, code: &str) -> Option<&str> {
        let found = self
            .places
            .iter()
            .find(|place| place.code.as_str() == code)?;
        Some(&found.name)
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

    /// The one person or team of this name.
    #[must_use]
    pub fn holder(&self, text: &str) -> Option<&Holder> {
        let key = name_key(text);
        let found = self
            .holders
            .iter()
            .find(|holder| name_key(&holder.name) == key)?;
        Some(found)
    }
}
