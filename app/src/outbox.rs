//! The seam between the forms and the browser: what a phone sends, and what it remembers.
//!
//! Pages never touch storage, clock, randomness or the network themselves; the browser side
//! carries these traits out and provides a [`Device`] as context. On the server there is none.

use std::{future::Future, pin::Pin, sync::Arc};

use domain::{
    ids::RecordId,
    sync::{ChangeResult, Op},
};
use leptos::prelude::use_context;
use serde_json::{Map, Value};

/// A future of the browser, which has one thread.
pub type Pending<T> = Pin<Box<dyn Future<Output = T>>>;

/// What the author wants done with a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    pub op: Op,
    /// The version that was on the page; 0 for a new record.
    pub base_version: i64,
    pub record: Map<String, Value>,
}

/// Why nothing came back that could count as an answer. Nothing is marked sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendError {
    /// No network, or the server did not answer.
    NoNetwork,
    /// Something answered that was not our server: a captive portal, a proxy.
    NotOurServer,
    SignedOut,
    /// The server asked to try later.
    Busy,
}

impl SendError {
    /// What happened, whether the data is safe, what to do.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NoNetwork => "没有网络，还没有提交。填写的内容仍在本页，有信号后再点一次提交。",
            Self::NotOurServer => {
                "网络被别的页面拦住了（可能要先登录 Wi-Fi），还没有提交。内容仍在本页，请换个网络再提交。"
            }
            Self::SignedOut => "登录已过期，还没有提交。请在新窗口登录后，回到本页再点一次提交。",
            Self::Busy => "服务器正忙，还没有提交。内容仍在本页，请稍后再点一次提交。",
        }
    }
}

/// Sends changes.
pub trait Outbox: Send + Sync {
    /// A fresh id for a record that begins on this phone.
    fn new_record_id(&self) -> RecordId;

    /// Sends one change. The same content sent again after a failure keeps its change id, so
    /// that it is applied once.
    fn send(&self, outgoing: Outgoing) -> Pending<Result<ChangeResult, SendError>>;
}

/// Remembers a person's last choices on this phone.
pub trait Memory: Send + Sync {
    fn recall(&self, key: &str) -> Option<Value>;
    fn remember(&self, key: &str, value: &Value);
}

/// What the browser provides to the forms.
#[derive(Clone)]
pub struct Device {
    pub outbox: Arc<dyn Outbox>,
    pub memory: Arc<dyn Memory>,
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
