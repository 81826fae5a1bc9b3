import type { StateModel } from "../../test/kit/index.ts";
import type { Shelf } from "./service.ts";

/** What the shop should do: the things on it, one entry for each piece. */
export interface Pieces {
  all: string[];
}

const count = (pieces: Pieces, name: string) => pieces.all.filter((it) => it === name).length;

/** As simple as can be: it need not be fast, or know of channels and calls. */
export const model: StateModel<typeof Shelf.types, Pieces> = {
  initial: () => ({ all: [] }),
  methods: {
    put(pieces, name, more) {
      for (let i = 0; i < more; i++) pieces.all.push(name);
      return count(pieces, name);
    },
    take(pieces, name, fewer) {
      const there = count(pieces, name);
      if (there < fewer) return { ok: false, error: { tag: "Short", value: there } };
      for (let i = 0; i < fewer; i++) pieces.all.splice(pieces.all.indexOf(name), 1);
      return { ok: true, value: there - fewer };
    },
    stock(pieces, names) {
      pieces.all.push(...names);
      return names.length;
    },
    list(pieces, names) {
      names.push(...[...new Set(pieces.all)].sort());
    },
  },
};
