//! What the pages ask of the browser: its outbox, photos, position, memory, and what it holds of
//! the server's data.
//!
//! Pages never touch storage, clock, randomness or the network themselves; the browser side
//! carries these traits out and provides a [`Device`] as context. On the server there is none.

mod memory;
mod outbox;
mod photos;
mod position;
mod source;

use std::{future::Future, pin::Pin, sync::Arc};

use leptos::prelude::use_context;

pub use memory::Memory;
pub use outbox::{Arrival, Kept, NotOut, Outbox, Run, Text, Unkept};
pub use photos::{PhotoFault, Photos, TakenPhoto, Taking};
pub use position::{Positions, measured};
pub use source::{Local, Source, source};

/// A future of the browser, which has one thread.
pub type Pending<T> = Pin<Box<dyn Future<Output = T>>>;

/// What the browser provides to the pages.
#[derive(Clone)]
pub struct Device {
    pub outbox: Arc<dyn Outbox>,
    pub photos: Arc<dyn Photos>,
    pub positions: Arc<dyn Positions>,
    pub memory: Arc<dyn Memory>,
    pub local: Arc<dyn Local>,
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Device")
    }
}

/// The device this page runs on; none on the server.
#[must_use]
pub fn device() -> Option<Device> {
    use_context::<Device>()
}
