import type { ParameterizedObject } from "xstate";

/** An effect that a chart asks for and its host performs. Data only. */
export type Intent = ParameterizedObject;

/**
 * Declares an intent among a chart's actions. It does nothing by itself: the table hands
 * its name and params to whoever runs the chart.
 */
export function intent<Params extends ParameterizedObject["params"] = undefined>() {
  return (_: unknown, _params: Params): void => {};
}

/** The union of intents in a record made with {@link intent}. */
export type IntentOf<Declared> = {
  [Name in keyof Declared & string]: Declared[Name] extends (_: never, params: infer Params) => void
    ? [Params] extends [undefined]
      ? { type: Name; params?: undefined }
      : { type: Name; params: Params }
    : never;
}[keyof Declared & string];
