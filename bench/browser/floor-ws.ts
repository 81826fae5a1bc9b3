import { dialWebSocket } from "../../runtime/link/websocket-browser.ts";
import type { PageModule } from "../contender.ts";
import { FloorClient } from "../floor/client.ts";

/** The floor over the page's own WebSocket. */
export const connect: PageModule["connect"] = async (address) => new FloorClient(await dialWebSocket(address));
