import type { AnyEventObject } from "xstate";
import { type Alphabet, alphabets } from "../../machines/alphabets.ts";
import { tableOf } from "../../machines/supported.ts";
import type { Table } from "../../machines/table.ts";
import { type ChartName, tables } from "../../machines/tables.ts";
import { everything, everythingAlphabet } from "./everything.ts";
import { type Pair, pairsOf } from "./oracle.ts";

/** A chart with its alphabet and what XState's interpreter does on every reachable pair. */
export interface Subject {
  readonly name: string;
  readonly table: Table;
  readonly alphabet: Alphabet<unknown, AnyEventObject>;
  readonly pairs: readonly Pair[];
}

function subject(name: ChartName): Subject {
  const table: Table = tables[name];
  const alphabet = alphabets[name];
  return { name, table, alphabet, pairs: pairsOf(table.chart.machine, alphabet) };
}

export const subjects: readonly Subject[] = [
  subject("session"),
  subject("keepalive"),
  subject("connection"),
  subject("outgoingRequest"),
  subject("incomingRequest"),
  subject("outgoingChannel"),
  subject("incomingChannel"),
];

const table: Table = tableOf(everything);

/** The seven charts, and one that uses all that a table can do. */
export const provable: readonly Subject[] = [
  ...subjects,
  {
    ...{ name: "everything", table, alphabet: everythingAlphabet },
    pairs: pairsOf(everything, everythingAlphabet),
  },
];
