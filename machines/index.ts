export { type Alphabet, alphabets } from "./alphabets.ts";
export { type Chart, type Effect, type Guard, type Row, rowName } from "./chart.ts";
export { ChartActor } from "./chart-actor.ts";
export { type ConnectionEvent, type ConnectionIntent, type ConnectionOutput, connection } from "./connection.ts";
export { type Cause, type Ending, otherParity, type Parity, type Profile, type Settings } from "./endings.ts";
export {
  type IncomingChannelEvent,
  type IncomingChannelIntent,
  type IncomingChannelOutput,
  incomingChannel,
} from "./incoming-channel.ts";
export {
  type IncomingRequestEvent,
  type IncomingRequestIntent,
  type IncomingRequestOutput,
  incomingRequest,
  type Refusal,
} from "./incoming-request.ts";
export type { Intent } from "./intent.ts";
export { type KeepaliveEvent, type KeepaliveIntent, keepalive } from "./keepalive.ts";
export { ChartLogic, type Host } from "./logic.ts";
export {
  type OutgoingChannelEvent,
  type OutgoingChannelIntent,
  type OutgoingChannelOutput,
  outgoingChannel,
} from "./outgoing-channel.ts";
export {
  type OutgoingRequestEvent,
  type OutgoingRequestIntent,
  type OutgoingRequestOutput,
  outgoingRequest,
} from "./outgoing-request.ts";
export { ReusableActor } from "./reusable-actor.ts";
export { type ReusableHost, ReusableLogic } from "./reusable-logic.ts";
export { rowRules } from "./row-rules.ts";
export { type Chapter, type Layer, type Rule, type RuleId, rules } from "./rules.ts";
export { PROTOCOL_VERSION, type SessionEvent, type SessionIntent, session } from "./session.ts";
export type { ChartSnapshot, ChartState } from "./snapshot.ts";
export { readChart, tableOf, UnsupportedChart } from "./supported.ts";
export { type CompiledRow, type Position, type Step, Table } from "./table.ts";
export { type ChartName, tables } from "./tables.ts";
export { violationOf } from "./violations.ts";
