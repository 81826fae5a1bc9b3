// The other side of scenario.test.ts over standard input and output.

import { serve, stdioLink } from "../../runtime/index.ts";
import { handlers, Peer } from "./scenario.ts";

await serve(stdioLink(), Peer, handlers, { onHandlerError: () => {} });
