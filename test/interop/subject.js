// The subject of roam's own conformance suite (PROTOCOL.md 12): `node test/interop/subject.js`, after `npm run build`.
// It dials PEER_ADDR as initiator and, by SUBJECT_MODE, serves Testbed until it is killed ("server", the default) or
// plays one CLIENT_SCENARIO ("client"). ACCEPT_CONNECTIONS=1 lets virtual connections in, served the same.

import { connectSubject } from "../../dist/test/interop/subject/main.js";
await connectSubject();
