import type { Handlers } from "../../runtime/index.ts";
import type { Shelf } from "./service.ts";

/** The shop. `isBroken` plants a bug: a thing of which nothing is left stays on the list. */
export function shelf(isBroken: boolean): Handlers<typeof Shelf.types> {
  const things = new Map<string, number>();
  const put = (name: string, count: number) => {
    const now = (things.get(name) ?? 0) + count;
    if (now > 0) things.set(name, now);
    return now;
  };
  return {
    put,
    take(name, count) {
      const there = things.get(name) ?? 0;
      if (there < count) return { ok: false, error: { tag: "Short", value: there } };
      if (there > count || (isBroken && there > 0)) things.set(name, there - count);
      else things.delete(name);
      return { ok: true, value: there - count };
    },
    async stock(names) {
      let came = 0;
      for await (const name of names) {
        put(name, 1);
        came++;
      }
      return came;
    },
    async list(output) {
      for (const name of [...things.keys()].sort()) await output.send(name);
      await output.close();
    },
  };
}
