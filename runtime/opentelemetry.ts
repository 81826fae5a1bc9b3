// The entry `roam-xstate/opentelemetry`: the only module that needs @opentelemetry/api.

export { type Tracing, type TracingOptions, tracing } from "./interceptors/opentelemetry/tracing.ts";
