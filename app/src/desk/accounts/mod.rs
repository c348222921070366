//! 账号: who may sign in, as what and where. Reading is by server functions; what is done to an
//! account is a plain form post that the server answers with a redirect (`server/src/forms`).

pub mod api;
mod card;
mod fields;
mod list;
mod new;
mod outcome;

pub(crate) use card::AccountPage;
pub(crate) use list::AccountsPage;
pub(crate) use new::NewAccountPage;
