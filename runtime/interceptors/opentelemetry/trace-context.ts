import type { TextMapGetter, TextMapPropagator, TextMapSetter } from "@opentelemetry/api";
import { type Metadata, type MetadataEntry, withoutNoPropagate } from "../../wire/index.ts";

/** What a propagator writes becomes string entries such as `traceparent`. */
const setter: TextMapSetter<MetadataEntry[]> = {
  set(entries, key, value) {
    entries.push({ key, value, flags: 0n });
  },
};

const getter: TextMapGetter<Metadata> = {
  keys: (entries) => entries.map(({ key }) => key),
  get(entries, key) {
    const values = entries.flatMap((entry) =>
      entry.key === key && typeof entry.value === "string" ? entry.value : [],
    );
    return values.length > 1 ? values : values[0];
  },
};

type Context = Parameters<TextMapPropagator["inject"]>[0];
/** A propagator, or the API's own `propagation`, which stands for the one that is registered. */
export type Propagator = Pick<TextMapPropagator, "inject" | "extract" | "fields">;

/**
 * The metadata with the trace context in it. Entries of the same names are replaced: they were copied from an incoming
 * call, and speak of another span. The new ones may travel on, so that a proxy on the way does not break the trace.
 */
export function inject(propagator: Propagator, context: Context, metadata: Metadata): Metadata {
  const added: MetadataEntry[] = [];
  propagator.inject(context, added, setter);
  if (added.length === 0) return metadata;
  const replaced = new Set([...propagator.fields(), ...added.map(({ key }) => key)]);
  return [...metadata.filter(({ key }) => !replaced.has(key)), ...added];
}

/** What the caller sent, for whatever the handler does, except for what must not travel on to its own calls. */
export function extract(propagator: Propagator, context: Context, metadata: Metadata): Context {
  return propagator.extract(context, withoutNoPropagate(metadata), getter);
}

/** All that the caller sent, for this call alone. */
export function extractAll(propagator: Propagator, context: Context, metadata: Metadata): Context {
  return propagator.extract(context, metadata, getter);
}
