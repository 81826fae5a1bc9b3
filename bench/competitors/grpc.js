import { credentials, Metadata, makeGenericClientConstructor, Server, ServerCredentials } from "@grpc/grpc-js";

// Messages are a bare i32 or bare bytes: cheaper than Protocol Buffers would be, in gRPC's favour.
const i32 = {
  serialize: ({ value }) => {
    const bytes = Buffer.allocUnsafe(4);
    bytes.writeInt32LE(value);
    return bytes;
  },
  deserialize: (bytes) => ({ value: bytes.readInt32LE(0) }),
};
const raw = { serialize: (bytes) => bytes, deserialize: (bytes) => bytes };

function method(name, up, down, requestStream, responseStream) {
  return {
    path: `/bench.Bench/${name}`,
    requestStream,
    responseStream,
    requestSerialize: up.serialize,
    requestDeserialize: up.deserialize,
    responseSerialize: down.serialize,
    responseDeserialize: down.deserialize,
  };
}

const definition = {
  call: method("Call", i32, i32, false, false),
  send: method("Send", i32, i32, true, false),
  sendBlocks: method("SendBlocks", raw, i32, true, false),
  receive: method("Receive", i32, i32, false, true),
};

/** Writes `count` messages with the back pressure of the stream. HTTP/2 windows bytes: there is no credit in items. */
function writeAll(stream, count, message) {
  let left = count;
  const pump = () => {
    while (left > 0) {
      left -= 1;
      if (!stream.write(message ?? { value: left })) {
        stream.once("drain", pump);
        return;
      }
    }
    stream.end();
  };
  pump();
}

function count(call, done) {
  let seen = 0;
  call.on("data", () => {
    seen += 1;
  });
  call.on("end", () => done(null, { value: seen }));
}

const options = {
  "grpc.max_concurrent_streams": 1024,
  "grpc.max_receive_message_length": 4 * 1024 * 1024,
};

export const contender = {
  serve() {
    const server = new Server(options);
    server.addService(definition, {
      call: (call, done) => done(null, { value: call.request.value + 1 }),
      send: count,
      sendBlocks: count,
      receive: (call) => writeAll(call, call.request.value),
    });
    return new Promise((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
        if (error) reject(error);
        else resolve(`127.0.0.1:${port}`);
      });
    });
  },

  async connect(address) {
    const Bench = makeGenericClientConstructor(definition, "Bench");
    const client = new Bench(address, credentials.createInsecure(), options);
    const block = Buffer.alloc(64 * 1024);
    const metadata = new Metadata();
    const settle = (resolve, reject) => (error, answer) => (error ? reject(error) : resolve(answer?.value));
    await new Promise((resolve, reject) => client.waitForReady(Date.now() + 5000, settle(resolve, reject)));
    return {
      call: (value) => new Promise((resolve, reject) => client.call({ value }, metadata, settle(resolve, reject))),
      send: (n) => new Promise((resolve, reject) => writeAll(client.send(metadata, settle(resolve, reject)), n)),
      sendBlocks: (n) =>
        new Promise((resolve, reject) => writeAll(client.sendBlocks(metadata, settle(resolve, reject)), n, block)),
      receive: (n) =>
        new Promise((resolve, reject) => {
          let seen = 0;
          const stream = client.receive({ value: n }, metadata);
          stream.on("data", () => {
            seen += 1;
          });
          stream.on("end", () => resolve(seen));
          stream.on("error", reject);
        }),
    };
  },
};
