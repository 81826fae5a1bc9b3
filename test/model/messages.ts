export type MessageKind =
  | "Hello"
  | "HelloYourself"
  | "ProtocolError"
  | "Ping"
  | "Pong"
  | "OpenConnection"
  | "AcceptConnection"
  | "RejectConnection"
  | "CloseConnection"
  | "Request"
  | "Response"
  | "CancelRequest"
  | "ChannelItem"
  | "CloseChannel"
  | "ResetChannel"
  | "GrantCredit";

/** What a Response says. */
export type Answer = "ok" | "cancelled" | "unknownMethod" | "invalidPayload";

/** A message; `on`, `call` and `channel` are indices into the plan. */
export interface Message {
  readonly kind: MessageKind;
  readonly on?: number;
  readonly call?: number;
  readonly channel?: number;
  readonly answer?: Answer;
  /** Credit of a grant, nonce of a Ping. */
  readonly count?: number;
  /** Ours never send this. Who ends the session over it: `strict`, both profiles `always`, or `never` any. */
  readonly odd?: "strict" | "always" | "never";
}

/** Gives each message a small number, so that a link is a few bytes. */
export class MessagePool {
  readonly #messages: Message[] = [];
  readonly #ids = new Map<string, number>();

  idOf(message: Message): number {
    const key = nameOf(message);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#messages.push(message);
    this.#ids.set(key, id);
    return id;
  }

  get(id: number): Message {
    const message = this.#messages[id - 1];
    if (message === undefined) throw new RangeError(`no message has the number ${id}`);
    return message;
  }
}

/** Short and unique: connection, request and channel by index, then what the message says. */
export function nameOf({ kind, on, call, channel, answer, count, odd }: Message): string {
  const where = [
    on === undefined ? "" : on === 0 ? "root" : `virtual ${on}`,
    call === undefined ? "" : `request ${call}`,
    channel === undefined ? "" : `channel ${channel}`,
  ];
  const said = [answer ?? "", count === undefined ? "" : `${count}`, odd === undefined ? "" : "(odd)"];
  return [kind, ...where, ...said].filter((part) => part !== "").join(" ");
}
