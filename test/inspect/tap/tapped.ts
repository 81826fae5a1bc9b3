import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ErrorRecord, FeedRecord } from "../../../inspect/records.ts";
import { type TapOptions, tap } from "../../../inspect/tap/tap.ts";

/** What a tap between two addresses told. */
export interface Told {
  readonly url: string;
  readonly records: FeedRecord[];
  readonly errors: ErrorRecord[];
  /** Ends the tap: everything that passed is in the records then. */
  close(): Promise<void>;
}

/** A tap in front of an address, of the same scheme. */
export async function tapBefore(to: string, options: Partial<TapOptions> = {}): Promise<Told> {
  const records: FeedRecord[] = [];
  const errors: ErrorRecord[] = [];
  const opened = await tap({
    listen: freeLike(to),
    to,
    onRecord: (record) => records.push(record),
    onError: (record) => errors.push(record),
    ...options,
  });
  const close = once(() => opened.close());
  onTestFinished(close);
  return { url: opened.url, records, errors, close };
}

/** An address of the same scheme where nobody listens. */
export function freeLike(address: string): string {
  const { protocol } = new URL(address);
  return protocol === "unix:" ? `unix://${join(tmpdir(), `tap-${randomUUID()}.sock`)}` : `${protocol}//127.0.0.1:0`;
}

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= act();
    return done;
  };
}
