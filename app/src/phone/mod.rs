//! 本机存储: what this browser can keep, said honestly; the new build that waits; 添加到桌面.
//!
//! Nothing here works without a server function: the facts are the browser's own, and arrive
//! after the page has woken up.

mod bars;
mod care;
mod install;
mod page;
mod space;
mod words;

pub use bars::Bars;
pub use care::{Care, Findings, Phone, Worker, phone};
pub use page::PhonePage;
pub use space::Space;
