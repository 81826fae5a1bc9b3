import type { CallContext } from "../driver/call-context.ts";
import type { Method, ServedMethod } from "../driver/method.ts";
import { ServiceContext } from "./context.ts";
import { chain, checkAnswer, type Next, type ServerCall, type ServerInterceptor } from "./interceptor.ts";

/** The handler of a method with interceptors around it. */
export function intercepted(
  method: Method,
  interceptors: readonly ServerInterceptor[],
  handler: ServedMethod["run"],
): ServedMethod["run"] {
  const { service, name, fullName } = method;
  const isFallible = method.err !== null;
  const last: Next<ServerCall> = async ({ args, context }) => {
    const value = await handler(args, context);
    return { value, metadata: context.responseMetadata };
  };
  return async (args: readonly unknown[], context: CallContext) => {
    if (!(context instanceof ServiceContext)) return handler(args, context);
    const { metadata } = context;
    const answer = await chain(interceptors, last)({ service, method: name, args, metadata, isFallible, context });
    checkAnswer(answer, fullName);
    context.responseMetadata = answer.metadata;
    return answer.value;
  };
}
