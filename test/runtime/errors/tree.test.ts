import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import * as face from "../../../runtime/index.ts";
import { ConnectionEndedError, LimitError, LinkError, MisuseError, RoamError } from "../../../runtime/index.ts";

describe("the tree of errors", () => {
  it("has one root for every error that the public face exports, the codec's own aside", () => {
    const classes = Object.entries(face).filter(([name]) => name.endsWith("Error"));
    const apart = classes.filter(([, value]) => !Object.prototype.isPrototypeOf.call(RoamError, Object(value)));
    expect(apart.map(([name]) => name).sort()).toEqual(["DecodeError", "EncodeError", "RoamError"]);
    expect(classes.length).toBeGreaterThan(10);
  });

  it("keeps its place: code, rule, ids, state, timeline, cause", () => {
    const cause = new Error("because");
    const timeline = [
      { state: "queued", at: 0 },
      { state: "awaitingResponse", at: 1.5 },
    ];
    const place = { connectionId: 2, requestId: 3, channelId: 5, state: "queued", rule: "rpc.cancel", timeline, cause };
    const error = new RoamError("some-code", "some text", place);
    expect(error).toMatchObject({ ...place, code: "some-code", message: "some text" });
    expect(error.cause).toBe(cause);
  });

  it("shows no field that is not known", () => {
    expect(Object.keys(new MisuseError("text"))).toEqual(["name", "code"]);
    expect("cause" in new MisuseError("text")).toBe(false);
    expect(new MisuseError("text").timeline).toBeUndefined();
  });

  it("ends a text with the sentence that explains", () => {
    expect(new RoamError("c", "it failed", { explanation: "x waits for y" }).message).toBe("it failed. x waits for y");
  });

  it("names limit and figure of a LimitError as fields, too", () => {
    const error = new LimitError("channels", 7, "too many");
    expect(error).toMatchObject({
      code: "limit",
      limit: "channels",
      figure: 7,
      message: "too many: limit channels is 7",
    });
  });
});

describe("an error as JSON", () => {
  it("is plain data with its causes, and without stacks", () => {
    const cause = new LinkError("lost", "tcp a: gone", {
      cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }),
    });
    const ending = { cause: "linkFailed", detail: "tcp a: gone" } as const;
    const error = new ConnectionEndedError("S.m", ending, { connectionId: 0, requestId: 1, state: "queued", cause });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: "ConnectionEndedError",
      code: "link-lost",
      message: "S.m: tcp a: gone",
      connectionId: 0,
      requestId: 1,
      state: "queued",
      cause: {
        name: "LinkError",
        code: "lost",
        message: "tcp a: gone",
        cause: { name: "Error", message: "reset", code: "ECONNRESET" },
      },
    });
  });

  it("tells of a cause that is no error only its type", () => {
    for (const [cause, type] of [
      ["hunter2", "string"],
      [{ password: "hunter2" }, "object"],
      [null, "null"],
      [12n, "bigint"],
    ]) {
      const json = JSON.stringify(new RoamError("c", "text", { cause }));
      expect(json).toContain(`a value of type ${type}`);
      expect(json).not.toContain("hunter2");
    }
  });

  it("shows ids and state to whoever inspects it", () => {
    const shown = inspect(new RoamError("c", "text", { connectionId: 4, state: "open" }));
    expect(shown).toContain("connectionId: 4");
    expect(shown).toContain("state: 'open'");
  });
});
