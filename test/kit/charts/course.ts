import type { ChartName, Profile } from "../../../machines/index.ts";
import type { Message } from "../../../runtime/wire/index.ts";
import type { Stage } from "../stage.ts";
import type { Finding } from "../verdict.ts";

/** An event of a chart, with whatever it carries. */
export interface ChartEvent {
  readonly type: string;
  readonly [parameter: string]: unknown;
}

/** A conversation on its way through a chart: what the kit has made so far. */
export class Scene {
  readonly stage: Stage;
  connection = 0;
  request = 0;
  /** A channel that the kit sends on. */
  input = 0;
  /** A channel that the peer sends on. */
  output = 0;

  constructor(stage: Stage) {
    this.stage = stage;
  }
}

export type Move = (scene: Scene) => void | Promise<void>;

/** One way in which a counterpart brings about a `peer.*` event. */
export interface Stimulus {
  /** Tells several ways apart. */
  readonly variant?: string;
  readonly say: Move;
  /** What else has to come of it, where the chart lets the event pass. */
  readonly after?: (scene: Scene, mark: number) => Promise<Finding[]>;
  /** A tolerant peer may let it pass, although the chart does not ask the profile. */
  readonly isTolerable?: boolean;
  /** The specification sets no bound there: a peer that lets it pass breaks nothing. */
  readonly isUnruled?: boolean;
}

/** How a counterpart takes a peer through one of its charts. */
export interface Course {
  /** Begins the names of its cases. */
  readonly name: string;
  readonly chart: ChartName;
  /** The part of the handshake that the peer must play; either, if none is named. */
  readonly peerRole?: "initiator" | "acceptor";
  readonly input: (profile: Profile) => object | undefined;
  /** Done before the path, which begins where the chart does. */
  readonly begin: Move;
  /** By state: the event that the peer brings about by itself, so that it does not rest there. */
  readonly automatic: Readonly<Record<string, string>>;
  /** What the kit does, or waits for, so that an event of the path happens. */
  readonly moves: (event: ChartEvent) => Move | undefined;
  /** States in which events are tried; others are not reached from outside, or are left at once. */
  readonly states: readonly string[];
  /** How an event is brought about in a state, or why it is not. */
  readonly stimuli: (event: ChartEvent, state: string) => readonly Stimulus[] | string;
  /** What the peer may send for reasons of its own, whatever the event. Grants always may come. */
  readonly allows: (message: Message, scene: Scene) => boolean;
}

export const never = () => false;

/** Why events that stand for a limit of this implementation are not tried. */
export const OWN_LIMIT = "a limit of the peer's own, which no counterpart knows";
