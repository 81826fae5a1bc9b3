import { connect, defineService, memoryPair, t } from "roam-xstate";

const Calculator = defineService("Calculator", { add: t.method([t.i32, t.i32], t.i32) });

// Nobody answers on the other end: the link ends, and connect() must say so.
const [here, there] = memoryPair();
there.start({ payload: () => there.close(), writable: () => {}, ended: () => {} });
const outcome = connect(here, Calculator).then(
  () => "connected",
  (error: { code?: string }) => error.code ?? "no code",
);
Object.assign(globalThis, { outcome });
