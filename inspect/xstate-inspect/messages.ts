/** From the application to the viewer, as `@xstate/inspect` 0.8.0 sends them. Machines, states and events are JSON. */
export type ServiceMessage =
  | {
      readonly type: "service.register";
      readonly machine: string;
      readonly state: string;
      readonly id: string;
      readonly sessionId: string;
      readonly parent?: string;
      readonly source?: string;
    }
  | { readonly type: "service.event"; readonly event: string; readonly sessionId: string }
  | { readonly type: "service.state"; readonly state: string; readonly sessionId: string }
  | { readonly type: "service.stop"; readonly sessionId: string };

/** An event as XState 4 wraps it. */
export function envelope(event: { readonly type: string }) {
  return { name: event.type, data: event, $$type: "scxml", type: "external" } as const;
}

/** A state as XState 4 has it. */
export function oldState(sessionId: string, value: string, event: { readonly type: string }, isDone: boolean): string {
  return JSON.stringify({
    value,
    context: {},
    _event: envelope(event),
    _sessionid: sessionId,
    event,
    actions: [],
    activities: {},
    meta: {},
    events: [],
    configuration: [],
    transitions: [],
    children: {},
    done: isDone,
    tags: [],
    changed: true,
  });
}
