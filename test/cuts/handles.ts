import { turns } from "../link/recorder.ts";

/** Kinds that a link or listener may keep open. Timers are counted at their source. */
const KINDS = /^(TCP|Pipe|MessagePort|Process|HTTP)/;
/** An end that another process or the system has to bring about may take a while. Milliseconds. */
const PATIENCE = 20_000;

function open(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((kind) => KINDS.test(kind))
    .toSorted();
}

/** What is open; with `expected`, once it is that, or after so long that it will not be. */
export async function handles(expected?: readonly string[]): Promise<string[]> {
  await turns(2);
  const until = performance.now() + PATIENCE;
  while (expected !== undefined && open().length > expected.length && performance.now() < until) await turns(1);
  return open();
}
