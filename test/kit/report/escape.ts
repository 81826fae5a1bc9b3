const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text of a peer, fit for HTML and XML, as text and in quoted attributes. What XML cannot write becomes U+FFFD. */
export function escaped(text: string): string {
  return Array.from(text, (c) => (isWritable(c.codePointAt(0) ?? 0) ? (ENTITIES[c] ?? c) : "\ufffd")).join("");
}

function isWritable(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
  const isHalf = code >= 0xd800 && code <= 0xdfff;
  return !isHalf && code !== 0xfffe && code !== 0xffff && !(code >= 0x7f && code <= 0x9f);
}
