// The other side of killed.test.ts: dials the address given and sends for as long as it lives.

import { dialUrl, urlOf } from "../../runtime/link/addresses-node.ts";

const link = await dialUrl(urlOf(process.argv[2] ?? ""), {});
const payload = new Uint8Array(20_000);
const send = () => {
  while (link.send(payload));
};
link.start({ payload() {}, writable: send, ended() {} });
send();
