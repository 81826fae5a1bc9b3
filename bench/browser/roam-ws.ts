import { connect as connectTo } from "../../runtime/browser.ts";
import type { PageModule } from "../contender.ts";
import { Bench, clientOver, options } from "../roam/service.ts";

/** This package over the page's own WebSocket. */
export const connect: PageModule["connect"] = async (address) => clientOver(await connectTo(address, Bench, options));
