import type { Driver } from "../../runtime/driver/driver.ts";
import type { LifeNames } from "./life-names.ts";

/** The session that something is about. */
export interface FollowedSession {
  readonly driver: Driver;
  readonly peer: string;
  readonly names: LifeNames;
  readonly redact: boolean;
}
