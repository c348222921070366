//! The last choices of a person on this phone, offered again.

use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::device::{Memory, device};

/// A form's remembered fields under one key. Nothing is remembered on the server.
#[derive(Clone, Copy)]
pub struct LastChoices {
    key: StoredValue<String>,
    memory: StoredValue<Option<std::sync::Arc<dyn Memory>>>,
}

impl std::fmt::Debug for LastChoices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LastChoices").finish_non_exhaustive()
    }
}

impl LastChoices {
    /// The choices of one person in one form.
    #[must_use]
    pub fn of(form: &str, person: impl std::fmt::Display) -> Self {
        Self {
            key: StoredValue::new(format!("{form}.{person}")),
            memory: StoredValue::new(device().map(|device| device.memory)),
        }
    }

    /// Runs once what asks for it is awake, if there is something to recall. It may change nothing that
    /// shapes what wakes later.
    pub fn recall(self, fill: impl Fn(&Map<String, Value>) + Send + Sync + 'static) {
        Effect::new(move |met: Option<()>| {
            if met.is_some() {
                return;
            }
            let memory = self.memory.get_value();
            let recalled = memory.and_then(|memory| memory.recall(&self.key.get_value()));
            if let Some(Value::Object(fields)) = recalled {
                fill(&fields);
            }
        });
    }

    /// Keeps these fields of a record that was taken. The form may be gone by then.
    pub fn keep(self, record: &Map<String, Value>, names: &[&str]) {
        let kept: Map<String, Value> = record
            .iter()
            .filter(|(name, _)| names.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let memory = self.memory.try_get_value().flatten();
        if let (Some(memory), Some(key)) = (memory, self.key.try_get_value()) {
            memory.remember(&key, &Value::Object(kept));
        }
    }
}

/// The texts of an array.
#[must_use]
pub(crate) fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array);
    items
        .map(|items| {
            items
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect()
        })
        .unwrap_or_default()
}
