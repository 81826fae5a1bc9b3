/** One thing the bench measures: a server half, and a client half that runs in a process of its own. */
export interface Contender {
  /** Starts serving on a loopback port of the system's choice; returns the address `connect` understands. */
  serve(): Promise<string>;
  connect(address: string): Promise<Client>;
}

/**
 * What every contender can do; one that the registry calls `callsOnly` has `call` alone. All limits on calls in flight
 * are raised to 1,024.
 */
export interface Client {
  /** One unary call: `value` up, `value + 1` down. */
  call(value: number): Promise<number>;
  /** Sends `count` i32 items under a window of `credit`; resolves with the number the server has consumed. */
  send(count: number, credit: number): Promise<number>;
  /** Sends `count` items of 64 KiB under a window of `credit`; resolves with the number the server has consumed. */
  sendBlocks(count: number, credit: number): Promise<number>;
  /** Asks for `count` i32 items under a window of `credit`; resolves with the number consumed here. */
  receive(count: number, credit: number): Promise<number>;
}

/** Bytes of one item of `sendBlocks`. */
export const BLOCK_BYTES = 64 * 1024;

/** What a module of a contender's client half for a page exports. */
export interface PageModule {
  connect(address: string): Promise<Client>;
}

/** What a module of a contender exports. */
export interface ContenderModule {
  readonly contender: Contender;
}
