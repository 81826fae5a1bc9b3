import type { CallContext } from "../driver/call-context.ts";
import type { Dispatcher, ServedMethod } from "../driver/method.ts";
import { HandlerLeakedError } from "../errors.ts";
import { type HandlerContext, ServiceContext } from "./context.ts";
import {
  type ArgumentsOf,
  checkService,
  type MethodTypes,
  type ResultOf,
  type Service,
  TAKES_ALL,
} from "./definition.ts";

import { checkInterceptors, type ServerInterceptor } from "./interceptor.ts";
import { intercepted } from "./interceptor-server.ts";

/** A unit result may be returned as nothing at all. */
type Returned<T> = T extends undefined ? void : T;

/** The user's code for each method of a service (`rpc.handler`): plain functions, sync or async. */
export type Handlers<Types extends MethodTypes = MethodTypes> = {
  readonly [Name in keyof Types]: (
    ...args: [...ArgumentsOf<Types[Name]>, context: HandlerContext]
  ) => Returned<ResultOf<Types[Name]>> | Promise<Returned<ResultOf<Types[Name]>>>;
};

export interface HandlerObserver {
  /**
   * A handler threw: the caller sees Cancelled only. Also told of a hook that threw, without a context.
   * By default the error is printed.
   */
  readonly onHandlerError?: ((error: unknown, context: HandlerContext | undefined) => void) | undefined;
}

/** What stands around the handlers of a service. */
export interface HandlerOptions {
  /** The first is the outermost. */
  readonly interceptors?: readonly ServerInterceptor[] | undefined;
}

/** A service that this side answers, its handlers, and what stands around them. */
export type Served<Types extends MethodTypes> = readonly [
  service: Service<Types>,
  handlers: NoInfer<Handlers<Types>>,
  options?: HandlerOptions,
];

/**
 * Pairs the methods of a service with the user's functions.
 *
 * @throws {TypeError} when a handler is missing, is no function, or belongs to no method
 */
export function dispatcherOf<Types extends MethodTypes>(
  service: Service<Types>,
  handlers: Handlers<Types>,
  { onHandlerError = report, interceptors = [] }: HandlerObserver & HandlerOptions,
): Dispatcher {
  checkService(service);
  checkInterceptors(interceptors);
  const takesAll = takesAllOf(service, onHandlerError);
  if (takesAll !== null) return takesAll;
  const byId = new Map<bigint, ServedMethod>();
  const byLow = new Map<number, { readonly high: number; readonly served: ServedMethod }>();
  const given: object = Object(handlers);
  const missing = [...service.methods.keys()].filter((name) => !isHandler(Reflect.get(given, name), name));
  if (missing.length > 0) throw new TypeError(`${service.name}: no handler for ${missing.join(", ")}`);
  const extra = Object.keys(given).filter((name) => !service.methods.has(name));
  if (extra.length > 0) throw new TypeError(`${service.name}: no method for handler ${extra.join(", ")}`);
  for (const [name, method] of service.methods) {
    const handler = Reflect.get(given, name);
    const run: ServedMethod["run"] = (args, context) => Reflect.apply(handler, handlers, behind(args, context));
    const served = { method, run: interceptors.length === 0 ? run : intercepted(method, interceptors, run) };
    byId.set(method.id, served);
    byLow.set(Number(BigInt.asIntN(32, method.id)), { high: Number(BigInt.asIntN(32, method.id >> 32n)), served });
  }
  const failed = (error: unknown, context: HandlerContext | undefined) => {
    try {
      onHandlerError(error, context);
    } catch (thrown) {
      queueMicrotask(() => {
        throw thrown;
      });
    }
  };
  const told = (error: unknown, context: CallContext) =>
    failed(error, context instanceof ServiceContext ? context : undefined);
  return {
    find: (id) => byId.get(id),
    findByHalves(low, high) {
      const found = byLow.get(low);
      return found?.high === high ? found.served : undefined;
    },
    context: (connection, request, metadata, method) => new ServiceContext(connection, request, metadata, method),
    failed: told,
    leaked: (context, place) => told(new HandlerLeakedError(place), context),
  };
}

/** The arguments and what comes behind them, without the room for 17 that an array takes when it grows. */
function behind(args: readonly unknown[], context: CallContext): unknown[] {
  const given: unknown[] = new Array(args.length + 1);
  for (let i = 0; i < args.length; i++) given[i] = args[i];
  given[args.length] = context;
  return given;
}

/** What answers for a service that stands for any other; `null` for all but `AnyService`. */
function takesAllOf(
  service: Service,
  onHandlerError: NonNullable<HandlerObserver["onHandlerError"]> = report,
): Dispatcher | null {
  return service[TAKES_ALL]?.((error) => onHandlerError(error, undefined)) ?? null;
}

/** What answers on a connection where `called` is called; `null` when nothing does. */
export function servedBy<Types extends MethodTypes>(
  called: Service,
  served: Served<Types> | undefined,
  observer: HandlerObserver,
): Dispatcher | null {
  if (served === undefined) return takesAllOf(called, observer.onHandlerError);
  const [service, handlers, options = {}] = served;
  const { onHandlerError } = observer;
  return dispatcherOf(service, handlers, { onHandlerError, interceptors: options.interceptors });
}

/** What every object inherits, such as `toString`, is nobody's handler. */
function isHandler(value: unknown, name: string): boolean {
  return typeof value === "function" && value !== Reflect.get(Object.prototype, name);
}

function report(error: unknown, context: HandlerContext | undefined): void {
  if (context === undefined) console.error("roam: a hook failed:", error);
  else
    console.error(
      `roam: handler of ${context.service}.${context.method} failed (request ${context.requestId}):`,
      error,
    );
}
