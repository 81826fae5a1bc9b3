//! All sixteen kinds of message, encoded through the crates' own types.

use roam::{
    ChannelId, ConnectionId, ConnectionSettings, Metadata, MetadataEntry, MetadataFlags, MetadataValue, Parity,
    Payload, RequestCall, RequestResponse,
};
use roam_types::{
    ChannelBody, ChannelClose, ChannelGrantCredit, ChannelItem, ChannelMessage, ChannelReset, ConnectionAccept,
    ConnectionClose, ConnectionOpen, ConnectionReject, Hello, HelloYourself, Message, MessagePayload, MethodId, Ping,
    Pong, ProtocolError, RequestBody, RequestCancel, RequestId, RequestMessage,
};
use serde_json::{Value, json};

use super::plain::{bytes, int};
use crate::hex;

fn settings(parity: Parity, limit: u32) -> (ConnectionSettings, Value) {
    let name = if parity == Parity::Odd { "odd" } else { "even" };
    let plain = json!({ "parity": name, "maxConcurrentRequests": limit });
    (ConnectionSettings { parity, max_concurrent_requests: limit }, plain)
}

/// None, one of each kind of value, and one with everything unusual.
fn metadatas() -> Vec<(Metadata<'static>, Value)> {
    let flags = MetadataFlags::NONE;
    let both = MetadataFlags::SENSITIVE | MetadataFlags::NO_PROPAGATE;
    let entry = |key, value, flags| MetadataEntry { key, value, flags };
    let plain = |key: &str, value: Value, flags: u64| json!({ "key": key, "value": value, "flags": int(flags) });
    vec![
        (vec![], json!([])),
        (
            vec![
                entry("trace-id", MetadataValue::String("abc123"), flags),
                entry("auth", MetadataValue::Bytes(&[0xde, 0xad, 0xbe, 0xef]), both),
                entry("attempt", MetadataValue::U64(2), flags),
            ],
            json!([
                plain("trace-id", json!("abc123"), 0),
                plain("auth", bytes(&[0xde, 0xad, 0xbe, 0xef]), 3),
                plain("attempt", int(2), 0)
            ]),
        ),
        (
            vec![
                entry("", MetadataValue::String(""), MetadataFlags::SENSITIVE),
                entry("same", MetadataValue::U64(u64::MAX), MetadataFlags::NO_PROPAGATE),
                entry("same", MetadataValue::Bytes(&[]), flags),
                entry("Größe 🦀", MetadataValue::String("\u{feff}ü"), flags),
            ],
            json!([
                plain("", json!(""), 1),
                plain("same", int(u64::MAX), 2),
                plain("same", bytes(&[]), 0),
                plain("Größe 🦀", json!("\u{feff}ü"), 0)
            ]),
        ),
    ]
}

struct Lines(Vec<Value>);

impl Lines {
    fn add(&mut self, connection: u64, payload: MessagePayload<'_>, kind: &str, mut fields: Value) {
        let message = Message { connection_id: ConnectionId(connection), payload };
        let encoded = facet_postcard::to_vec(&message).expect(kind);
        fields["kind"] = json!(kind);
        fields["connection"] = json!(connection);
        self.0.push(json!({ "message": fields, "bytes": hex::encode(&encoded) }));
    }

    fn request(&mut self, connection: u64, id: u64, body: RequestBody<'_>, kind: &str, mut fields: Value) {
        fields["request"] = json!(id);
        let message = RequestMessage { id: RequestId(id), body };
        self.add(connection, MessagePayload::RequestMessage(message), kind, fields);
    }

    fn channel(&mut self, connection: u64, id: u64, body: ChannelBody<'_>, kind: &str, mut fields: Value) {
        fields["channel"] = json!(id);
        let message = ChannelMessage { id: ChannelId(id), body };
        self.add(connection, MessagePayload::ChannelMessage(message), kind, fields);
    }
}

