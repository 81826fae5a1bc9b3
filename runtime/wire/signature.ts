import { validate } from "./schema/reach.ts";
import { TupleSchema } from "./schema/record.ts";
import { type AnySchema, Schema } from "./schema/schema.ts";
import { Signature, UNIT } from "./schema/signature.ts";

/** What a method gives back: a type, or "result" for a `Result<T, E>`, whose types do not enter the signature. */
export type ReturnType = AnySchema | "result";

/** The arguments of a method: their schemas in order, or the tuple of them. */
export type ArgumentTypes = readonly AnySchema[] | TupleSchema<readonly unknown[]>;

/** The bytes whose hash enters the method id (`rpc.method-id.algorithm`). Throws `SchemaError` on an unusable schema. */
export function signatureBytes(args: ArgumentTypes, ret: ReturnType): Uint8Array {
  const tuple = args instanceof Schema ? args : new TupleSchema(args);
  validate(tuple);
  if (ret !== "result") validate(ret);
  const signature = new Signature();
  tuple.sign(signature);
  if (ret === "result") signature.u8(UNIT);
  else ret.sign(signature);
  return signature.take();
}
