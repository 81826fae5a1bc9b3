import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** What its receiver makes of a message: machines and states of XState 4. */
export interface Received {
  readonly type: string;
  readonly sessionId: string;
  readonly parent?: string;
  readonly machine?: {
    readonly id: string;
    readonly events: readonly string[];
    readonly initialState: { readonly value: string };
  };
  readonly state?: { readonly value: string; readonly done: boolean };
  readonly event?: { readonly name: string; readonly data: unknown };
}

export interface Receiver {
  subscribe(next: (received: Received) => void): { unsubscribe(): void };
  send(command: { type: string; event?: string; service?: string }): void;
}

interface Genuine {
  createWebSocketReceiver(options: { server: string; serialize: undefined }): Receiver;
}

const PLACE = fileURLToPath(new URL("./genuine/", import.meta.url));

/** The genuine @xstate/inspect 0.8.0 with the XState 4 that it needs, installed where nothing else sees them. */
export function genuine(): Genuine {
  if (!existsSync(`${PLACE}node_modules`)) {
    execFileSync("npm", ["ci", "--prefix", PLACE, "--no-audit", "--no-fund"], { stdio: "inherit" });
  }
  return createRequire(`${PLACE}package.json`)("@xstate/inspect");
}
