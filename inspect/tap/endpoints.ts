import { type AddressInfo, connect, createServer, type NetConnectOpts, type Server, type Socket } from "node:net";
import { MisuseError } from "../../runtime/errors.ts";
import { addressOf, hostAndPort, pathOf } from "../../runtime/link/address.ts";

const EXAMPLES = "tcp://127.0.0.1:9000, unix:///path or ws://127.0.0.1:9000";
const OPTIONS = { allowHalfOpen: true, noDelay: true } as const;

/** An end of a tap. */
export interface Endpoint {
  readonly target: NetConnectOpts;
  /** Its links are WebSockets. */
  readonly isWebSocket: boolean;
}

/** The end at an address. Throws MisuseError for one that makes no sense. */
export function endpointOf(text: string, to: "dial" | "listen"): Endpoint {
  const url = addressOf(text, EXAMPLES);
  switch (url.protocol) {
    case "tcp:":
      return { target: hostAndPort(url, to), isWebSocket: false };
    case "unix:":
      return { target: { path: pathOf(url) }, isWebSocket: false };
    case "ws:": {
      // The path travels in the greeting, which passes as it is; a URL leaves the port of its scheme out.
      const bare = new URL(`tcp://${url.hostname}:${url.port || 80}`);
      return { target: hostAndPort(bare, to), isWebSocket: true };
    }
    default:
      throw new MisuseError(`"${url.protocol}" cannot be tapped; these can: tcp: unix: ws:`);
  }
}

export function dial({ target }: Endpoint): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...OPTIONS, ...target });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.removeListener("error", reject);
      resolve(socket);
    });
  });
}

export function listen({ target }: Endpoint, onSocket: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ ...OPTIONS, pauseOnConnect: true }, onSocket);
    server.once("error", reject);
    server.listen(target, () => {
      server.removeListener("error", reject);
      resolve(server);
    });
  });
}

/** Where it listens, as an address to dial. */
export function urlOf(server: Server, { isWebSocket }: Endpoint): string {
  const bound: AddressInfo | string | null = server.address();
  if (typeof bound === "string") return `unix://${bound}`;
  const { address, port } = bound ?? { address: "gone", port: 0 };
  const host = address.includes(":") ? `[${address}]` : address;
  return `${isWebSocket ? "ws" : "tcp"}://${host}:${port}`;
}
