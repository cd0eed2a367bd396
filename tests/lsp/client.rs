//! A client that speaks to the built server over pipes. Whatever the server says is kept; nothing here waits without end.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long anything may take on a machine that does other things, too.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// A running server and what it said.
pub(crate) struct Client {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// Notifications and requests of the server that nobody has looked at yet.
    pub(crate) seen: Vec<Value>,
    next: i64,
}

/// The address of a file.
pub(crate) fn uri(path: &Path) -> String {
    url::Url::from_file_path(path).expect("the path is absolute").into()
}

/// What most clients can do; `more` is laid over it.
pub(crate) fn capabilities(more: &Value) -> Value {
    let mut all = json!({
        "textDocument": {"publishDiagnostics": {
            "relatedInformation": true, "versionSupport": true, "codeDescriptionSupport": true,
            "tagSupport": {"valueSet": [1, 2]},
        }},
        "workspace": {"workspaceEdit": {"documentChanges": true}},
    });
    merge(&mut all, more);
    all
}

/// A client that asks for diagnostics, and again when it is told to.
pub(crate) fn pulling() -> Value {
    json!({"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": true}}})
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

impl Client {
    /// Starts the server.
    pub(crate) fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
        command.arg("lsp").env_remove("TIDINGS_LANG").env("LANG", "C").env("LC_ALL", "C").env("TIDINGS_LOG", "error");
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let output = child.stdout.take().expect("there is a pipe");
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = frame(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self { input: child.stdin.take(), child, messages, seen: Vec::new(), next: 0 }
    }

    /// Starts the server in a folder.
    pub(crate) fn open(root: &Path, more: &Value) -> Self {
        Self::open_with(root, more, &Value::Null)
    }

    /// The same with other parameters of `initialize`, too.
    pub(crate) fn open_with(root: &Path, more: &Value, params: &Value) -> Self {
        let mut client = Self::start();
        let mut all = json!({
            "processId": std::process::id(),
            "rootUri": uri(root),
            "workspaceFolders": [{"uri": uri(root), "name": "site"}],
            "capabilities": capabilities(more),
        });
        if !params.is_null() {
            merge(&mut all, params);
        }
        let answer = client.request("initialize", all);
        assert!(answer["result"]["capabilities"].is_object(), "{answer}");
        client.notify("initialized", json!({}));
        client
    }

