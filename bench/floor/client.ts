import type { Link, LinkEvents } from "../../runtime/link/link.ts";
import { BLOCK_BYTES, type Client } from "../contender.ts";
import {
  ANSWER,
  CALL,
  CALL_BYTES,
  control,
  DONE,
  frameOf,
  GRANT,
  ITEM,
  putU32,
  RECEIVE,
  SEND,
  u32At,
} from "./frames.ts";
import { WindowReceiver, WindowSender } from "./window.ts";

type Settle = (value: number) => void;

/** The client half of the floor: what the link alone allows, with one promise a call and nothing else. */
export class FloorClient implements Client, LinkEvents {
  readonly #link: Link;
  readonly #call = frameOf(CALL, CALL_BYTES);
  readonly #calls: Settle[] = [];
  readonly #free: number[] = [];
  #sender: WindowSender | undefined;
  #receiver: WindowReceiver | undefined;
  #done: Settle = () => {};

  constructor(link: Link) {
    this.#link = link;
    link.start(this);
  }

  call(value: number): Promise<number> {
    return new Promise((resolve) => {
      const id = this.#free.pop() ?? this.#calls.length;
      this.#calls[id] = resolve;
      putU32(this.#call, 4, id);
      putU32(this.#call, 8, value);
      this.#link.send(this.#call);
    });
  }

  send(count: number, credit: number): Promise<number> {
    return this.#sendItems(count, credit, 4);
  }

  sendBlocks(count: number, credit: number): Promise<number> {
    return this.#sendItems(count, credit, BLOCK_BYTES);
  }

  receive(count: number, credit: number): Promise<number> {
    return new Promise((resolve) => {
      this.#receiver = new WindowReceiver(this.#link, count, credit, () => resolve(count));
      this.#link.send(control(RECEIVE, count, credit));
    });
  }

  payload(bytes: Uint8Array): void {
    switch (bytes[0]) {
      case ANSWER: {
        const id = u32At(bytes, 4);
        this.#free.push(id);
        this.#calls[id]?.(u32At(bytes, 8));
        return;
      }
      case ITEM:
        this.#receiver?.item();
        return;
      case GRANT:
        this.#sender?.grant(u32At(bytes, 4));
        return;
      case DONE:
        this.#done(u32At(bytes, 4));
        return;
    }
  }

  writable(): void {
    this.#sender?.pump();
  }

  ended(): void {}

  #sendItems(count: number, credit: number, bytes: number): Promise<number> {
    return new Promise((resolve) => {
      this.#done = resolve;
      this.#link.send(control(SEND, count, credit));
      this.#sender = new WindowSender(this.#link, count, credit, bytes);
      this.#sender.pump();
    });
  }
}
