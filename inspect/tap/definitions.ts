import { type ChannelSchema, DecodeError, Reader, type Request, TupleSchema } from "../../runtime/wire/index.ts";

/** What a service tells of one of its methods. */
interface Known {
  readonly name: string;
  readonly args: TupleSchema<readonly unknown[]>;
}

/** A channel of a call, as its definition has it. */
export interface ChannelType {
  readonly sender: "caller" | "callee";
  readonly initialCredit: number;
}

const MOST_UNKNOWN = 1_024;

/** Methods by id: what the bytes alone do not tell. */
export class Definitions {
  readonly #methods = new Map<bigint, Known>();
  /** Names made for ids without a definition. */
  readonly #unknown = new Map<bigint, string>();

  /** Everything that `defineService` returned among the exports of a module. */
  static of(module: unknown): Definitions {
    const definitions = new Definitions();
    for (const exported of isObject(module) ? Object.values(module) : []) definitions.#add(exported);
    return definitions;
  }

  get size(): number {
    return this.#methods.size;
  }

  /** `Service.method`, or the id. */
  nameOf(method: bigint): string {
    const known = this.#methods.get(method)?.name ?? this.#unknown.get(method);
    if (known !== undefined) return known;
    const name = `0x${method.toString(16).padStart(16, "0")}`;
    if (this.#unknown.size < MOST_UNKNOWN) this.#unknown.set(method, name);
    return name;
  }

  /** The channels of a Call in the order of its ids; `null` where they are not known. */
  channelsOf({ method, args, channels }: Request): readonly ChannelType[] | null {
    const known = this.#methods.get(method);
    if (known === undefined || channels.length === 0) return null;
    const found: ChannelType[] = [];
    const reader = new Reader(args);
    reader.channel = (schema: ChannelSchema) => {
      found.push({ sender: schema.direction === "tx" ? "callee" : "caller", initialCredit: schema.initialCredit });
      return null;
    };
    try {
      known.args.decode(reader);
    } catch (error) {
      if (error instanceof DecodeError) return null;
      throw error;
    }
    return found.length === channels.length ? found : null;
  }

  #add(service: unknown): void {
    if (!isObject(service) || !("name" in service && "methods" in service)) return;
    if (!(service.methods instanceof Map)) return;
    for (const method of service.methods.values()) {
      if (!isObject(method) || !("id" in method && "name" in method && "args" in method)) continue;
      const { id, name, args } = method;
      if (typeof id !== "bigint" || !(args instanceof TupleSchema)) continue;
      this.#methods.set(id, { name: `${String(service.name)}.${String(name)}`, args });
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
