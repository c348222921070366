//! The proxy itself.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::{Request, Response, StatusCode, header};
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use super::{
    Counts, Fault, Faults,
    bodies::{self, AnyBody},
    connection::send,
    control,
    plan::Plan,
};

/// How a proxy is started. A port of 0 is any free one.
#[derive(Debug, Clone)]
pub struct Options {
    pub upstream: SocketAddr,
    pub port: u16,
    pub control_port: u16,
    pub seed: u64,
    /// Lets one connection carry many requests. Off, because a browser silently repeats a request
    /// whose used connection died: the page would never meet the fault.
    pub keep_alive: bool,
    pub faults: Faults,
}

impl Options {
    /// No faults yet, on any free ports.
    #[must_use]
    pub fn before(upstream: SocketAddr) -> Self {
        Self {
            upstream,
            port: 0,
            control_port: 0,
            seed: 1,
            keep_alive: false,
            faults: Faults::default(),
        }
    }
}

/// A running proxy on loopback; it ends when this is dropped.
#[derive(Debug)]
pub struct FaultProxy {
    pub address: SocketAddr,
    pub control: SocketAddr,
    shared: Arc<Shared>,
    _tasks: JoinSet<()>,
}

impl FaultProxy {
    /// Listens on both ports.
    pub async fn start(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let control = TcpListener::bind((Ipv4Addr::LOCALHOST, options.control_port)).await?;
        let shared = Arc::new(Shared {
            upstream: options.upstream,
            keep_alive: options.keep_alive,
            plan: Mutex::new(Plan::new(options.seed, options.faults)),
        });
        let (address, control_address) = (listener.local_addr()?, control.local_addr()?);
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, shared.clone()));
        tasks.spawn(control::serve(control, shared.clone()));
        Ok(Self {
            address,
            control: control_address,
            shared,
            _tasks: tasks,
        })
    }

    /// From now on these faults and no others.
    pub fn set(&self, faults: Faults) {
        self.shared.plan().faults = faults;
    }

    #[must_use]
    pub fn counts(&self) -> Counts {
        self.shared.plan().counts.clone()
    }
}

#[derive(Debug)]
pub(super) struct Shared {
    upstream: SocketAddr,
    keep_alive: bool,
    plan: Mutex<Plan>,
}

/// Takes connections until the task is dropped, and all connections with it.
async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(converse(stream, shared.clone()));
        while connections.try_join_next().is_some() {}
    }
}

async fn converse(stream: TcpStream, shared: Arc<Shared>) {
    let mut server = http1::Builder::new();
    server.keep_alive(shared.keep_alive);
    let service = service_fn(|request| {
        let shared = shared.clone();
        async move { shared.answer(request).await }
    });
    // It ends in an error whenever a fault cuts it.
    let _ = server.serve_connection(TokioIo::new(stream), service).await;
}

impl Shared {
    pub(super) fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An error ends the connection without a reply.
    async fn answer(&self, request: Request<Incoming>) -> io::Result<Response<AnyBody>> {
        let (method, path) = (request.method(), request.uri().path());
        if !self.plan().faults.concern(method, path) {
            return self.forward(request.map(bodies::streamed)).await;
        }
        let (head, body) = request.into_parts();
        // Read to its end before any answer, or a sender still at it sees a broken connection.
        let body = bodies::read(body).await?;
        let turn = self.plan().turn(body.len());
        if turn.delay_ms > 0 {
            self.note(Fault::Delayed);
            tokio::time::sleep(Duration::from_millis(turn.delay_ms)).await;
        }
        let request = Request::from_parts(head, body);
        match turn.fault {
            None => self.forward(request.map(bodies::full)).await,
            Some(Fault::Cut) => Err(self.cut(request).await),
            Some(Fault::DroppedReply) => {
                self.forward_whole(request).await?;
                self.note(Fault::DroppedReply);
                Err(bodies::cut())
            }
            Some(Fault::TruncatedReply) => {
                let reply = self.forward_whole(request).await?;
                self.note(Fault::TruncatedReply);
                Ok(reply.map(|body| bodies::half(&body)))
            }
            Some(fault) => Ok(self.instead(fault)),
        }
    }

    /// The server sees half of the request and must make nothing of it.
    async fn cut(&self, request: Request<Bytes>) -> io::Error {
        self.note(Fault::Cut);
        if !request.body().is_empty() {
            // Whatever it says to a half is not passed on.
            drop(send(self.upstream, request.map(|body| bodies::half(&body))).await);
        }
        bodies::cut()
    }

    async fn forward(&self, request: Request<AnyBody>) -> io::Result<Response<AnyBody>> {
        Ok(self.ask(request).await?.map(bodies::streamed))
    }

    /// Returns once the server has answered to the last byte.
    async fn forward_whole(&self, request: Request<Bytes>) -> io::Result<Response<Bytes>> {
        let (head, body) = self.ask(request.map(bodies::full)).await?.into_parts();
        let body = bodies::read(body)
            .await
            .inspect_err(|_| self.note(Fault::UpstreamDown))?;
        Ok(Response::from_parts(head, body))
    }

    /// Headers pass as they are, `Host` and `Origin` among them; only the connection is ours.
    async fn ask(&self, mut request: Request<AnyBody>) -> io::Result<Response<Incoming>> {
        request.headers_mut().remove(header::CONNECTION);
        let reply = send(self.upstream, request).await;
        let mut reply = reply.inspect_err(|_| self.note(Fault::UpstreamDown))?;
        reply.headers_mut().remove(header::CONNECTION);
        Ok(reply)
    }

    /// An answer that the server never gave.
    fn instead(&self, fault: Fault) -> Response<AnyBody> {
        self.note(fault);
        let (status, kind, body) = match fault {
            Fault::Portal => (StatusCode::OK, "text/html; charset=utf-8", PORTAL),
            Fault::ErrorInside => (
                StatusCode::OK,
                JSON,
                r#"{"error":{"code":"internal","message":"系统繁忙"}}"#,
            ),
            Fault::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "text/plain",
                "upstream is restarting",
            ),
            Fault::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "text/html",
                "<h1>413 Request Entity Too Large</h1>",
            ),
            _ => (StatusCode::OK, JSON, r#"{"ok":true}"#),
        };
        let mut response = Response::new(bodies::full(body));
        *response.status_mut() = status;
        let kind = header::HeaderValue::from_static(kind);
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }

    fn note(&self, fault: Fault) {
        self.plan().note(fault);
    }
}

const JSON: &str = "application/json";

/// What a hotel's or a station's Wi-Fi answers to everything before one has signed in there.
const PORTAL: &str = "<!doctype html><html><head><title>欢迎使用免费 Wi-Fi</title></head><body><form action=\"/login\">请输入手机号</form></body></html>";
