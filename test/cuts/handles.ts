import { turns } from "../link/recorder.ts";

/** Kinds that a link or listener may keep open. Timers are counted at their source. */
const KINDS = /^(TCP|Pipe|MessagePort|Process|HTTP)/;
const PATIENCE = 200;

function open(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((kind) => KINDS.test(kind))
    .toSorted();
}

/** What is open; with `expected`, once it is that, or after so many turns that it will not be. */
export async function handles(expected?: readonly string[]): Promise<string[]> {
  await turns(2);
  for (let turn = 0; expected !== undefined && turn < PATIENCE && open().length > expected.length; turn++) {
    await turns(1);
  }
  return open();
}
