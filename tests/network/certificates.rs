//! Hosts that speak https with certificates of every kind, and a program that trusts one authority.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Output};
use std::sync::Arc;
use std::{fs, thread};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::HERE;

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut of = CertificateParams::default();
    of.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(of, KeyPair::generate().unwrap()).unwrap()
}

/// A host with a certificate for `name` that ended with the year `until`; every page of it is there.
fn host(authority: &Authority, name: &str, until: i32) -> SocketAddr {
    let mut of = CertificateParams::new(vec![name.to_owned()]).unwrap();
    of.not_before = date_time_ymd(2000, 1, 1);
    of.not_after = date_time_ymd(until, 12, 31);
    let key = KeyPair::generate().unwrap();
    let certificate = of.signed_by(&key, authority).unwrap().der().clone();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind((HERE, 0)).unwrap();
    let place = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream = StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), stream);
            let head = BufReader::new(&mut stream).lines().map_while(Result::ok);
            // Whoever does not trust the certificate has gone by now.
            if head.take_while(|line| !line.is_empty()).count() > 0 {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        }
    });
    place
}

// Only there the authorities that a program trusts are those of a file that its environment names.
#[cfg(target_os = "linux")]
#[test]
fn a_certificate_that_no_reader_can_accept_breaks_a_link_and_no_other_does() {
    let (trusted, other) = (authority(), authority());
    let hosts = [
        ("fine", host(&trusted, "fine.test", 4000)),
        ("expired", host(&trusted, "expired.test", 2001)),
        ("wrong", host(&trusted, "another.test", 4000)),
        ("unknown", host(&other, "unknown.test", 4000)),
        // It has ended, whoever signed it.
        ("both", host(&other, "both.test", 2001)),
    ];
    let folder = tempfile::tempdir().unwrap();
    let mut config = "source: en\nexternal:\n  allow: [127.0.0.1]\n  interval: 0ms\n  resolve:\n".to_owned();
    let mut page = String::new();
    for (name, place) in hosts {
        config.push_str(&format!("    {name}.test: \"{place}\"\n"));
        page.push_str(&format!("[a](https://{name}.test/a)\n\n"));
    }
    fs::write(folder.path().join("tidings.yaml"), config).unwrap();
    fs::create_dir_all(folder.path().join("content/en")).unwrap();
    fs::write(folder.path().join("content/en/a.md"), page).unwrap();
    fs::write(folder.path().join("trusted.pem"), trusted.pem()).unwrap();

    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    command.current_dir(folder.path()).args(["check", "--external", "--format", "short"]);
    command
        .env("TIDINGS_LANG", "en")
        .env("SSL_CERT_FILE", folder.path().join("trusted.pem"))
        .env_remove("SSL_CERT_DIR");
    let Output { status, stdout, stderr } = command.output().unwrap();
    let (out, err) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    let expected = "\
content/en/a.md:3:5: warning[external-link]: the link `https://expired.test/a` is broken: its certificate has expired or belongs to another host
content/en/a.md:5:5: warning[external-link]: the link `https://wrong.test/a` is broken: its certificate has expired or belongs to another host
content/en/a.md:7:5: info[external-link]: it could not be found out whether `https://unknown.test/a` is there: its certificate cannot be verified from here
content/en/a.md:9:5: warning[external-link]: the link `https://both.test/a` is broken: its certificate has expired or belongs to another host
";
    snapbox::assert_data_eq!(out, expected);
    assert_eq!((status.code(), err.as_str()), (Some(1), ""));
}
