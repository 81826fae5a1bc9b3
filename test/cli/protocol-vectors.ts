const META = "03 08 74726163652d6964 00 06 616263313233 00  04 61757468 01 04 deadbeef 03  07 617474656d7074 02 02 00";

const metadata = [
  { key: "trace-id", type: "string", value: "abc123", flags: 0 },
  { key: "auth", type: "bytes", value: "[sensitive]", flags: 3 },
  { key: "attempt", type: "u64", value: 2, flags: 0 },
];
const none: never[] = [];

/** Every row of PROTOCOL.md 2.6 and of its minimal messages: the bytes, and the JSON that `decode` makes of them. */
export const protocolVectors: readonly [hex: string, json: object][] = [
  [
    `00 00 07 00 40 ${META}`,
    { connection: 0, kind: "Hello", version: 7, settings: { parity: "odd", maxConcurrentRequests: 64 }, metadata },
  ],
  [
    `00 01 01 20 ${META}`,
    { connection: 0, kind: "HelloYourself", settings: { parity: "even", maxConcurrentRequests: 32 }, metadata },
  ],
  [
    "00 02 12 626164206672616d652073657175656e6365",
    { connection: 0, kind: "ProtocolError", description: "bad frame sequence" },
  ],
  ["00 09 01", { connection: 0, kind: "Ping", nonce: 1 }],
  ["00 09 ac02", { connection: 0, kind: "Ping", nonce: 300 }],
  ["00 0a 01", { connection: 0, kind: "Pong", nonce: 1 }],
  ["00 0a ffffffffffffffffff01", { connection: 0, kind: "Pong", nonce: "18446744073709551615" }],
  [
    `02 03 00 40 ${META}`,
    { connection: 2, kind: "OpenConnection", settings: { parity: "odd", maxConcurrentRequests: 64 }, metadata },
  ],
  [
    `02 04 01 60 ${META}`,
    { connection: 2, kind: "AcceptConnection", settings: { parity: "even", maxConcurrentRequests: 96 }, metadata },
  ],
  [`04 05 ${META}`, { connection: 4, kind: "RejectConnection", metadata }],
  [`02 06 ${META}`, { connection: 2, kind: "CloseConnection", metadata }],
  [
    `02 07 0b 00 81e0c39cacd6f5d0e501 02 03 05 ${META} f8acd19101`,
    {
      connection: 2,
      kind: "Request",
      request: 11,
      method: "0xe5a1d6b2c390f001",
      channels: [3, 5],
      metadata,
      args: "f8acd19101",
    },
  ],
  [
    `02 07 0b 01 01 07 ${META} 8ce0bad60f`,
    { connection: 2, kind: "Response", request: 11, channels: [7], metadata, ret: "8ce0bad60f" },
  ],
  [`02 07 0b 02 ${META}`, { connection: 2, kind: "CancelRequest", request: 11, metadata }],
  ["02 08 03 00 4d", { connection: 2, kind: "ChannelItem", channel: 3, item: "4d" }],
  [`02 08 03 01 ${META}`, { connection: 2, kind: "CloseChannel", channel: 3, metadata }],
  [`02 08 03 02 ${META}`, { connection: 2, kind: "ResetChannel", channel: 3, metadata }],
  ["02 08 03 03 8008", { connection: 2, kind: "GrantCredit", channel: 3, additional: 1024 }],
  [
    "000007004000",
    {
      connection: 0,
      kind: "Hello",
      version: 7,
      settings: { parity: "odd", maxConcurrentRequests: 64 },
      metadata: none,
    },
  ],
  [
    "0001014000",
    { connection: 0, kind: "HelloYourself", settings: { parity: "even", maxConcurrentRequests: 64 }, metadata: none },
  ],
  ["0007020200", { connection: 0, kind: "CancelRequest", request: 2, metadata: none }],
  ["0008020100", { connection: 0, kind: "CloseChannel", channel: 2, metadata: none }],
  ["0008020200", { connection: 0, kind: "ResetChannel", channel: 2, metadata: none }],
  ["0008020308", { connection: 0, kind: "GrantCredit", channel: 2, additional: 8 }],
  [
    "00070200f3bbf58fa697f1d59a0100000568656c6c6f",
    {
      connection: 0,
      kind: "Request",
      request: 2,
      method: "0x9aabc4ba61fd5df3",
      channels: [],
      metadata: none,
      args: "0568656c6c6f",
    },
  ],
  [
    "000702010000000568656c6c6f",
    { connection: 0, kind: "Response", request: 2, channels: [], metadata: none, ret: "000568656c6c6f" },
  ],
];
