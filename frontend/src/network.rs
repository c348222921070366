//! Asking the server, and what silence means. Nothing waits for ever.

use domain::{json, sync::entry::Silence};
use gloo_net::http::{Method, Request, RequestBuilder, Response};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::AbortController;

use crate::{account, clock};

/// What the server said, when it was the server.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) json: Value,
}

/// A body to send.
pub(crate) enum Body {
    None,
    Json(String),
    Bytes(JsValue, String),
}

/// Asks, and gives up after so many seconds. Pages of portals and proxies are no answer.
pub(crate) async fn ask(
    method: Method,
    path: &str,
    body: Body,
    seconds: i32,
) -> Result<Answer, Silence> {
    let patience = Patience::begin(seconds);
    let mut request = RequestBuilder::new(path)
        .method(method)
        .abort_signal(patience.signal().as_ref());
    if let Some(account) = account::current() {
        // The cookie may be another person's by now: the server compares.
        request = request.header("x-ketepai-account", &account.account_id.to_string());
    }
    let request = finished(request, body).map_err(|_| Silence::NoNetwork)?;
    let response = request.send().await.map_err(|_| Silence::NoNetwork)?;
    understood(response).await
}

/// Whether our server answers within some seconds.
#[cfg(feature = "field")]
pub(crate) async fn is_server_there() -> bool {
    ask(Method::GET, "/healthz", Body::None, 8).await.is_ok()
}

/// Ends the session of this browser's cookie, whoever's it is by now. One that was over before is as
/// good: the answer to an earlier try may have been lost.
#[cfg(feature = "field")]
pub(crate) async fn end_session() -> Result<(), Silence> {
    let patience = Patience::begin(30);
    let request = RequestBuilder::new("/api/v1/session")
        .method(Method::DELETE)
        .abort_signal(patience.signal().as_ref());
    let request = finished(request, Body::None).map_err(|_| Silence::NoNetwork)?;
    let response = request.send().await.map_err(|_| Silence::NoNetwork)?;
    if response.status() == 204 {
        return Ok(());
    }
    match understood(response).await {
        Err(Silence::SignedOut) => Ok(()),
        Err(silence) => Err(silence),
        Ok(_) => Err(Silence::NotOurServer),
    }
}

fn finished(request: RequestBuilder, body: Body) -> Result<Request, gloo_net::Error> {
    match body {
        Body::None => request.build(),
        Body::Json(text) => request
            .header("content-type", "application/json")
            .body(text),
        Body::Bytes(bytes, content_type) => {
            request.header("content-type", &content_type).body(bytes)
        }
    }
}

async fn understood(response: Response) -> Result<Answer, Silence> {
    let status = response.status();
    let date = response.headers().get("date");
    let text = response.text().await.map_err(|_| Silence::NoNetwork)?;
    let json = json::tree(text.as_bytes()).ok();
    if let (Some(date), Some(_)) = (date, &json) {
        clock::compare(&date);
    }
    match (status, json) {
        // A proxy before our server says so in words of its own.
        (413, json) => Ok(Answer {
            status,
            json: json.unwrap_or_default(),
        }),
        (429 | 500..=599, _) => Err(Silence::Busy),
        (_, None) => Err(Silence::NotOurServer),
        (401, Some(json)) if json.get("error").is_some() => Err(Silence::SignedOut),
        (_, Some(json)) => Ok(Answer { status, json }),
    }
}

/// Ends a request that takes too long: on a bad line it would wait for ever, and block the queue.
struct Patience {
    controller: Option<AbortController>,
    timer: Option<i32>,
    _end: Option<Closure<dyn FnMut()>>,
}

impl Patience {
    fn begin(seconds: i32) -> Self {
        let controller = AbortController::new().ok();
        let end = controller
            .clone()
            .map(|controller| Closure::<dyn FnMut()>::new(move || controller.abort()));
        let timer = end.as_ref().and_then(|end| {
            web_sys::window()?
                .set_timeout_with_callback_and_timeout_and_arguments_0(
                    end.as_ref().unchecked_ref(),
                    seconds * 1000,
                )
                .ok()
        });
        Self {
            controller,
            timer,
            _end: end,
        }
    }

    fn signal(&self) -> Option<web_sys::AbortSignal> {
        self.controller.as_ref().map(AbortController::signal)
    }
}

impl Drop for Patience {
    fn drop(&mut self) {
        if let (Some(window), Some(timer)) = (web_sys::window(), self.timer) {
            window.clear_timeout_with_handle(timer);
        }
    }
}
