//! Messages of the protocol, and how a text becomes one. Nothing that arrives can break the reader.

use gen_lsp_types::json_rpc::Id;
use serde::Serialize;
use serde_json::{Value, json};

/// The text is no JSON.
pub(super) const PARSE_ERROR: i64 = -32700;
/// The JSON is no message.
pub(super) const INVALID_REQUEST: i64 = -32600;
/// There is no such method.
pub(super) const METHOD_NOT_FOUND: i64 = -32601;
/// The parameters are not those of the method.
pub(super) const INVALID_PARAMS: i64 = -32602;
/// A fault of the server.
pub(super) const INTERNAL_ERROR: i64 = -32603;
/// A request before `initialize`.
pub(super) const NOT_INITIALIZED: i64 = -32002;
/// The client took the request back.
pub(super) const REQUEST_CANCELLED: i64 = -32800;
/// The server will not finish the request, because it ends.
pub(super) const SERVER_CANCELLED: i64 = -32802;
/// The request cannot be done, for a reason that the person can understand.
pub(super) const REQUEST_FAILED: i64 = -32803;

/// Why a request was not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) code: i64,
    pub(super) message: String,
}

impl Failure {
    pub(super) fn new(code: i64, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// A message from the client.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Message {
    Request {
        id: Id,
        method: String,
        params: Value,
    },
    Notification {
        method: String,
        params: Value,
    },
    /// An answer to a request of the server: the result is not needed for any of them but to know that it came. Without
    /// an id it is a refusal of something the client could not read; refusing that in turn would never end.
    Response {
        id: Option<Id>,
    },
}

impl Message {
    /// Reads the body of a frame.
    pub(super) fn read(body: &[u8]) -> Result<Self, Failure> {
        let value = parse(body).map_err(|reason| Failure::new(PARSE_ERROR, reason))?;
        let Value::Object(mut fields) = value else {
            return Err(Failure::new(INVALID_REQUEST, "a message is a JSON object"));
        };
        let id = match fields.remove("id") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(Id::String(text)),
            Some(Value::Number(number)) if number.is_i64() => number.as_i64().map(Id::Number),
            Some(_) => return Err(Failure::new(INVALID_REQUEST, "`id` must be a whole number or a string")),
        };
        let params = fields.remove("params").unwrap_or_default();
        match (fields.remove("method"), id) {
            (Some(Value::String(method)), Some(id)) => Ok(Self::Request { id, method, params }),
            (Some(Value::String(method)), None) => Ok(Self::Notification { method, params }),
            (None, id) if fields.contains_key("result") || fields.contains_key("error") => Ok(Self::Response { id }),
            (Some(_), _) => Err(Failure::new(INVALID_REQUEST, "`method` must be a string")),
            (None, _) => Err(Failure::new(INVALID_REQUEST, "a message has a `method`, a `result` or an `error`")),
        }
    }
}

/// JSON, where half of a surrogate pair becomes the replacement character: editors that keep texts in UTF-16 write such
/// escapes for texts that hold them, and losing an edit over that would be worse.
fn parse(body: &[u8]) -> Result<Value, String> {
    let text = simdutf8::compat::from_utf8(body).map_err(|error| error.to_string())?;
    serde_json::from_str(text).or_else(|error| match without_lone_surrogates(body) {
        Some(mended) => serde_json::from_slice(&mended).map_err(|error| error.to_string()),
        None => Err(error.to_string()),
    })
}

/// The text with every escape of a lone surrogate replaced; `None` when there is none.
fn without_lone_surrogates(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = body.to_vec();
    let (mut at, mut changed) = (0, false);
    while at < body.len() {
        if body[at] != b'\\' {
            at += 1;
            continue;
        }
        let Some(unit) = escape_at(body, at) else {
            // Another escape, such as `\\` or `\n`.
            at += 2;
            continue;
        };
        match unit {
            0xD800..=0xDBFF if escape_at(body, at + 6).is_some_and(|next| (0xDC00..=0xDFFF).contains(&next)) => {
                at += 12
            }
            0xD800..=0xDFFF => {
                out[at..at + 6].copy_from_slice(b"\\ufffd");
                changed = true;
                at += 6;
            }
            _ => at += 6,
        }
    }
    changed.then_some(out)
}

fn escape_at(body: &[u8], at: usize) -> Option<u32> {
    let digits = body.get(at..at + 6)?.strip_prefix(b"\\u")?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// Any value of the protocol as JSON. What is written is written once, never made into a tree before.
pub(super) fn written(value: &impl Serialize) -> String {
    // Only a map with keys that are no texts could fail, and the protocol has none.
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// The answer to a request: its result, as JSON, or why there is none.
pub(super) fn response(id: &Id, result: Result<String, Failure>) -> String {
    let id = written(id);
    match result {
        Ok(result) => format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#),
        Err(failure) => format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{}}}"#, error(&failure)),
    }
}

/// What is said about a message that nobody could read.
pub(super) fn refusal(failure: &Failure) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":null,"error":{}}}"#, error(failure))
}

fn error(failure: &Failure) -> Value {
    json!({"code": failure.code, "message": failure.message})
}

/// A notification of the server; its parameters are JSON.
pub(super) fn notification(method: &str, params: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":{params}}}"#)
}

/// A request of the server; its parameters are JSON.
pub(super) fn request(id: i64, method: &str, params: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}","params":{params}}}"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(body: &[u8]) -> i64 {
        Message::read(body).unwrap_err().code
    }

    #[test]
    fn what_is_no_message_is_refused_with_its_reason() {
        assert_eq!(code(b"{"), PARSE_ERROR);
        assert_eq!(code(b"{\"method\":\"\xff\"}"), PARSE_ERROR);
        assert_eq!(code("[".repeat(100_000).as_bytes()), PARSE_ERROR);
        assert_eq!(code(b"[]"), INVALID_REQUEST);
        assert_eq!(code(b"{\"id\":1}"), INVALID_REQUEST);
        assert_eq!(code(b"{\"id\":{},\"method\":\"x\"}"), INVALID_REQUEST);
        assert_eq!(code(b"{\"id\":1,\"method\":3}"), INVALID_REQUEST);
    }

    #[test]
    fn half_a_surrogate_pair_costs_one_character() {
        let text = br#"{"method":"m","params":["\ud83d\ude00 \ud83d x \\ud83d \ude00"]}"#;
        let Ok(Message::Notification { params, .. }) = Message::read(text) else { panic!("not read") };
        assert_eq!(params, json!(["😀 \u{fffd} x \\ud83d \u{fffd}"]));
    }
}