    /// Kilobytes that the server has in memory; nothing where that cannot be known.
    pub(crate) fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse().ok()
    }

    /// How many files the server has open; nothing where that cannot be known.
    pub(crate) fn files(&self) -> Option<usize> {
        Some(std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).ok()?.count())
    }

    /// The processor time that the threads of the server have had; nothing where that cannot be known.
    pub(crate) fn busy(&self) -> Option<Duration> {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).ok()?;
        let of = |thread: std::fs::DirEntry| {
            let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
            Some(Duration::from_nanos(text.split_whitespace().next()?.parse().ok()?))
        };
        Some(threads.flatten().filter_map(of).sum())
    }

    /// Sends bytes as they are.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the input is open");
        input.write_all(bytes).and_then(|()| input.flush()).expect("the server reads");
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request without waiting for its answer, which has the number that is given back.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.next, "method": method, "params": params}));
        self.next
    }

    /// Sends a request and waits for its answer.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer(&json!(id))
    }

    /// The result of a request.
    pub(crate) fn result(&mut self, method: &str, params: Value) -> Value {
        let mut answer = self.request(method, params);
        assert!(answer["error"].is_null(), "{method}: {answer}");
        answer["result"].take()
    }

    /// Waits for the answer to a request.
    pub(crate) fn answer(&mut self, id: &Value) -> Value {
        self.wait(|message| message["method"].is_null() && message["id"] == *id)
    }

    /// Waits for a message; others are kept, and requests of the server are answered.
    pub(crate) fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.seen.iter().position(&wanted) {
            return self.seen.remove(at);
        }
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(message) = self.messages.recv_timeout(left) else { break };
            if message["method"].is_string() && !message["id"].is_null() {
                self.send(&json!({"jsonrpc": "2.0", "id": message["id"], "result": null}));
            }
            if wanted(&message) {
                return message;
            }
            self.seen.push(message);
        }
        panic!(
            "the server did not say what was expected; it said {:#?}",
            self.seen.iter().rev().take(5).collect::<Vec<_>>()
        );
    }

    /// Everything that the server says until it has answered one more request, which it does in order.
    pub(crate) fn drain(&mut self) -> Vec<Value> {
        let id = self.ask("tidings/unknown", Value::Null);
        self.answer(&json!(id));
        std::mem::take(&mut self.seen)
    }

    /// The same, and keeps it.
    pub(crate) fn drain_into_seen(&mut self) {
        let id = self.ask("tidings/unknown", Value::Null);
        self.answer(&json!(id));
    }

    /// True when diagnostics of a page with this rule have come.
    pub(crate) fn said_about(&self, path: &Path, rule: &str) -> bool {
        let uri = uri(path);
        let about = |message: &&Value| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == *uri
        };
        let mut found = self.seen.iter().filter(about);
        found.any(|message| {
            codes(message["params"]["diagnostics"].as_array().map_or(&[][..], Vec::as_slice)).contains(&rule)
        })
    }

    /// Waits until the site has been read: the server says so when it is asked for progress.
    pub(crate) fn wait_for_site(&mut self) {
        self.wait(|message| message["method"] == "$/progress" && message["params"]["value"]["kind"] == "end");
    }

    pub(crate) fn did_open(&mut self, path: &Path, text: &str) {
        let document = json!({"uri": uri(path), "languageId": "markdown", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    pub(crate) fn did_change(&mut self, path: &Path, version: i64, text: &str) {
        self.send(&Self::change(path, version, text));
    }

    fn change(path: &Path, version: i64, text: &str) -> Value {
        let params =
            json!({"textDocument": {"uri": uri(path), "version": version}, "contentChanges": [{"text": text}]});
        json!({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": params})
    }

    /// Sends texts one after the other in one go, as they wait in the pipe of a busy server; their versions
    /// follow `from`. Gives the last one.
    pub(crate) fn did_change_often(&mut self, path: &Path, from: i64, texts: impl Iterator<Item = String>) -> i64 {
        let (mut bytes, mut version) = (Vec::new(), from);
        for text in texts {
            version += 1;
            let body = Self::change(path, version, &text).to_string();
            bytes.extend(format!("Content-Length: {}\r\n\r\n{body}", body.len()).bytes());
        }
        self.raw(&bytes);
        version
    }

    pub(crate) fn did_close(&mut self, path: &Path) {
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri(path)}}));
    }

    /// Waits for the diagnostics of a text of this version.
    pub(crate) fn published(&mut self, path: &Path, version: i64) -> Vec<Value> {
        let uri = uri(path);
        let message = self.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == *uri
                && message["params"]["version"] == version
        });
        message["params"]["diagnostics"].as_array().cloned().expect("a list")
    }

    /// Waits for diagnostics of a page that satisfy a condition.
    pub(crate) fn published_until(&mut self, path: &Path, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let uri = uri(path);
        let message = self.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == *uri
                && wanted(message["params"]["diagnostics"].as_array().map_or(&[][..], Vec::as_slice))
        });
        message["params"]["diagnostics"].as_array().cloned().expect("a list")
    }

    /// Closes the input of the server.
    pub(crate) fn hang_up(&mut self) {
        self.input = None;
    }

    /// Waits for the end of the server and gives its exit code.
    pub(crate) fn exit_code(&mut self) -> Option<i32> {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().expect("the process can be asked") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the server does not end");
    }

    /// Says goodbye as the protocol has it.
    pub(crate) fn leave(mut self) {
        let answer = self.request("shutdown", Value::Null);
        assert_eq!(answer["result"], Value::Null, "{answer}");
        self.notify("exit", Value::Null);
        assert_eq!(self.exit_code(), Some(0));
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It has ended by itself unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn frame(input: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.trim().parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// The rules of diagnostics, in their order.
pub(crate) fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().filter_map(|diagnostic| diagnostic["code"].as_str()).collect()
}
