/** The text is not hex digits, two a byte. */
export class NotHex extends Error {}

/** The bytes of hex digits; whitespace may stand between bytes. @throws {NotHex} */
export function parseHex(text: string): Uint8Array {
  const bad = /[^0-9a-f\s]/i.exec(text);
  if (bad !== null) throw new NotHex(`character ${bad.index + 1} is ${JSON.stringify(bad[0])}: expected hex digits`);
  const digits = text.replace(/\s+/g, "");
  if (digits.length % 2 !== 0) throw new NotHex(`${digits.length} hex digits: expected two for each byte`);
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
}

/** Two hex digits for each byte. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A method id as both sides print it: 0x and 16 digits. */
export function methodHex(id: bigint): string {
  return `0x${id.toString(16).padStart(16, "0")}`;
}
