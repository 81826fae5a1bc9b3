/** The note at the top of a page: who wrote it and how to write it again. */
export function generated(from: string, command: string): string {
  return `This page is generated from ${from}. Do not edit it; to refresh it, run \`${command}\`.`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

export function code(text: string): string {
  return `\`${text}\``;
}

/** Text from tests and charts must not end a cell or begin a tag. */
export function plain(text: string): string {
  return text.replaceAll("<", "&lt;").replaceAll("*", "\\*").replaceAll("_", "\\_").replaceAll("`", "'");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
