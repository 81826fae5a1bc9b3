import type { InspectionEvent, Observer } from "xstate";
import type { Parity } from "../../machines/endings.ts";
import type { Policy } from "../limits.ts";
import type { Metadata } from "../wire/index.ts";
import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import type { Driver } from "./driver.ts";
import type { KeepaliveOptions } from "./keepalive.ts";
import type { Dispatcher } from "./method.ts";
import type { Watch } from "./watch.ts";

export interface DriverOptions {
  /** The initiator speaks first. Who dialled and who serves does not matter (`session.role`). */
  readonly role: "initiator" | "acceptor";
  readonly policy: Policy;
  /** The half of the id spaces that an initiator takes; an acceptor takes the other. */
  readonly parity?: Parity | undefined;
  /** Travels with our Hello or HelloYourself. */
  readonly metadata?: Metadata | undefined;
  /** Answers Calls on the root connection; `null` for a peer that only calls. */
  readonly dispatcher: Dispatcher | null;
  readonly keepalive?: KeepaliveOptions | undefined;
  /** Decides whether a peer may come in: calls `accept` or `refuse` of the driver, now or later. */
  readonly onHello?: ((driver: Driver) => void) | undefined;
  /** Decides about a virtual connection: calls its `accept` or `reject`, now or later. */
  readonly onOpen?: ((connection: Connection) => void) | undefined;
  readonly clock?: Clock | undefined;
  /** Who watches from the beginning; `watch` of the driver may be set later. */
  readonly watch?: ((driver: Driver) => Watch | null) | undefined;
  /** XState's own inspection of every actor of the session. */
  readonly inspect?: Observer<InspectionEvent> | ((event: InspectionEvent) => void) | undefined;
}
