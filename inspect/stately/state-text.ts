/** The state in a snapshot as one text, `a.b + c`; for logic that is no machine, its status. */
export function stateText(snapshot: unknown): string {
  const { value, status } = Object(snapshot);
  return pathOf(value, 0) || (typeof status === "string" ? status : "active");
}

const MAX_DEPTH = 16;

function pathOf(value: unknown, depth: number): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return "";
  const parts = Object.entries(value).map(([key, inner]) => {
    const rest = pathOf(inner, depth + 1);
    return rest === "" ? key : `${key}.${rest}`;
  });
  return parts.join(" + ");
}
