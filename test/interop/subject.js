// The subject of roam's own conformance suite (PROTOCOL.md 12): `node test/interop/subject.js`. It dials PEER_ADDR as
// initiator; by SUBJECT_MODE it serves Testbed until it is killed ("server", the default) or plays CLIENT_SCENARIO
// ("client"); ACCEPT_CONNECTIONS=1 lets virtual connections in. Compiled by `tsc -p test/interop/tsconfig.subject.json`.

import { runSubject } from "../../dist/test/interop/conformance-subject.js";

await runSubject();
