import { emptyMetadata, type Metadata, type MetadataEntry, type MetadataValue } from "../wire/index.ts";

/** Metadata as users write it: a record, or entries where order, duplicates or flags matter. */
export type MetadataInit =
  | Readonly<Record<string, MetadataValue>>
  | readonly (Pick<MetadataEntry, "key" | "value"> & Partial<Pick<MetadataEntry, "flags">>)[];

/** The entries that travel. */
export function metadataOf(init: MetadataInit | undefined): Metadata {
  if (init === undefined) return emptyMetadata;
  if (Array.isArray(init)) return init.map(({ key, value, flags = 0n }) => ({ key, value, flags }));
  return Object.entries(init).map(([key, value]) => ({ key, value, flags: 0n }));
}
