import { blake3 } from "@noble/hashes/blake3.js";
import { kebab } from "./kebab.ts";
import { type ArgumentTypes, type ReturnType, signatureBytes } from "./signature.ts";

const utf8 = new TextEncoder();

/**
 * The 64-bit id of a method (`rpc.method-id`), the same as Rust computes from the same names and types. Names may be in
 * any case: they are kebab-cased first.
 */
export function methodId(service: string, method: string, args: ArgumentTypes, ret: ReturnType): bigint {
  const name = utf8.encode(`${kebab(service)}.${kebab(method)}`);
  const signature = blake3(signatureBytes(args, ret));
  const input = new Uint8Array(name.length + signature.length);
  input.set(name);
  input.set(signature, name.length);
  const hash = blake3(input);
  return new DataView(hash.buffer, hash.byteOffset).getBigUint64(0, true);
}
