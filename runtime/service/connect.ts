import type { Parity } from "../../machines/endings.ts";
import { Driver } from "../driver/driver.ts";
import type { Link } from "../link/link.ts";
import { type Client, type ClientOptions, clientOf } from "./client.ts";
import { checkService, type MethodTypes, type Service } from "./definition.ts";
import { type Served, servedBy } from "./handlers.ts";
import { driverOptionsOf, type SessionOptions } from "./session-options.ts";

export interface ConnectOptions<Answered extends MethodTypes = MethodTypes> extends SessionOptions, ClientOptions {
  /** The half of the id spaces to take; default `odd`. */
  readonly parity?: Parity | undefined;
  /** What this side answers on the same connection: either peer may call (`session.symmetry`). */
  readonly serve?: Served<Answered> | undefined;
  /** Gives up dialling and shaking hands. */
  readonly signal?: AbortSignal | undefined;
}

/** Turns an address into a link. */
export type Dial = (url: URL, options: { maxPayload: number; signal?: AbortSignal | undefined }) => Promise<Link>;

/** Dials, shakes hands as initiator, and gives the client of the service on the root connection. */
export async function connectWith<Types extends MethodTypes, Answered extends MethodTypes>(
  dial: Dial,
  target: string | URL | Link,
  service: Service<Types>,
  options: ConnectOptions<Answered> = {},
): Promise<Client<Types>> {
  const { parity, signal, serve } = options;
  checkService(service);
  const given = driverOptionsOf(options);
  const dispatcher = servedBy(service, serve, options);
  signal?.throwIfAborted();
  const link =
    typeof target === "string" || target instanceof URL
      ? await dial(new URL(target), { maxPayload: given.policy.limits.frame, signal })
      : target;
  const driver = new Driver(link, { role: "initiator", dispatcher, parity, ...given });
  const giveUp = () => void driver.close();
  signal?.addEventListener("abort", giveUp);
  try {
    return clientOf(await driver.established, service, options);
  } catch (error) {
    giveUp();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}
