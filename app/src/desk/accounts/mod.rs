//! 账号: who may sign in, as what and where. The pages carry no script: what is done to an account
//! is a plain form post that the server answers with a redirect (`server/src/forms/accounts.rs`).

mod card;
mod fields;
mod list;
mod new;
mod outcome;
mod read;

pub(crate) use card::AccountPage;
pub(crate) use list::AccountsPage;
pub(crate) use new::NewAccountPage;
