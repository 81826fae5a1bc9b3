// The process that killed.cuts.ts kills: one side of a busy session, over the address given or over its standard
// input and output.

import { dialUrl, urlOf } from "../../runtime/link/addresses-node.ts";
import { stdioLink } from "../../runtime/link/stdio.ts";
import { Side } from "./side.ts";

const [, , role, address] = process.argv;
const link = address === undefined ? stdioLink() : await dialUrl(urlOf(address), {});
const side = new Side(link, { isInspected: false });
if (role === "initiator") side.initiate();
else await side.accept();
