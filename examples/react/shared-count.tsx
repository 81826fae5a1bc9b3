import { useEffect, useState } from "react";
import { type Client, channel, t } from "../../runtime/browser.ts";
import type { Counter } from "../browser/service.ts";

/** Watches the count for as long as it is shown. */
export function SharedCount({ counter }: { counter: Client<typeof Counter.types> }) {
  const [count, setCount] = useState<number>();
  const [isOver, setOver] = useState(false);

  useEffect(() => {
    const [out, counts] = channel(t.i32);
    const watching = counter.watch(out);
    const read = async () => {
      await watching;
      for await (const count of counts) setCount(count);
    };
    read().catch(() => setOver(true));
    // Tells the server that nobody looks any more.
    return () => void counts.return();
  }, [counter]);

  return (
    <p>
      Count: <output id="count">{count ?? "?"}</output>{" "}
      <button id="add" type="button" disabled={isOver} onClick={() => void counter.add(1)}>
        Add one
      </button>
    </p>
  );
}
