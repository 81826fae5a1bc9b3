import { quantile } from "../summary.ts";
import type { Table } from "../table.ts";
import type { Heap } from "./heap.ts";

const MOST_GROWTH = 2 * 1024 * 1024;

export interface Sample extends Heap {
  readonly minutes: number;
  readonly isRead: boolean;
}

export interface Outcome {
  readonly samples: readonly Sample[];
  /** Pieces of work, by name. */
  readonly done: ReadonlyMap<string, number>;
  readonly records: number;
  /** Lives while nobody works, and after the end of all. */
  readonly left: number;
  readonly leftAfter: number;
}

const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(2);

export function rowOf({ minutes, objects, code, outside, isRead }: Sample): string[] {
  return [minutes.toFixed(2), megabytes(objects), megabytes(code), megabytes(outside), isRead ? "yes" : "no"];
}

export function tablesOf({ samples, done }: Outcome, title: string): Table[] {
  const works = [...done].map(([name, count]) => [name, count.toLocaleString("en-US")]);
  const columns = ["minutes", "heap MB", "code MB", "outside MB", "feed read"];
  return [
    { title, columns, rows: samples.map(rowOf) },
    { title: "work done", columns: ["", "times"], rows: works },
  ];
}

/** From the first to the last quarter, both without a feed; and within the half that reads one. */
function growthOf(samples: readonly Sample[], part: "objects" | "outside") {
  const quarter = (n: number) => {
    const some = samples.slice((samples.length * n) / 4, (samples.length * (n + 1)) / 4);
    return quantile(
      some.map((sample) => sample[part]),
      0.5,
    );
  };
  return { whole: quarter(3) - quarter(0), reading: quarter(2) - quarter(1) };
}

export function verdictOf({ samples, records, left, leftAfter }: Outcome): string[] {
  const heap = growthOf(samples, "objects");
  const outside = growthOf(samples, "outside");
  const told = ({ whole, reading }: typeof heap) =>
    `${megabytes(whole)} MB from the first quarter to the last, ${megabytes(reading)} MB while a feed was read`;
  return [
    `the heap grew by ${told(heap)}`,
    `outside of it: ${told(outside)}`,
    `${records} records read`,
    `${left} requests, channels and virtual connections left at rest; ${leftAfter} lives after the end`,
  ];
}

export function isPassed({ samples, left, leftAfter }: Outcome): boolean {
  const heap = growthOf(samples, "objects");
  const outside = growthOf(samples, "outside");
  const most = Math.max(heap.whole, heap.reading, outside.whole, outside.reading);
  return most <= MOST_GROWTH && left === 0 && leftAfter === 0;
}
