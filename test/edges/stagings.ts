import type { Staging } from "./stage.ts";
import { incomingChannelStaging, outgoingChannelStaging } from "./stage-channels.ts";
import { connectionStaging } from "./stage-connection.ts";
import { keepaliveStaging } from "./stage-keepalive.ts";
import { incomingRequestStaging, outgoingRequestStaging } from "./stage-requests.ts";
import { sessionStaging } from "./stage-session.ts";

/** How each of the seven charts is brought on. */
export const stagings: readonly Staging[] = [
  sessionStaging,
  keepaliveStaging,
  connectionStaging,
  outgoingRequestStaging,
  incomingRequestStaging,
  outgoingChannelStaging,
  incomingChannelStaging,
];
