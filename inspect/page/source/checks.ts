// Parts of what a message is checked with.

export type Fields = Readonly<Record<string, unknown>>;
export type Check = (value: unknown) => boolean;

export const text: Check = (value) => typeof value === "string";
export const number: Check = (value) => typeof value === "number" && Number.isFinite(value);
export const flag: Check = (value) => typeof value === "boolean";
export const object: Check = (value) => isObject(value);
export const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
export const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

export function fits(value: Fields, form: Readonly<Record<string, Check>>): boolean {
  for (const name in form) if (form[name]?.(value[name]) !== true) return false;
  return true;
}

export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
