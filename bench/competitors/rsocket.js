import { createServer } from "node:net";
import { BufferEncoders, RSocketClient, RSocketServer } from "rsocket-core";
import { Flowable, Single } from "rsocket-flowable";
import RSocketTcpClientModule from "rsocket-tcp-client";
import RSocketTcpServerModule from "rsocket-tcp-server";

const RSocketTcpClient = RSocketTcpClientModule.default;
const RSocketTcpServer = RSocketTcpServerModule.default;

function i32(value) {
  const data = Buffer.allocUnsafe(4);
  data.writeInt32LE(value);
  return { data };
}

function pair(first, second) {
  const data = Buffer.allocUnsafe(8);
  data.writeInt32LE(first, 0);
  data.writeInt32LE(second, 4);
  return { data };
}

/** A publisher of `count` payloads, as many as are requested. */
function items(count, first, make) {
  return new Flowable((subscriber) => {
    let left = count;
    let opened = first === undefined;
    let over = false;
    subscriber.onSubscribe({
      cancel: () => {
        over = true;
      },
      request: (wanted) => {
        let n = wanted;
        if (!opened && n > 0) {
          opened = true;
          n -= 1;
          subscriber.onNext(first);
        }
        while (!over && n > 0 && left > 0) {
          left -= 1;
          n -= 1;
          subscriber.onNext(make(left));
        }
        if (!over && left === 0) {
          over = true;
          subscriber.onComplete();
        }
      },
    });
  });
}

/** Consumes with a window: `credit` at first, then what was consumed once it is half of that. */
function consume(payloads, credit, onNext, onComplete, onError) {
  const grantAt = Math.max(1, Math.floor(credit / 2));
  let subscription;
  let owed = 0;
  payloads.subscribe({
    onSubscribe: (given) => {
      subscription = given;
      subscription.request(credit);
    },
    onNext: (payload) => {
      onNext(payload);
      owed += 1;
      if (owed >= grantAt) {
        const n = owed;
        owed = 0;
        subscription.request(n);
      }
    },
    onComplete,
    onError,
  });
}

const responder = {
  requestResponse: (payload) => Single.of(i32(payload.data.readInt32LE(0) + 1)),
  requestStream: (payload) => items(payload.data.readInt32LE(0), undefined, i32),
  requestChannel: (payloads) =>
    new Flowable((subscriber) => {
      let seen = -1;
      let requested = false;
      let answer;
      const finish = () => {
        if (!requested || answer === undefined) return;
        subscriber.onNext(answer);
        subscriber.onComplete();
      };
      subscriber.onSubscribe({
        cancel: () => {},
        request: () => {
          const first = !requested;
          requested = true;
          if (!first) return;
          // The first payload names the credit of the window.
          let credit = 1;
          let subscription;
          let owed = 0;
          payloads.subscribe({
            onSubscribe: (given) => {
              subscription = given;
              subscription.request(1);
            },
            onNext: (payload) => {
              seen += 1;
              if (seen === 0) {
                credit = payload.data.readInt32LE(4);
                subscription.request(credit);
                return;
              }
              owed += 1;
              if (owed >= Math.max(1, Math.floor(credit / 2))) {
                const n = owed;
                owed = 0;
                subscription.request(n);
              }
            },
            onComplete: () => {
              answer = i32(seen);
              finish();
            },
            onError: (error) => subscriber.onError(error),
          });
        },
      });
    }),
};

export const contender = {
  serve() {
    return new Promise((resolve) => {
      const serverFactory = (onConnection) => {
        const server = createServer({ noDelay: true }, onConnection);
        server.once("listening", () => resolve(String(server.address().port)));
        return server;
      };
      const transport = new RSocketTcpServer({ host: "127.0.0.1", port: 0, serverFactory }, BufferEncoders);
      new RSocketServer({ getRequestHandler: () => responder, transport }).start();
    });
  },

  async connect(address) {
    const connection = new RSocketClient({
      setup: {
        keepAlive: 20_000,
        lifetime: 600_000,
        dataMimeType: "application/octet-stream",
        metadataMimeType: "application/octet-stream",
      },
      transport: new RSocketTcpClient({ host: "127.0.0.1", port: Number(address), noDelay: true }, BufferEncoders),
    });
    const socket = await new Promise((resolve, reject) => {
      connection.connect().subscribe({ onComplete: resolve, onError: reject, onSubscribe: () => {} });
    });
    const block = { data: Buffer.alloc(64 * 1024) };
    const channel = (count, credit, make) =>
      new Promise((resolve, reject) => {
        let seen = -1;
        const answers = socket.requestChannel(items(count, pair(count, credit), make));
        consume(
          answers,
          16,
          (payload) => {
            seen = payload.data.readInt32LE(0);
          },
          () => resolve(seen),
          reject,
        );
      });
    return {
      call: (value) =>
        new Promise((resolve, reject) => {
          socket.requestResponse(i32(value)).subscribe({
            onComplete: (payload) => resolve(payload.data.readInt32LE(0)),
            onError: reject,
            onSubscribe: () => {},
          });
        }),
      send: (count, credit) => channel(count, credit, i32),
      sendBlocks: (count, credit) => channel(count, credit, () => block),
      receive: (count, credit) =>
        new Promise((resolve, reject) => {
          let seen = 0;
          consume(
            socket.requestStream(i32(count)),
            credit,
            () => {
              seen += 1;
            },
            () => resolve(seen),
            reject,
          );
        }),
    };
  },
};
