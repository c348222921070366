//! The built `ketepai` speaking TLS itself: both HTTP versions, cookies bound to it, and a certificate
//! that is renewed while it serves.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
    sync::Arc,
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject},
};
use tempfile::TempDir;

type Connection = StreamOwned<ClientConnection, TcpStream>;

/// A server in a folder of its own, and its log.
struct Server {
    folder: TempDir,
    child: Child,
    log: BufReader<ChildStdout>,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn ketepai(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ketepai"));
    let database = format!("sqlite://{}/ketepai.db", folder.path().display());
    command
        .args(arguments)
        .env_clear()
        .env("KETEPAI_DATABASE_URL", database)
        .env("KETEPAI_DATA_DIR", folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    command
}

/// Writes a new certificate of this host; its bytes.
fn renew(folder: &TempDir) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(
        folder.path().join("key.pem"),
        made.signing_key.serialize_pem(),
    )
    .unwrap();
    fs::write(certificate(folder), made.cert.pem()).unwrap();
    made.cert.der().clone()
}

fn certificate(folder: &TempDir) -> PathBuf {
    folder.path().join("cert.pem")
}

impl Server {
    fn start() -> Self {
        let folder = TempDir::new().unwrap();
        renew(&folder);
        let key = folder.path().join("key.pem");
        let (cert, key) = (certificate(&folder), key.to_str().unwrap());
        // Every address: allowed because of the certificate.
        let arguments = [
            "serve",
            "--addr",
            "0.0.0.0:0",
            "--tls-cert",
            cert.to_str().unwrap(),
            "--tls-key",
            key,
        ];
        let mut child = ketepai(&folder, &arguments).spawn().unwrap();
        let log = BufReader::new(child.stdout.take().unwrap());
        let mut server = Self {
            folder,
            child,
            log,
            address: String::new(),
        };
        let address = server.logged("serving")["address"]
            .as_str()
            .unwrap()
            .to_owned();
        server.address = address.replace("0.0.0.0", "127.0.0.1");
        server
    }

    /// Reads the log up to this message.
    fn logged(&mut self, message: &str) -> serde_json::Value {
        loop {
            let mut line = String::new();
            assert_ne!(
                self.log.read_line(&mut line).unwrap(),
                0,
                "the log ended before: {message}"
            );
            let line: serde_json::Value = serde_json::from_str(&line).unwrap();
            if line["message"] == message {
                return line;
            }
        }
    }

    /// Connects as somebody who trusts this certificate alone.
    fn connect(
        &self,
        trusted: &CertificateDer<'static>,
        protocol: &str,
    ) -> std::io::Result<Connection> {
        let mut roots = RootCertStore::empty();
        roots.add(trusted.clone()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
        let connection =
            ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
        let mut stream = StreamOwned::new(connection, TcpStream::connect(&self.address)?);
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock)?;
        }
        Ok(stream)
    }

    /// Asks over HTTP/1.1; the whole answer in lower case.
    fn ask(&self, request: &str) -> String {
        let mut stream = self.connect(&self.current(), "http/1.1").unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        // A server that closes without TLS's own farewell has still said everything.
        let _ = stream.read_to_string(&mut answer);
        answer.to_lowercase()
    }

    fn current(&self) -> CertificateDer<'static> {
        CertificateDer::from_pem_file(certificate(&self.folder)).unwrap()
    }
}

#[test]
fn over_tls_cookies_are_bound_to_the_host_and_browsers_stay_with_https() {
    let server = Server::start();
    let mut add = ketepai(
        &server.folder,
        &["user", "add", "--login", "wu", "--role", "admin"],
    );
    let mut add = add.spawn().unwrap();
    add.stdin
        .take()
        .unwrap()
        .write_all(b"orange-grove-9\n")
        .unwrap();
    assert!(add.wait().unwrap().success());
    let body = r#"{"login":"wu","password":"orange-grove-9"}"#;
    let answer = server.ask(&format!(
        "POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         origin: https://localhost\r\nconnection: close\r\n\r\n{body}",
        body.len()
    ));
    assert!(answer.starts_with("http/1.1 200"), "{answer}");
    assert!(answer.contains("set-cookie: __host-ketepai="), "{answer}");
    assert!(answer.contains("; secure"), "{answer}");
    assert!(
        answer.contains("strict-transport-security: max-age="),
        "{answer}"
    );
}

#[test]
fn http_2_is_spoken_when_asked_for() {
    let server = Server::start();
    let mut stream = server.connect(&server.current(), "h2").unwrap();
    assert_eq!(stream.conn.alpn_protocol(), Some(&b"h2"[..]));
    // The client's greeting and its empty SETTINGS; the server answers with its own SETTINGS.
    stream
        .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
        .unwrap();
    let mut frame = [0; 9];
    stream.read_exact(&mut frame).unwrap();
    assert_eq!(frame[3], 4, "{frame:?}");
}

#[test]
fn a_renewed_certificate_is_taken_and_a_broken_one_is_not() {
    let mut server = Server::start();
    let first = server.current();
    fs::write(
        certificate(&server.folder),
        "-----BEGIN CERTIFICATE-----\nbroken",
    )
    .unwrap();
    server.logged("the new certificate cannot be used, the old one stays");
    server.connect(&first, "http/1.1").unwrap();
    let second = renew(&server.folder);
    server.logged("certificate read again");
    server.connect(&second, "http/1.1").unwrap();
    server.connect(&first, "http/1.1").unwrap_err();
}

#[test]
fn told_to_end_while_a_browser_holds_its_connection_the_server_ends_well() {
    let mut server = Server::start();
    let mut stream = server.connect(&server.current(), "http/1.1").unwrap();
    stream
        .write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .unwrap();
    let mut answer = [0; 15];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    let told = Command::new("kill")
        .arg(server.child.id().to_string())
        .status()
        .unwrap();
    assert!(told.success());
    assert!(server.child.wait().unwrap().success());
}
