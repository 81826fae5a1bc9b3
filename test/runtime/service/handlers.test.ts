import { describe, expect, it, vi } from "vitest";
import { connect, defineService, memoryPair, serve, t } from "../../../runtime/index.ts";
import { dispatcherOf, type Handlers } from "../../../runtime/service/handlers.ts";
import { idle } from "../driver/idle-handlers.ts";
import { Shapes } from "../fixture.ts";

type ShapesHandlers = Handlers<typeof Shapes.types>;

/** As JavaScript would pass it: without the type that forbids it. */
function serveLoosely(handlers: object) {
  const [link] = memoryPair();
  const served: Promise<unknown> = Reflect.apply(serve, undefined, [link, Shapes, handlers]);
  return served;
}

describe("handlers", () => {
  it("that are missing or no function are refused at once, by name", async () => {
    const { add: _, ...without } = idle;
    await expect(serveLoosely(without)).rejects.toThrow(/Shapes.*add/);
    await expect(serveLoosely({ ...idle, add: 3 })).rejects.toThrow(/Shapes.*add/);
    await expect(serveLoosely({ ...idle, add: null })).rejects.toThrow(TypeError);
  });

  it("that belong to no method are refused at once, by name", async () => {
    await expect(serveLoosely({ ...idle, substract: () => 0 })).rejects.toThrow(/substract/);
  });

  it("are not taken from what every object inherits", async () => {
    const Odd = defineService("Odd", { toString: t.method([], t.string) });
    const [link] = memoryPair();
    const loose: Promise<unknown> = Reflect.apply(serve, undefined, [link, Odd, {}]);
    await expect(loose).rejects.toThrow(/Odd.*toString/);
  });

  it("are found by the two halves of a method's id, and not by one of them", () => {
    const { find, findByHalves } = dispatcherOf(Shapes, idle, {});
    for (const { id } of Shapes.methods.values()) {
      const [low, high] = [Number(BigInt.asIntN(32, id)), Number(BigInt.asIntN(32, id >> 32n))];
      expect(findByHalves?.(low, high)).toBe(find(id, 0));
      expect(findByHalves?.(low, high ^ 1)).toBe(undefined);
      expect(findByHalves?.(low ^ 1, high)).toBe(undefined);
    }
    expect(find(1n, 0)).toBe(undefined);
  });

  it("may be the methods of an instance, and keep their `this`", async () => {
    class Counting implements ShapesHandlers {
      readonly divide = idle.divide;
      readonly sum = idle.sum;
      readonly generate = idle.generate;
      readonly wait = idle.wait;
      readonly fail = idle.fail;
      #calls = 0;
      add(a: number, b: number) {
        this.#calls++;
        return a + b + this.#calls;
      }
    }
    const [near, far] = memoryPair();
    await serve(far, Shapes, new Counting());
    const shapes = await connect(near, Shapes);
    expect([await shapes.add(10, 10), await shapes.add(10, 10)]).toEqual([21, 22]);
    await shapes.close();
  });

  it("are told of their call: connection, request, service, method and a signal", async () => {
    const seen: unknown[] = [];
    const [near, far] = memoryPair();
    await serve(far, Shapes, {
      ...idle,
      fail: ({ service, method, connectionId, requestId, signal }) => {
        seen.push([service, method, connectionId, requestId, signal.aborted]);
      },
    });
    const shapes = await connect(near, Shapes);
    await shapes.add(1, 1);
    await shapes.fail();
    expect(seen).toEqual([["Shapes", "fail", 0, 3, false]]);
    await shapes.close();
  });

  it("that return nothing for unit answer, sync and async", async () => {
    const [near, far] = memoryPair();
    await serve(far, Shapes, { ...idle, fail: () => {}, wait: async () => {} });
    const shapes = await connect(near, Shapes);
    expect([await shapes.fail(), await shapes.wait()]).toEqual([undefined, undefined]);
    await shapes.close();
  });
});

describe("the error of a handler", () => {
  async function failing(options: object, error: unknown) {
    const [near, far] = memoryPair();
    const fail = () => {
      throw error;
    };
    await serve(far, Shapes, { ...idle, fail, wait: () => Promise.reject(error) }, options);
    return connect(near, Shapes);
  }

  it("goes to `onHandlerError` with its context, whether thrown or rejected, and not to the caller", async () => {
    const told: unknown[] = [];
    const onHandlerError = (error: unknown, context: { method: string }) => told.push([String(error), context.method]);
    const shapes = await failing({ onHandlerError }, new Error("the cause"));
    for (const call of [shapes.fail(), shapes.wait()]) {
      await expect(call).rejects.toMatchObject({ code: "cancelled-by-callee" });
      await expect(call).rejects.not.toThrow(/the cause/);
    }
    expect(told).toEqual([
      ["Error: the cause", "fail"],
      ["Error: the cause", "wait"],
    ]);
    await shapes.close();
  });

  it("is printed when nobody asked for it", async () => {
    const print = vi.spyOn(console, "error").mockImplementation(() => {});
    const shapes = await failing({}, new Error("the cause"));
    await expect(shapes.fail()).rejects.toThrow();
    expect(print.mock.calls.flat().map(String).join(" ")).toMatch(/Shapes\.fail.*the cause/);
    print.mockRestore();
    await shapes.close();
  });

  it("may be anything: undefined, a string, null", async () => {
    for (const thrown of [undefined, "text", null]) {
      const told: unknown[] = [];
      const shapes = await failing({ onHandlerError: (error: unknown) => told.push(error) }, thrown);
      await expect(shapes.fail()).rejects.toMatchObject({ code: "cancelled-by-callee" });
      expect(told).toEqual([thrown]);
      expect(await shapes.add(1, 2)).toBe(3);
      await shapes.close();
    }
  });
});
