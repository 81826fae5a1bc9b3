import { version } from "../runtime/cli/version.ts";

/** What makes recordings here. */
export function software(): string {
  return `roam-xstate ${version()}`;
}
