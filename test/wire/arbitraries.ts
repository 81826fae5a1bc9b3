import fc from "fast-check";
import {
  type AnySchema,
  array,
  enumeration,
  lazy,
  list,
  map,
  maybe,
  option,
  result,
  set,
  slice,
  struct,
  tuple,
  type VariantDefinition,
} from "../../runtime/wire/schema.ts";
import { keys, leaves, type Typed, typed } from "./arbitrary-leaves.ts";

const fieldName = fc.oneof(
  fc.constantFrom("then", "constructor", "toString", "valueOf", "hasOwnProperty"),
  fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/),
);
const names = (min: number) =>
  fc.uniqueArray(
    fieldName.filter((name) => name !== "__proto__" && name !== "tag"),
    { minLength: min, maxLength: 5 },
  );

function record(parts: readonly (readonly [string, Typed])[]): fc.Arbitrary<Record<string, unknown>> {
  return fc.tuple(...parts.map(([, part]) => part.values)).map((values) => {
    const entries = parts.map(([name], i) => [name, values[i]] as const);
    return Object.fromEntries(entries);
  });
}

function composite(inner: fc.Arbitrary<Typed>): fc.Arbitrary<Typed> {
  const fields = (min: number) =>
    names(min).chain((all) => fc.tuple(...all.map((name) => inner.map((part) => [name, part] as const))));
  const key = fc.constantFrom(...keys);
  return fc.oneof(
    inner.map(({ schema, values }) => typed(list(schema), fc.array(values, { maxLength: 5 }))),
    inner.map(({ schema, values }) => typed(slice(schema), fc.array(values, { maxLength: 5 }))),
    inner.map(({ schema, values }) =>
      typed(
        maybe(schema),
        fc.oneof(
          fc.constant({ tag: "None" as const }),
          values.map((value) => ({ tag: "Some" as const, value })),
        ),
      ),
    ),
    fc.tuple(inner, inner).map(([ok, err]) =>
      typed(
        result(ok.schema, err.schema),
        fc.oneof(
          ok.values.map((value) => ({ ok: true as const, value })),
          err.values.map((error) => ({ ok: false as const, error })),
        ),
      ),
    ),
    inner.map(({ schema, values }) =>
      schema.kind === "option" || schema.kind === "unit" || schema.kind === "lazy"
        ? typed(tuple([schema]), fc.tuple(values))
        : typed(option(schema), fc.option(values)),
    ),
    fc
      .tuple(inner, fc.nat(4))
      .map(([{ schema, values }, n]) => typed(array(schema, n), fc.array(values, { minLength: n, maxLength: n }))),
    fc.tuple(key, inner).map(([k, v]) =>
      typed(
        map(k.schema, v.schema),
        fc.array(fc.tuple(k.values, v.values), { maxLength: 4 }).map((pairs) => new Map(pairs)),
      ),
    ),
    key.map((k) =>
      typed(
        set(k.schema),
        fc.array(k.values, { maxLength: 4 }).map((items) => new Set(items)),
      ),
    ),
    inner.map(({ schema, values }) =>
      typed(
        lazy(() => schema),
        values,
      ),
    ),
    fc.array(inner, { maxLength: 4 }).map(
      (parts): Typed => ({
        schema: tuple(parts.map(({ schema }) => schema)),
        values: fc.tuple(...parts.map(({ values }) => values)),
      }),
    ),
    fields(0).map(
      (parts): Typed => ({
        schema: struct(Object.fromEntries(parts.map(([name, { schema }]) => [name, schema]))),
        values: record(parts),
      }),
    ),
    fc
      .tuple(
        names(1),
        fc.array(fc.tuple(fc.constantFrom("unit", "newtype", "tuple", "struct"), fields(1)), { minLength: 5 }),
      )
      .map(([tags, shapes]) => enumOf(tags, shapes)),
  );
}

function enumOf(
  tags: readonly string[],
  shapes: readonly (readonly [string, readonly (readonly [string, Typed])[]])[],
) {
  const definitions: Record<string, VariantDefinition> = {};
  const values: fc.Arbitrary<unknown>[] = [];
  tags.forEach((tag, i) => {
    const [form, parts] = shapes[i] ?? ["unit", []];
    const [first] = parts;
    if (form === "newtype" && first !== undefined) {
      definitions[tag] = first[1].schema;
      values.push(first[1].values.map((value) => ({ tag, value })));
    } else if (form === "tuple") {
      definitions[tag] = parts.map(([, { schema }]) => schema);
      values.push(record(parts.map(([, part], index) => [`${index}`, part])).map((value) => ({ tag, ...value })));
    } else if (form === "struct") {
      definitions[tag] = Object.fromEntries(parts.map(([name, { schema }]) => [name, schema]));
      values.push(record(parts).map((value) => ({ tag, ...value })));
    } else {
      definitions[tag] = null;
      values.push(fc.constant({ tag }));
    }
  });
  return { schema: enumeration(definitions), values: fc.oneof(...values) };
}

/** Schemas of up to four levels. */
export const typedSchema: fc.Arbitrary<Typed> = fc.letrec<{ typed: Typed }>((tie) => ({
  typed: fc.oneof(
    { depthSize: "small", maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(...leaves),
    composite(tie("typed")),
  ),
})).typed;

/** A schema and one value that fits it. */
export const schemaAndValue: fc.Arbitrary<{ schema: AnySchema; value: unknown }> = typedSchema.chain(
  ({ schema, values }) => values.map((value) => ({ schema, value })),
);
