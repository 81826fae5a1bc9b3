import type { Dispatcher, HandlerContext, ServedMethod } from "../driver/method.ts";
import type { ArgumentsOf, MethodTypes, ResultOf, Service } from "./definition.ts";

/** A unit result may be returned as nothing at all. */
type Returned<T> = T extends undefined ? void : T;

/** The user's code for each method of a service (`rpc.handler`): plain functions, sync or async. */
export type Handlers<Types extends MethodTypes = MethodTypes> = {
  readonly [Name in keyof Types]: (
    ...args: [...ArgumentsOf<Types[Name]>, context: HandlerContext]
  ) => Returned<ResultOf<Types[Name]>> | Promise<Returned<ResultOf<Types[Name]>>>;
};

export interface HandlerObserver {
  /** A handler threw. The caller sees Cancelled only; by default the error is printed. */
  readonly onHandlerError?: ((error: unknown, context: HandlerContext) => void) | undefined;
}

/**
 * Pairs the methods of a service with the user's functions.
 *
 * @throws {TypeError} when a handler is missing, is no function, or belongs to no method
 */
export function dispatcherOf<Types extends MethodTypes>(
  service: Service<Types>,
  handlers: Handlers<Types>,
  { onHandlerError = report }: HandlerObserver,
): Dispatcher {
  const byId = new Map<bigint, ServedMethod>();
  const functions = new Map<string, unknown>(Object.entries(handlers));
  for (const [name, method] of service.methods) {
    const handler = functions.get(name) ?? Reflect.get(handlers, name);
    if (typeof handler !== "function") throw new TypeError(`${service.name}: no handler for method ${name}`);
    functions.delete(name);
    byId.set(method.id, {
      method,
      run: (args, context) => Reflect.apply(handler, handlers, [...args, context]),
    });
  }
  for (const name of functions.keys()) throw new TypeError(`${service.name}: handler ${name} belongs to no method`);
  const failed = (error: unknown, context: HandlerContext) => {
    try {
      onHandlerError(error, context);
    } catch (thrown) {
      queueMicrotask(() => {
        throw thrown;
      });
    }
  };
  return {
    find: (id) => byId.get(id),
    failed,
    leaked: (context) => failed(new Error("the handler still runs long after its call was cancelled"), context),
  };
}

function report(error: unknown, { service, method, requestId }: HandlerContext): void {
  console.error(`roam: handler of ${service}.${method} failed (request ${requestId}):`, error);
}
