/** Why a service module could not be imported, and what to do about it. */
export function whyNotImported(file: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ERR_UNKNOWN_FILE_EXTENSION":
      if (!/\.[cm]?tsx?$/.test(file)) return `${file} is no JavaScript module: ${message}`;
      return (
        `Node ${process.versions.node} cannot import TypeScript (${file}). ` +
        "Compile it and give the .js file, or use Node 22.18 or later"
      );
    case "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX":
      return `Node ${process.versions.node} cannot import this TypeScript. Compile it and give the .js file: ${message}`;
    case "ERR_MODULE_NOT_FOUND":
      return `${file} cannot be imported: ${message}`;
    default:
      return `${file} threw while it was imported: ${message}`;
  }
}
