//! 设置: what an administrator decides for each county, and what each office shows of its statistics. The page carries no script; its buttons are
//! plain posts (`server/src/forms/settings.rs`).

mod form;
mod page;
mod rules;

pub(crate) use form::FormPage;
pub(crate) use page::SettingsPage;