pub fn lines() -> Vec<Value> {
    let mut lines = Lines(vec![]);
    for (metadata, plain) in metadatas() {
        let m = || metadata.clone();
        for (parity, limit) in [(Parity::Odd, 64), (Parity::Even, 0), (Parity::Odd, u32::MAX)] {
            let (connection_settings, shown) = settings(parity, limit);
            let s = || connection_settings.clone();
            let fields = json!({ "settings": shown, "metadata": plain });
            let mut hello = fields.clone();
            hello["version"] = json!(7);
            let payload = Hello { version: 7, connection_settings: s(), metadata: m() };
            lines.add(0, MessagePayload::Hello(payload), "Hello", hello);
            let payload = HelloYourself { connection_settings: s(), metadata: m() };
            lines.add(0, MessagePayload::HelloYourself(payload), "HelloYourself", fields.clone());
            let payload = ConnectionOpen { connection_settings: s(), metadata: m() };
            lines.add(2, MessagePayload::ConnectionOpen(payload), "OpenConnection", fields.clone());
            let payload = ConnectionAccept { connection_settings: s(), metadata: m() };
            lines.add(300, MessagePayload::ConnectionAccept(payload), "AcceptConnection", fields);
        }
        let fields = json!({ "metadata": plain });
        let reject = MessagePayload::ConnectionReject(ConnectionReject { metadata: m() });
        lines.add(4, reject, "RejectConnection", fields.clone());
        let close = MessagePayload::ConnectionClose(ConnectionClose { metadata: m() });
        lines.add(2, close, "CloseConnection", fields.clone());
        let cancel = RequestBody::Cancel(RequestCancel { metadata: m() });
        lines.request(2, 11, cancel, "CancelRequest", fields.clone());
        lines.channel(2, 3, ChannelBody::Close(ChannelClose { metadata: m() }), "CloseChannel", fields.clone());
        lines.channel(2, 129, ChannelBody::Reset(ChannelReset { metadata: m() }), "ResetChannel", fields);
        requests(&mut lines, &metadata, &plain);
    }
    for text in ["", "bad frame sequence", "größer 🦀"] {
        let error = MessagePayload::ProtocolError(ProtocolError { description: text });
        lines.add(0, error, "ProtocolError", json!({ "description": text }));
    }
    for nonce in [0, 1, 300, u64::MAX] {
        lines.add(0, MessagePayload::Ping(Ping { nonce }), "Ping", json!({ "nonce": int(nonce) }));
        lines.add(0, MessagePayload::Pong(Pong { nonce }), "Pong", json!({ "nonce": int(nonce) }));
    }
    for additional in [0, 1, 8, 1_024, u32::MAX] {
        let grant = ChannelBody::GrantCredit(ChannelGrantCredit { additional });
        lines.channel(2, 3, grant, "GrantCredit", json!({ "additional": additional }));
    }
    // The largest id that a JavaScript number holds.
    let far = (1u64 << 53) - 1;
    let item = ChannelBody::Item(ChannelItem { item: Payload::outgoing(&7u8) });
    lines.channel(far, far, item, "ChannelItem", json!({ "item": bytes(&[7]) }));
    items(&mut lines);
    lines.0
}

fn requests(lines: &mut Lines, metadata: &Metadata<'static>, plain: &Value) {
    let (number, text, nothing) = (0x1234_5678u32, ("hello".to_string(), 5u64), ());
    let payloads = [
        (Payload::outgoing(&number), "f8acd19101"),
        (Payload::outgoing(&text), "0568656c6c6f05"),
        (Payload::outgoing(&nothing), ""),
    ];
    for (i, (payload, digits)) in payloads.into_iter().enumerate() {
        let channels: &[u64] = [&[][..], &[3], &[3, 5, 300]][i];
        let method = [1, 0xe5a1_d6b2_c390_f001, u64::MAX][i];
        let raw = hex::decode(digits).expect("hex");
        let call = RequestBody::Call(RequestCall {
            method_id: MethodId(method),
            channels: channels.iter().map(|id| ChannelId(*id)).collect(),
            metadata: metadata.clone(),
            args: payload,
        });
        let fields = json!({ "method": int(method), "channels": channels, "metadata": plain, "args": bytes(&raw) });
        lines.request(i as u64, 11, call, "Request", fields);
        let response = RequestBody::Response(RequestResponse {
            channels: channels.iter().map(|id| ChannelId(*id)).collect(),
            metadata: metadata.clone(),
            ret: Payload::Incoming(&raw),
        });
        let fields = json!({ "channels": channels, "metadata": plain, "ret": bytes(&raw) });
        lines.request(i as u64, 129, response, "Response", fields);
    }
}

fn items(lines: &mut Lines) {
    let (small, text, unit) = (77u16, "item".to_string(), ());
    for (payload, digits) in
        [(Payload::outgoing(&small), "4d"), (Payload::outgoing(&text), "046974656d"), (Payload::outgoing(&unit), "")]
    {
        let raw = hex::decode(digits).expect("hex");
        let item = ChannelBody::Item(ChannelItem { item: payload });
        lines.channel(2, 3, item, "ChannelItem", json!({ "item": bytes(&raw) }));
    }
}
