//! 设置: what an administrator decides for each county. The page carries no script; its buttons are
//! plain posts (`server/src/forms/settings.rs`).

mod page;
mod rules;

pub(crate) use page::SettingsPage;
