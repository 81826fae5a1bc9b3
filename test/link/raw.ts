import { PassThrough, Writable } from "node:stream";
import { streamLink } from "../../runtime/link/stream.ts";

/** A link whose counterpart is the test: bytes go in through `input`, what the link writes lands in `written`. */
export function raw(maxPayload = 1000) {
  const input = new PassThrough();
  const written: Buffer[] = [];
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk);
      done();
    },
  });
  const link = streamLink({ readable: input, writable: output }, { maxPayload, name: "raw" });
  return { link, input, output, written };
}
