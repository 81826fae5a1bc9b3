import { describe, expect, it } from "vitest";
import { parseHex, toHex } from "../../runtime/cli/hex.ts";
import { captured } from "./captured.ts";
import { protocolVectors } from "./protocol-vectors.ts";

/** The message behind its length, as on a stream. */
function framed(hex: string): string {
  const bytes = parseHex(hex);
  const prefix = new Uint8Array(4);
  new DataView(prefix.buffer).setUint32(0, bytes.length, true);
  return toHex(prefix) + toHex(bytes);
}

describe("decode", () => {
  it.each(protocolVectors)("prints %s", async (hex, json) => {
    const { code, out, err } = await captured(["decode", hex]);
    expect({ code, out, err }).toEqual({ code: 0, out: `${JSON.stringify(json)}\n`, err: "" });
  });

  it.each(protocolVectors)("prints %s behind its length prefix", async (hex, json) => {
    const { code, out } = await captured(["decode", framed(hex)]);
    expect({ code, out }).toEqual({ code: 0, out: `${JSON.stringify(json)}\n` });
  });

  it("prints one line for each of several frames", async () => {
    const stream = protocolVectors.map(([hex]) => framed(hex)).join("\n");
    const { code, out } = await captured(["decode", stream]);
    expect(code).toBe(0);
    expect(out).toBe(protocolVectors.map(([, json]) => `${JSON.stringify(json)}\n`).join(""));
  });

  it("takes hex in several arguments, in either case", async () => {
    const { out } = await captured(["decode", "00", "0A", "FF", "01"]);
    expect(out).toBe('{"connection":0,"kind":"Pong","nonce":255}\n');
  });

  it("reads raw bytes from standard input, in whatever chunks", async () => {
    const { code, out } = await captured(
      ["decode", "--stdin"],
      [parseHex("0300"), parseHex("0000 0009"), parseHex("01")],
    );
    expect({ code, out }).toEqual({ code: 0, out: '{"connection":0,"kind":"Ping","nonce":1}\n' });
  });

  it("reads hex from standard input when told so", async () => {
    const { code, out } = await captured(["decode", "--stdin", "--hex"], ["00 0", "9 01\n"]);
    expect({ code, out }).toEqual({ code: 0, out: '{"connection":0,"kind":"Ping","nonce":1}\n' });
  });

  it("never prints the value of SENSITIVE metadata", async () => {
    const secret = toHex(new TextEncoder().encode("hunter2"));
    const { out } = await captured(["decode", `02 05 01 05 746f6b656e 00 07 ${secret} 01`]);
    expect(out).toContain('{"key":"token","type":"string","value":"[sensitive]","flags":1}');
    expect(out).not.toContain("hunter2");
    expect(out).not.toContain(secret);
  });

  it("keeps control characters from the terminal", async () => {
    const text = toHex(new TextEncoder().encode("\u001b[2J\u009b2J\n\u2028"));
    const { out } = await captured(["decode", `00 02 ${(text.length / 2).toString(16).padStart(2, "0")} ${text}`]);
    expect(out).toContain('"description":"\\u001b[2J\\u009b2J\\n\\u2028"');
    expect(out.trimEnd()).not.toContain("\n");
  });

  it("says where bytes stop being a message and what was expected there", async () => {
    const { code, out, err } = await captured(["decode", "00 0b"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toBe("roam-xstate decode: offset 1: expected a message discriminant (0 to 10), found a higher one\n");
  });

  it("counts the offset from the start of the input, prefixes included", async () => {
    const { code, out, err } = await captured(["decode", "03000000 000901 02000000 000b"]);
    expect(code).toBe(1);
    expect(out).toBe('{"connection":0,"kind":"Ping","nonce":1}\n');
    expect(err).toContain("offset 12: expected a message discriminant");
  });

  it("tells whoever meant a frame why it was not taken for one", async () => {
    const { code, err } = await captured(["decode", "06000000 0000070040"]);
    expect(code).toBe(1);
    expect(err).toContain("Read without a length prefix: as one, the first 4 bytes say 6, and 5 bytes follow.\n");
  });

  it.each([
    ["nothing", "", "offset 0: expected a connection id"],
    ["half a byte", "000", "3 hex digits: expected two for each byte"],
    ["something else", "00 0x", 'character 5 is "x": expected hex digits'],
    ["a frame of nothing", "00000000", "offset 4: expected a connection id"],
  ])("refuses %s with exit code 1", async (_what, hex, problem) => {
    const { code, out, err } = await captured(["decode", hex]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(problem);
  });

  it.each([
    ["no input", ["decode"], "HEX or --stdin is missing"],
    ["two inputs", ["decode", "--stdin", "00"], "HEX or --stdin, not both"],
    ["an unknown option", ["decode", "--hexx"], "--hexx"],
  ])("refuses %s with exit code 2", async (_what, argv, problem) => {
    const { code, out, err } = await captured(argv);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(problem);
    expect(err).toContain("Try: roam-xstate decode --help");
  });
});
