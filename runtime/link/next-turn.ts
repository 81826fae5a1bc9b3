/** Runs `task` in a later turn of the event loop, on any platform. */
export const inNextTurn: (task: () => void) => void =
  typeof setImmediate === "function" ? (task) => void setImmediate(task) : throughPort;

const tasks: (() => void)[] = [];
let channel: MessageChannel | undefined;

/** Browsers have no `setImmediate`, and slow timers down to one a second in a page that nobody looks at. */
function throughPort(task: () => void): void {
  if (channel === undefined) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => tasks.shift()?.();
  }
  tasks.push(task);
  channel.port2.postMessage(0);
}
